"""Panels over one time axis, from the year to one interval, beside the run compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from views.energy import panels, series_data, when
from views.energy.panels import Line, Look, Panel
from views.energy.series import AXIS, LENSES
from views.energy.series_data import Bands
from views.energy.windows import Window, between, stamps
from views.frame import state
from views.frame.numbers import unit
from views.frame.page import base_shown, is_dark
from views.frame.state import names, t
from views.stored import cache
from views.stored.cache import Run
from views.stored.records import Span

SCALES = ("year", "month", "week", "day")
MOST_PANELS = 4
MORE, LESS = "#b46a12", "#3f6c8c"
ZOOM, FOLLOWED = "series_zoom", "series_zoom_followed"


def show(run: Run) -> None:
    """Draw the choices and the chart."""
    lenses = st.pills(
        t("series.lens"), LENSES, selection_mode="multi", default=list(LENSES[:2]),
        key="series_lenses", format_func=names("lens"), persist_state="session",
    )  # fmt: skip
    window = when.choose(cache.span(run), "series", SCALES)
    chosen = [lens for lens in LENSES if lens in (lenses or ())][:MOST_PANELS]
    if len(lenses or ()) > MOST_PANELS:
        st.caption(t("series.most_panels", most=MOST_PANELS))
    if not chosen:
        st.info(t("series.choose_panel"))
        return
    _chart(run, chosen, _zoomed(run, window))


def _zoomed(run: Run, window: Window) -> Window:
    """Return the stretch marked in the chart, if one is, and the way back."""
    zoom = st.session_state.get(ZOOM)
    if not zoom or zoom[0] != (run.id, window):
        st.session_state.pop(ZOOM, None)
        return window
    first, last = zoom[1]
    span = cache.span(run)
    begins, ends = stamps(span, (first, last))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("series.zoomed", begins=begins, ends=ends), width="content")
        st.button(t("series.unzoom"), icon=":material/zoom_out:", key="series_unzoom",
                  on_click=lambda: st.session_state.pop(ZOOM, None))  # fmt: skip
    return between(span, first, last)


def _chart(run: Run, lenses: list[str], window: Window) -> None:
    lang, span, base = state.lang(), cache.span(run), base_shown()
    found = {lens: series_data.bands(run, lens, window, lang) for lens in lenses}
    there = series_data.same_window(run, base, window) if base else None
    others = {lens: series_data.bands(base, lens, there, lang) for lens in lenses if base and there}
    drawn = [
        _panel(lens, bands, others.get(lens), window)
        for lens, bands in found.items()
        if bands is not None
    ]
    if not drawn:
        st.info(t("flows.empty"))
        return
    first = next(lens for lens, bands in found.items() if bands is not None)
    if (other := others.get(first)) is not None:
        drawn.append(_strip(first, found[first], other))
    times = stamps(span, [*range(window.first, window.last, window.bucket), window.last])
    picked = st.echarts_chart(
        panels.over_time(times, drawn, look()), height=panels.height(drawn),
        key=f"series_time_{window.first}_{window.last}_{window.bucket}", on_select="rerun",
        alt=t("series.alt", what=t("list.join").join(t(f"lens.{lens}") for lens in lenses),
              begins=times[0], ends=times[-1]),
    )  # fmt: skip
    _zoom(run, window, span, picked)
    _captions(window, span, base is not None, there is not None)


def _panel(lens: str, bands: Bands, other: Bands | None, window: Window) -> Panel:
    lines = [
        Line(group.label, group.colour, values.tolist(), is_band=True)
        for group, values in zip(bands.groups, bands.mean, strict=True)
    ]
    ink = look().ink
    if window.bucket > 1:
        for key, values in (("high", bands.high), ("low", bands.low)):
            lines.append(Line(t(f"series.{key}"), ink, values.tolist(), dash="dotted"))
    if other is not None:
        lines.append(Line(t("series.other"), ink, other.total.tolist(), dash="dashed"))
    return Panel(f"{t(f'lens.{lens}')} · {axis(bands.groups[0].unit)}", tuple(lines))


def _strip(lens: str, bands: Bands | None, other: Bands) -> Panel:
    """Return A less B of the first panel: what is more above, what is less below."""
    more = (bands.total if bands else 0.0) - other.total
    lines = (
        Line(t("series.more"), MORE, more.clip(min=0.0).tolist(), is_band=True),
        Line(t("series.less"), LESS, more.clip(max=0.0).tolist(), is_band=True),
    )
    return Panel(t("series.strip", what=t(f"lens.{lens}")), lines, is_strip=True)


def _zoom(run: Run, window: Window, span: Span, picked: Mapping[str, Any] | Any) -> None:  # noqa: ANN401
    """Look closer at the stretch that was marked, once.

    Whoever goes back at once finds the chart with its mark still on: it is not followed again.
    """
    areas = picked["selection"].get("areas") if picked else None
    followed = st.session_state.get(FOLLOWED, (None, None))
    if not areas:
        if followed[0] == window:  # the mark is off
            st.session_state.pop(FOLLOWED)
        return
    stretch = stretch_of(areas, window, span, st.context.timezone)
    if stretch is not None and followed != (window, stretch):
        st.session_state[FOLLOWED] = (window, stretch)
        outer = st.session_state.get(ZOOM, [(run.id, window)])[0]
        st.session_state[ZOOM] = (outer, stretch)
        st.rerun()


def stretch_of(
    areas: Sequence[Mapping[str, Any]], window: Window, span: Span, zone: str | None
) -> tuple[int, int] | None:
    """Return the intervals that were marked, None if they are none.

    The chart's civil times come back as milliseconds, as if they were those of the browser's
    time ``zone``.
    """
    ends = [value for area in areas for value in area.get("coord_range") or ()]
    if len(ends) < 2:
        return None
    start = dt.datetime.combine(span.start, dt.time())
    minutes = [(_civil(end, zone) - start).total_seconds() / 60 for end in (min(ends), max(ends))]
    first, last = (round(minute / span.step_minutes) for minute in minutes)
    first, last = max(first, window.first), min(last, window.last)
    return (first, last) if last - first > 1 and (first, last) != window[:2] else None


def _civil(milliseconds: float, zone: str | None) -> dt.datetime:
    try:
        where = ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        where = ZoneInfo("UTC")
    return dt.datetime.fromtimestamp(milliseconds / 1000.0, where).replace(tzinfo=None)


def axis(name: str) -> str:
    """Return how rates of a unit are named."""
    known = AXIS.get(name)
    return t(f"series.axis.{known}") if known else t("series.axis.rate", unit=unit(name))


def look() -> Look:
    """Return how charts over time are written on this ground and in this language."""
    dates = {name: t(f"axis.{name}") for name in ("year", "month", "day", "hour", "minute")}
    tools = {"lineX": t("series.mark"), "clear": t("series.unmark")}
    return Look(dates, tools, "#dbe4e6" if is_dark() else "#35444a", is_dark())


def bucket_told(window: Window, span: Span) -> str:
    """Return what a point of a chart is."""
    minutes = window.bucket * span.step_minutes
    unit_, count = ("minutes", minutes)
    if minutes % 1440 == 0:
        unit_, count = "days", minutes // 1440
    elif minutes % 60 == 0:
        unit_, count = "hours", minutes // 60
    told = t(f"series.length.{unit_}", count=count)
    return t("series.step" if window.bucket == 1 else "series.bucket", length=told)


def _captions(window: Window, span: Span, has_base: bool, is_there: bool) -> None:
    told = bucket_told(window, span)
    if has_base and not is_there:
        told += "  \n" + t("series.not_there")
    st.caption(told)
