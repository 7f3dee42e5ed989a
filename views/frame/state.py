"""What one session remembers and its address tells: language, runs, plan, job, briefing."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from views.frame.texts import LANGUAGES, language_of, say

# run: shown; base: what it is compared with; draft: the plan worked on; job: what is under way, by
# commas; brief: for a projector; runs: those of the page Compare; study and fleets: results shown;
# tour: page that the guided tour has come to.
_ADDRESS = ("lang", "run", "base", "draft", "job", "brief", "runs", "study", "fleets", "tour")
_CHOICES = {"lang": LANGUAGES, "brief": ("1",)}
_LONGEST = 300
_UNSENT = "address_unsent"


def sync() -> None:
    """Take from the address what it says, and write there what it does not.

    Moving to another page empties the address; what the session knows is put back.
    """
    for key in _ADDRESS:
        asked, is_old = st.query_params.get(key), key in _unsent()
        if asked is not None and not is_old and _may_be(key, asked):
            st.session_state[key] = asked
    if st.session_state.get("lang") not in LANGUAGES:
        st.session_state["lang"] = language_of(st.context.locale)
    for key in _ADDRESS:
        _show(key, st.session_state.get(key))
        _unsent().discard(key)


def _may_be(key: str, value: str) -> bool:
    return value in _CHOICES[key] if key in _CHOICES else 0 < len(value) <= _LONGEST


def _show(key: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != value:
        st.query_params[key] = value


def put(key: str, value: str | None) -> None:
    """Remember a value of the address; None forgets it.

    Streamlit may break off here to draw the page anew, by the address that the browser has: it is
    old until the value has been sent, and what is remembered holds.
    """
    _unsent().add(key)
    st.session_state[key] = value
    _show(key, value)
    _unsent().discard(key)


def _unsent() -> set[str]:
    found: set[str] = st.session_state.setdefault(_UNSENT, set())
    return found


def get(key: str) -> str | None:
    """Return a remembered value of the address."""
    value = st.session_state.get(key)
    return None if value is None else str(value)


def lang() -> str:
    """Return the session's language."""
    return get("lang") or LANGUAGES[0]


def is_brief() -> bool:
    """Whether the app is shown to an audience: larger, and without the side panel."""
    return get("brief") == "1"


def names(prefix: str) -> Callable[[object], str]:
    """Return what tells a choice's name, ``PREFIX.CHOICE``, in the language of this moment."""
    code = lang()
    return lambda name: say(code, f"{prefix}.{name}")


def t(key: str, **values: object) -> str:
    """Return a text in the session's language."""
    return say(lang(), key, **values)
