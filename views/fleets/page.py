"""Ways of electrifying fleets, compared."""

from __future__ import annotations

from views.frame.page import header
from views.frame.state import t


def show() -> None:
    """Draw the page."""
    header(t("fleets.title"))
