"""How it went over time: from the year to a month to a day, thinned before it travels."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import streamlit as st

from scenarios.catalogue import InputError
from views.energy import charts, series
from views.energy.series import LENSES, Scale, Window
from views.frame import state
from views.frame.numbers import unit
from views.frame.page import damaged, header, nothing_yet, plain, run_shown
from views.frame.state import names, t
from views.stored import cache
from views.stored.cache import Run
from views.stored.records import LedgerRow, Span

MOST_LINES = 6
HEIGHT = 430
PALETTE = ("#2a6fdb", "#e3a72f", "#2f9c95", "#b3556b", "#8f7bb5", "#5c8a3a")
MAPS = {
    "import": ("power_in", ("grid_import",)),
    "use": ("power_out", ("enterprise", "building", "fleet", "works", "converters")),
    "pv": ("power_in", ("pv", "wind", "generation", "direct_line")),
}


def show() -> None:
    """Draw the page."""
    run = run_shown()
    header(t("series.title"), run)
    if run is None:
        nothing_yet()
        return
    try:
        _views(run)
    except InputError as error:
        damaged(error)


def _views(run: Run) -> None:
    titles = [t(name) for name in ("series.bands", "flows.calendar", "series.rows")]
    bands, calendar, rows = st.tabs(titles, key="series_tabs")
    with bands:
        _bands(run)
    with calendar:
        _calendar(run)
    with rows:
        _lines(run)


def _window(span: Span, key: str) -> Window:
    """Draw the choice of range and return its intervals."""
    with st.container(horizontal=True, vertical_alignment="center"):
        scale = st.segmented_control(
            t("series.range"), get_args(Scale), default="year", required=True, key=f"{key}_range",
            format_func=names("range"), persist_state="session",
            label_visibility="collapsed",
        )  # fmt: skip
        date = span.start
        if scale == "month":
            month = st.selectbox(
                t("series.month"), span.months, key=f"{key}_month", persist_state="session",
                label_visibility="collapsed", width=180,
            )  # fmt: skip
            first = dt.date.fromisoformat(f"{month or span.months[0]}-01")
            date = max(first, span.start)
        elif scale == "day":
            date = st.date_input(
                t("series.day"), span.start, span.dates[0], span.dates[-1], key=f"{key}_day",
                persist_state="session", label_visibility="collapsed", width=180,
            )  # fmt: skip
    return series.window(span, scale or "year", date or span.start)


def _bands(run: Run) -> None:
    lens = st.segmented_control(
        t("series.lens"), LENSES, default=LENSES[0], required=True, key="series_lens",
        format_func=names("lens"), persist_state="session",
        label_visibility="collapsed",
    )  # fmt: skip
    span = cache.span(run)
    shown = _window(span, "bands")
    groups = series.groups(cache.rows(run), str(lens or LENSES[0]), cache.park(run), state.lang())
    if not groups:
        st.info(t("flows.empty"))
        return
    rates = cache.rates(run, tuple(group.rows for group in groups))
    values = series.means(rates[:, shown.first : shown.last], shown.bucket)
    times = series.stamps(span, range(shown.first, shown.last, shown.bucket))
    drawn = [
        (group.label, group.colour, list(line))
        for group, line in zip(groups, values.tolist(), strict=True)
    ]
    chart = charts.bands(times, drawn, _axis(groups[0].unit), _dates())
    st.echarts_chart(chart, height=HEIGHT, key="series_bands", alt=t(f"lens.{lens}"))
    mean = {"year": "day", "month": "hour", "day": "step"}[shown.scale]
    st.caption(t(f"series.mean.{mean}"))


def _dates() -> dict[str, str]:
    return {name: t(f"axis.{name}") for name in ("year", "month", "day", "hour", "minute")}


def _axis(name: str) -> str:
    known = series.AXIS.get(name)
    return t(f"series.axis.{known}") if known else t("series.axis.rate", unit=unit(name))


def _calendar(run: Run) -> None:
    what = st.segmented_control(
        t("calendar.what"), tuple(MAPS), default="import", required=True, key="calendar_what",
        format_func=names("calendar"), persist_state="session",
        label_visibility="collapsed",
    )  # fmt: skip
    lens, wanted = MAPS[str(what or "import")]
    groups = series.groups(cache.rows(run), lens, cache.park(run), state.lang())
    ids = tuple(name for group in groups if group.id in wanted for name in group.rows)
    if not ids:
        st.info(t("flows.empty"))
        return
    span = cache.span(run)
    table = series.hourly(cache.rates(run, (ids,))[0], span)
    days = [f"{date:%m-%d}" for date in span.dates]
    hours = [t("calendar.hour", hour=hour) for hour in range(24)]
    chart = charts.calendar(days, hours, table.tolist(), t(f"calendar.{what}"))
    st.echarts_chart(chart, height=HEIGHT, key="series_calendar", alt=t("flows.calendar"))
    st.caption(t("calendar.note"))


def _lines(run: Run) -> None:
    rows = cache.rows(run)
    left, right = st.columns([1, 2.4], vertical_alignment="bottom")
    purposes = sorted({row.purpose for row in rows})
    usual = purposes.index("grid_import") if "grid_import" in purposes else 0
    purpose = left.selectbox(
        t("series.purpose"), purposes, index=usual, key="rows_purpose",
        format_func=names("purpose"), persist_state="session",
    )  # fmt: skip
    largest_first = sorted(rows, key=lambda row: -row.total)
    offered = {row.id: row for row in largest_first if row.purpose == purpose}
    chosen = right.multiselect(
        t("series.choose"), list(offered), default=list(offered)[:2], max_selections=MOST_LINES,
        key=f"rows_of_{run.id}_{purpose}",
    )  # fmt: skip
    shown = _window(cache.span(run), "rows")
    if not chosen:
        return
    units = list(dict.fromkeys(offered[name].unit for name in chosen))
    for name in units:
        _line_chart(run, [offered[i] for i in chosen if offered[i].unit == name], shown, name)
    is_thin = shown.last - shown.first > series.MOST_POINTS
    st.caption(t("series.rows.title" if is_thin else "series.rows.exact"))


def _line_chart(run: Run, rows: list[LedgerRow], shown: Window, name: str) -> None:
    span = cache.span(run)
    rates = cache.rates(run, tuple((row.id,) for row in rows))[:, shown.first : shown.last]
    drawn = []
    for number, (row, values) in enumerate(zip(rows, rates, strict=True)):
        kept = series.thin(values)
        times = series.stamps(span, (shown.first + kept).tolist())
        drawn.append((row.id, PALETTE[number % len(PALETTE)], times, values[kept].tolist()))
    chart = charts.lines(drawn, _axis(name), _dates())
    st.echarts_chart(chart, height=HEIGHT, key=f"series_rows_{name}", alt=plain(t("series.rows")))
