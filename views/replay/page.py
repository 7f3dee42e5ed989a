"""One day of the park, played again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import streamlit as st

from scenarios.catalogue import InputError
from views.energy import series
from views.frame import state
from views.frame.page import damaged, header, nothing_yet, plain, run_shown
from views.frame.state import t
from views.frame.texts import say
from views.replay import canvas as replay_canvas
from views.replay import data as replay_data
from views.replay.data import DAY_S, Day
from views.stored import cache, records
from views.stored.cache import Run

POWER = {
    "grid": ("power_in", ("grid_import",)),
    "own": ("power_in", ("pv", "wind", "generation", "direct_line")),
    "use": ("power_out", ("enterprise", "building", "fleet", "works", "converters")),
}
TEXTS = (
    "play", "pause", "speed", "to_peak", "time", "grid", "own", "use", "battery", "no_battery",
    "running", "stopped", "broken", "at_home", "out", "charging", "queued", "lines", "vehicles",
    "gate", "events", "events.none", "plan", "building", "fleet", "asset",
)  # fmt: skip
SPEEDS = (5, 15, 30, 60)


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
    if not replay_data.plan(cache.park(run), state.lang())["boxes"]:
        st.info(t("replay.no_plan"))
        return
    replay_canvas.draw(day_of(run, date, state.lang()), key=f"replay_{run.id}")
    st.caption(plain(t("replay.note")))


def _day(run: Run) -> dt.date:
    """Draw the choice of the day and return it."""
    span, key = cache.span(run), f"replay_day_{run.id}"
    days = notable_days(run)
    st.session_state.setdefault(key, days["trouble"])
    left, right = st.columns([0.3, 1], vertical_alignment="bottom")
    with left:
        date = st.date_input(
            t("replay.day"), min_value=span.dates[0], max_value=span.dates[-1], key=key,
            persist_state="session",
        )  # fmt: skip
    with right, st.container(horizontal=True, vertical_alignment="bottom"):
        for name, day in days.items():
            st.button(
                f"{t(f'replay.day.{name}')} {day:%m-%d}", key=f"jump_{name}", type="tertiary",
                icon=":material/event:", on_click=_jump, args=(key, day),
            )  # fmt: skip
    return date or days["trouble"]


def _jump(key: str, day: dt.date) -> None:
    st.session_state[key] = day


@st.cache_data(show_spinner=False, max_entries=12)
def notable_days(run: Run) -> dict[str, dt.date]:
    """Return the days worth looking at: highest import, most sun, most breakdowns."""
    span = cache.span(run)

    def by_day(name: str) -> Any:  # noqa: ANN401 - an array
        return _power(run, name).reshape(span.days, span.steps_per_day)

    trouble = records.event_counts(run.path, replay_data.TROUBLE, span)
    return {
        "trouble": span.dates[int(np.argmax(trouble))],
        "peak": span.dates[int(np.argmax(by_day("grid").max(axis=1)))],
        "sun": span.dates[int(np.argmax(by_day("own").sum(axis=1)))],
    }


def _power(run: Run, name: str) -> records.Floats:
    """Return a sum of power over the span [MW]."""
    lens, wanted = POWER[name]
    groups = series.groups(cache.rows(run), lens, cache.park(run), "en")
    ids = tuple(row for group in groups if group.id in wanted for row in group.rows)
    span = cache.span(run)
    return cache.rates(run, (ids,))[0] if ids else np.zeros(span.days * span.steps_per_day)


@st.cache_data(show_spinner=False, max_entries=24)
def day_of(run: Run, date: dt.date, lang: str) -> dict[str, Any]:
    """Return all that the replay of a day shows."""
    span, park = cache.span(run), cache.park(run)
    day = Day(run.path, date, span, park, cache.rows(run))
    happened = records.happenings(run.path, date)
    first = (date - span.start).days * span.steps_per_day
    part = slice(first, first + span.steps_per_day)
    return {
        "plan": replay_data.plan(park, lang),
        "lines": replay_data.lines(day, happened),
        "vehicles": replay_data.vehicles(day, happened),
        "down": replay_data.outages(happened),
        "events": replay_data.told(day, happened, lang),
        "power": {name: _short(_power(run, name)[part]) for name in POWER},
        "battery": _battery(run, part),
        "step": DAY_S // span.steps_per_day,
        "date": f"{date:%Y-%m-%d}",
        "texts": {name: say(lang, f"replay.{name}") for name in TEXTS},
        "speeds": [[m, say(lang, "replay.speed.one", minutes=m)] for m in SPEEDS],
    }


def _battery(run: Run, part: slice) -> list[float]:
    """Return the content of all batteries [MWh], nothing if there are none."""
    agents = cache.park(run).get("agents") or {}
    levels = [
        level
        for name, level in records.stores(run.path).items()
        if ((agents.get(name) or {}).get("component") or {}).get("type") == "battery"
    ]
    return _short(np.sum(levels, axis=0)[part]) if levels else []


def _short(values: records.Floats) -> list[float]:
    return [float(f"{value:.5g}") for value in values]
