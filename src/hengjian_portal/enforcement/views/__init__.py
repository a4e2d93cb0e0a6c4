"""Pages of enforcement, one noun a file."""
