"""Pages of recall cases, one noun a file."""
