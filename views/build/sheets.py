"""Spreadsheets: a template out, a planner's table in, what it would do, and what is wrong in it."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

from scenarios.building import target_of, troubles_of
from scenarios.catalogue import InputError
from scenarios.sheets import (
    Sheet,
    kind_names,
    marked_sheet,
    read_sheet,
    template,
)
from views.build.look import field_name, kind_title
from views.frame import draft, state
from views.frame.look import MOST_UPLOAD_MB
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import fault

ALL, AUTO = "all", ""
KEPT = "build_sheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 500


def show() -> None:
    """Draw template, upload and what the upload says."""
    _template()
    given = st.file_uploader(
        t("build.sheet.file"), type=["xlsx", "csv"], key="build_sheet_file",
        help=t("build.sheet.file.help", size=MOST_UPLOAD_MB), max_upload_size=MOST_UPLOAD_MB,
    )  # fmt: skip
    if given is None:
        st.caption(t("build.sheet.wait", size=MOST_UPLOAD_MB))
        return
    if troubles_of(draft.current()):
        st.warning(t("build.sheet.unsound"), icon=":material/error:")
        return
    kind = _kind()
    with st.spinner(t("build.sheet.reading")):
        found = _read(given.getvalue(), given.name, kind)
    if isinstance(found, InputError):
        told = "\n".join(f"- {plain(fault(state.lang(), one))}" for one in found.problems[:8])
        st.error(f"{t('build.sheet.refused')}\n\n{told}", icon=":material/block:")
        return
    _verdict(found)
    _rows(found)
    _problems(found)
    _filled(found)


def _template() -> None:
    told = {ALL: t("build.sheet.all"), **_titles()}
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    kind = left.selectbox(
        t("build.sheet.template"), list(told), index=list(told).index("enterprise"),
        format_func=lambda name: told.get(name, name), key="build_template_kind",
        persist_state="session",
    )  # fmt: skip
    lang = state.lang()
    right.download_button(
        t("build.sheet.download"), lambda: template(str(kind), lang), f"zeropark-{kind}.xlsx",
        XLSX, icon=":material/download:", on_click="ignore", key="build_template",
    )  # fmt: skip


def _titles() -> dict[str, str]:
    return {kind: kind_title(kind) for kind in kind_names()}


def _kind() -> str:
    """Return the kind that the user says the tables are of; the file itself tells it usually."""
    told = {AUTO: t("build.sheet.auto"), **_titles()}
    return str(
        st.selectbox(
            t("build.sheet.kind"), list(told), key="build_sheet_kind",
            format_func=lambda name: told.get(name, name),
        )
    )  # fmt: skip


def _read(content: bytes, name: str, kind: str) -> Sheet | InputError:
    """Read a file once for each state of the plan."""
    target = target_of(draft.current())
    stamp = hashlib.sha256(content + target.text.encode() + kind.encode()).hexdigest()
    kept: tuple[str, Sheet | InputError] | None = st.session_state.get(KEPT)
    if kept is not None and kept[0] == stamp:
        return kept[1]
    found: Sheet | InputError
    try:
        found = read_sheet(content, name, target, kind)
    except InputError as error:
        found = error
    st.session_state[KEPT] = (stamp, found)
    return found


def _verdict(sheet: Sheet) -> None:
    """Say what can be taken, and offer it."""
    rows = sheet.preview
    counts = {action: len(rows.of(action)) for action in ("added", "changed", "same", "aside")}
    told = [t(f"build.sheet.count.{action}", count=count) for action, count in counts.items()]
    show = st.success if not sheet.problems else st.warning
    show(plain(t("list.join").join(told)),
         icon=":material/check_circle:" if not sheet.problems else ":material/error:")  # fmt: skip
    with st.container(horizontal=True):
        fresh = counts["added"] + counts["changed"]
        st.button(
            t("build.sheet.take", count=fresh), type="primary", icon=":material/playlist_add:",
            disabled=not fresh, on_click=_take, key="build_sheet_take",
        )  # fmt: skip
        if sheet.problems:
            lang = state.lang()
            st.download_button(
                t("build.sheet.marked"), lambda: marked_sheet(sheet, lang),
                f"{sheet.file.rpartition('.')[0] or 'sheet'}-marked.xlsx", XLSX,
                icon=":material/download:", on_click="ignore", key="build_sheet_marked",
            )  # fmt: skip
    if sheet.ignored:
        st.caption(plain(t("build.sheet.ignored", names=t("list.join").join(sheet.ignored))))


def _take() -> None:
    kept: tuple[str, Any] | None = st.session_state.get(KEPT)
    if kept is None or not isinstance(kept[1], Sheet):
        return
    try:
        text = kept[1].merged_text(target_of(draft.current()))
    except InputError as error:
        draft.tell(error)
        return
    draft.change(text=text)


def _rows(sheet: Sheet) -> None:
    lang = state.lang()
    rows = sheet.preview.rows[:MOST_SHOWN]
    st.markdown(f"**{t('build.sheet.rows')}**")
    _table(
        {
            "build.sheet.action": [t(f"build.action.{row.action}") for row in rows],
            "build.sheet.place": [f"{row.sheet} {row.row}" for row in rows],
            "build.table.id": [row.agent for row in rows],
            "build.sheet.kinds": [kind_title(row.kind) for row in rows],
            "build.sheet.name": [row.zh if lang == "zh" else row.en for row in rows],
            "build.sheet.fields": [
                "; ".join(f"{f.field}: {f.before} → {f.after}" for f in row.fields) for row in rows
            ],
        }
    )


def _problems(sheet: Sheet) -> None:
    lang = state.lang()
    found = (*sheet.problems, *sheet.notes)[:MOST_SHOWN]
    if not found:
        return
    layouts = sheet.layouts
    st.markdown(f"**{t('build.sheet.problems', count=len(sheet.problems))}**")
    _table(
        {
            "build.sheet.cell": [f"{one.sheet} {one.address}" for one in found],
            "build.supplied.field": [
                field_name(layouts[one.sheet].kind.id, one.field)
                if one.sheet in layouts and one.field
                else one.field
                for one in found
            ],
            "build.supplied.value": [one.value for one in found],
            "build.sheet.told": [one.message(lang) for one in found],
        }
    )


def _filled(sheet: Sheet) -> None:
    """List what the rows left blank, and where it comes from."""
    lang = state.lang()
    found = sheet.filled[:MOST_SHOWN]
    if not found:
        return
    kinds = {row.agent: row.kind for row in sheet.preview.rows}
    with st.expander(t("build.sheet.filled", count=len(sheet.filled)),
                     icon=":material/auto_fix_high:"):  # fmt: skip
        st.caption(t("build.sheet.filled.help"))
        _table(
            {
                "build.table.id": [one.agent for one in found],
                "build.supplied.field": [
                    field_name(kinds.get(one.agent, ""), one.field) for one in found
                ],
                "build.supplied.value": [str(one.value) for one in found],
                "build.supplied.source": [one.told(lang) for one in found],
                "build.sheet.written": [
                    t("build.written.yes" if one.is_written else "build.written.no")
                    for one in found
                ],
            }
        )


def _table(columns: dict[str, list[str]]) -> None:
    st.dataframe({t(key): values for key, values in columns.items()}, hide_index=True)
