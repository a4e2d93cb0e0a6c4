"""One recall for other systems: the fields that foreign registers ask for, as JSON and as XML."""
