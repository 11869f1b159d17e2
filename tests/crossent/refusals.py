"""How the tests look at an error message."""

import re

import pytest


def refuses(error, *parts):
    """The message holds these parts in this order."""
    return pytest.raises(error, match=".*".join(re.escape(part) for part in parts))
