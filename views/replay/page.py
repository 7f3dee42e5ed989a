"""One day of the park, played again; two runs side by side if one is chosen to compare with."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from scenarios.catalogue import InputError, commodity_looks
from scenarios.replay import flows, moments
from scenarios.replay.moments import Moment
from scenarios.replay.vehicles import STATES
from scenarios.stored import StoredRun
from views.frame import state
from views.frame.numbers import amount
from views.frame.page import base_shown, damaged, header, nothing_yet, plain, run_shown
from views.frame.state import t
from views.frame.texts import label, say
from views.replay import canvas as replay_canvas
from views.replay import scene as replay_scene
from views.replay.day import Day
from views.stored import cache
from views.stored.cache import Run

TEXTS = (
    "play", "pause", "speed", "step_back", "step_on", "loop", "time", "keys", "grid", "own", "use",
    "battery", "no_battery", "running", "stopped", "broken", "way", "filled", "waiting", "standing",
    "lines", "line", "vehicles", "gate", "events", "events_none", "plan", "power", "building",
    "fleet", "asset", "station", "elsewhere", "layers", "shown", "show_vehicles", "show_lines",
    "show_stores", "show_roads", "fleets", "follow", "follow_none", "firms", "state", "place",
    "way_unknown", "beyond", "stretch", "load", "store", "queue_place", "until", "next_day",
    "vehicles_here", "not_here", "sign_loaded", "sign_empty", "drive_battery", "drive_diesel",
    "drive_lng", "drive_fuel_cell",
)  # fmt: skip
SPEEDS = (1, 5, 15, 30, 60)
USUAL_SECOND = 8 * 3600


def show() -> None:
    """Draw the page."""
    run = run_shown()
    header(t("replay.title"), run)
    if run is None:
        nothing_yet()
        return
    try:
        _play(run)
    except InputError as error:
        damaged(error)


def _play(run: Run) -> None:
    date = _day(run)
    drawn = [scene_of(run, date, state.lang())]
    if not drawn[0]["plan"]["boxes"]:
        st.info(t("replay.no_plan"))
        return
    base = base_shown()
    if base is not None:
        drawn += _beside(base, date)
    _cannot(drawn)
    replay_canvas.draw(_day_of(drawn, date, run.id), key=f"replay_{run.id}")
    is_assumed = any((one["roads"] or {}).get("assumed") for one in drawn)
    st.caption(plain(t("replay.note") + (t("replay.note.assumed") if is_assumed else "")))


def _beside(base: Run, date: dt.date) -> list[dict[str, Any]]:
    """Return the scene of the run to compare with, none if it does not have the day."""
    if date in cache.span(base).dates:
        return [scene_of(base, date, state.lang())]
    st.info(t("replay.base_other_days", run=plain(base.id)), icon=":material/event_busy:")
    return []


def _cannot(drawn: list[dict[str, Any]]) -> None:
    """Say of runs of before that they do not tell what vehicles did."""
    silent = [one["id"] for one in drawn if one["has_fleets"] and not one["has_log"]]
    if silent:
        told = t("list.join").join(silent)
        st.info(t("replay.no_log", runs=plain(told)), icon=":material/history:")


def _day(run: Run) -> dt.date:
    """Draw the choices of the day and of moments of the year, and return the day."""
    span, key = cache.span(run), f"replay_day_{run.id}"
    found = moments_of(run)
    if key not in st.session_state:
        first = found[0] if found else None
        st.session_state[key] = first.date if first else span.dates[0]
        _seek(run, first.second if first else USUAL_SECOND)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            t("replay.day"), min_value=span.dates[0], max_value=span.dates[-1], key=key,
            persist_state="session", width=150,
        )  # fmt: skip
        for name, sign, days in (("before", "chevron_left", -1), ("after", "chevron_right", 1)):
            at = st.session_state[key] or span.dates[0]
            moved = at + dt.timedelta(days=days)
            st.button(
                t(f"replay.day_{name}"), icon=f":material/{sign}:", key=f"replay_{name}",
                disabled=moved not in span.dates, on_click=_move, args=(key, moved),
            )  # fmt: skip
        told = [moment_text(moment, run) for moment in found]
        st.selectbox(
            t("replay.jump"), range(len(found)), index=None, key=f"replay_jump_{run.id}",
            format_func=lambda n: told[n], placeholder=t("replay.jump.choose"),
            on_change=_jump, args=(run,), width="stretch",
        )  # fmt: skip
    return st.session_state[key] or span.dates[0]


def _move(key: str, date: dt.date) -> None:
    st.session_state[key] = date


def _jump(run: Run) -> None:
    """Go to the moment chosen, of whatever day."""
    number = st.session_state.get(f"replay_jump_{run.id}")
    if number is not None:
        moment = moments_of(run)[number]
        st.session_state[f"replay_jump_{run.id}"] = None  # so that it can be chosen again
        st.session_state[f"replay_day_{run.id}"] = moment.date
        _seek(run, moment.second)


def _seek(run: Run, second: int) -> None:
    """Let the replay begin at a second of the day when it is drawn next."""
    key = f"replay_go_{run.id}"
    before = st.session_state.get(key, {"n": 0})
    st.session_state[key] = {"n": before["n"] + 1, "s": second}


@st.cache_data(show_spinner=False, max_entries=12)
def moments_of(run: Run) -> list[Moment]:
    """Return the moments of the run's whole span worth looking at."""
    span = cache.span(run)
    return moments.of_run(run.path, ledger(run), span.start, span.days, span.step_minutes)


