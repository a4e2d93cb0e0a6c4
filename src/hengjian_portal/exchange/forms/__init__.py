"""What officers of both bureaux type, one noun a file."""
