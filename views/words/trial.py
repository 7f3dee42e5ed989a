"""Texts of trying measures."""

WORDS = {
    "try.title": ("试一试", "Try"),
}
