"""The ground a park stands on, as far as agents go by it: roads, extent, who stands where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agents.freight.roads import RoadMap, RoadsSpec, road_map

if TYPE_CHECKING:
    from agents.base import AgentSpec

ON_ROADS = frozenset({"fleet", "station"})
HANDLE_GOODS = frozenset({"enterprise", "building"})  # where a fleet's jobs come from the park


@dataclass(frozen=True)
class Ground:
    """Roads and extent of a park.

    Attributes
    ----------
    roads : RoadsSpec or None
        Roads of the park file.
    extent_m : pair of floats or None
        Width and height of the plan, over which streets are laid where no roads are given.
    """

    roads: RoadsSpec | None = None
    extent_m: tuple[float, float] | None = None

    def ways(self, specs: Mapping[str, AgentSpec]) -> RoadMap:
        """Return the roads with all who stand on them."""
        return road_map(self.roads, standing(specs), self.extent_m)

    def drawing(self, specs: Mapping[str, AgentSpec]) -> dict[str, Any]:
        """Return nodes [m], roads and the ways between all places, for the eye; maybe empty."""
        if not standing(specs):
            return {}
        ways = self.ways(specs)
        nodes = {name: list(at) for name, at in sorted(ways.graph.nodes(data="at"))}
        pairs = [(a, b) for a in ways.places for b in ways.places if a < b]
        return {
            "nodes": nodes,
            "edges": sorted([min(a, b), max(a, b)] for a, b in ways.graph.edges),
            "gates": list(ways.gates),
            "ways": {f"{a}>{b}": [node for node, _ in ways.path(a, b)] for a, b in pairs},
            "assumed": list(ways.assumed),
        }

    def to_json(self, specs: Mapping[str, AgentSpec]) -> dict[str, Any]:
        """Return all that ways follow as plain data; empty if nobody uses them."""
        at = standing(specs)
        roads = None if self.roads is None else self.roads.model_dump(mode="json")
        return {"roads": roads, "extent_m": self.extent_m, "at": at} if at else {}


def standing(specs: Mapping[str, AgentSpec]) -> dict[str, tuple[float, float] | None]:
    """Return the places of all who stand on the roads, sorted by name."""
    kinds = {name: getattr(spec, "kind", "") for name, spec in specs.items()}
    from_park = any(getattr(spec, "jobs", "") == "park" for spec in specs.values())
    wanted = ON_ROADS | (HANDLE_GOODS if from_park else frozenset())
    ends = set(takers(specs).values()) if from_park else set()
    return {n: specs[n].position for n in sorted(specs) if kinds[n] in wanted or n in ends}


def takers(specs: Mapping[str, AgentSpec]) -> dict[str, str]:
    """Return who inside takes each category of waste: the first by name that has a place."""
    found: dict[str, str] = {}
    for name in sorted(specs):
        part = getattr(specs[name], "component", None)
        categories = getattr(part, "categories", None) or (getattr(part, "category", ""),)
        for category in categories if specs[name].position is not None else ():
            if category:
                found.setdefault(str(category), name)
    return found
