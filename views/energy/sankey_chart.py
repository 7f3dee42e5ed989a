"""The picture of flows as ECharts draws it: plain data, every amount as it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from views.energy.shown import Shown

GREY_LINK = "#b9c2c6"
SMALL_SHARE = 0.004  # of the largest node, below which a node goes without a label
HEIGHT, PER_NODE, LEAST, MOST = 80, 40, 380, 980

SANKEY: dict[str, Any] = {
    "type": "sankey",
    "left": 8,
    "right": 250,
    "top": 12,
    "bottom": 12,
    "nodeWidth": 12,
    "nodeGap": 15,
    "nodeAlign": "justify",
    "layoutIterations": 64,
    "draggable": False,
    "labelLayout": {"hideOverlap": True},  # what goes without one is named on hover
    "emphasis": {"focus": "adjacency"},
    "lineStyle": {"opacity": 0.42, "curveness": 0.5},
}


def sankey(shown: Shown, colours: Mapping[str, str], *, is_dark: bool = False) -> dict[str, Any]:
    """Return the chart of a graph as it is shown.

    Parameters
    ----------
    shown : Shown
    colours : mapping of str to str
        Colour of each commodity.
    is_dark : bool
        Whether the ground is dark.
    """
    scale, names = shown.scale, _distinct(shown)
    largest = max(shown.through.values(), default=1)
    users, column = _users(shown)
    nodes = [
        {
            "name": names[name],
            "value": scale.value(shown.through[name]),
            "itemStyle": {"color": node.colour, "borderWidth": 0},
            "label": {
                "show": shown.through[name] >= SMALL_SHARE * largest,
                "formatter": _label(shown, name),
            },
            **({"depth": column} if name in users else {}),
        }
        for name, node in shown.nodes.items()
    ]
    links = [
        {
            "source": names[link.source],
            "target": names[link.target],
            "value": scale.value(quanta),
            "lineStyle": {"color": colours.get(link.commodity, GREY_LINK)},
        }
        for link, quanta in shown.links
    ]
    series = {**SANKEY, "data": nodes, "links": links, "label": _ink(is_dark)}
    tip = {"trigger": "item", "valueFormatter": f"%,.{scale.decimals}f {scale.unit}"}
    return {"tooltip": tip, "animation": False, "series": [series]}


def height(shown: Shown) -> int:
    """Return the height the picture needs [px]: by the fuller of its two sides."""
    sources = {link.source for link, _ in shown.links}
    targets = {link.target for link, _ in shown.links}
    fuller = max(len(sources - targets), len(targets - sources), len(sources & targets) * 2 // 3, 1)
    return min(max(HEIGHT + PER_NODE * fuller, LEAST), MOST)


def _ink(is_dark: bool) -> dict[str, Any]:
    """Return the look of labels, readable on any band."""
    ink, ground = ("#e4ebec", "#11181b") if is_dark else ("#1d2a2f", "#fbfcfc")
    both = {"color": ink, "textBorderColor": ground, "textBorderWidth": 2.5}
    return {**both, "fontSize": 12, "rich": {"v": {**both, "fontSize": 11, "opacity": 0.8}}}


def _label(shown: Shown, name: str) -> str:
    """Return the template of a node's label; outer nodes have room for one line."""
    is_first = all(link.target != name for link, _ in shown.links)
    is_last = all(link.source != name for link, _ in shown.links)
    between = "  " if is_first or is_last else "\n"
    return f"{{b}}{between}{{v|{shown.scale.told(shown.through[name])}}}"


def _users(shown: Shown) -> tuple[set[str], int]:
    """Return the users that feed nothing but ends, and a column right of all that feeds them."""
    links, nodes = [link for link, _ in shown.links], shown.nodes
    feeding = {link.source for link in links if not nodes[link.target].is_end}
    users = {n for n, node in nodes.items() if node.kind == "user" and n not in feeding}
    depth = dict.fromkeys(nodes, 0)
    for _ in nodes:  # longest paths; there are no circles
        for link in links:
            depth[link.target] = max(depth[link.target], depth[link.source] + 1)
    return users, max((depth[name] for name in users), default=0)


def _distinct(shown: Shown) -> dict[str, str]:
    """Return a name for every node; equal labels are told apart by trailing blanks."""
    taken: set[str] = set()
    names = {}
    for name, node in shown.nodes.items():
        label = node.label
        while label in taken:
            label += "\u2009"
        taken.add(label)
        names[name] = label
    return names
