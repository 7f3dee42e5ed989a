"""Stored runs as the pages read them."""
