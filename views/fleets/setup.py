"""What is compared: park, fleets, strategies, service level, jobs; and the start of it."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from scenarios import jobs
from scenarios.catalogue import InputError, checked_park, shipped_parks, step_choices
from scenarios.drafts import Draft
from scenarios.fleets.settings import fleet_settings
from scenarios.fleets.strategy import load_strategy, strategy_names
from views.frame import draft, job_panel, state
from views.frame.plan import problems
from views.frame.press import pressed
from views.frame.state import t
from views.frame.texts import label, unlike

PLAN = ""
MOST_JOBS_BYTES = 1_000_000
HOURLY = 60


def form() -> None:
    """Draw the form; nothing runs before its button is pressed."""
    lang = state.lang()
    chosen = _park(lang)
    try:
        fleets = fleets_of(chosen.park, chosen.text, json.dumps(chosen.changes(), default=str))
    except InputError as error:
        problems(error)
        return
    if not fleets:
        st.info(t("fleets.no_fleet"))
        return
    called = unlike({name: label(lang, both, name) for name, both in fleets.items()})
    left, right = st.columns(2)
    with left:
        named = st.multiselect(
            t("fleets.which"), list(fleets), key="fleets_which", placeholder=t("fleets.heaviest"),
            format_func=lambda name: called.get(name, name),
        )  # fmt: skip
    with right:
        ways = st.multiselect(
            t("fleets.ways"), strategy_names(), key="fleets_ways",
            placeholder=t("fleets.ways.usual"),
            format_func=lambda name: getattr(load_strategy(name).label, lang),
        )  # fmt: skip
    values = _numbers(chosen)
    csv = _jobs_file()
    if csv is None:
        return
    request = jobs.FleetsRequest(
        chosen.park, chosen.text, chosen.changes() | values.pop("changes"), chosen.seed,
        fleets=tuple(named), strategies=",".join(ways), jobs_csv=csv, **values,
    )  # fmt: skip
    if pressed(t("fleets.start"), type="primary", icon=":material/play_arrow:", key="fleets_start"):
        start(request)


def start(request: jobs.AnyRequest) -> None:
    """Put work into the queue, and watch it in the side panel."""
    try:
        job_panel.start(request)
    except InputError as error:
        problems(error)
        return
    for before in job_panel.refused(jobs.kind_of(request)):
        job_panel.drop(before)
    st.rerun()


def _park(lang: str) -> Draft:
    """Draw the choice of the park and return it: the plan worked on, or a shipped one."""
    parks = shipped_parks()
    plan = draft.current()
    told = {name: label(lang, both, name) for name, both in parks.items()}
    told[PLAN] = t("fleets.plan", park=label(lang, parks.get(plan.park), plan.park))
    chosen = st.selectbox(
        t("fleets.park"), [PLAN, *parks], format_func=lambda name: told.get(name, name),
        key="fleets_park",
    )  # fmt: skip
    return plan if chosen == PLAN else Draft(park=str(chosen))


@st.cache_data(show_spinner=False, max_entries=12)
def fleets_of(park: str, text: str, changes: str) -> dict[str, Any]:
    """Return the labels of the fleets of a park by name.

    Raises
    ------
    InputError
        If the park is not sound.
    """
    agents = checked_park(park, text, json.loads(changes)).document.data.get("agents") or {}
    return {n: agent.get("label") for n, agent in agents.items() if agent.get("kind") == "fleet"}


def _numbers(chosen: Draft) -> dict[str, Any]:
    """Draw level, sizes, step and span, and return them as the request takes them."""
    usual = fleet_settings().service_level.value
    one, two, three, four = st.columns(4)
    with one:
        level = st.slider(t("fleets.level"), 80, 100, round(usual * 100), key="fleets_level",
                          format="%d%%", help=t("fleets.level.help"))  # fmt: skip
    with two:
        vehicles = st.number_input(
            t("fleets.vehicles"), 1, 2000, None, key="fleets_vehicles",
            placeholder=t("fleets.vehicles.fewest"),
        )  # fmt: skip
    with three:
        days = st.number_input(
            t("fleets.days"), 1, 366, chosen.days, key="fleets_days",
            placeholder=t("fleets.days.usual"), help=t("fleets.days.help"),
        )  # fmt: skip
    with four:
        steps = step_choices()
        step = st.selectbox(t("fleets.step"), steps, index=steps.index(HOURLY), key="fleets_step")
    sensitivity = st.toggle(t("fleets.sensitivity"), True, key="fleets_sensitivity",
                            help=t("fleets.sensitivity.help"))  # fmt: skip
    return {
        "level": level / 100.0, "vehicles": vehicles, "step_minutes": step,
        "changes": {} if days is None else {"days": int(days)}, "sensitivity": sensitivity,
    }  # fmt: skip


def _jobs_file() -> str | None:
    """Return the text of a file of jobs, "" for the park's own, None while it cannot be read."""
    given = st.file_uploader(
        t("fleets.jobs"),
        type=["csv"],
        key="fleets_jobs",
        help=t("fleets.jobs.help"),
        max_upload_size=1,
    )
    if given is None:
        return ""
    raw = given.getvalue()
    if len(raw) > MOST_JOBS_BYTES:
        st.error(t("fleets.jobs.large", most=MOST_JOBS_BYTES))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            st.error(t("fleets.jobs.not_text"))
            return None
