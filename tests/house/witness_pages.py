"""Addresses of the witnesses' page that only take what is sent to them, for the walk over all pages."""

NO_PAGES = frozenset({"desk:add_witness", "desk:end_witness"})
