"""Storage, curtailment and green power."""

from __future__ import annotations

from views.frame.page import header
from views.frame.state import t


def show() -> None:
    """Draw the page."""
    header(t("supply.title"))
