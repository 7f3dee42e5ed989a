"""When a figure came about: its months, and the intervals of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from views.frame.numbers import unit as shown_unit
from views.frame.page import is_dark
from views.frame.state import t
from views.stored import cache
from views.stored.cache import Run

EXACT = 1e-6  # a part is told by the hour if its rows add up to its amount
LIGHT, DARK = ("#1d2a2f", "#d9e1e2"), ("#e4ebec", "#2f3d42")
BAR = "#2f9c95"


def show(run: Run, parts: list[Mapping[str, Any]], term: Mapping[str, Any], key: str) -> None:
    """Draw months and one day's intervals of the parts whose ledger rows make them up.

    Parameters
    ----------
    run : Run
    parts : list of mapping
        Parts of an account term, with factor and rows.
    term : mapping
        The account term, with value and unit.
    key : str
    """
    months, unit = by_month(run, parts, term["value"]), shown_unit(term["unit"])
    if months is None:
        st.caption(t("open.hours.none"))
        return
    with st.expander(t("open.hours"), icon=":material/schedule:"):
        st.caption(t("open.hours.months", unit=unit))
        span = cache.span(run)
        st.echarts_chart(
            bars(list(span.months), months.tolist(), unit), height=210, key=f"months_{key}",
            alt=t("open.hours.months", unit=unit),
        )  # fmt: skip
        date = st.date_input(
            t("open.hours.day"), span.dates[0], span.dates[0], span.dates[-1], key=f"day_{key}"
        )
        if isinstance(date, dt.date):
            times, amounts = of_day(run, parts, date)
            told = t("open.hours.intervals", unit=unit)
            st.caption(told)
            st.echarts_chart(
                bars(times, amounts.tolist(), unit), height=210, key=f"hours_{key}", alt=told
            )


def exact_parts(run: Run, parts: list[Mapping[str, Any]]) -> list[tuple[float, tuple[str, ...]]]:
    """Return factor and rows of the parts whose rows add up to what they count."""
    totals = {row.id: row.total for row in cache.rows(run)}
    found = []
    for part in parts:
        rows = tuple(name for name in part["rows"] if name in totals)
        amount = sum(totals[name] for name in rows)
        if rows and abs(amount - abs(part["amount"])) <= EXACT * max(abs(part["amount"]), 1e-9):
            found.append((part["value"] / amount if amount else 0.0, rows))
    return found


def by_month(run: Run, parts: list[Mapping[str, Any]], value: float) -> np.ndarray[Any, Any] | None:
    """Return the parts' sum by month; None unless it adds up to the term's value."""
    exact = exact_parts(run, parts)
    if not exact:
        return None
    span, rates = cache.span(run), cache.rates(run, tuple(rows for _, rows in exact))
    amounts = np.array([factor for factor, _ in exact]) @ rates * span.step_minutes / 60.0
    month_of = [span.months.index(f"{date:%Y-%m}") for date in span.dates]
    found = np.bincount(np.repeat(month_of, span.steps_per_day), weights=amounts)
    return found if abs(found.sum() - value) <= EXACT * max(abs(value), 1e-9) else None


def of_day(
    run: Run, parts: list[Mapping[str, Any]], date: dt.date
) -> tuple[list[str], np.ndarray[Any, Any]]:
    """Return the times of a day's intervals and the parts' sum in each."""
    span, exact = cache.span(run), exact_parts(run, parts)
    first = (date - span.start).days * span.steps_per_day
    last = first + span.steps_per_day
    rates = cache.rates(run, tuple(rows for _, rows in exact), first, last)
    amounts = np.array([factor for factor, _ in exact]) @ rates * span.step_minutes / 60.0
    minutes = range(0, 24 * 60, span.step_minutes)
    return [f"{m // 60:02d}:{m % 60:02d}" for m in minutes], amounts


def bars(names: list[str], values: list[float], unit: str) -> dict[str, Any]:
    """Return a plain bar chart."""
    ink, line = DARK if is_dark() else LIGHT
    axis = {"axisLabel": {"color": ink}, "axisLine": {"lineStyle": {"color": line}}}
    return {
        "animation": False,
        "grid": {"left": 70, "right": 10, "top": 10, "bottom": 28},
        "tooltip": {"trigger": "axis", "valueFormatter": f"%,.1f {unit}"},
        "xAxis": {"type": "category", "data": names, **axis},
        "yAxis": {"type": "value", "splitLine": {"lineStyle": {"color": line}}, **axis},
        "series": [{"type": "bar", "data": values, "itemStyle": {"color": BAR}}],
    }
