"""One append-only entry for each act."""
