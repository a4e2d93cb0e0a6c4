"""Pages of the exchange between the two bureaux, one noun a file."""
