"""How dangerous it is: harm scenarios, the published grid, and what would change the answer."""
