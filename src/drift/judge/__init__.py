"""Results to a `Report`: recorded against printed."""
