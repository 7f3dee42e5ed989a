"""The park's text beside everything else: read, typed in, taken away and brought back."""

from __future__ import annotations

import hashlib

import streamlit as st

from scenarios.building import text_of
from scenarios.catalogue import InputError
from views.frame import draft, state
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import fault

HEIGHT = 620


def show() -> None:
    """Draw the text with its buttons."""
    now = draft.current()
    try:
        text = text_of(now)
    except InputError as error:
        st.error(plain(fault(state.lang(), error.problems[0])))
        return
    stamp = hashlib.sha256(text.encode()).hexdigest()[:12]
    key = f"build_yaml_{draft.epoch()}_{stamp}"
    with st.form(f"build_text_{stamp}", border=False):
        st.text_area(
            t("build.yaml"), text, height=HEIGHT, key=key,
            help=t("build.yaml.help"),
        )  # fmt: skip
        st.form_submit_button(t("build.yaml.apply"), icon=":material/done:", on_click=_apply,
                              args=(key,), key="build_yaml_apply")  # fmt: skip
    st.download_button(
        t("build.yaml.download"), text.encode(), f"{now.park}.yaml", "application/yaml",
        icon=":material/download:", on_click="ignore", key="build_yaml_download",
    )  # fmt: skip
    st.caption(t("build.yaml.note"))


def _apply(key: str) -> None:
    text = str(st.session_state.get(key) or "")
    if not text.strip():
        draft.tell(InputError(t("build.yaml.empty")))
        return
    draft.change(text=text)
