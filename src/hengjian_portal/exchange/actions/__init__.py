"""What the two bureaux do with each other's packages, one noun a file."""
