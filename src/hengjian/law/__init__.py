"""What is written: legal texts as dated data, each number with its article and how sure we are."""
