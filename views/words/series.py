"""Texts of the time series."""

WORDS: dict[str, tuple[str, str]] = {}
