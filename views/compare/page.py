"""Two to four runs side by side."""

from __future__ import annotations

from views.frame.page import header
from views.frame.state import t


def show() -> None:
    """Draw the page."""
    header(t("compare.title"))
