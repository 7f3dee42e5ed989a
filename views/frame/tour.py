"""The guided tour: a strip above the pages that says what each is for, and leads to the next."""

from __future__ import annotations

import streamlit as st

from views.frame import state
from views.frame.state import t

STEPS = (
    "where", "build", "try", "flows", "series", "supply", "replay", "fleets", "compare", "studies",
    "runs",
)  # fmt: skip
_AT, _GO = "tour", "go_to_page"


def begin() -> None:
    """Start the tour at the first page."""
    _to(0)


def go(page: str) -> None:
    """Have a page opened when the app is drawn next; callbacks may not do it themselves."""
    st.session_state[_GO] = page


def asked_page() -> str | None:
    """Return, once, the page that was asked for."""
    page = st.session_state.pop(_GO, None)
    return None if page is None else str(page)


def strip() -> None:
    """Draw the tour's strip, if it is under way."""
    name = state.get(_AT)
    if name not in STEPS:
        return
    at = STEPS.index(name)
    with st.container(border=True, key="zp_tour"):
        st.markdown(
            f"**{t('tour.step', at=at + 1, of=len(STEPS))} · {t(f'nav.{name}')}**  \n"
            f"{t(f'tour.{name}')}"
        )
        with st.container(horizontal=True):
            st.button(
                t("tour.back"), disabled=at == 0, on_click=_to, args=(at - 1,), key="tour_back",
                icon=":material/arrow_back:",
            )  # fmt: skip
            if at + 1 < len(STEPS):
                st.button(
                    t("tour.next"), type="primary", on_click=_to, args=(at + 1,), key="tour_next",
                    icon=":material/arrow_forward:",
                )  # fmt: skip
            st.button(t("tour.end"), on_click=_end, key="tour_end", icon=":material/close:")


def _to(at: int) -> None:
    state.put(_AT, STEPS[at])
    go(STEPS[at])


def _end() -> None:
    state.put(_AT, None)
