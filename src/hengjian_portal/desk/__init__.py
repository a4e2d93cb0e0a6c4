"""Everybody's desk, and the administrator's pages."""
