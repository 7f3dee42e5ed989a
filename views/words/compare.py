"""Texts of the comparison of runs."""

WORDS = {
    "compare.title": ("方案对比", "Compare runs"),
}
