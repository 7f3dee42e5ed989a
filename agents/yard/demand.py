"""Where a yard's jobs come from beside statistics: what the park's firms make, and files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from agents.freight.demand import Freight
from agents.freight.goods import goods
from agents.freight.job_file import read_jobs
from agents.freight.job_known import Known
from agents.freight.stock import firm_of
from agents.freight.trips import Carrier
from agents.ground import takers
from agents.yard.tables import Jobs
from twin.clock import Process
from twin.errors import InputError, Problem
from twin.timeline import SECONDS_PER_DAY

if TYPE_CHECKING:
    from agents.enterprise import EnterpriseSpec
    from agents.fleet import FleetSpec
    from agents.yard.keeper import YardKeeper


def served(spec: FleetSpec) -> tuple[str, ...]:
    """Return the kinds of load that a fleet carries if its jobs come from the park."""
    if spec.jobs != "park":
        return ()
    if spec.serves:
        return spec.serves
    classes = {group.vehicle_class for group in spec.vehicles if group.count}
    ours = {spec.service, "yard"} if spec.service == "goods" else {spec.service}
    hauls = goods().hauls.items()
    return tuple(n for n, haul in hauls if haul.service in ours and classes & set(haul.suits))


def carriers(fleets: Mapping[str, FleetSpec]) -> dict[str, Carrier]:
    """Return who serves each kind of load; the park file is checked to name one fleet for each.

    A lot is no more than every vehicle of the fleet carries, so that any of them may take it.
    """
    found = {}
    for number, spec in enumerate(fleets.values()):
        groups = [group for group in spec.vehicles if group.count]
        for haul in served(spec):
            most_t = min(group.row["payload_t"] for group in groups)
            first = groups[0]
            found[haul] = Carrier(number, most_t, first.vehicle_class, first.powertrain)
    return found


def freight_of(keeper: YardKeeper) -> Freight:
    """Return the demand of the park's firms and services."""
    world, specs = keeper.world, keeper.park.specs
    return Freight(
        [firm_of(name, cast("EnterpriseSpec", specs[name])) for name in _firms(keeper)],
        carriers(keeper.members.fleets), keeper.ways, world.timeline, world.calendar,
        world.streams.get, takers(specs),
    )  # fmt: skip


def _firms(keeper: YardKeeper) -> dict[str, Any]:
    return {name: a for name, a in keeper.park.by_name.items() if a.kind == "enterprise"}


def from_park(keeper: YardKeeper, demand: Freight) -> Process:
    """Tell the yard every midnight what the day brings, by what was made the day before."""
    park, world, firms = keeper.park, keeper.world, _firms(keeper)
    before = dict.fromkeys(firms, 0.0)
    for day in range(world.timeline.days):
        now = {name: firm.made_by(park.clock.now) for name, firm in firms.items()}
        jobs = demand.day(day, {name: now[name] - before[name] for name in firms})
        before, today = now, demand.shipments[len(demand.shipments) - len(jobs) :]
        if jobs:
            columns = Jobs.of(jobs)  # sorted as demand.day sorts them
            t = np.array([each.payload_t for each in today], dtype=np.float64)
            inside = t * np.array([each.inside_km for each in today], dtype=np.float64)
            outside = t * columns.columns["loaded_km"] - inside
            keeper.add(
                "", columns, {"moved_t": t, "moved_tkm": inside, "moved_outside_tkm": outside}
            )
        yield park.clock.wait(SECONDS_PER_DAY, "freight")


def from_file(
    folder: Path, fleet: str, spec: FleetSpec, known: Known, elsewhere: Path | None = None
) -> Jobs:
    """Return the jobs of a fleet's file, which lies beside the park file or is the one elsewhere.

    Raises
    ------
    InputError
        If the file is not beside the park file, cannot be read, or anything in it is wrong.
    """
    path = (folder / spec.jobs_file).resolve()
    is_given = elsewhere is not None and path == elsewhere.resolve()
    if not (is_given or path.is_relative_to(folder.resolve())) or not path.is_file():
        told = "there is no such file beside the park file"
        raise InputError(Problem(told, f"{fleet}/jobs_file", spec.jobs_file))
    mine = replace(known, own=fleet, called=spec.job_vehicles)
    return read_jobs(path, mine).jobs


def classes_of(fleets: Mapping[str, FleetSpec]) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the fleets with jobs from a file that have vehicles of a class."""
    found: dict[str, list[int]] = {}
    for number, spec in enumerate(fleets.values()):
        names: Iterable[str] = {g.vehicle_class for g in spec.vehicles if g.count}
        for name in sorted(names) if spec.jobs == "file" else ():
            found.setdefault(name, []).append(number)
    return {name: tuple(numbers) for name, numbers in found.items()}
