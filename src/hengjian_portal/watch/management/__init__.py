"""Commands of the room of reports."""
