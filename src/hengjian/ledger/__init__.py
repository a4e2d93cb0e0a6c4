"""What cannot be rewritten: entries, and what may be shown of them to whom."""
