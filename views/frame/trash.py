"""What was deleted on a page: taken back at once, or put back from the trash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

from scenarios.catalogue import InputError
from scenarios.trash import KEEP_DAYS
from views.frame import state
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import fault

MOST_SHOWN = 50


class Shelf(NamedTuple):
    """A kind of things that can be deleted.

    ``kind`` begins the names of its texts; ``found`` are the entries of the trash and what each is
    called; ``restore`` may raise ``InputError``; ``empty`` removes what is older than some days.
    """

    kind: str
    found: Callable[[], Sequence[tuple[str, str]]]
    restore: Callable[[str], object]
    empty: Callable[[float], object]


def gone(shelf: Shelf, entries: Sequence[str], wrong: Sequence[InputError] = ()) -> None:
    """Note what was just deleted, and what could not be."""
    st.session_state[_last(shelf)] = list(entries)
    tell(shelf, *wrong)


def tell(shelf: Shelf, *wrong: InputError) -> None:
    """Have said with the next drawing what could not be done."""
    lang = state.lang()
    st.session_state[_told(shelf)] = [fault(lang, one) for e in wrong for one in e.problems]


def undo(shelf: Shelf) -> None:
    """Offer to take the last deletion back, and say what went wrong."""
    for text in st.session_state.pop(_told(shelf), ()):
        st.error(plain(text))
    last = st.session_state.get(_last(shelf))
    if last:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            words = t(f"trash.deleted.{shelf.kind}", count=len(last))
            st.markdown(f":material/delete: {words}", width="stretch")
            st.button(
                t("runs.undo"), type="primary", icon=":material/undo:", key=f"undo_{shelf.kind}",
                on_click=_restore, args=(shelf, last),
            )  # fmt: skip


def trash(shelf: Shelf) -> None:
    """Draw what can still be put back; what is older than some weeks goes for good."""
    shelf.empty(KEEP_DAYS)
    found = shelf.found()
    if not found:
        return
    with st.expander(t("runs.trash", count=len(found)), icon=":material/delete:"):
        st.caption(t(f"trash.note.{shelf.kind}", days=KEEP_DAYS))
        for entry, words in found[:MOST_SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(words), width="stretch")
                st.button(
                    t("runs.restore"), icon=":material/restore_from_trash:",
                    key=f"restore_{entry}", on_click=_restore, args=(shelf, [entry]),
                )  # fmt: skip
        if len(found) > MOST_SHOWN:
            st.caption(t("list.more", count=len(found) - MOST_SHOWN))
        sure = st.checkbox(t("runs.trash.sure"), key=_sure(shelf))
        st.button(
            t("runs.trash.empty"), icon=":material/delete_forever:", key=f"empty_{shelf.kind}",
            disabled=not sure, on_click=_empty, args=(shelf,),
        )  # fmt: skip


def _restore(shelf: Shelf, entries: Sequence[str]) -> None:
    wrong = []
    for entry in entries:
        try:
            shelf.restore(entry)
        except InputError as error:
            wrong.append(error)
    gone(shelf, (), wrong)


def _empty(shelf: Shelf) -> None:
    shelf.empty(0.0)
    gone(shelf, ())
    st.session_state[_sure(shelf)] = False


def _last(shelf: Shelf) -> str:
    return f"{shelf.kind}_deleted"


def _told(shelf: Shelf) -> str:
    return f"{shelf.kind}_told"


def _sure(shelf: Shelf) -> str:
    return f"sure_{shelf.kind}"
