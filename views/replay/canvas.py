"""The replay's component: one script of several files, run beside a canvas.

All text arrives as data and is set as text, never as HTML.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
HTML = "<div class='root'></div>"


def script() -> str:
    """Return the whole script: its files in order, as one module."""
    parts = sorted((HERE / "js").glob("*.js"))
    return "\n".join(part.read_text(encoding="utf-8") for part in parts)


_replay = st.components.v2.component(
    "zeropark_replay", html=HTML, css=(HERE / "look.css").read_text(encoding="utf-8"), js=script()
)


def draw(day: dict[str, Any], key: str) -> None:
    """Draw the replay of a day.

    Parameters
    ----------
    day : dict
        One or two scenes with their texts; see :mod:`views.replay.scene`.
    key : str
    """
    _replay(data=day, key=key)
