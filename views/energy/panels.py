"""Panels over one time axis, drawn as one chart so that one cross-hair goes through them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scenarios.charted.thinning import MOST_POINTS

TOP, GAP, BOTTOM, LEGEND = 30, 44, 84, 32
HIGH = {1: 330, 2: 210, 3: 165, 4: 140}
STRIP = 110
MOST_STEPS = 200  # points; stacked steps that are narrower leave slits between bands


class Line(NamedTuple):
    """A line or band; ``dash`` tells lines apart without colour."""

    label: str
    colour: str
    values: Sequence[float]
    is_band: bool = False
    dash: str = "solid"
    opacity: float = 0.8


class Panel(NamedTuple):
    """What stands over one stretch of the time axis: a title with its unit, and lines."""

    title: str
    lines: tuple[Line, ...]
    is_strip: bool = False


class Look(NamedTuple):
    """How a chart over time is written: names of time, names of tools, ink, ground."""

    dates: Mapping[str, str]
    tools: Mapping[str, str]
    ink: str
    is_dark: bool = False


def height(panels: Sequence[Panel]) -> int:
    """Return the height of a chart [px]."""
    return TOP + sum(_high(panels, panel) + GAP for panel in panels) - GAP + BOTTOM


def over_time(
    times: Sequence[str], panels: Sequence[Panel], look: Look, *, can_mark: bool = True
) -> dict[str, Any]:
    """Return the chart of panels over one time axis.

    Parameters
    ----------
    times : sequence of str
        Beginnings of the points' intervals, and the end of the last.
    panels : sequence of Panel
    look : Look
    can_mark : bool
        Whether a stretch of the time axis may be marked.
    """
    if len(times) > MOST_POINTS:
        raise ValueError(f"{len(times)} points are more than {MOST_POINTS}")
    lines = [(number, line) for number, panel in enumerate(panels) for line in panel.lines]
    columns = [_held(line.values) for _, line in lines]
    source = [list(row) for row in zip(times, *columns, strict=True)]
    is_stepped = len(times) <= MOST_STEPS
    series = [
        _series(n, column, line, is_stepped) for column, (n, line) in enumerate(lines, start=1)
    ]
    grids, axes, values, legends, titles = _places(panels, look)
    every = list(range(len(panels)))
    return {
        "animation": False,
        "dataset": {"source": source, "sourceHeader": False},
        "title": titles,
        "legend": legends,
        "grid": grids,
        "xAxis": axes,
        "yAxis": values,
        "axisPointer": {"link": [{"xAxisIndex": "all"}], "lineStyle": {"type": "dashed"}},
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f", "confine": True},
        "dataZoom": [
            {"type": "inside", "xAxisIndex": every},
            {"type": "slider", "xAxisIndex": every, "height": 18, "bottom": 10},
        ],
        "series": series,
        **(_marking(look) if can_mark else {}),
    }


def _marking(look: Look) -> dict[str, Any]:
    """Return the tool that marks a stretch of all panels."""
    return {
        "toolbox": {
            "right": 8, "top": 0, "iconStyle": {"borderColor": look.ink},
            "feature": {"brush": {"type": ["lineX", "clear"], "title": dict(look.tools)}},
        },
        "brush": {"xAxisIndex": "all", "brushLink": "all", "throttleType": "debounce",
                  "throttleDelay": 400, "outOfBrush": {"colorAlpha": 1}},
    }  # fmt: skip


def _held(values: Sequence[float]) -> list[float]:
    """Return values to five digits, the last one held until the end of its interval."""
    short = [float(f"{value:.5g}") for value in values]
    return [*short, short[-1]] if short else [0.0]


def _series(panel: int, column: int, line: Line, is_stepped: bool) -> dict[str, Any]:
    band = {"stack": f"panel{panel}", "areaStyle": {"opacity": line.opacity}}
    return {
        "name": line.label,
        "type": "line",
        "step": "end" if is_stepped else None,
        "symbol": "none",
        "color": line.colour,
        "xAxisIndex": panel,
        "yAxisIndex": panel,
        "encode": {"x": 0, "y": column},
        "lineStyle": {"width": 0.6 if line.is_band else 1.4, "type": line.dash},
        **(band if line.is_band else {}),
    }


def _high(panels: Sequence[Panel], panel: Panel) -> int:
    count = sum(1 for other in panels if not other.is_strip)
    return STRIP if panel.is_strip else HIGH[min(max(count, 1), max(HIGH))]


def _places(panels: Sequence[Panel], look: Look) -> tuple[list[dict[str, Any]], ...]:
    """Return grids, time axes, value axes, legends and titles, one below the other."""
    grids, axes, values, legends, titles = [], [], [], [], []
    top = TOP
    for number, panel in enumerate(panels):
        high, is_last = _high(panels, panel), number == len(panels) - 1
        titles.append({
            "text": panel.title, "left": 8, "top": top - 24,
            "textStyle": {"fontSize": 13, "fontWeight": 600, "color": look.ink},
        })  # fmt: skip
        legends.append({
            "data": [line.label for line in panel.lines], "left": 8, "right": 90,
            "top": top, "type": "scroll", "icon": "roundRect", "itemWidth": 12, "itemHeight": 10,
            "textStyle": {"color": look.ink},
        })  # fmt: skip
        grids.append({"left": 72, "right": 20, "top": top + LEGEND, "height": high - LEGEND})
        axes.append({
            "type": "time", "gridIndex": number,
            "axisLabel": {"show": is_last, "formatter": dict(look.dates), "hideOverlap": True},
        })  # fmt: skip
        values.append({"type": "value", "gridIndex": number, "splitNumber": 3, "scale": False})
        top += high + GAP
    return grids, axes, values, legends, titles
