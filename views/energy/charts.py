"""Chart options for ECharts: plain data, no text of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from views.energy.sankey import Flows
from views.frame.numbers import number, short, unit

GREY_LINK = "#b9c2c6"
SMALL_SHARE = 0.004  # of the largest node, below which a node goes without a label


SANKEY: dict[str, Any] = {
    "type": "sankey",
    "left": 8,
    "right": 235,
    "top": 12,
    "bottom": 12,
    "nodeWidth": 12,
    "nodeGap": 17,
    "nodeAlign": "justify",
    "layoutIterations": 64,
    "draggable": False,
    "emphasis": {"focus": "adjacency"},
    "lineStyle": {"opacity": 0.42, "curveness": 0.5},
}


def sankey(
    graph: Flows, unit_name: str, lang: str, colours: Mapping[str, str], is_dark: bool = False
) -> dict[str, Any]:
    """Return the chart of a balanced graph.

    Parameters
    ----------
    graph : Flows
    unit_name : str
        Unit of the amounts.
    lang : str
    colours : mapping of str to str
        Colour of each commodity.
    is_dark : bool
        Whether the ground is dark.
    """
    through = {name: graph.through(name) for name in graph.nodes}
    largest = max(through.values(), default=1.0)
    shown = _distinct(graph)
    users, column = _users(graph)
    nodes = [
        {
            "name": shown[name],
            "itemStyle": {"color": node.colour, "borderWidth": 0},
            "label": {
                "show": through[name] >= SMALL_SHARE * largest,
                "formatter": _label(graph, name, short(through[name], unit_name, lang)),
            },
            **({"depth": column} if name in users else {}),
        }
        for name, node in graph.nodes.items()
    ]
    links = [
        {
            "source": shown[link.source],
            "target": shown[link.target],
            "value": link.amount,
            "lineStyle": {"color": colours.get(link.commodity, GREY_LINK)},
        }
        for link in graph.links
    ]
    series = {**SANKEY, "data": nodes, "links": links, "label": _ink(is_dark)}
    tip = {"trigger": "item", "valueFormatter": f"%,.0f {unit(unit_name)}"}
    return {"tooltip": tip, "animation": False, "series": [series]}


def _ink(is_dark: bool) -> dict[str, Any]:
    """Return the look of labels, readable on any band."""
    ink, ground = ("#e4ebec", "#11181b") if is_dark else ("#1d2a2f", "#fbfcfc")
    both = {"color": ink, "textBorderColor": ground, "textBorderWidth": 2.5}
    return {**both, "fontSize": 12, "rich": {"v": {**both, "fontSize": 11, "opacity": 0.75}}}


def _label(graph: Flows, name: str, amount: str) -> str:
    """Return the template of a node's label; outer nodes have room for one line."""
    is_first = all(link.target != name for link in graph.links)
    is_last = all(link.source != name for link in graph.links)
    return f"{{b}}{'  ' if is_first or is_last else chr(10)}{{v|{amount}}}"


def _users(graph: Flows) -> tuple[set[str], int]:
    """Return the users that feed nothing but ends, and a column right of all that feeds them."""
    feeding = {link.source for link in graph.links if not graph.nodes[link.target].is_end}
    users = {n for n, node in graph.nodes.items() if node.kind == "user" and n not in feeding}
    depth = dict.fromkeys(graph.nodes, 0)
    for _ in graph.nodes:  # longest paths; there are no circles
        for link in graph.links:
            depth[link.target] = max(depth[link.target], depth[link.source] + 1)
    return users, max((depth[name] for name in users), default=0)


def _distinct(graph: Flows) -> dict[str, str]:
    """Return a name for every node; equal labels are told apart by trailing blanks."""
    taken: set[str] = set()
    shown = {}
    for name, node in graph.nodes.items():
        label = node.label
        while label in taken:
            label += "\u2009"
        taken.add(label)
        shown[name] = label
    return shown


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
