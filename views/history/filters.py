"""Which of the runs are listed: by park, words, verdict and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from views.frame import state
from views.frame.state import t
from views.frame.texts import knows, label, unlike
from views.stored.cache import Listed

ANY = ""


def chosen_lines(runs: Sequence[Listed], notes: Mapping[str, str]) -> list[Listed]:
    """Draw the filters and return the runs that pass them."""
    nothing = {ANY: t("runs.filter.any")}
    called = {run.park: label(state.lang(), run.label, run.park) for run in runs}
    parks = nothing | unlike(called)
    verdicts = {
        f"{name}/{verdict}": f"{_system(run, name)}: {t(f'verdict.short.{verdict}')}"
        for run in runs
        for name, verdict in run.verdicts.items()
    }
    verdicts = nothing | dict(sorted(verdicts.items()))
    words, park, verdict, since, until = st.columns([2, 1.4, 1.4, 1, 1])
    text = words.text_input(t("runs.filter.text"), key="runs_text", max_chars=100)
    of_park = park.selectbox(
        t("runs.park"), list(parks), key="runs_park", format_func=lambda name: parks[name]
    )  # fmt: skip
    of_verdict = verdict.selectbox(
        t("runs.filter.verdict"), list(verdicts), key="runs_verdict",
        format_func=lambda name: verdicts[name],
    )  # fmt: skip
    first = since.date_input(t("runs.filter.since"), value=None, key="runs_since")
    last = until.date_input(t("runs.filter.until"), value=None, key="runs_until")
    return [
        run
        for run in runs
        if (not of_park or run.park == of_park)
        and passes(run, text, notes.get(run.id, ""), str(of_verdict or ""))
        and between(run, _date(first), _date(last))
    ]


def passes(run: Listed, text: str, note: str, verdict: str) -> bool:
    """Return whether a run holds every word of a text, and has a verdict if one is asked for."""
    told = " ".join([run.id, run.park, note, *run.label.values()]).lower()
    system, _, word = verdict.partition("/")
    has_verdict = not verdict or run.verdicts.get(system) == word
    return has_verdict and all(part in told for part in text.lower().split())


def between(run: Listed, first: dt.date | None, last: dt.date | None) -> bool:
    """Return whether a run was finished within some days, the last one included."""
    day = dt.date.fromisoformat(run.finished[:10])
    return (first is None or day >= first) and (last is None or day <= last)


def _date(given: object) -> dt.date | None:
    return given if isinstance(given, dt.date) else None


def _system(run: Listed, name: str) -> str:
    return t(f"system.{name}") if knows(f"system.{name}") else run.systems[name][state.lang()]
