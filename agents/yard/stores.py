"""Where vehicles feed back, their batteries stand in the network as stores behind their stations.

Fleets that share a station share a store: which of them a battery's power came from is not told
apart. All others are plain demands of their plugs, as nothing of theirs comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from agents.yard.assembly import Members
from agents.yard.tables import StationKind
from twin.components.base import ComponentSpec
from twin.components.vehicle_store import VehicleCharger, VehicleStore

KW = 1e-3


class Shared(NamedTuple):
    """Fleets with batteries and the stations they share, each sorted by name."""

    fleets: tuple[str, ...]
    stations: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the store: the first fleet's."""
        return f"{self.fleets[0]}/batteries"

    @property
    def drive(self) -> tuple[str, ...]:
        """Meters of what driving takes."""
        return tuple(f"{fleet}/battery/fuel" for fleet in self.fleets)


def shared_stores(members: Members) -> tuple[Shared, ...]:
    """Return the stores of batteries from which power comes back."""
    links = {
        fleet: {
            place
            for group in spec.vehicles
            if group.count and group.powertrain == "battery"
            for place in spec.places(group, f"{fleet}/depot")
        }
        for fleet, spec in members.fleets.items()
    }
    return tuple(
        part for part in _parts({f: s for f, s in links.items() if s}) if _feeds(part, members)
    )


def _parts(links: Mapping[str, set[str]]) -> Iterator[Shared]:
    """Yield fleets with the stations they use, those that share one together."""
    left = sorted(links)
    while left:
        fleets = [left.pop(0)]
        stations = set(links[fleets[0]])
        while near := [fleet for fleet in left if links[fleet] & stations]:
            fleets += near
            left = [fleet for fleet in left if fleet not in near]
            stations |= set().union(*(links[fleet] for fleet in near))
        yield Shared(tuple(sorted(fleets)), tuple(sorted(stations)))


def _feeds(part: Shared, members: Members) -> bool:
    groups = [group for fleet in part.fleets for group in members.fleets[fleet].vehicles]
    able = any(group.feed_mw and group.count for group in groups)
    return able and any(members.stations[name].feeds for name in part.stations)


def store_components(members: Members) -> dict[str, ComponentSpec]:
    """Return the stores, and their stations as chargers in place of plain demands."""
    found: dict[str, ComponentSpec] = {}
    for part in shared_stores(members):
        found[part.name] = _store(part, members)
        for name in part.stations:
            station = members.stations[name]
            found[name] = VehicleCharger(
                store=part.name,
                charge=(f"{name}/draw",),
                feed=(f"{name}/feed",) if station.feeds else (),
                efficiency=station.efficiency,
            )
    return found


def _store(part: Shared, members: Members) -> VehicleStore:
    groups = [
        group
        for fleet in part.fleets
        for group in members.fleets[fleet].vehicles
        if group.powertrain == "battery"
    ]
    racks = [members.stations[name] for name in part.stations]
    swaps = sum(s.rack * s.rack_mwh for s in racks if s.kind == StationKind.SWAP)
    slots = sum(s.rack * s.server_mw for s in racks if s.kind == StationKind.SWAP)
    return VehicleStore(
        capacity_mwh=swaps + sum(g.count * g.row["store_mwh"] for g in groups),
        initial_mwh=swaps + sum(g.count * g.row["first_mwh"] for g in groups),
        power_mw=slots
        + sum(g.count * max(g.row["fill_mw"], g.details.power_kw * KW) for g in groups),
        drive=part.drive,
    )
