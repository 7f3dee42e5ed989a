"""Where each page lies, so that one page can lead to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

_PAGES = "pages"


def remember(pages: Mapping[str, Any]) -> None:
    """Note the pages of this moment by name; they are made anew with the language."""
    st.session_state[_PAGES] = dict(pages)


def link(name: str, label: str, icon: str | None = None) -> None:
    """Draw a link to a page; nothing where a page is drawn on its own."""
    page = st.session_state.get(_PAGES, {}).get(name)
    if page is not None:
        st.page_link(page, label=label, icon=icon)
