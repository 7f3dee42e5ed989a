"""Roads of a park: nodes, gates and ways between them, by car and for the eye.

Given in the park file, or a grid of streets where a park gives none. Fastest ways are found by
networkx (Dijkstra); what is driven outside the gates is no part of the graph.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

import networkx as nx
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from agents.yard.tables import Roads
from twin.units import Quantity
from twin.vehicles import Leg, road_types

Point = tuple[float, float]
Kmh = Quantity("km/h", ge=3, le=120)

GATE = "gate"
STREET_M = 250.0  # pitch of the grid assumed where a park gives no roads (assumption, L)
STREET_KM_H = 25.0  # works' speed limits are 15 to 30 km/h (GB 4387: 30 on roads, 20 at crossings)
MOST_GRADIENT = 15.0  # percent
MOST_NODES = 2000


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class RoadEdge(_Strict):
    """A road between two nodes, open both ways.

    Attributes
    ----------
    between : pair of text
        Names of nodes, or of agents with a position.
    km : float or None
        Length; the straight distance times ``detour`` if not given.
    detour : float
        Driven over straight distance.
    speed_km_h : float
        Mean speed of vehicles on it.
    gradient_percent : float
        Rise from the first to the second node over the length.
    surface : text
        A kind of road of ``road_types.yaml``.
    """

    between: tuple[str, str]
    km: Quantity("km", gt=0, le=50) | None = None  # type: ignore[valid-type]
    detour: Annotated[float, Field(ge=1, le=5)] = 1.0
    speed_km_h: Kmh = STREET_KM_H  # type: ignore[valid-type]
    gradient_percent: Annotated[float, Field(ge=-MOST_GRADIENT, le=MOST_GRADIENT)] = 0.0
    surface: str = "paved"

    @model_validator(mode="after")
    def _goes_somewhere(self) -> RoadEdge:
        if self.between[0] == self.between[1]:
            raise ValueError(f"a road from '{self.between[0]}' to itself")
        if self.surface not in road_types():
            known = ", ".join(road_types())
            raise ValueError(f"no kind of road '{self.surface}'; there are: {known}")
        return self


class RoadsSpec(_Strict):
    """Roads of a park.

    Attributes
    ----------
    nodes : mapping
        Crossings and gates: name and place [m east, m north].
    gates : tuple of text
        Nodes through which goods come and go.
    edges : tuple of RoadEdge
        Roads. Agents that stand at none are joined to the nearest node by a driveway.
    """

    nodes: Mapping[str, Point] = Field(default_factory=dict)
    gates: Annotated[tuple[str, ...], Field(min_length=1)]
    edges: Annotated[tuple[RoadEdge, ...], Field(min_length=1, max_length=20_000)]

    @model_validator(mode="after")
    def _is_known(self) -> RoadsSpec:
        if len(self.nodes) > MOST_NODES:
            raise ValueError(f"{len(self.nodes)} nodes; at most {MOST_NODES}")
        strangers = sorted(set(self.gates) - set(self.nodes))
        if strangers:
            raise ValueError(f"gates that are no nodes: {', '.join(strangers)}")
        return self


@dataclass(frozen=True)
class RoadMap:
    """Fastest ways between the named places of a park.

    Attributes
    ----------
    graph : networkx.Graph
        Every node with its place ``at`` [m]; every edge with km, seconds and rise [m].
    places : tuple of text
        Names of the rows of the table: agents and gates, sorted.
    gates : tuple of text
    assumed : tuple of text
        What was assumed for want of data.
    """

    graph: nx.Graph
    places: tuple[str, ...]
    gates: tuple[str, ...]
    assumed: tuple[str, ...] = ()
    _ways: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Row of each place."""
        return {name: row for row, name in enumerate(self.places)}

    @cached_property
    def table(self) -> Roads:
        """Ways between all places, as the yard knows them."""
        n = len(self.places)
        km, seconds = np.zeros((n, n)), np.zeros((n, n))
        for row, name in enumerate(self.places):
            for column, other in enumerate(self.places):
                edges = self._edges(name, other)
                km[row, column] = sum(leg["km"] for leg in edges)
                seconds[row, column] = sum(leg["seconds"] for leg in edges)
        return Roads(self.places, km, np.ceil(seconds - 1e-9).astype(np.int64))

    def path(self, start: str, end: str) -> list[tuple[str, Point]]:
        """Return the nodes of the fastest way with their places [m]; both ends are in it."""
        return [(node, self.graph.nodes[node]["at"]) for node in self._way(start, end)]

    def legs(self, start: str, end: str, payload_t: float = 0.0) -> list[Leg]:
        """Return the fastest way as legs with gradient and kind of road, at usual speed."""
        way = self._way(start, end)
        return [self._leg(a, b, payload_t) for a, b in itertools.pairwise(way)]

    @cached_property
    def is_level(self) -> bool:
        """Whether all roads are level and paved."""
        edges = self.graph.edges(data=True)
        return all(d["rise"] == 0.0 and d["surface"] == "paved" for _, _, d in edges)

    def _leg(self, a: str, b: str, payload_t: float) -> Leg:
        edge = self.graph.edges[a, b]
        rise = edge["rise"] if edge["first"] == a else -edge["rise"]
        gradient = rise / (1000.0 * edge["km"])
        return Leg(edge["km"], payload_t, gradient, None, edge["surface"])

    def gate_of(self, place: str) -> str:
        """Return the gate that is nearest by time; equal ones by name."""
        table, here = self.table, self.number[place]
        return min(self.gates, key=lambda gate: (table.seconds[here, self.number[gate]], gate))

    @property
    def street_km(self) -> float:
        """Length of all roads, driveways left out [km]."""
        return float(sum(d["km"] for _, _, d in self.graph.edges(data=True) if not d["driveway"]))

    def _way(self, start: str, end: str) -> list[str]:
        if start not in self._ways:
            self._ways[start] = nx.single_source_dijkstra_path(self.graph, start, weight="seconds")
        way = self._ways[start].get(end)
        if way is None:
            raise ValueError(f"no road leads from '{start}' to '{end}'")
        return way

    def _edges(self, start: str, end: str) -> list[dict[str, Any]]:
        way = self._way(start, end)
        return [self.graph.edges[a, b] for a, b in itertools.pairwise(way)]


