"""Charts of the comparison for ECharts: plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scenarios.catalogue import commodity_looks

INKS = {False: ("#1d2a2f", "#7b8794", "#d9e1e2"), True: ("#e4ebec", "#9aa7ad", "#2f3d42")}
TOTAL = "#52606d"
LINES = ("#2a6fdb", "#c8553d", "#2f8f6b", "#8b62c9")
DASHES = ("solid", "dashed", "dotted", [12, 4, 2, 4])
SYMBOLS = ("circle", "rect", "triangle", "diamond")
PALETTE = (
    "#2a6fdb", "#e08e3c", "#2f8f6b", "#b3568a", "#7a5cc0", "#c8553d", "#4aa3a2", "#8a6d3b",
    "#5c7a99", "#a3b03a",
)  # fmt: skip
LIKE = {
    "carbon.electricity_t": "electricity", "carbon.fuel_t": "natural_gas",
    "carbon.heat_t": "steam_1mpa", "carbon.process_t": "coke", "carbon.conversion_t": "diesel",
}  # fmt: skip
KINDS = {
    "savings": "#2f8f6b", "opex": "#e08e3c", "investment": "#c8553d", "grants": "#4aa3a2",
    "loans": "#7a5cc0", "tax": "#7b8794",
}  # fmt: skip


class Bar(NamedTuple):
    """One step of a waterfall: its name, its change (or a total), how it is told, its colour."""

    name: str
    amount: float
    told: str
    colour: str
    is_total: bool = False


def colour_of(part: str) -> str:
    """Return the fixed colour of a component of carbon or a carrier."""
    looks = commodity_looks()
    found = looks.get(LIKE.get(part, part))
    return found.colour if found is not None else TOTAL


def waterfall(
    bars: Sequence[Bar], axis: str, *, is_dark: bool, lies: bool = False
) -> dict[str, Any]:
    """Return a waterfall: a body from before to after for every step, told beside it.

    Where it ``lies``, steps stand one below the other: for many of them, with long names.
    """
    ink, faint, grid = INKS[is_dark]
    bodies, tops, level = [], [], 0.0
    for bar in bars:
        before, after = (0.0, bar.amount) if bar.is_total else (level, level + bar.amount)
        level = after
        look = dict.fromkeys(("color", "color0", "borderColor", "borderColor0"), bar.colour)
        low, high = min(before, after), max(before, after)
        bodies.append({"value": [before, after, low, high], "itemStyle": look})
        place = len(tops)
        at = [high, place] if lies else [place, high]
        tops.append({"value": at, "label": {"formatter": bar.told}})
    steps = {
        "type": "category", "data": [bar.name for bar in bars], "axisTick": {"show": False},
        "axisLabel": {
            "interval": 0, "color": ink, "width": 260 if lies else 120, "overflow": "break",
        },
    }  # fmt: skip
    amounts = _values(axis, faint, grid)
    right = 110 if lies else 16  # room for what is told beside the longest body
    return {
        "animation": False,
        "grid": {
            "left": 8, "right": right, "top": 8 if lies else 34, "bottom": 8, "containLabel": True,
        },
        "xAxis": amounts if lies else steps,
        "yAxis": steps | {"inverse": True} if lies else amounts,
        "series": [
            {"type": "candlestick", "data": bodies, "barWidth": "52%", "silent": True},
            {
                "type": "scatter", "data": tops, "symbolSize": 1, "silent": True,
                "itemStyle": {"color": "transparent"},
                "label": {
                    "show": True, "position": "right" if lies else "top", "color": ink,
                    "fontSize": 12,
                },
            },
        ],
    }  # fmt: skip


def lines(
    names: Sequence[str], of_runs: Sequence[tuple[str, Sequence[float]]], axis: str, *,
    is_dark: bool,
) -> dict[str, Any]:  # fmt: skip
    """Return a line by month for every run; dash and mark tell them apart as well as colour."""
    _, faint, grid = INKS[is_dark]
    drawn = [
        {
            "name": name, "type": "line", "data": [float(f"{v:.6g}") for v in values],
            "symbol": SYMBOLS[n], "symbolSize": 8, "color": LINES[n],
            "lineStyle": {"width": 2, "type": DASHES[n]},
        }
        for n, (name, values) in enumerate(of_runs)
    ]  # fmt: skip
    return {
        "animation": False,
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.0f"},
        "legend": {"top": 0, "left": 0, "itemWidth": 34},
        "grid": {"left": 8, "right": 16, "top": 64, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": list(names)},
        "yAxis": _values(axis, faint, grid) | {"min": 0},
        "series": drawn,
    }


def cash(
    years: Sequence[int],
    kinds: Mapping[str, Sequence[float]],
    names: Mapping[str, str],
    cumulated: tuple[str, Sequence[float]],
    axis: str,
    *,
    is_dark: bool,
) -> dict[str, Any]:
    """Return the flows of every year by kind, stacked, and the sum from year to year as a line."""
    ink, faint, grid = INKS[is_dark]
    drawn: list[dict[str, Any]] = [
        {
            "name": names[kind], "type": "bar", "stack": "flows", "color": KINDS[kind],
            "data": [round(value, 4) for value in values],
        }
        for kind, values in kinds.items()
    ]  # fmt: skip
    name, values = cumulated
    drawn.append({
        "name": name, "type": "line", "color": ink, "symbol": "circle", "symbolSize": 5,
        "lineStyle": {"width": 2}, "data": [round(value, 4) for value in values],
    })  # fmt: skip
    return {
        "animation": False,
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.1f"},
        "legend": {"top": 0, "left": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 16, "top": 64, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(year) for year in years]},
        "yAxis": _values(axis, faint, grid),
        "series": drawn,
    }


def curve(
    steps: Sequence[tuple[str, float, float, str]], across: str, axis: str, *, is_dark: bool
) -> dict[str, Any]:
    """Return an abatement cost curve: bars as wide as what is abated, as high as a tonne's cost.

    Parameters
    ----------
    steps : sequence of (name, width, height, colour)
        In drawing order; ECharts has no bars of unlike widths, so each is the area below a line.
    across, axis : str
        Titles of the axes.
    is_dark : bool
    """
    _, faint, grid = INKS[is_dark]
    drawn, begin = [], 0.0
    for name, width, height, colour in steps:
        end = begin + width
        drawn.append({
            "name": name, "type": "line", "showSymbol": False, "color": colour, "z": 3,
            "data": [[begin, 0.0], [begin, height], [end, height], [end, 0.0]],
            "lineStyle": {"width": 1}, "areaStyle": {"opacity": 0.85, "origin": 0},
        })  # fmt: skip
        begin = end
    return {
        "animation": False,
        "legend": {"bottom": 0, "left": 0, "type": "scroll", "icon": "roundRect"},
        "grid": {"left": 8, "right": 24, "top": 34, "bottom": 56, "containLabel": True},
        "xAxis": {
            **_values(across, faint, grid), "min": 0, "nameLocation": "middle", "nameGap": 26,
            "nameTextStyle": {}, "max": begin or 1.0,
            "axisLabel": {"showMaxLabel": False, "color": faint},
        },
        "yAxis": _values(axis, faint, grid),
        "series": drawn,
    }  # fmt: skip


def _values(title: str, faint: str, grid: str) -> dict[str, Any]:
    return {
        "type": "value", "name": title, "nameTextStyle": {"align": "left", "color": faint},
        "splitLine": {"lineStyle": {"color": grid}}, "axisLabel": {"color": faint},
    }  # fmt: skip
