"""Which run all pages show, and which one it is compared with."""

from __future__ import annotations

import streamlit as st

from views.frame import state
from views.frame.page import base_shown, run_shown
from views.frame.state import t
from views.frame.texts import label, unlike
from views.stored import cache
from views.stored.cache import Listed

NONE = ""


def show() -> None:
    """Draw both choosers; nothing while there is no run."""
    run, base = run_shown(), base_shown()
    lines = {line.id: line for line in cache.listed()}
    if run is None or not lines:
        return
    told = {name: _told(line) for name, line in lines.items()}
    for shown in (run, base):
        if shown is not None:
            told.setdefault(shown.id, shown.id)
    told = unlike(told)
    _chooser("run", list(told), run.id, told)
    others = [name for name in told if name != run.id]
    _chooser("base", [NONE, *others], base.id if base else NONE, {**told, NONE: t("run.base.none")})


def _told(line: Listed) -> str:
    name = line.plan or label(state.lang(), line.label, line.id)
    return f"{line.finished[5:]} · {name}"


def _chooser(what: str, options: list[str], chosen: str, told: dict[str, str]) -> None:
    key = f"choose_{what}_{chosen}"
    st.selectbox(
        t(f"run.{what}"), options, index=options.index(chosen), key=key,
        format_func=lambda name: told[name], on_change=_choose, args=(what, key),
        help=t(f"run.{what}.help"),
    )  # fmt: skip


def _choose(what: str, key: str) -> None:
    state.put(what, st.session_state[key] or None)
