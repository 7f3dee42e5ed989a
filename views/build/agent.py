"""One agent alone: what is supplied to it, its entry as text, and the way out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import streamlit as st

from scenarios.building import (
    agents_of,
    filled_of,
    kind_of_entry,
    target_of,
    with_agent_text,
    without,
    yaml_of,
)
from scenarios.catalogue import InputError
from views.build.look import field_name
from views.frame import draft, state
from views.frame.state import t
from views.frame.texts import fault, label

HEIGHT = 260


def show(kind: str) -> None:
    """Draw the agents of a kind one by one."""
    agents = agents_of(draft.current())
    mine = [name for name, entry in agents.items() if kind_of_entry(entry) == kind]
    if not mine:
        return
    with st.expander(t("build.agent"), icon=":material/frame_inspect:"):
        told = {name: _told(name, agents[name]) for name in mine}
        name = st.selectbox(t("build.agent.which"), mine, format_func=lambda n: told.get(n, n),
                            key=f"build_agent_{kind}")  # fmt: skip
        if name is not None:
            _supplied(kind, name, agents[name])
            _entry(name, agents[name])


def _told(name: str, entry: Mapping[str, Any]) -> str:
    return f"{name}  {label(state.lang(), entry.get('label'))}"


def _supplied(kind: str, name: str, entry: Mapping[str, Any]) -> None:
    """List what the archetype, the type or the schema supplies; it is not in the park's text."""
    found = filled_of(name, entry)
    if not found:
        return
    lang = state.lang()
    st.caption(t("build.supplied", count=len(found)))
    st.dataframe(
        {
            t("build.supplied.field"): [field_name(kind, one.field) for one in found],
            t("build.supplied.value"): [str(one.value) for one in found],
            t("build.supplied.source"): [one.told(lang) for one in found],
        },
        hide_index=True, height=220,
    )  # fmt: skip


def _entry(name: str, entry: Mapping[str, Any]) -> None:
    text = yaml_of(entry)
    stamp = hashlib.sha256(text.encode()).hexdigest()[:12]
    key = f"build_entry_{name}_{draft.epoch()}_{stamp}"
    with st.form(f"build_entry_form_{name}_{stamp}", border=False):
        st.text_area(t("build.agent.yaml"), text, height=HEIGHT, key=key)
        st.form_submit_button(t("build.yaml.apply"), icon=":material/done:", on_click=_apply,
                              args=(name, key), key="build_entry_apply")  # fmt: skip
    st.button(t("build.agent.remove"), icon=":material/delete:", on_click=_remove, args=(name,),
              key="build_entry_remove")  # fmt: skip


def _apply(name: str, key: str) -> None:
    try:
        text = with_agent_text(target_of(draft.current()), name, str(st.session_state.get(key)))
    except InputError as error:
        first = error.problems[0]
        where = f"{t('build.line', line=first.line)}: " if first.line else ""
        draft.tell(InputError(f"{name}: {where}{fault(state.lang(), first)}"))
        return
    draft.change(text=text)


def _remove(name: str) -> None:
    try:
        text = without(target_of(draft.current()), [name])
    except InputError as error:
        draft.tell(error)
        return
    draft.change(text=text)
