"""The room of scales."""
