"""What people type in enforcement, one noun a file."""
