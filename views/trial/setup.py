"""The panel that sets up a run: park, key figures, seed, step; and starts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from scenarios import jobs
from scenarios.catalogue import (
    InputError,
    planner_names,
    runs_folder,
    shipped_parks,
    step_choices,
    upload_name,
)
from views.frame import job_panel, state
from views.frame.numbers import amount
from views.frame.page import plain
from views.frame.state import names, t
from views.frame.texts import label
from views.stored import cache
from views.trial.levers import KeyFigure, all_changes, key_figures

UPLOAD = "upload"
USUAL = "yunnan"
MOST_PROBLEMS = 8


@st.fragment
def panel() -> None:
    """Draw the panel; moving a figure redraws only this part."""
    st.markdown(f"**{t('setup.title')}**")
    name, text = _park()
    if not name:
        return
    try:
        park = cache.park_data(name, text)
    except InputError as error:
        problems(error)
        return
    button = st.container()
    figures = key_figures(park)
    values = _figures(name, figures)
    changes = all_changes(figures, values)
    _changed(name, figures, values)
    request = _settings(name, text, park, changes)
    if button.button(
        t("setup.run"), type="primary", icon=":material/play_arrow:", width="stretch",
        key="run_button",
    ):  # fmt: skip
        _start(request)


def _start(request: jobs.Request) -> None:
    try:
        job_panel.add(jobs.start(request, runs_folder()))
    except InputError as error:
        problems(error)
        return
    st.rerun()


def _park() -> tuple[str, str]:
    """Return name and, for an uploaded park, text; no name while there is none."""
    parks = shipped_parks()
    options = [*parks, UPLOAD]

    told = {name: label(state.lang(), both, name) for name, both in parks.items()}
    told[UPLOAD] = t("setup.upload.choice")
    chosen = st.selectbox(
        t("setup.park"), options, index=options.index(USUAL) if USUAL in options else 0,
        format_func=lambda name: told.get(name, name), key="park_choice", persist_state="session",
    )  # fmt: skip
    if chosen != UPLOAD:
        return str(chosen), ""
    given = st.file_uploader(t("setup.upload"), type=["yaml", "yml"], key="park_file")
    if given is None:
        st.caption(t("setup.upload.wait"))
        return "", ""
    try:
        return upload_name(given.name), given.getvalue().decode("utf-8-sig")
    except UnicodeDecodeError:
        st.error(t("setup.upload.not_text"))
        return "", ""


def problems(error: InputError) -> None:
    """List what is wrong with an input, with lines."""
    found = error.problems
    lines = []
    for problem in found[:MOST_PROBLEMS]:
        where = [problem.path] if problem.path else []
        if problem.line is not None:
            where.append(t("setup.problem.line", line=problem.line))
        head = f"**{plain(t('list.join').join(where))}** " if where else ""
        lines.append(f"- {head}{plain(problem.message)}")
    if len(found) > MOST_PROBLEMS:
        lines.append(f"- {t('list.more', count=len(found) - MOST_PROBLEMS)}")
    st.error(f"{t('setup.problems', count=len(found))}\n\n" + "\n".join(lines))


def _figures(park: str, figures: list[KeyFigure]) -> Mapping[str, float]:
    values = {}
    for kind, title in (("lever", "setup.levers"), ("assumption", "setup.assumptions")):
        mine = [figure for figure in figures if figure.kind == kind]
        if mine:
            st.caption(t(title), help=t(f"{title}.help"))
        for figure in mine:
            values[figure.id] = _slider(park, figure)
    return values


def _slider(park: str, figure: KeyFigure) -> float:
    help_text = t("setup.base", value=amount(figure.base, figure.unit))
    if figure.id != "gas":
        help_text = f"{t(f'lever.{figure.id}.help')} ({help_text})"
    whole = figure.step >= 1.0
    return float(
        st.slider(
            f"{t(f'lever.{figure.id}')} [{plain(unit_text(figure.unit))}]",
            figure.low, figure.high, figure.base, figure.step,
            format="localized" if whole else f"%.{1 if figure.step >= 0.1 else 2}f",
            key=f"fig_{park}_{figure.id}",
            help=help_text, persist_state="session",
        )
    )  # fmt: skip


def unit_text(unit: str) -> str:
    """Return a unit for a label."""
    return unit.replace("m3", "m³").replace("CNY", t("unit.cny"))


def _changed(park: str, figures: list[KeyFigure], values: Mapping[str, float]) -> None:
    moved = [f for f in figures if abs(values[f.id] - f.base) > 1e-9 * max(abs(f.base), 1.0)]
    if not moved:
        st.caption(t("setup.unchanged"))
        return
    left, right = st.columns([1, 0.8], vertical_alignment="center")
    left.caption(t("setup.changed", count=len(moved)))
    right.button(
        t("setup.reset"), type="tertiary", icon=":material/undo:", on_click=_reset,
        args=(park, [(f.id, f.base) for f in moved]), key="reset_button",
    )  # fmt: skip


def _reset(park: str, bases: list[tuple[str, float]]) -> None:
    for name, base in bases:
        st.session_state[f"fig_{park}_{name}"] = base


def _settings(
    name: str, text: str, park: Mapping[str, Any], changes: dict[str, Any]
) -> jobs.Request:
    """Draw seed, step, days and planner, and return the whole request."""
    with st.expander(t("setup.advanced"), icon=":material/tune:"):
        seed = st.number_input(
            t("setup.seed"), 0, 2**31 - 1, int(park.get("seed", 1)), key=f"seed_{name}",
            help=t("setup.seed.help"), persist_state="session",
        )  # fmt: skip
        steps = step_choices()
        usual = int(park.get("step_minutes", steps[0]))
        step = st.selectbox(
            t("setup.step"), steps, index=steps.index(usual) if usual in steps else 0,
            key=f"step_{name}", persist_state="session",
        )  # fmt: skip
        base_days = int(park.get("days") or 365)
        days = st.number_input(
            t("setup.days"), 1, max(base_days, 366), base_days, key=f"days_{name}",
            help=t("setup.days.help"), persist_state="session",
        )  # fmt: skip
        planner = st.selectbox(
            t("setup.dispatch"), planner_names(), format_func=names("dispatch"),
            key=f"planner_{name}", persist_state="session",
        )  # fmt: skip
    if days != base_days:
        changes["days"] = int(days)
    return jobs.Request(name, text, changes, int(seed), int(step or usual), str(planner))
