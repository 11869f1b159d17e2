"""A `Report` to the HTML of a page."""
