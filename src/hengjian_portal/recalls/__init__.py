"""Recall cases, lead to closing."""
