"""Jobs to results: each page runs in a process of its own."""
