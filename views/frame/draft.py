"""The plan a session works on: read, changed, taken back; kept in a file from the first change on.

Widgets that show a part of the plan take its value as theirs, and their callbacks call `change`.
Their keys hold `epoch()`, which moves when the plan changes otherwise (undo, a link, a template),
so that they then show the plan again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from scenarios.catalogue import InputError, runs_folder
from scenarios.drafts import (
    Draft,
    History,
    Kept,
    StaleDraftError,
    create,
    decode,
    encode,
    read,
    write,
)
from views.frame import state
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import fault

SHARE = "plan"
_HISTORY, _KEPT, _EPOCH, _STALE = "draft_history", "draft_kept", "draft_epoch", "draft_stale"
_TOLD = "draft_told"


def sync() -> None:
    """Open the plan that the address names: one that is kept, or one that a link holds."""
    try:
        shared = st.query_params.get(SHARE)
        if shared is not None:
            begin(decode(shared, runs_folder()))
            st.query_params.pop(SHARE, None)
        elif (asked := state.get("draft")) and asked != _kept_id():
            _take(read(asked, runs_folder()))
    except InputError as error:
        st.query_params.pop(SHARE, None)
        state.put("draft", _kept_id())
        tell(error)
    if told := st.session_state.pop(_TOLD, None):
        st.error(plain(told), icon=":material/error:")


def tell(error: InputError) -> None:
    """Say at the page's head, now or when it is drawn next, why something could not be done."""
    st.session_state[_TOLD] = "\n".join(fault(state.lang(), problem) for problem in error.problems)


def has_to_tell() -> bool:
    """Whether something about the plan waits to be said on the whole page."""
    return bool(st.session_state.get(_TOLD) or st.session_state.get(_STALE))


def current() -> Draft:
    """Return the plan as it stands."""
    return history().now


def history() -> History:
    """Return all states of the plan."""
    found: History = st.session_state.setdefault(_HISTORY, History((Draft(),)))
    return found


def epoch() -> int:
    """Return a number that moves whenever widgets have to show the plan anew."""
    return int(st.session_state.setdefault(_EPOCH, 0))


def change(**values: Any) -> None:  # noqa: ANN401 - checked by the draft
    """Change fields of the plan; a change that is not sound is told and leaves it as it was."""
    try:
        _keep(history().push(current().with_(**values)))
    except InputError as error:
        tell(error)
        anew()


def begin(draft: Draft) -> None:
    """Work on another plan from now on; the old one stays kept under its own address."""
    st.session_state[_HISTORY] = History((draft,))
    st.session_state[_KEPT] = None
    state.put("draft", None)
    anew()
    _keep(history())


def put(draft: Draft) -> None:
    """Make a whole draft the new present state, as one step that can be taken back."""
    _keep(history().push(draft))
    anew()


def undo() -> None:
    """Take the last change back."""
    _move(History.undo)


def redo() -> None:
    """Make a change again that was taken back."""
    _move(History.redo)


def mark(name: str) -> None:
    """Keep the plan's present state under a name."""
    _move(lambda found: found.mark(name))


def restore(name: str) -> None:
    """Make a named state the present one."""
    _move(lambda found: found.restore(name))


def forget(name: str) -> None:
    """Drop a named state."""
    _move(lambda found: found.forget(name))


def link() -> str:
    """Return what follows the app's address in a link that restores the plan anywhere.

    Raises
    ------
    InputError
        If the plan is large and cannot be kept.
    """
    return f"?lang={state.lang()}&{SHARE}={encode(current(), runs_folder())}"


def conflict() -> None:
    """Where another tab changed the plan meanwhile, ask whose to go on with; both stay kept."""
    if not st.session_state.get(_STALE):
        return
    with st.container(border=True):
        st.warning(t("draft.stale"), icon=":material/sync_problem:")
        with st.container(horizontal=True):
            st.button(t("draft.stale.mine"), on_click=_mine, type="primary", key="stale_mine")
            st.button(t("draft.stale.theirs"), on_click=_theirs, key="stale_theirs")


def _mine() -> None:
    st.session_state[_STALE] = False
    st.session_state[_KEPT] = None
    state.put("draft", None)
    _keep(history())


def _theirs() -> None:
    st.session_state[_STALE] = False
    kept: Kept = st.session_state[_KEPT]
    try:
        _take(read(kept.id, runs_folder()))
    except InputError as error:
        tell(error)


def _move(step: Callable[[History], History]) -> None:
    try:
        _keep(step(history()))
    except InputError as error:
        tell(error)
    anew()


def _keep(found: History) -> None:
    """Take a history as the session's, and write it unless another tab wrote meanwhile."""
    st.session_state[_HISTORY] = found
    kept: Kept | None = st.session_state.get(_KEPT)
    try:
        folder = runs_folder()
        kept = create(found, folder) if kept is None else write(kept, found, folder)
    except StaleDraftError:
        st.session_state[_STALE] = True
        return
    except InputError as error:
        tell(error)
        return
    st.session_state[_KEPT] = kept
    state.put("draft", kept.id)


def _take(kept: Kept) -> None:
    st.session_state[_KEPT] = kept
    st.session_state[_HISTORY] = kept.history
    state.put("draft", kept.id)
    anew()


def _kept_id() -> str | None:
    kept: Kept | None = st.session_state.get(_KEPT)
    return None if kept is None else kept.id


def anew() -> None:
    """Let widgets show the plan anew."""
    st.session_state[_EPOCH] = epoch() + 1
