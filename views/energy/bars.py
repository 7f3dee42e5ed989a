"""Bars side by side or on top of each other, with a line across: plain data for ECharts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

HATCHES = {
    "": None,
    "stripes": {"symbol": "rect", "rotation": 0.8, "dashArrayX": [1, 0], "dashArrayY": [2, 5],
                "color": "rgba(255,255,255,0.35)"},
    "dots": {"symbol": "circle", "symbolSize": 0.7, "dashArrayX": [[6, 6], [0, 6, 6, 0]],
             "dashArrayY": [6, 0], "color": "rgba(255,255,255,0.45)"},
}  # fmt: skip


class Bar(NamedTuple):
    """Bars of one kind; those of one ``stack`` lie on top of each other."""

    label: str
    colour: str
    values: Sequence[float]
    stack: str = "all"
    hatch: str = ""


def bars(
    names: Sequence[str], given: Sequence[Bar], axis: str, *, ink: str, form: str = "%,.1f",
    most: float | None = None, line: tuple[str, Sequence[float]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return a chart of bars.

    Parameters
    ----------
    names : sequence of str
        What stands below the bars.
    given : sequence of Bar
    axis : str
        Title of the value axis, with its unit.
    ink : str
        Colour of texts and of the line.
    form : str
        How values are written.
    most : float, optional
        End of the value axis.
    line : (label, values), optional
        A dashed line across.
    """
    series: list[dict[str, Any]] = [
        {
            "name": bar.label,
            "type": "bar",
            "stack": bar.stack,
            "barMaxWidth": 34,
            "itemStyle": {
                "color": bar.colour,
                **({"decal": HATCHES[bar.hatch]} if bar.hatch else {}),
            },
            "data": [float(f"{value:.6g}") for value in bar.values],
        }
        for bar in given
    ]
    if line is not None:
        series.append({
            "name": line[0], "type": "line", "symbol": "none", "color": ink,
            "lineStyle": {"type": "dashed", "width": 1.5},
            "data": [float(f"{value:.6g}") for value in line[1]],
        })  # fmt: skip
    value_axis = {"type": "value", "name": axis, "nameTextStyle": {"align": "left", "color": ink}}
    return {
        "animation": False,
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}, "valueFormatter": form},
        "legend": {"top": 0, "left": 0, "type": "scroll", "icon": "roundRect", "itemWidth": 14,
                   "itemHeight": 12, "textStyle": {"color": ink}},
        "grid": {"left": 8, "right": 12, "top": 66, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": list(names)},
        "yAxis": value_axis if most is None else {**value_axis, "max": most},
        "series": series,
    }  # fmt: skip
