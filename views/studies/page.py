"""Studies: many runs from one file."""

from __future__ import annotations

from views.frame.page import header
from views.frame.state import t


def show() -> None:
    """Draw the page."""
    header(t("studies.title"))
