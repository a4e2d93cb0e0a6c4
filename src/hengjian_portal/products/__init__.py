"""One identity for each product and firm."""
