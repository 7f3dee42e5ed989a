"""Texts of studies: many runs."""

WORDS = {
    "studies.title": ("批量研究", "Studies"),
}
