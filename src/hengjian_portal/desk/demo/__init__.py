"""The demonstration city: invented firms, goods and people, written through the real actions."""
