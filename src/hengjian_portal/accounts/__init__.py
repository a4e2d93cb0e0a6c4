"""People, the bodies they act for, and who may do what."""
