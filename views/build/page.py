"""Build the park: templates, tables, plan, text."""

from __future__ import annotations

from views.frame.page import header
from views.frame.state import t


def show() -> None:
    """Draw the page."""
    header(t("build.title"))
