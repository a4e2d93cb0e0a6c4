"""What is reported to us."""
