"""Agents as tables: one kind at a time, typed in, added, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from scenarios.building import (
    ARCHETYPE,
    Deltas,
    Field,
    Table,
    agents_of,
    edited,
    kinds_of,
    table_of,
    target_of,
    text_of,
)
from scenarios.catalogue import InputError
from scenarios.drafts import Draft
from views.build import agent
from views.build.look import GROUPS, group_of, grouped, kind_title
from views.frame import draft, state
from views.frame.state import t

BASE = "build_base"
TYPES = {
    "number": "float64", "flag": "boolean", "choice": "object", "date": "object", "text": "object",
    "told": "object",
}  # fmt: skip
ROW_PX, MOST_PX = 35, 520


@dataclass
class _Base:
    """The plan as it was when the table was drawn first: what is typed since is laid on it."""

    of: tuple[object, ...]
    plan: Draft
    table: Table
    text: str
    number: int

    @property
    def key(self) -> str:
        return f"build_table_{self.number}"


def show() -> None:
    """Draw the table of the kind chosen."""
    kind = _kind()
    everything = st.toggle(
        t("build.table.everything"), key="build_everything", persist_state="session",
        help=t("build.table.everything.help"),
    )  # fmt: skip
    base = _base(kind, everything=everything)
    columns = {"id": st.column_config.TextColumn(t("build.table.id"), disabled=True, pinned=True,
                                                 help=t("build.table.id.help"))}  # fmt: skip
    columns |= {field.name: _config(field) for field in base.table.fields}
    rows = len(base.table.ids)
    st.data_editor(
        _frame(base.table), column_config=columns,
        num_rows="dynamic", hide_index=True, key=base.key, on_change=_typed, args=(base.key,),
        placeholder=t("build.table.blank"), height=min(ROW_PX * (rows + 2) + 3, MOST_PX),
        alt=kind_title(kind),
    )  # fmt: skip
    st.caption(t("build.table.help"))
    agent.show(kind)


def _frame(table: Table) -> pd.DataFrame:
    """Return the cells with a type for each column, empty ones too."""
    columns = {"id": pd.Series(list(table.ids), dtype="object")}
    for field in table.fields:
        columns[field.name] = pd.Series(table.cells[field.name], dtype=TYPES[field.form])
    return pd.DataFrame(columns)


def _kind() -> str:
    """Return the kind chosen: a group, and of assets a type."""
    agents = agents_of(draft.current())
    counts, groups = kinds_of(agents), grouped(agents)
    told = {group: f"{t(f'build.group.{group}')} {count}" for group, count in groups.items()}
    group = st.segmented_control(
        t("build.kind"), list(GROUPS), default="enterprise", key="build_group", required=True,
        format_func=lambda name: told[name], label_visibility="collapsed",
        persist_state="session",
    )  # fmt: skip
    if group != "asset":
        return str(group)
    types = [kind for kind in counts if group_of(kind) == "asset"]
    types.sort(key=lambda kind: (not counts[kind], kind))
    names = {kind: f"{kind_title(kind)} {counts[kind] or ''}".strip() for kind in types}
    return str(
        st.selectbox(t("build.type"), types, format_func=lambda kind: names[kind],
                     key="build_type", persist_state="session")
    )  # fmt: skip


def _base(kind: str, *, everything: bool) -> _Base:
    """Return the base drawn before if only this table changed the plan since, else a new one."""
    now = draft.current()
    of = (kind, state.lang(), everything, draft.epoch(), now.park)
    base: _Base | None = st.session_state.get(BASE)
    text = text_of(now)
    if base is not None and base.of == of and base.text == text and base.key in st.session_state:
        return base
    table = table_of(agents_of(now), kind, state.lang(), everything=everything)
    base = _Base(of, now, table, text, base.number + 1 if base is not None else 0)
    st.session_state[BASE] = base
    return base


def _config(field: Field) -> Any:  # noqa: ANN401 - one of Streamlit's columns
    title, kinds = field.title, st.column_config
    common: dict[str, Any] = {"help": field.note, "required": False}
    if field.form == "choice":
        choices = dict(field.choices)
        return kinds.SelectboxColumn(title, options=list(choices),
                                     format_func=lambda value: choices.get(value, str(value)),
                                     **common)  # fmt: skip
    if field.form == "told":
        return kinds.TextColumn(title, disabled=True)
    if field.form == "number":
        return kinds.NumberColumn(title, **common)
    if field.form == "flag":
        return kinds.CheckboxColumn(title, **common)
    if field.form == "date":
        return kinds.DateColumn(title, format="YYYY-MM-DD", **common)
    return kinds.TextColumn(title, **common)


def _typed(key: str) -> None:
    """Lay what was typed on the plan as it was when the table was drawn first."""
    base: _Base | None = st.session_state.get(BASE)
    given = st.session_state.get(key)
    if base is None or base.key != key:
        draft.tell(InputError(t("build.table.redrawn")))  # typed while the table changed
        return
    if not given:
        return
    deltas = Deltas(
        {int(row): cells for row, cells in given["edited_rows"].items()},
        tuple(given["added_rows"]), tuple(map(int, given["deleted_rows"])),
    )  # fmt: skip
    try:
        text = edited(target_of(base.plan), base.table, deltas)
    except InputError as error:
        draft.tell(error)
        return
    draft.change(text=text)
    if not deltas.added and not deltas.removed and not deltas.touch(ARCHETYPE):
        base.text = text  # rows that come or go make a new table, with ids; another unit as well
