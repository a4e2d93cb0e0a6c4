"""When it is due: working days, terms, deadlines and what suspends them."""
