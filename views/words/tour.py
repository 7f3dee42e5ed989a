"""Texts of the guided tour."""

WORDS: dict[str, tuple[str, str]] = {}
