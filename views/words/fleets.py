"""Texts of the comparison of fleets' strategies."""

WORDS = {
    "fleets.title": ("车队电动化比较", "Ways of electrifying fleets"),
}
