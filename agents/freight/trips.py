"""From the dock to the gate and beyond: the trip of one cargo of one firm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from agents.freight.goods import Distance, Haul, goods
from agents.freight.roads import RoadMap
from agents.freight.shipment import Shipment
from agents.freight.stock import Flow
from agents.yard.tables import NONE, Job
from twin.timeline import SECONDS_PER_HOUR
from twin.vehicles import road_factor, vehicle_classes


@dataclass(frozen=True)
class Carrier:
    """Who serves a kind of load.

    Attributes
    ----------
    group : int
        Group of vehicles in the yard's tables.
    payload_t : float
        Most one of them carries.
    vehicle_class, powertrain : str
        Of the fleet's first vehicles: by them gradients and unpaved roads are reckoned.
    """

    group: int
    payload_t: float
    vehicle_class: str = ""
    powertrain: str = ""


@dataclass(frozen=True)
class Trip:
    """What all loads of one cargo have in common.

    A product goes out full and the vehicle comes back empty to the gate; for a material it goes
    out empty and brings it to the firm. A waste with a place inside goes there.

    Attributes
    ----------
    shipment : Shipment
    haul, reach : Haul, Distance
    group, start, end : int
        The group is NONE if no fleet serves it.
    inside_s : int
    within : bool
        Whether it stays in the park.
    level, level_empty, sloped : float
        Consumption a kilometre, loaded and empty, and factor on that of the loaded way inside.
    """

    shipment: Shipment
    haul: Haul
    reach: Distance
    group: int
    start: int
    end: int
    inside_s: int
    within: bool
    level: float = 1.0
    level_empty: float = 1.0
    sloped: float = 1.0

    @classmethod
    def of(
        cls, flow: Flow, carriers: Mapping[str, Carrier], ways: RoadMap, sinks: Mapping[str, str]
    ) -> Trip:
        """Return the trip of a flow of goods."""
        cargo, firm = flow.cargo, flow.firm.name
        sink = sinks.get(cargo.what) if cargo.role == "waste" else None
        there = sink or ways.gate_of(firm)
        first, last = (there, firm) if cargo.inbound else (firm, there)
        start, end = ways.number[first], ways.number[last]
        inside_km = float(ways.table.km[start, end])
        shipment = Shipment(firm, cargo.what, cargo.role, cargo.haul, flow.lot_t, inside_km)
        carrier = carriers.get(cargo.haul)
        effort = _effort(carrier, ways, first, last, flow.lot_t)
        return cls(
            shipment, flow.haul, goods().distances[cargo.distance],
            NONE if carrier is None else carrier.group, start, end,
            int(ways.table.seconds[start, end]), sink is not None, *effort,
        )  # fmt: skip

    def job(self, ready_s: int, far_km: float) -> Job:
        """Return the job of one load."""
        handling_s, due_s, expire_s = self._waits
        far_km = 0.0 if self.within else far_km
        far_s = round(far_km / self.haul.speed_km_h * SECONDS_PER_HOUR)
        moved = self.shipment
        climb = 1.0 if self.sloped == 1.0 else self._climb(moved.inside_km, far_km)
        return Job(
            ready_s, self.group, self.start, self.end, moved.inside_km + far_km, far_km,
            self.inside_s + far_s, far_s, handling_s, moved.payload_t,
            ready_s + due_s, ready_s + expire_s, NONE, climb,
        )  # fmt: skip

    @cached_property
    def _waits(self) -> tuple[int, int, int]:
        """Handling, and when it is late and given up after it is ready [s]."""
        hours = (self.haul.handling_h, self.haul.due_h, self.haul.expire_h)
        handling_s, due_s, expire_s = (round(h * SECONDS_PER_HOUR) for h in hours)
        return handling_s, due_s, expire_s

    def _climb(self, inside_km: float, far_km: float) -> float:
        """Return the factor on the whole job: slopes inside, taken as level outside."""
        inside, outside = self.level * inside_km, (self.level + self.level_empty) * far_km
        return (inside * self.sloped + outside) / (inside + outside)


def _effort(
    carrier: Carrier | None, ways: RoadMap, first: str, last: str, payload_t: float
) -> tuple[float, float, float]:
    """Return consumption loaded and empty [any unit a km], and the factor of the way inside."""
    if carrier is None or not carrier.vehicle_class or ways.is_level or first == last:
        return 1.0, 1.0, 1.0
    needs = vehicle_classes()[carrier.vehicle_class].of(carrier.powertrain)
    legs = ways.legs(first, last, payload_t)
    factor = road_factor(carrier.vehicle_class, carrier.powertrain, legs)
    return needs.mwh_per_km(payload_t), needs.mwh_per_km(0.0), factor
