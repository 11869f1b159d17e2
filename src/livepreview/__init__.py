"""Makes `mkdocs serve` follow a save at once: only what has changed is rendered again, and the site is that of a full build."""
