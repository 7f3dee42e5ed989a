"""The choice of intervals: a scale, a date, and the one before or after; by keyboard too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from views.energy.windows import Scale, Window, day_number, moved, window
from views.frame.state import names, t
from views.stored.records import Span


def choose(span: Span, key: str, scales: Sequence[Scale]) -> Window:
    """Draw the choice and return its intervals; date and scale are remembered under ``key``."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        scale: Scale = st.segmented_control(
            t("when.scale"), scales, default=scales[0], required=True, key=f"{key}_scale",
            format_func=names("when"), persist_state="session",
        ) or scales[0]  # fmt: skip
        date = _date(span, key)
        if scale == "year":
            return window(span, scale, date)
        _arrow(span, key, scale, -1)
        if scale == "month":
            _month(span, key, date)
        else:
            _day(span, key, date)
        _arrow(span, key, scale, 1)
        step = _interval(span, key) if scale == "interval" else 0
    return window(span, scale, _date(span, key), step)


def look_at(key: str, date: dt.date) -> None:
    """Move a choice to a date."""
    st.session_state[f"{key}_at"] = date.isoformat()


def _date(span: Span, key: str) -> dt.date:
    told = st.session_state.get(f"{key}_at")
    date = dt.date.fromisoformat(told) if told else span.start
    return span.dates[day_number(span, date)]


def _arrow(span: Span, key: str, scale: Scale, by: int) -> None:
    def go() -> None:
        look_at(key, moved(span, scale, _date(span, key), by))

    date = _date(span, key)
    word, icon = ("before", "chevron_left") if by < 0 else ("after", "chevron_right")
    at_end = window(span, scale, moved(span, scale, date, by)) == window(span, scale, date)
    st.button(
        t(f"when.{word}"), icon=f":material/{icon}:", key=f"{key}_{word}", on_click=go,
        disabled=at_end,
    )  # fmt: skip


def _month(span: Span, key: str, date: dt.date) -> None:
    def chosen() -> None:
        first = dt.date.fromisoformat(f"{st.session_state[name]}-01")
        look_at(key, max(first, span.start))

    name = f"{key}_month"
    st.session_state[name] = f"{date:%Y-%m}"
    st.selectbox(t("when.month"), span.months, key=name, on_change=chosen, width=150)


def _day(span: Span, key: str, date: dt.date) -> None:
    def chosen() -> None:
        if isinstance(st.session_state[name], dt.date):
            look_at(key, st.session_state[name])

    name = f"{key}_date"
    st.session_state[name] = date
    st.date_input(
        t("when.day"), min_value=span.dates[0], max_value=span.dates[-1], key=name,
        on_change=chosen, width=160,
    )  # fmt: skip


def _interval(span: Span, key: str) -> int:
    hours = [
        f"{n * span.step_minutes // 60:02d}:{n * span.step_minutes % 60:02d}"
        for n in range(span.steps_per_day)
    ]
    told = st.select_slider(
        t("when.time", minutes=span.step_minutes), hours, value=hours[len(hours) // 2],
        key=f"{key}_time", persist_state="session",
    )  # fmt: skip
    return hours.index(str(told))
