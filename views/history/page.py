"""Finished runs: list, open, download."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import InputError, runs_folder
from views.frame import state
from views.frame.numbers import number
from views.frame.page import damaged, header, nothing_yet, plain
from views.frame.state import t
from views.frame.texts import knows, label
from views.stored import cache
from views.stored.cache import MOST_LISTED, Listed

FILES = (
    ("manifest", "manifest.json", "application/json"),
    ("indicators", "indicators.json", "application/json"),
    ("accounts", "accounts.json", "application/json"),
    ("park", "park.yaml", "text/yaml"),
)


def show() -> None:
    """Draw the page."""
    header(t("runs.title"))
    runs = cache.listed()
    if not runs:
        nothing_yet()
        return
    st.caption(plain(t("runs.intro", folder=str(runs_folder()))))
    event = st.dataframe(
        [_line(run) for run in runs], hide_index=True, on_select="rerun",
        selection_mode="single-row", key="runs_table", height=min(36 * len(runs) + 40, 460),
    )  # fmt: skip
    if len(runs) >= MOST_LISTED:
        st.caption(t("runs.too_many", count=MOST_LISTED))
    chosen = event.selection.rows
    if not chosen:
        st.caption(t("runs.select"))
        return
    try:
        _chosen(runs[chosen[0]])
    except (InputError, OSError) as error:
        damaged(error)


def _line(run: Listed) -> dict[str, object]:
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
        t("runs.seed"): run.seed,
        t("runs.step"): run.step,
        t("runs.days"): run.days,
        t("runs.id"): run.id,
    }


def system(run: Listed, name: str) -> str:
    """Return a short name of an indicator system, its long one where there is none."""
    return t(f"system.{name}") if knows(f"system.{name}") else run.systems[name][state.lang()]


def _chosen(line: Listed) -> None:
    """Draw what can be done with one run."""
    run = cache.run_of(line.id)
    st.markdown(f"**{plain(label(state.lang(), line.label, line.id))}** · {plain(line.id)}")
    with st.container(horizontal=True):
        is_shown = state.get("run") == line.id
        st.button(
            t("runs.shown" if is_shown else "runs.open"), type="primary", disabled=is_shown,
            icon=":material/visibility:", key="open_run", on_click=state.put,
            args=("run", line.id),
        )  # fmt: skip
        for name, file, kind in FILES:
            st.download_button(
                t(f"runs.file.{name}"), (run.path / file).read_bytes(), f"{line.id}-{file}", kind,
                icon=":material/download:", key=f"download_{name}", on_click="ignore",
            )  # fmt: skip
    st.caption(t("runs.more"))
