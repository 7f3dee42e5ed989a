"""A new study: from a shipped file, an uploaded or pasted one, or a small form."""

from __future__ import annotations

import streamlit as st

from scenarios.batch.form import Sampled, sampled_parameters, study_text
from scenarios.batch.kept import MOST_NAME, keep_study
from scenarios.catalogue import (
    InputError,
    planner_names,
    runs_folder,
    shipped_parks,
    shipped_studies,
    shipped_study,
)
from scenarios.drafts import Draft
from views.frame import draft, state
from views.frame.page import plain
from views.frame.plan import problems
from views.frame.press import pressed
from views.frame.state import names, t
from views.frame.texts import label
from views.trial.told import unit_text

WAYS = ("form", "shipped", "own")
METHODS = ("latin_hypercube", "sobol", "morris")
PLAN = "plan"
MOST_SAMPLED = 8


def draw() -> None:
    """Draw the three ways to a study."""
    way = st.segmented_control(
        t("studies.way"), WAYS, default="form", key="study_way", format_func=names("studies.way"),
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    {"form": _form, "shipped": _shipped, "own": _own}[str(way)]()


def _shipped() -> None:
    found = shipped_studies()
    name = st.selectbox(
        t("studies.shipped"), list(found), key="study_shipped",
        format_func=lambda key: label(state.lang(), found[key], key),
    )  # fmt: skip
    text = shipped_study(str(name))
    st.code(text, language="yaml")
    _keep_button(text, label(state.lang(), found[str(name)], str(name)))


def _own() -> None:
    given = st.file_uploader(
        t("studies.upload"), type=["yaml", "yml"], key="study_upload", max_upload_size=1
    )
    text = ""
    if given is not None:
        try:
            text = given.getvalue().decode("utf-8-sig")
        except UnicodeDecodeError:
            st.error(t("setup.upload.not_text"))
            return
    text = st.text_area(
        t("studies.paste"), text, height=260, key=f"study_text_{given.file_id if given else ''}",
        placeholder="park: yunnan\nseeds: 4\nstep_minutes: 60",
    )  # fmt: skip
    name = st.text_input(t("studies.name"), max_chars=MOST_NAME, key="study_own_name")
    if text.strip():
        _keep_button(text, name)


def _keep_button(text: str, name: str, park_text: str = "") -> None:
    if pressed(t("studies.keep"), type="primary", icon=":material/save:", key="study_keep"):
        try:
            kept = keep_study(text, name, runs_folder(), park_text)
        except InputError as error:
            problems(error)
            return
        state.put("study", kept.id)
        st.rerun()


def _form() -> None:
    """Draw the form: what is sampled in which range, and how often."""
    base = _base()
    known = sampled_parameters(base)
    lang = state.lang()
    chosen = st.multiselect(
        t("studies.sampled"), list(known), key=f"study_sampled_{draft.epoch()}",
        max_selections=MOST_SAMPLED, placeholder=t("studies.sampled.none"),
        format_func=lambda name: getattr(known[name], lang), help=t("studies.sampled.help"),
    )  # fmt: skip
    ranges = {name: _range(known[name]) for name in chosen}
    method, n, seeds, years = _numbers(sampling=bool(chosen))
    name = st.text_input(t("studies.name"), max_chars=MOST_NAME, key="study_form_name")
    for key, (low, high) in ranges.items():
        if low >= high:
            st.warning(t("studies.range.empty", name=plain(getattr(known[key], lang))))
            return
    text, park_text = study_text(
        base, ranges, method=method, n=n, seeds=seeds, weather_years=years
    )  # fmt: skip
    with st.expander(t("studies.file"), icon=":material/code:"):
        st.code(text, language="yaml")
    _keep_button(text, name or t("studies.unnamed"), park_text)


def _base() -> Draft:
    """Return the park that is studied, with days, step and planner of the form."""
    parks = {PLAN: t("studies.plan")} | {
        name: label(state.lang(), both, name) for name, both in shipped_parks().items()
    }
    left, step, days, planner = st.columns([2.2, 1, 1, 1.3])
    park = str(left.selectbox(
        t("studies.park"), list(parks), format_func=lambda name: parks[name], key="study_park",
        help=t("studies.park.help"),
    ))  # fmt: skip
    base = draft.current() if park == PLAN else Draft(park=park)
    minutes = step.selectbox(t("setup.step"), (60, 30, 15, 5), key="study_step")
    count = days.number_input(t("setup.days"), 1, 366, 365, key="study_days")
    dispatch = planner.selectbox(
        t("setup.dispatch"), planner_names(), format_func=names("dispatch"), key="study_planner"
    )  # fmt: skip
    changes = {"step_minutes": int(minutes or 60), "dispatch": str(dispatch)}
    return base.with_(**changes, days=None if count == 365 else int(count))


def _range(parameter: Sampled) -> tuple[float, float]:
    """Draw both ends of a range; usually a fifth around what it is."""
    name = getattr(parameter, state.lang())
    told = unit_text(parameter.unit, state.lang())
    unit = f" [{told}]" if parameter.unit not in {"", "1"} else ""
    low = max(parameter.low, 0.8 * parameter.usual)
    high = min(parameter.high, 1.2 * parameter.usual)
    if low >= high:
        low, high = parameter.low, parameter.high
    left, right = st.columns(2)
    key = f"{parameter.name}_{draft.epoch()}"
    return (
        float(left.number_input(
            t("studies.low", name=plain(name + unit)), parameter.low, parameter.high, low,
            key=f"study_low_{key}",
        )),
        float(right.number_input(
            t("studies.high", name=plain(name + unit)), parameter.low, parameter.high, high,
            key=f"study_high_{key}",
        )),
    )  # fmt: skip


def _numbers(*, sampling: bool) -> tuple[str, int, int, int]:
    """Draw how samples are taken, how many, and how many seeds and years of weather."""
    third, fourth, first, second = st.columns(4)
    method, n = METHODS[0], 1
    if sampling:
        method = str(first.selectbox(
            t("studies.method"), METHODS, format_func=names("studies.method"), key="study_method"
        ))  # fmt: skip
        n = int(second.number_input(t("studies.n"), 1, 1024, 16, key="study_n"))
    seeds = int(third.number_input(t("studies.seeds"), 1, 100, 1, key="study_seeds"))
    years = int(fourth.number_input(t("studies.years"), 1, 50, 1, key="study_years"))
    return method, n, seeds, years
