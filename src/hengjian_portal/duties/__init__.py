"""Who owes what by when, and the law as the operator has it."""
