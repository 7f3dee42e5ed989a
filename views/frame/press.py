"""A button whose press is not lost when the page is drawn anew before it is acted upon.

Streamlit forgets a press if something asks for the page again before its script has come to the
button: a second click, a value typed just before, a chart that has measured itself. A callback
notes the press instead, and the next drawing of the button finds it.
"""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

COUNTS_SECONDS = 20.0  # a page that is come back to later starts nothing by itself


def pressed(text: str, *, key: str, **look: Any) -> bool:  # noqa: ANN401 - as st.button takes it
    """Draw a button and return whether it was pressed since it was last drawn to its end."""
    st.button(text, key=key, on_click=_note, args=(key,), **look)
    when = st.session_state.pop(_name(key), None)
    return when is not None and time.monotonic() - when < COUNTS_SECONDS


def _note(key: str) -> None:
    st.session_state[_name(key)] = time.monotonic()


def _name(key: str) -> str:
    return f"pressed_{key}"
