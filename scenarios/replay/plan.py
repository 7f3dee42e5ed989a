"""The plan of the park: a box for every agent that has a place, and the roads between them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scenarios.stored import StoredRun
from twin.errors import InputError

Point = tuple[float, float]

WIDTH_M, HEIGHT_M = 2000.0, 1500.0  # of a park file that gives no plan
OUTSIDE = "outside/"
SIDE_M: Mapping[str, Point] = {
    "building": (46.0, 42.0), "asset": (84.0, 60.0), "fleet": (92.0, 66.0),
    "station": (84.0, 60.0),
}  # fmt: skip
_WIDE_M, _LOW_M, _HIGH_M = 236.0, 120.0, 172.0


class Box(NamedTuple):
    """An agent on the plan: its middle and its sides [m]."""

    id: str
    kind: str
    component: str
    label: Mapping[str, str]
    x: float
    y: float
    width: float
    height: float


class Roads(NamedTuple):
    """Nodes [m east, m north], edges between them, gates, and the ways vehicles take."""

    nodes: Mapping[str, Point]
    edges: tuple[tuple[str, str], ...]
    gates: tuple[str, ...]
    ways: Mapping[str, tuple[str, ...]]
    assumed: bool

    def way(self, start: str, end: str) -> list[Point]:
        """Return the points of the way between two nodes, none if there is no such way."""
        name = f"{start}>{end}" if start < end else f"{end}>{start}"
        nodes = self.ways.get(name, ())
        points = [self.nodes[node] for node in nodes]
        return points if start < end else points[::-1]


def boxes(park: Mapping[str, Any]) -> list[Box]:
    """Return a box for every agent with a position; those of one place stand side by side."""
    found = [
        _box(name, agent)
        for name, agent in (park.get("agents") or {}).items()
        if agent.get("position")
    ]
    places: dict[Point, list[Box]] = {}
    for box in found:
        places.setdefault((box.x, box.y), []).append(box)
    return [_beside(box, places[box.x, box.y]) for box in found]


def _box(name: str, agent: Mapping[str, Any]) -> Box:
    x, y = (float(number) for number in agent["position"])
    kind = str(agent["kind"])
    roof_m = float(agent.get("roof_m2") or 0.0) ** 0.5
    sides = SIDE_M.get(kind, (_WIDE_M, min(max(roof_m / 2.0, _LOW_M), _HIGH_M)))
    label = agent.get("label")
    component = str((agent.get("component") or {}).get("type", ""))
    return Box(name, kind, component, label if isinstance(label, Mapping) else {}, x, y, *sides)


def _beside(box: Box, here: list[Box]) -> Box:
    width = box.width / len(here)
    shift = here.index(box) - (len(here) - 1) / 2.0
    return box._replace(width=width, x=box.x + shift * width)


def extent(park: Mapping[str, Any]) -> Point:
    """Return width and height of the plan [m]."""
    plan = park.get("plan") or {}
    return float(plan.get("width_m", WIDTH_M)), float(plan.get("height_m", HEIGHT_M))


def roads(folder: Path) -> Roads | None:
    """Return the roads of a run, None if it has none.

    Raises
    ------
    InputError
        If the file is damaged, or an edge or a way names a node that is not there.
    """
    if not (folder / "roads.json").is_file():
        return None
    plain = StoredRun(folder).json("roads")
    try:
        found = Roads(
            {name: (float(x), float(y)) for name, (x, y) in plain["nodes"].items()},
            tuple((a, b) for a, b in plain["edges"]),
            tuple(plain["gates"]),
            {name: tuple(nodes) for name, nodes in plain["ways"].items()},
            bool(plain.get("assumed")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{folder.name}: roads.json cannot be read: {error!r}") from error
    named = {node for way in (*found.edges, *found.ways.values()) for node in way}
    if lost := sorted((named | set(found.gates)) - set(found.nodes)):
        raise InputError(f"{folder.name}: roads.json names no place for: {', '.join(lost[:5])}")
    return found


def spots(park: Mapping[str, Any], known: Roads | None) -> dict[str, Point]:
    """Return where everything stands that vehicles name: agents, gates, and nodes of roads."""
    found = dict(known.nodes) if known else {}
    found.update({box.id: (box.x, box.y) for box in boxes(park)})
    return found


def place_of(agent: str, park: Mapping[str, Any]) -> str:
    """Return the agent at whose place another one stands, "" if none has a position.

    Roofs stand with who they belong to, what takes heat from somebody with that one.
    """
    agents = park.get("agents") or {}
    tried: set[str] = set()
    while agent in agents and agent not in tried:
        tried.add(agent)
        document = agents[agent]
        if document.get("position"):
            return agent
        agent = str(
            document.get("belongs_to") or (document.get("component") or {}).get("source") or ""
        )
    return ""
