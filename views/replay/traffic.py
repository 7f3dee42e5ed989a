"""Vehicles of a day as arrays for the replay's script, with places, ways and stations by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.catalogue import InputError
from scenarios.replay import plan, vehicles
from scenarios.replay.plan import Point, Roads
from scenarios.replay.vehicles import STATES, Row
from views.frame.texts import label, say
from views.replay.day import Day

Rows = Mapping[str, Sequence[Row]]
NOTHING: Mapping[str, Any] = {
    "vehicles": [], "places": [], "stations": [], "ways": [], "groups": [], "gates": [],
    "has_log": False,
}  # fmt: skip


def traffic(day: Day, known: Roads | None, lang: str) -> dict[str, Any]:
    """Return vehicles, places, stations, ways and gates; empty if the run does not tell.

    Raises
    ------
    InputError
        If what vehicles did cannot be played: a gap, a place that is not on the plan.
    """
    gates = _gates(known)
    if not vehicles.has_vehicles(day.folder):
        return {**NOTHING, "gates": gates}
    rows = vehicles.of_day(day.folder, day.date)
    return pack(rows, day.park, known, gates, lang)


def pack(
    rows: Rows, park: Mapping[str, Any], known: Roads | None, gates: list[dict[str, Any]], lang: str
) -> dict[str, Any]:
    """Return rows by vehicle as arrays."""
    spots = plan.spots(park, known)
    book = _Book(park, known, spots, gates, lang)
    groups = {name.partition("/")[0]: 0 for name in rows}
    out = []
    for name in sorted(rows):
        fleet, _, short = name.partition("/")
        out.append(book.vehicle(name, short, list(groups).index(fleet), groups[fleet], rows[name]))
        groups[fleet] += 1
    agents = park.get("agents") or {}
    return {
        "vehicles": out, "places": book.places, "ways": book.ways, "gates": gates,
        "stations": book.stations, "has_log": True,
        "groups": [
            {"id": fleet, "label": label(lang, (agents.get(fleet) or {}).get("label"), fleet),
             "count": count}
            for fleet, count in groups.items()
        ],
    }  # fmt: skip


def _gates(known: Roads | None) -> list[dict[str, Any]]:
    if known is None:
        return []
    return [{"id": g, "x": known.nodes[g][0], "y": known.nodes[g][1]} for g in known.gates]


class _Book:
    """Numbers places, ways and stations as vehicles name them."""

    def __init__(
        self, park: Mapping[str, Any], known: Roads | None, spots: Mapping[str, Point],
        gates: list[dict[str, Any]], lang: str,
    ) -> None:  # fmt: skip
        self.park, self.known, self.spots, self.lang = park, known, spots, lang
        self.gates = {gate["id"]: n for n, gate in enumerate(gates)}
        self.places: list[dict[str, Any]] = []
        self.ways: list[list[float]] = []
        self.stations: list[dict[str, Any]] = []
        self._place: dict[str, int] = {}
        self._way: dict[tuple[str, str], int] = {}
        self._station: dict[str, int] = {}

    def vehicle(
        self, name: str, short: str, group: int, slot: int, rows: Sequence[Row]
    ) -> dict[str, Any]:
        """Return one vehicle: bounds of its rows, and a value a row of everything else."""
        return {
            "id": name, "name": short, "fleet": group, "drive": vehicles.powertrain(name),
            "slot": slot, "home": self.place(self._home(name, rows), name),
            "t": [row.start for row in rows] + [rows[-1].end],
            "s": [STATES.index(row.state) for row in rows],
            "a": [self.place(row.origin, name) for row in rows],
            "b": [self.place(row.target, name) for row in rows],
            "w": [self.way(row) for row in rows],
            "q": [self.station(row.station, name) if row.station else -1 for row in rows],
            "load": [round(row.load_t, 2) for row in rows],
            "km": [round(row.km, 3) for row in rows],
            "soc": [round(s, 4) for s in (*(r.soc_start for r in rows), rows[-1].soc_end)],
        }  # fmt: skip

    def _home(self, name: str, rows: Sequence[Row]) -> str:
        fleet = name.partition("/")[0]
        return fleet if fleet in self.spots else rows[0].origin

    def place(self, name: str, who: str) -> int:
        """Return the number of a place.

        Raises
        ------
        InputError
            If it is not on the plan.
        """
        if name not in self._place:
            inside, is_outside = vehicles.inside(name), vehicles.is_outside(name)
            if inside not in self.spots or (is_outside and inside not in self.gates):
                raise InputError(f"vehicle {who}: '{name[:60]}' is no place on the plan")
            x, y = self.spots[inside]
            self._place[name] = len(self.places)
            self.places.append(
                {"id": name, "label": self._label(inside, is_outside), "x": x, "y": y,
                 "outside": is_outside, "gate": self.gates.get(inside, -1)}
            )  # fmt: skip
        return self._place[name]

    def _label(self, inside: str, is_outside: bool) -> str:
        agent = (self.park.get("agents") or {}).get(inside) or {}
        name = label(self.lang, agent.get("label"), inside)
        if inside in self.gates:
            name = say(self.lang, "replay.gate")
        return say(self.lang, "replay.outside", gate=name) if is_outside else name

    def way(self, row: Row) -> int:
        """Return the number of the way of a row, -1 if it stands, or comes back to its start."""
        ends = (vehicles.inside(row.origin), vehicles.inside(row.target))
        if self.known is None or row.origin == row.target or ends[0] == ends[1]:
            return -1
        if ends not in self._way:
            points = self.known.way(*ends)
            self._way[ends] = len(self.ways) if len(points) > 1 else -1
            if len(points) > 1:
                self.ways.append([round(part, 2) for point in points for part in point])
        return self._way[ends]

    def station(self, name: str, who: str) -> int:
        """Return the number of a station: an agent's, or the plugs of a fleet's depot."""
        if name not in self._station:
            owner = name if name in self.spots else name.partition("/")[0]
            at = self.places[self.place(owner, who)]
            self._station[name] = len(self.stations)
            self.stations.append({"id": name, "label": self._told(name, owner), "box": owner,
                                  "x": at["x"], "y": at["y"]})  # fmt: skip
        return self._station[name]

    def _told(self, name: str, owner: str) -> str:
        agent = (self.park.get("agents") or {}).get(owner) or {}
        who = label(self.lang, agent.get("label"), owner)
        return who if name == owner else say(self.lang, "replay.depot", who=who)
