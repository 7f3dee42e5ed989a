"""Which fleets strategies change, what they are at rest, and which strategies they cannot have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agents.fleet import FleetSpec, VehicleGroup
from scenarios.fleets.plan import class_counts
from scenarios.fleets.strategy import FleetStrategy
from scenarios.park_file import LoadedPark
from twin.errors import InputError
from twin.station_types import station_types
from twin.vehicles import powertrains, vehicle_classes


def at_rest(fleets: Mapping[str, FleetSpec]) -> dict[str, Any]:
    """Return the changes that leave fleets without jobs, vehicles and plugs."""
    found: dict[str, Any] = {}
    for fleet, spec in fleets.items():
        here = f"agents.{fleet}"
        groups = [
            {"vehicle_class": g.vehicle_class, "powertrain": g.powertrain, "count": 0}
            for g in spec.vehicles
        ]
        found |= {
            f"{here}.vehicles": groups,
            f"{here}.chargers": 0,
            f"{here}.station": "",
            f"{here}.midday_station": "",
        }
        found |= {f"{here}.jobs": "statistics", f"{here}.jobs_per_day": 0.0, f"{here}.serves": []}
        found |= {f"{here}.jobs_file": "", f"{here}.job_vehicles": None, f"{here}.km": spec.km}
    return found


def chosen_fleets(park: LoadedPark, names: Sequence[str]) -> dict[str, FleetSpec]:
    """Return the fleets named; if none is, the goods fleet that can carry most at a time.

    Raises
    ------
    InputError
        If one is no fleet, or the park has none that moves goods.
    """
    fleets = {
        n: s for n, (k, s) in park.agents.items() if k == "fleet" and isinstance(s, FleetSpec)
    }
    known = ", ".join(fleets) or "none"
    wrong = [name for name in names if name not in fleets]
    if wrong:
        raise InputError(f"--fleet {', '.join(wrong)}: no such fleet; there are: {known}")
    if names:
        return {name: fleets[name] for name in dict.fromkeys(names)}
    goods = {name: spec for name, spec in fleets.items() if spec.service == "goods"}
    if not goods:
        raise InputError(f"the park has no fleet that moves goods; name one with --fleet: {known}")
    first = min(goods, key=lambda name: (-_capacity_t(goods[name].vehicles), name))
    return {first: goods[first]}


def _capacity_t(groups: Sequence[VehicleGroup]) -> float:
    return sum(g.count * vehicle_classes()[g.vehicle_class].payload_t for g in groups)


def impossible(strategy: FleetStrategy, fleets: Mapping[str, FleetSpec]) -> tuple[str, str] | None:
    """Return why a strategy cannot be had for some fleets, in Chinese and English; None if it can.

    There are no such vehicles, or none of a class with the battery that its swap station has.
    """
    names = dict.fromkeys(name for spec in fleets.values() for name in class_counts(spec))
    missing = sorted(
        (name, part.powertrain)
        for name in names
        for part in strategy.parts
        if getattr(vehicle_classes()[name], part.powertrain) is None
    )
    if missing:
        zh = "、".join(f"{_class_zh(name)}{powertrains()[drive].zh}" for name, drive in missing)
        en = ", ".join(f"{name} {drive}" for name, drive in missing)
        return f"没有这样的车型：{zh}", f"no such vehicles: {en}"
    unlike = sorted(
        {name for name in names for kwh in _racks(strategy) if _unlike(strategy, name, kwh)}
    )
    if unlike:
        packs = ", ".join(f"{kwh:g} kWh" for kwh in _racks(strategy))
        return (
            f"没有与换电站电池（{packs}）相配的换电车型：{'、'.join(map(_class_zh, unlike))}",
            f"no swap battery for {', '.join(unlike)}: the station changes batteries of {packs}",
        )
    return None


def _class_zh(name: str) -> str:
    """Return a class of vehicles as a Chinese reader knows it, with its id."""
    return f"{vehicle_classes()[name].zh}（{name}）"


def _racks(strategy: FleetStrategy) -> tuple[float, ...]:
    """Return the batteries that a strategy's stations change [kWh]."""
    rows = [station_types()[plan.type] for plan in strategy.stations.values()]
    return tuple(dict.fromkeys(row.rack_kwh for row in rows if row.kind == "swap"))


def _unlike(strategy: FleetStrategy, name: str, rack_kwh: float) -> bool:
    """Return whether vehicles of a class have another battery than a rack."""
    usual = vehicle_classes()[name].battery
    given = [
        part.battery_kwh.get(name, usual.battery_kwh if usual is not None else None)
        for part in strategy.parts
        if part.powertrain == "battery"
    ]
    return any(kwh != rack_kwh for kwh in given)
