"""A `Report` to people and programs."""
