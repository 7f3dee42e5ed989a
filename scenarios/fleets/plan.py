"""From a strategy and a size to a changed park: vehicles, stations and control of some fleets.

Changes are values by dotted path, as ``--set`` takes them: a strategy is checked and run like any
other park, and everything it does to the park stands in the one ledger of its run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from agents.base import AgentSpec
from agents.fleet import FleetSpec, VehicleGroup
from agents.station import StationSpec
from scenarios.fleets.strategy import FleetStrategy, Part, StationPlan
from scenarios.fleets.timetable import Named, labels, most_named
from twin.errors import InputError
from twin.station_types import station_types

TYPE_OF = {"plugs": "plugs", "swap": "swap", "pumps": "hydrogen"}  # of a model's kind
PLACES = ("midday", "depot")  # the dearer servers are sized first


@dataclass(frozen=True)
class FleetPlan:
    """A strategy for some fleets of a park, before it is sized.

    Attributes
    ----------
    strategy : FleetStrategy
    fleets : mapping of str to FleetSpec
        As they stand in the park.
    tariff : str
        Tariff that control by price goes by.
    named : tuple of Named
        Vehicles that jobs name.
    """

    strategy: FleetStrategy
    fleets: Mapping[str, FleetSpec]
    tariff: str
    named: tuple[Named, ...] = ()

    def station(self, fleet: str, place: str) -> str:
        """Return the name of a fleet's station."""
        return f"{fleet}-{place}"

    def ends(self, place: str, vehicles: int) -> tuple[int, int]:
        """Return the fewest and the most servers that are tried for so many vehicles."""
        beside = self.strategy.stations[place].beside
        return (beside, beside) if beside else (1, self.most(place, vehicles))

    def most(self, place: str, vehicles: int) -> int:
        """Return how many servers could be of use to so many vehicles of a fleet."""
        plan = self.strategy.stations[place]
        if plan.beside:
            return plan.beside
        filled = sum(p.share for p in self.strategy.parts if p.powertrain in FILLED)
        return max(math.ceil(plan.per_vehicle * filled * vehicles - 1e-9), 1)

    def least(self, fleet: str) -> int:
        """Return the fewest vehicles of a fleet that hold all those that jobs name."""
        return fewest(self.fleets[fleet], most_named(self.named, fleet))

    def changes(
        self, vehicles: Mapping[str, int], servers: Mapping[str, Mapping[str, int]]
    ) -> dict[str, Any]:
        """Return what the park changes to.

        Parameters
        ----------
        vehicles : mapping of str to int
            Number by fleet.
        servers : mapping
            Number by fleet and place.
        """
        found: dict[str, Any] = {}
        for fleet, spec in self.fleets.items():
            here = f"agents.{fleet}"
            groups = self._groups(spec, vehicles[fleet])
            names = {place: self.station(fleet, place) for place in self.strategy.stations}
            found |= {
                f"{here}.vehicles": groups,
                f"{here}.chargers": 0,
                f"{here}.station": "",
                f"{here}.midday_station": "",
            }
            if spec.jobs_file:
                now = [VehicleGroup.model_validate(group) for group in groups]
                new = spec.model_copy(update={"vehicles": tuple(now)})
                gone = dict.fromkeys(spec.job_vehicles)  # mappings merge: null removes what was
                found[f"{here}.job_vehicles"] = gone | labels(self.named, fleet, spec, new)
            for place, plan in self.strategy.stations.items():
                count = servers[fleet][place]
                found[f"agents.{names[place]}"] = self._station(fleet, spec, place, plan, count)
                found |= self._besides(fleet, spec, plan)
        return found

    def specs(
        self, vehicles: Mapping[str, int], servers: Mapping[str, Mapping[str, int]]
    ) -> dict[str, AgentSpec]:
        """Return the fleets and their stations as checked specifications.

        Raises
        ------
        InputError
            If such vehicles or stations cannot be.
        """
        found: dict[str, AgentSpec] = {}
        changes = self.changes(vehicles, servers)
        for fleet, spec in self.fleets.items():
            here = f"agents.{fleet}."
            mine = {k.removeprefix(here): v for k, v in changes.items() if k.startswith(here)}
            plain = spec.model_dump(mode="python", exclude_unset=True)
            found[fleet] = _checked(FleetSpec, plain | mine, fleet)
            for place in self.strategy.stations:
                name = self.station(fleet, place)
                found[name] = _checked(StationSpec, changes[f"agents.{name}"], name)
        return found

    def _groups(self, spec: FleetSpec, count: int) -> list[dict[str, Any]]:
        """Return the vehicles of a fleet: its classes in proportion, each by the parts' shares."""
        classes = _shared(class_counts(spec), count)
        found = []
        for name, number in classes.items():
            for part, mine in zip(self.strategy.parts, self._parts(number), strict=True):
                if mine:
                    found.append(self._group(spec, name, part, mine))
        return found

    def _parts(self, count: int) -> list[int]:
        shares = {str(i): part.share for i, part in enumerate(self.strategy.parts)}
        return list(_shared(shares, count).values())

    def _group(self, spec: FleetSpec, name: str, part: Part, count: int) -> dict[str, Any]:
        fleet = next(f for f, s in self.fleets.items() if s is spec)
        found: dict[str, Any] = {
            "vehicle_class": name, "powertrain": part.powertrain, "count": count,
        }  # fmt: skip
        if part.powertrain == "battery" and name in part.battery_kwh:
            found["battery_kwh"] = part.battery_kwh[name]
        if part.powertrain in FILLED:
            keys = {"depot": "station", "midday": "midday_station"}
            stations = self.strategy.stations
            found |= {keys[place]: self.station(fleet, place) for place in stations}
            if part.feeds and self.strategy.depot is not None:
                found["feed_mw"] = station_types()[self.strategy.depot.type].server_mw
        return found

    def _besides(self, fleet: str, spec: FleetSpec, plan: StationPlan) -> dict[str, Any]:
        """Return canopy and battery of an integrated station; the park's dispatch has them."""
        row = station_types()[plan.type]
        parts: dict[str, dict[str, Any]] = {}
        if row.pv_mwp:
            parts["canopy"] = {"type": "pv", "capacity_mw": row.pv_mwp}
        if row.storage_mwh:
            size = {"energy_mwh": row.storage_mwh, "power_mw": row.storage_mw}
            parts["battery"] = {"type": "battery", **size}
        label, at = self.strategy.label, spec.position
        return {
            f"agents.{fleet}-{name}": {
                "kind": "asset",
                "label": {"zh": f"{fleet} {label.zh}（{BESIDE[name][0]}）",
                          "en": f"{fleet}, {label.en} ({BESIDE[name][1]})"},
                "component": component, "belongs_to": fleet, "source": row.source,
                "confidence": row.confidence, **({} if at is None else {"position": list(at)}),
            }
            for name, component in parts.items()
        }  # fmt: skip

    def _station(
        self, fleet: str, spec: FleetSpec, place: str, plan: StationPlan, servers: int
    ) -> dict[str, Any]:
        model = station_types()[plan.type]
        label = self.strategy.label
        found: dict[str, Any] = {
            "kind": "station",
            "label": {"zh": f"{fleet} {label.zh}（{PLACE[place][0]}）",
                      "en": f"{fleet}, {label.en} ({PLACE[place][1]})"},
            "station_type": TYPE_OF[model.kind],
            "model": plan.type,
            "servers": servers,
            "charging": plan.charging,
            "belongs_to": fleet,
            "source": self.strategy.source,
            "confidence": self.strategy.confidence,
        }  # fmt: skip
        if self.tariff:
            found["tariff"] = self.tariff
        if spec.position is not None:
            found["position"] = list(spec.position)
        return found | station_size(plan.type, servers)


