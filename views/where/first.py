"""The first page while there is no run: three steps to a first result."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import InputError
from views.frame import draft, job_panel, state, tour
from views.frame.page import plain
from views.frame.state import t

STEPS = ("run", "read", "change")


def show() -> None:
    """Draw what this is, and the button that makes the first year."""
    st.markdown(f"#### {t('first.title')}")
    st.markdown(t("first.what"))
    for column, step in zip(st.columns(3), STEPS, strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{t(f'first.{step}')}**")
            st.caption(t(f"first.{step}.more"))
    with st.container(horizontal=True):
        st.button(
            t("first.start"), type="primary", icon=":material/play_arrow:", key="first_run",
            disabled=state.get("job") is not None, on_click=_run,
        )  # fmt: skip
        st.button(
            t("tour.start"), icon=":material/signpost:", key="first_tour", on_click=tour.begin
        )
        st.button(
            t("first.build"), icon=":material/domain_add:", key="first_build",
            on_click=tour.go, args=("build",),
        )  # fmt: skip
    st.caption(plain(t("first.long")))


def _run() -> None:
    try:
        job_panel.start(draft.current().request())
    except InputError as error:
        draft.tell(error)
