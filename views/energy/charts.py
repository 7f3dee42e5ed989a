"""Chart options for ECharts: plain data, no text of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from views.frame.numbers import number


def bands(
    times: Sequence[str],
    series: Sequence[tuple[str, str, Sequence[float]]],
    axis: str,
    dates: Mapping[str, str],
) -> dict[str, Any]:
    """Return stacked bands over time.

    Parameters
    ----------
    times : sequence of str
        ISO stamps.
    series : sequence of (label, colour, values)
    axis : str
        Title of the value axis.
    dates : mapping of str to str
        How years, months, days and hours are written under the time axis.
    """
    drawn = [
        {
            "name": label,
            "type": "line",
            "stack": "all",
            "step": "end" if len(times) <= 120 else None,
            "symbol": "none",
            "color": colour,
            "lineStyle": {"width": 1.4, "opacity": 0.78},
            "areaStyle": {"opacity": 0.78},
            "data": [[t, v] for t, v in zip(times, _rounded(values), strict=True)],
        }
        for label, colour, values in series
    ]
    return {**_over_time(axis, dates), "series": drawn}


def lines(
    series: Sequence[tuple[str, str, Sequence[str], Sequence[float]]],
    axis: str,
    dates: Mapping[str, str],
) -> dict[str, Any]:
    """Return lines over time, each with its own stamps: (label, colour, times, values)."""
    drawn = [
        {
            "name": label,
            "type": "line",
            "symbol": "none",
            "color": colour,
            "lineStyle": {"width": 1.2},
            "data": [[t, v] for t, v in zip(times, _rounded(values), strict=True)],
        }
        for label, colour, times, values in series
    ]
    return {**_over_time(axis, dates), "series": drawn}


def _rounded(values: Sequence[float]) -> list[float]:
    return [float(f"{value:.5g}") for value in values]


def _over_time(axis: str, dates: Mapping[str, str]) -> dict[str, Any]:
    return {
        "animation": False,
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f"},
        "legend": {
            "top": 0,
            "left": 0,
            "type": "scroll",
            "icon": "roundRect",
            "itemWidth": 12,
            "itemHeight": 12,
        },
        "grid": {"left": 8, "right": 16, "top": 58, "bottom": 44, "containLabel": True},
        "xAxis": {"type": "time", "axisLabel": {"formatter": dict(dates)}},
        "yAxis": {"type": "value", "name": axis, "nameTextStyle": {"align": "left"}},
        "dataZoom": [{"type": "inside"}, {"type": "slider", "height": 16, "bottom": 6}],
    }


def calendar(
    days: Sequence[str], hours: Sequence[str], values: Sequence[Sequence[float]], title: str
) -> dict[str, Any]:
    """Return a map of days and hours; ``values`` by day, then hour."""
    points = [
        [day, hour, float(f"{value:.4g}")]
        for day, row in enumerate(values)
        for hour, value in enumerate(row)
    ]
    largest = max((point[2] for point in points), default=1.0)
    smallest = min((point[2] for point in points), default=0.0)
    return {
        "animation": False,
        "tooltip": {"position": "top", "valueFormatter": "%,.1f MW"},
        "grid": {"left": 8, "right": 16, "top": 16, "bottom": 72, "containLabel": True},
        "xAxis": {"type": "category", "data": list(days), "splitArea": {"show": False}},
        "yAxis": {"type": "category", "data": list(hours), "axisLabel": {"interval": 5}},
        "visualMap": {
            "min": smallest,
            "max": max(largest, smallest + 1e-9),
            "calculable": True,
            "orient": "horizontal",
            "left": "center",
            "bottom": 8,
            "itemHeight": 260,
            "text": [f"{number(largest)} MW", number(smallest)],
            "inRange": {"color": ["#f3f1e7", "#a8cfc4", "#4a9d95", "#1f6f86", "#173f5f"]},
        },
        "series": [{"name": title, "type": "heatmap", "data": points, "progressive": 0}],
    }