def roads_of(
    spec: RoadsSpec | None,
    positions: Mapping[str, Point | None],
    plan: tuple[float, float] | None = None,
) -> Roads:
    """Return the table of ways between places and gates; see :func:`road_map`."""
    return road_map(spec, positions, plan).table


def road_map(
    spec: RoadsSpec | None,
    positions: Mapping[str, Point | None],
    plan: tuple[float, float] | None = None,
) -> RoadMap:
    """Return the roads of a park.

    Parameters
    ----------
    spec : RoadsSpec or None
        Roads of the park file; a grid of streets if there are none.
    positions : mapping
        Place of each agent [m east, m north]; who has none stands at the first gate.
    plan : pair of floats or None
        Width and height of the plan [m], for the grid.

    Raises
    ------
    ValueError
        If an edge names an unknown node, an agent is called like a node, or the roads fall apart.
    """
    graph: nx.Graph = nx.Graph()
    assumed: list[str] = []
    gates: tuple[str, ...] = (GATE,)
    edges: tuple[RoadEdge, ...] = ()
    if spec is None:
        assumed.append(f"streets every {STREET_M:.0f} m at {STREET_KM_H:.0f} km/h and one gate")
        _lay_grid(graph, [p for p in positions.values() if p is not None], plan)
    else:
        gates, edges = spec.gates, spec.edges
        for name, at in spec.nodes.items():
            graph.add_node(name, at=at)
    twice = sorted(set(positions) & set(graph.nodes))
    if twice:
        raise ValueError(f"agents called like nodes of the roads: {', '.join(twice)}")
    crossings = tuple(graph.nodes)
    homeless = sorted(name for name, at in positions.items() if at is None)
    if homeless:
        assumed.append(f"no position, taken to stand at '{gates[0]}': {', '.join(homeless)}")
    for name in sorted(positions):
        graph.add_node(name, at=positions[name] or graph.nodes[gates[0]]["at"])
    for edge in edges:
        _lay_edge(graph, edge)
    for name in sorted(positions):
        if graph.degree(name) == 0:
            _lay_driveway(graph, name, crossings)
    if not nx.is_connected(graph):
        apart = sorted(min(part) for part in nx.connected_components(graph))
        raise ValueError(f"the roads fall into parts that do not meet, at {', '.join(apart)}")
    places = tuple(sorted({*positions, *gates}))
    return RoadMap(graph, places, tuple(sorted(gates)), tuple(assumed))


