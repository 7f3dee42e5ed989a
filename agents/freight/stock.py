"""Goods that wait for a full load: stock by plant and cargo, lots, and what conveyors take."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agents.archetypes import Archetype
from agents.freight.cargo import Cargo, cargoes
from agents.freight.goods import PIPE, Haul, crews_of, goods
from agents.records import Conveyor
from agents.shifts import shifts
from twin.timeline import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from agents.enterprise import EnterpriseSpec

CATCH_UP = 1.25  # most lots of a day over those of a day at nameplate: docks have an end (A, L)
TAKES = {
    "pipe": ("liquid",),
    "enclosed_belt": ("solid",),
    "open_belt": ("solid",),
    "rail": ("solid", "piece", "liquid"),
}


@dataclass(frozen=True)
class Firm:
    """A plant as freight sees it.

    Attributes
    ----------
    name : str
        Of the enterprise, and of its place on the roads.
    plant : Archetype
        With the firm's own intensities.
    output_per_year, most_per_day : float
        Planned output, and most in a day at nameplate [units].
    roster : str
        Shift calendar of its crews.
    conveyors : tuple of Conveyor
    """

    name: str
    plant: Archetype
    output_per_year: float
    most_per_day: float
    roster: str
    conveyors: tuple[Conveyor, ...] = ()

    @property
    def people(self) -> float:
        """People on the books."""
        return goods().archetypes[self.plant.id].staff * self.output_per_year

    @property
    def crew(self) -> float:
        """People of one crew."""
        return self.people / crews_of(self.roster).crews


def firm_of(name: str, spec: EnterpriseSpec) -> Firm:
    """Return an enterprise as freight sees it."""
    hours = sum(end - begin for begin, end in shifts()[spec.roster_id].seconds) / SECONDS_PER_HOUR
    most = spec.rate_per_h * spec.lines * hours
    return Firm(name, spec.plant, spec.output_per_year, most, spec.roster_id, spec.conveyors)


@dataclass
class Flow:
    """One cargo of one firm on the road, and what waits for a full load.

    Attributes
    ----------
    firm, cargo, haul : Firm, Cargo, Haul
    road_share : float
        What conveyors leave to the road.
    lot_t : float
        A full load.
    most_lots : int
        Most loads of a day.
    stock_t : float
        Waits to leave, or is missing in store.
    """

    firm: Firm
    cargo: Cargo
    haul: Haul
    road_share: float
    lot_t: float
    most_lots: int
    stock_t: float = 0.0

    @property
    def name(self) -> str:
        """Firm and cargo."""
        return f"{self.firm.name}/{self.cargo.what}"

    def make(self, units: float) -> None:
        """Take note of what was produced."""
        self.stock_t += units * self.cargo.t * self.road_share

    def lots(self) -> int:
        """Return how many full loads go today, and take them out of the stock."""
        count = min(math.floor(self.stock_t / self.lot_t + 1e-9), self.most_lots)
        self.stock_t -= count * self.lot_t
        return count


@dataclass
class Belt:
    """A conveyor and the cargoes it shares: tonnes go by plan, in step with production."""

    firm: Firm
    conveyor: Conveyor
    t_per_unit: float
    moved_t: float = 0.0

    def make(self, units: float) -> None:
        """Take note of what was produced."""
        self.moved_t += units * self.t_per_unit


@dataclass
class Store:
    """All flows and conveyors of one firm."""

    firm: Firm
    flows: list[Flow] = field(default_factory=list)
    belts: list[Belt] = field(default_factory=list)

    def make(self, units: float) -> None:
        """Take note of what was produced."""
        for flow in self.flows:
            flow.make(units)
        for belt in self.belts:
            belt.make(units)


def store_of(firm: Firm, payload_t: Mapping[str, float]) -> Store:
    """Return the flows of a firm.

    Parameters
    ----------
    firm : Firm
    payload_t : mapping
        Most a vehicle carries, by kind of load that the park's fleets serve.

    Raises
    ------
    ValueError
        If a conveyor finds no goods it could take.
    """
    listed = [c for c in cargoes(firm.plant) if c.haul != PIPE]
    left = {c.what: 1.0 for c in listed}
    belts = [_belt(firm, conveyor, listed, left) for conveyor in firm.conveyors]
    flows = [_flow(firm, c, left[c.what], payload_t) for c in listed if left[c.what] > 1e-12]
    return Store(firm, flows, belts)


def _belt(firm: Firm, conveyor: Conveyor, listed: Sequence[Cargo], left: dict[str, float]) -> Belt:
    """Share a conveyor's tonnes over the goods it can take, and leave the rest to the road."""
    hauls, forms = goods().hauls, TAKES[conveyor.kind]
    if conveyor.cargo:
        mine = [c for c in listed if c.what == conveyor.cargo]
    else:
        mine = [c for c in listed if hauls[c.haul].form in forms]
    if not mine:
        wanted = conveyor.cargo or " or ".join(forms) + " goods"
        known = ", ".join(f"{c.what} ({hauls[c.haul].form})" for c in listed)
        raise ValueError(
            f"{firm.name}: {conveyor.kind} for {wanted}, which the plant has not; it has: {known}"
        )
    on_road = sum(c.t * left[c.what] for c in mine)
    wanted_t = conveyor.t_per_year / firm.output_per_year
    share = min(wanted_t / on_road, 1.0) if on_road > 0.0 else 0.0
    for cargo in mine:
        left[cargo.what] *= 1.0 - share
    return Belt(firm, conveyor, on_road * share)


def _flow(firm: Firm, cargo: Cargo, share: float, payload_t: Mapping[str, float]) -> Flow:
    haul = goods().hauls[cargo.haul]
    lot = min(haul.lot_t, payload_t.get(cargo.haul, haul.lot_t))
    if lot <= 0.0:
        raise ValueError(f"{firm.name}: vehicles for '{cargo.haul}' carry nothing")
    worked = {"all": 7, "six_day": 6, "workdays": 5}[shifts()[haul.dock].days]
    busiest = firm.most_per_day * cargo.t * share / lot * 7.0 / worked
    return Flow(firm, cargo, haul, share, lot, max(1, math.ceil(CATCH_UP * busiest)))
