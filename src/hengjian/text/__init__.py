"""Plain forms: one way to write what people, packages and files write in many."""