def _lay_grid(graph: nx.Graph, points: list[Point], plan: tuple[float, float] | None) -> None:
    """Lay streets over the plan, or over the box around all agents, and a gate at its south."""
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    west, south = math.floor(min(0.0, *xs) / STREET_M), math.floor(min(0.0, *ys) / STREET_M)
    east = math.ceil(max((plan or (0.0, 0.0))[0], *xs, STREET_M) / STREET_M)
    north = math.ceil(max((plan or (0.0, 0.0))[1], *ys, STREET_M) / STREET_M)
    if (east - west + 1) * (north - south + 1) > MOST_NODES:
        raise ValueError(f"agents stand too far apart for a grid of {STREET_M:.0f} m; give roads")
    for i in range(west, east + 1):
        for j in range(south, north + 1):
            graph.add_node(f"street {i}:{j}", at=(i * STREET_M, j * STREET_M))
            for a, b in ((i - 1, j), (i, j - 1)):
                if a >= west and b >= south:
                    _join(graph, f"street {a}:{b}", f"street {i}:{j}", STREET_M / 1000.0)
    middle = round(0.5 * (west + east))
    at = (middle * STREET_M, (south - 0.4) * STREET_M)
    graph.add_node(GATE, at=at)
    _join(graph, GATE, f"street {middle}:{south}", 0.4 * STREET_M / 1000.0)


def _lay_edge(graph: nx.Graph, edge: RoadEdge) -> None:
    for name in edge.between:
        if name not in graph:
            known = ", ".join(sorted(graph.nodes)[:12])
            raise ValueError(f"road {edge.between}: no node or agent '{name}'; there are: {known}")
    a, b = edge.between
    km = edge.km or max(_straight_km(graph, a, b) * edge.detour, 1e-3)
    rise = edge.gradient_percent / 100.0 * km * 1000.0
    _join(graph, a, b, km, edge.speed_km_h, rise=rise, surface=edge.surface)


def _lay_driveway(graph: nx.Graph, name: str, crossings: tuple[str, ...]) -> None:
    nearest = min(crossings, key=lambda node: (_manhattan_km(graph, name, node), node))
    km = max(_manhattan_km(graph, name, nearest), 1e-3)
    _join(graph, name, nearest, km, driveway=True)


def _join(
    graph: nx.Graph, a: str, b: str, km: float, speed_km_h: float = STREET_KM_H, *,
    rise: float = 0.0, surface: str = "paved", driveway: bool = False,
) -> None:  # fmt: skip
    graph.add_edge(
        a, b, km=km, seconds=km / speed_km_h * 3600.0, rise=rise, first=a, surface=surface,
        driveway=driveway,
    )  # fmt: skip


def _straight_km(graph: nx.Graph, a: str, b: str) -> float:
    (x, y), (u, v) = graph.nodes[a]["at"], graph.nodes[b]["at"]
    return math.hypot(x - u, y - v) / 1000.0


def _manhattan_km(graph: nx.Graph, a: str, b: str) -> float:
    (x, y), (u, v) = graph.nodes[a]["at"], graph.nodes[b]["at"]
    return float(abs(x - u) + abs(y - v)) / 1000.0
