"""Two builds of a site, page by page: what a reader would see differently."""
