"""Finding what the recalls room holds, one noun a file."""
