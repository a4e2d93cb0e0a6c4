"""Finding what the two bureaux exchanged, one noun a file."""
