"""What people type about a case: one form for each act that needs a paper."""
