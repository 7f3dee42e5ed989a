"""Texts of storage, curtailment and green power."""

WORDS = {
    "supply.title": ("储能与绿电", "Storage and green power"),
}
