"""The measures and assumptions chosen: one card each, with a control for every number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from scenarios.catalogue import InputError
from scenarios.drafts import Choice, Section, rule_of
from scenarios.what_if import Answer
from views.frame import draft, state
from views.frame.numbers import amount
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import fault, label
from views.trial import edit, told
from views.trial.told import Control


def cards(section: Section, choices: tuple[Choice, ...], answer: Answer | None) -> None:
    """Draw what is chosen of a section; nothing else takes room."""
    if not choices:
        st.caption(t(f"try.{section}.none"))
    found = {(one["id"], one["suffix"]): one for one in (answer.measures if answer else ())}
    for choice in choices:
        _card(section, choice, found.get((choice.id, choice.suffix), {}))


def _card(section: Section, choice: Choice, came_to: Mapping[str, Any]) -> None:
    key = f"{section}_{choice.id}_{choice.suffix}"
    name = told.name_of(section, choice.id, choice.suffix, state.lang())
    with st.container(border=True, gap="small", key=f"card_{key}"):
        try:
            rule = rule_of(section, choice.id)
        except InputError as error:
            _head(section, choice, name, "", ())
            st.error(plain(fault(state.lang(), error.problems[0])))
            return
        explained = label(state.lang(), rule.explanation.model_dump())
        _head(section, choice, name, explained, tuple(rule.parameters))
        for parameter, item in rule.parameters.items():
            _control(section, choice, parameter, item)
        awaits = getattr(rule, "awaits", None)
        if awaits is not None:
            st.caption(f":material/pending: {plain(label(state.lang(), awaits.model_dump()))}")
        if section == "measures" and (line := _came_to(came_to, rule)):
            st.caption(plain(line))


def _head(
    section: Section, choice: Choice, name: str, explained: str, parameters: tuple[str, ...]
) -> None:
    at, key = (choice.id, choice.suffix), f"{section}_{choice.id}_{choice.suffix}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(name)}**", help=plain(explained) or None, width="stretch")
        if parameters:
            st.button(
                t("try.usual"), icon=":material/restart_alt:", type="tertiary",
                key=f"usual_{key}", on_click=edit.usual, args=(section, at, parameters),
                disabled=not choice.parameters, help=t("try.usual.help", name=plain(name)),
            )  # fmt: skip
        st.button(
            t("try.remove"), icon=":material/close:", type="tertiary", key=f"remove_{key}",
            on_click=edit.remove, args=(section, *at), help=t("try.remove.help", name=plain(name)),
        )  # fmt: skip


def _control(section: Section, choice: Choice, parameter: str, item: Any) -> None:  # noqa: ANN401
    """Draw the slider of a number, or a field where the range is too wide to slide through."""
    lang = state.lang()
    how: Control = told.control_of(item, lang)
    key = f"p_{section}_{choice.id}_{choice.suffix}_{parameter}_{draft.epoch()}"
    value = choice.parameters.get(parameter, item.default) * how.scale
    value = min(max(round(value, 10), how.low), how.high)
    name = f"{label(lang, item.label.model_dump())} ({how.unit})"  # read aloud as it stands
    help_text = t("try.default", value=told.value_text(section, choice.id, parameter,
                                                       item.default, lang))  # fmt: skip
    draw = st.slider if how.slides else st.number_input
    draw(
        plain(name), how.low, how.high, value, how.step, format=f"%.{how.digits}f", key=key,
        help=plain(help_text), on_change=edit.move,
        args=(section, (choice.id, choice.suffix), parameter, key, how.scale),
    )  # fmt: skip


def _came_to(came_to: Mapping[str, Any], rule: Any) -> str:  # noqa: ANN401
    """Return what a measure came to in this plan: its quantities, and what it costs."""
    lang, parts = state.lang(), []
    for name, found in (came_to.get("quantities") or {}).items():
        shown = label(lang, rule.quantities[name].label.model_dump())
        parts.append(f"{shown} {amount(found['value'], told.unit_text(found['unit'], lang))}")
    if came_to.get("capex_cny"):
        parts.append(t("try.capex", value=told.money(came_to["capex_cny"], lang)))
    if came_to.get("opex_cny"):
        parts.append(t("try.opex", value=told.money(came_to["opex_cny"], lang)))
    return " · ".join(parts)
