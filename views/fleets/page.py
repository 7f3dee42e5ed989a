"""Ways of electrifying fleets, compared: ask for it, and see what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from scenarios.catalogue import InputError, runs_folder
from scenarios.fleets.cells import Cells
from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.reread import comparison_of
from scenarios.jobs.results import Kept, kept_results, read_result
from views.fleets import result, setup, tables
from views.frame import job_panel, state
from views.frame.page import damaged, header, plain
from views.frame.state import t
from views.frame.texts import fault

MOST_LISTED = 50
FAULT_PARTS = ("file", "line", "path", "value", "message")


def show() -> None:
    """Draw the page."""
    header(t("fleets.title"))
    kept = kept_results("fleets", runs_folder())[:MOST_LISTED]
    faults = [fault for job in job_panel.refused("fleets").values() for fault in job.problems]
    _faults(faults)
    with st.expander(
        t("fleets.new"), expanded=bool(faults) or not kept, icon=":material/add:", key="fleets_new"
    ):
        setup.form()
    if not kept:
        st.info(t("fleets.none"), icon=":material/local_shipping:")
        return
    chosen = _choice(kept)
    try:
        found = comparison(chosen.id, chosen.finished.isoformat())
    except InputError as error:
        damaged(error)
        return
    result.show(chosen, found)


def _faults(found: list[Mapping[str, Any]]) -> None:
    """List what was wrong with what was asked for, such as the rows of a file of jobs."""
    if not found:
        return
    st.error(t("fleets.faults"), icon=":material/rule:")
    rows = [
        (*(str(one[part] or "") for part in ("file", "line", "path", "value")), _words(one))
        for one in found
    ]
    heads = tuple(t(f"fleets.faults.{part}") for part in FAULT_PARTS)
    cells = Cells(t("fleets.faults.title"), heads, (True,) * len(heads), tuple(rows))
    st.html(tables.table(cells))


def _words(told: Mapping[str, Any]) -> str:
    zh = told["zh"] if state.lang() == "zh" else ""
    return str(zh or fault(state.lang(), str(told["message"])))


def _choice(kept: list[Kept]) -> Kept:
    """Draw the choice among kept comparisons and return the one shown."""
    names = [each.id for each in kept]
    asked = state.get("fleets")
    number = names.index(asked) if asked in names else 0
    if asked and asked not in names:
        st.warning(t("fleets.gone", id=plain(asked[:40])))
        state.put("fleets", None)
    if len(kept) > 1:
        key, told = f"fleets_choice_{names[number]}", [_told(each) for each in kept]
        st.selectbox(
            t("fleets.choose"), range(len(kept)), index=number, key=key,
            format_func=lambda n: told[n], on_change=_show, args=(key, names),
        )  # fmt: skip
    return kept[number]


def _show(key: str, names: list[str]) -> None:
    state.put("fleets", names[st.session_state[key]])


def _told(kept: Kept) -> str:
    asked = kept.request
    fleets = ", ".join(getattr(asked, "fleets", ()) or (t("fleets.heaviest"),))
    park = getattr(asked, "park", "")
    old = "" if kept.is_current else f" · {t('fleets.old.short')}"
    return f"{kept.finished:%Y-%m-%d %H:%M} · {park} · {fleets} · {kept.id[:6]}{old}"


@st.cache_data(show_spinner=False, max_entries=12)
def comparison(name: str, stamp: str) -> FleetComparison:  # noqa: ARG001 - part of the key
    """Return a kept comparison.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    return comparison_of(read_result("fleets", name, runs_folder()))
