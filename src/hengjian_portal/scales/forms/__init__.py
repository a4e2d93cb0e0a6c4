"""What people type about scales."""
