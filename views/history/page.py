"""Finished runs: found, opened, compared, noted on, downloaded, deleted and put back."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import InputError, runs_folder
from scenarios.digest import short_digest
from scenarios.run_notes import read_note
from views.frame import places, state, trash
from views.frame.numbers import number
from views.frame.page import damaged, header, nothing_yet, plain
from views.frame.state import t
from views.frame.texts import knows, label
from views.history import deleted, one
from views.history.filters import chosen_lines
from views.stored import cache
from views.stored.cache import MOST_LISTED, Listed

MOST_COMPARED = 4


def show() -> None:
    """Draw the page."""
    header(t("runs.title"))
    trash.undo(deleted.RUNS)
    runs = cache.listed()
    if not runs:
        nothing_yet()
        trash.trash(deleted.RUNS)
        return
    st.caption(plain(t("runs.intro", folder=str(runs_folder()))))
    notes = {line.id: read_note(line.id, runs_folder()) for line in runs}
    lines = chosen_lines(runs, notes)
    told = t("runs.count", shown=len(lines), all=len(runs))
    if len(runs) >= MOST_LISTED:
        told += f" {t('runs.too_many', count=MOST_LISTED)}"
    st.caption(told)
    picked = _table(lines, notes)
    try:
        if len(picked) == 1:
            one.show(picked[0], notes[picked[0].id])
        elif picked:
            _several(picked)
        else:
            st.caption(t("runs.select"))
    except (InputError, OSError) as error:
        damaged(error)
    trash.trash(deleted.RUNS)


def _table(lines: list[Listed], notes: dict[str, str]) -> list[Listed]:
    """Draw the table and return the lines picked; other lines are another table."""
    key = short_digest([line.id for line in lines])
    event = st.dataframe(
        [_line(line, notes[line.id]) for line in lines], hide_index=True, on_select="rerun",
        selection_mode="multi-row", key=f"runs_table_{key}",
        height=min(36 * max(len(lines), 1) + 40, 460),
    )  # fmt: skip
    return [lines[row] for row in event.selection.rows if row < len(lines)]


def _line(run: Listed, note: str) -> dict[str, object]:
    lang = state.lang()
    verdicts = {
        system(run, name): t(f"verdict.short.{verdict}") for name, verdict in run.verdicts.items()
    }
    return {
        t("runs.park"): label(lang, run.label, run.id),
        t("runs.when"): run.finished,
        t("runs.intensity"): number(run.intensity),
        t("runs.tonnes"): number(run.tonnes),
        **verdicts,
        t("runs.note"): note,
        t("runs.seed"): run.seed,
        t("runs.step"): run.step,
        t("runs.days"): run.days,
        t("runs.version"): run.version,
        t("runs.id"): run.id,
    }


def system(run: Listed, name: str) -> str:
    """Return a short name of an indicator system, its long one where there is none."""
    return t(f"system.{name}") if knows(f"system.{name}") else run.systems[name][state.lang()]


def _several(picked: list[Listed]) -> None:
    """Draw what can be done with several runs at once."""
    names = [line.id for line in picked]
    with st.container(horizontal=True):
        if len(picked) <= MOST_COMPARED:
            st.button(
                t("runs.compare", count=len(picked)), type="primary", key="compare_picked",
                icon=":material/compare_arrows:", on_click=state.put,
                args=("runs", ",".join(names)),
            )  # fmt: skip
        st.button(
            t("runs.delete.many", count=len(picked)), icon=":material/delete:",
            key="delete_picked", on_click=deleted.delete, args=(names,),
        )  # fmt: skip
    if state.get("runs") == ",".join(names):
        places.link("compare", t("runs.compare.open"), icon=":material/arrow_forward:")