def moment_text(moment: Moment, run: Run) -> str:
    """Return a moment as one line: what, who, when, how much."""
    lang = state.lang()
    agent = (cache.park(run).get("agents") or {}).get(moment.who.partition("/")[0]) or {}
    who = label(lang, agent.get("label"), moment.who)
    look = commodity_looks().get(moment.note)
    parts = [t(f"replay.moment.{moment.kind}"), f"{moment.date:%m-%d} {_clock(moment.second)}"]
    if who or look:
        parts.append(getattr(look, lang) if look else who)
    if moment.kind == "queue":
        parts.append(t("replay.moment.waiting", count=int(moment.value)))
    elif moment.value:
        parts.append(amount(moment.value, moment.unit.replace("MWh/h", "MW")))
    return " · ".join(parts)


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}"


@st.cache_data(show_spinner=False, max_entries=6)
def ledger(run: Run) -> list[dict[str, Any]]:
    """Return the ledger's rows with all that is known of them."""
    rows: list[dict[str, Any]] = StoredRun(run.path).table("rows").to_pylist()
    return rows


@st.cache_data(show_spinner=False, max_entries=24)
def scene_of(run: Run, date: dt.date, lang: str) -> dict[str, Any]:
    """Return all that the replay shows of a run's day."""
    park, rows = cache.park(run), ledger(run)
    day = Day(run.path, date, cache.span(run), park, rows, flows.terms(rows, park))
    manifest = cache.manifest(run)
    title = label(lang, manifest["label"], manifest["park"])
    fleets = any(agent.get("kind") == "fleet" for agent in (park.get("agents") or {}).values())
    about = {"title": f"{title} · {run.id}", "short": run.id, "has_fleets": fleets}
    return replay_scene.scene(day, lang) | about


def _day_of(drawn: list[dict[str, Any]], date: dt.date, run: str) -> dict[str, Any]:
    """Return what the script takes: scenes, texts, choices, and where to begin."""
    lang = state.lang()
    return {
        "scenes": drawn,
        "date": f"{date:%Y-%m-%d}",
        "texts": {name: say(lang, f"replay.{name}") for name in TEXTS},
        "states": list(STATES),
        "stateNames": [say(lang, f"replay.state_{name}") for name in STATES],
        "lineNames": [t("replay.broken"), t("replay.stopped"), t("replay.running")],
        "layers": replay_scene.layers(drawn, lang),
        "speeds": [[m, say(lang, "replay.speed_one", minutes=m)] for m in SPEEDS],
        "go": st.session_state[f"replay_go_{run}"],
    }
