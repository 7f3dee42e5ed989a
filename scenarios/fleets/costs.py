"""The yearly bill of a strategy: vehicles and stations, and what the park pays more for the fleet.

What a vehicle costs is worked out in :mod:`scenarios.fleets.ownership`, energy, demand charge and
carbon are the differences of the park's own bill (:mod:`scenarios.fleets.measured`). Each amount is
put in lines by the price it is proportional to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scenarios.economics.finance import annuity
from scenarios.fleets.outcome import Bill, CostLine
from scenarios.fleets.ownership import Case, Duty, bill, station_cny
from scenarios.fleets.ownership_assumptions import OwnershipAssumptions
from twin.station_types import station_types
from twin.vehicles import powertrains, price_cny, vehicle_classes


@dataclass(frozen=True)
class GroupUse:
    """What all vehicles of a class and powertrain did in a year.

    Attributes
    ----------
    battery_kwh : float or None
        The class's usual one if None.
    count : int
    km, t_km, work_h : float
        Driven, moved under load, and hours of handling.
    metered_mwh, stored_mwh : float
        At the meters of stations, and into the batteries.
    swaps_outside, leased : bool
        They pay the fee of somebody else's swap station; their batteries are not theirs.
    """

    vehicle_class: str
    powertrain: str
    battery_kwh: float | None
    count: int
    km: float
    t_km: float
    work_h: float = 0.0
    metered_mwh: float = 0.0
    stored_mwh: float = 0.0
    swaps_outside: bool = False
    leased: bool = False


@dataclass(frozen=True)
class StationUse:
    """A station of the fleet's own: type and size."""

    type: str
    servers: int
    rack: int | None = None
    bank_kg: float | None = None
    refill_kg_h: float | None = None


@dataclass(frozen=True)
class CostWorld:
    """What the bill goes by beside the use.

    Attributes
    ----------
    given : OwnershipAssumptions
    drivers : float
        Per vehicle.
    temperatures_c : tuple of float
        Daily means, at which batteries age.
    """

    given: OwnershipAssumptions
    drivers: float = 0.0
    temperatures_c: tuple[float, ...] = (25.0,)


def yearly_bill(
    groups: Sequence[GroupUse],
    stations: Sequence[StationUse],
    running: Sequence[CostLine],
    world: CostWorld,
) -> Bill:
    """Return the bill of a year.

    Parameters
    ----------
    running : sequence of CostLine
        What the park pays more with the fleet than with the fleet at rest.
    """
    lines = [line for group in groups if group.count for line in _vehicle_lines(group, world)]
    lines += [line for station in stations for line in _station_lines(station, world)]
    summed: dict[tuple[str, str], float] = {}
    for line in (*lines, *running):
        key = (line.item, line.driver)
        summed[key] = summed.get(key, 0.0) + line.cny_per_year
    return Bill(
        tuple(CostLine(*key, float(cny)) for key, cny in summed.items() if cny),
        sum(group.km for group in groups),
        sum(group.t_km for group in groups),
    )


def _case(group: GroupUse, world: CostWorld) -> Case:
    each = 1.0 / group.count
    duty = Duty(
        km=group.km * each, t_km=group.t_km * each, energy_mwh=group.metered_mwh * each,
        stored_mwh=group.stored_mwh * each, work_h=group.work_h * each,
        temperatures_c=world.temperatures_c,
    )  # fmt: skip
    return Case(
        group.vehicle_class, group.powertrain, duty, 0.0, battery_kwh=group.battery_kwh,
        leased=group.leased, swaps_outside=group.swaps_outside, drivers=world.drivers,
    )  # fmt: skip


def _vehicle_lines(group: GroupUse, world: CostWorld) -> Iterator[CostLine]:
    case = _case(group, world)
    whole = bill(case, world.given)
    bare = bill(replace(case, battery_cny_per_kwh=0.0), world.given)
    cell = _cell_share(group)
    amounts = (
        ("vehicle", "vehicle_price", whole.capital * (1.0 - cell)),
        ("vehicle", "cell_price", whole.capital * cell),
        ("battery", "battery_price", whole.battery),
        ("battery", "battery_lease", whole.lease),
        ("insurance", "vehicle_price", bare.insurance * (1.0 - cell)),
        ("insurance", "cell_price", bare.insurance * cell),
        ("insurance", "battery_price", whole.insurance - bare.insurance),
        ("swap_fee", "swap_fee", whole.swap_fee),
        ("maintenance", "", whole.maintenance),
        ("driver", "driver_price", whole.driver),
    )
    for item, driver, cny in amounts:
        yield CostLine(item, driver, cny * group.count)


def _cell_share(group: GroupUse) -> float:
    """Return the fuel cell's share of the price of a vehicle without traction battery."""
    if group.powertrain != "fuel_cell":
        return 0.0
    price = price_cny(vehicle_classes()[group.vehicle_class], group.powertrain)
    return price["cell"] / sum(price.values())


def _station_lines(station: StationUse, world: CostWorld) -> Iterator[CostLine]:
    size = (station.servers, station.rack, station.bank_kg, station.refill_kg_h)
    row, given = station_types()[station.type], world.given
    whole = station_cny(row, given, *size)
    packs = _packs_cny(station, world)
    yield CostLine("infrastructure", "station_price", whole - packs)
    yield CostLine("infrastructure", "battery_price", packs)


def _packs_cny(station: StationUse, world: CostWorld) -> float:
    """Return the part of a station's yearly cost that is batteries in its rack."""
    row, price = station_types()[station.type], powertrains()["battery"].store_cny_per_kwh
    count = row.rack if station.rack is None else station.rack
    return annuity(world.given.real_rate, row.life_years, count * row.rack_kwh * price)
