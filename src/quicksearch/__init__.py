"""Search whose index comes when a reader searches, not with every page; and which knows Korean particles."""
