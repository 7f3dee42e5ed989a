"""Lines over time, each with its own times: plain data for ECharts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Drawn = tuple[str, tuple[str, str], Sequence[str], Sequence[float]]


def lines(series: Sequence[Drawn], axis: str, dates: Mapping[str, str]) -> dict[str, Any]:
    """Return lines over time.

    Parameters
    ----------
    series : sequence of (label, (colour, dash), times, values)
    axis : str
        Title of the value axis.
    dates : mapping of str to str
        How years, months, days and hours are written under the time axis.
    """
    drawn = [
        {
            "name": label,
            "type": "line",
            "symbol": "none",
            "color": colour,
            "lineStyle": {"width": 1.3, "type": dash},
            "data": [[at, float(f"{v:.5g}")] for at, v in zip(times, values, strict=True)],
        }
        for label, (colour, dash), times, values in series
    ]
    return {
        "animation": False,
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f"},
        "legend": {
            "top": 0, "left": 0, "type": "scroll", "icon": "roundRect", "itemWidth": 12,
            "itemHeight": 12,
        },
        "grid": {"left": 8, "right": 16, "top": 62, "bottom": 44, "containLabel": True},
        "xAxis": {"type": "time", "axisLabel": {"formatter": dict(dates), "hideOverlap": True}},
        "yAxis": {"type": "value", "name": axis, "nameTextStyle": {"align": "left"}},
        "dataZoom": [{"type": "inside"}, {"type": "slider", "height": 16, "bottom": 6}],
        "series": drawn,
    }  # fmt: skip