def _checked(model: type[AgentSpec], plain: Mapping[str, Any], name: str) -> AgentSpec:
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        told = "; ".join(str(fault["msg"]) for fault in error.errors())
        raise InputError(f"{name}: {told}") from error


FILLED = frozenset({"battery", "fuel_cell"})  # powertrains that need a station in the park
BESIDE = {"canopy": ("光伏车棚", "canopy"), "battery": ("储能", "battery")}
PLACE = {"depot": ("场站", "depot"), "midday": ("途中", "between jobs")}


def station_size(model: str, servers: int) -> dict[str, Any]:
    """Return what grows with the servers: rack of a swap station, bank of a hydrogen one."""
    row = station_types()[model]
    scale = servers / row.servers
    if row.kind == "swap":
        return {"rack": max(round(row.rack * scale), 1)}
    if row.kind == "pumps":
        return {"bank_kg": row.bank_kg * scale, "refill_kg_h": row.refill_kg_h * scale}
    return {}


def class_counts(spec: FleetSpec) -> dict[str, float]:
    """Return the vehicles of a fleet by class."""
    found: dict[str, float] = {}
    for group in spec.vehicles:
        found[group.vehicle_class] = found.get(group.vehicle_class, 0.0) + group.count
    return {name: count for name, count in found.items() if count}


def _shared(weights: Mapping[str, float], count: int) -> dict[str, int]:
    """Return a number divided in proportion, largest remainders first; the sum is exact."""
    whole = sum(weights.values())
    exact = {name: count * weight / whole for name, weight in weights.items()}
    found = {name: math.floor(share + 1e-9) for name, share in exact.items()}
    rest = sorted(exact, key=lambda name: (found[name] - exact[name], name))
    for name in rest[: count - sum(found.values())]:
        found[name] += 1
    return found


def fewest(spec: FleetSpec, wanted: Mapping[str, int]) -> int:
    """Return the fewest vehicles of which, divided by class as usual, enough are of each class."""
    classes, count = class_counts(spec), max(sum(wanted.values()), 1)
    while any(_shared(classes, count)[name] < number for name, number in wanted.items()):
        count += 1
    return count
