"""From a finished run of a strategy to its outcome: service, use, needs, bill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from agents.fleet import FleetSpec
from agents.station import StationSpec
from scenarios.fleets.bench import Done
from scenarios.fleets.costs import CostWorld, GroupUse, StationUse, yearly_bill
from scenarios.fleets.measured import carbon_of, power_of, running_costs
from scenarios.fleets.outcome import Bill, CostLine, FleetOutcome, Needs
from scenarios.fleets.plan import FleetPlan, station_size
from scenarios.fleets.trial import Trial
from scenarios.fleets.workload import whole
from scenarios.run import RunResult
from twin.station_types import station_types
from twin.timeline import SECONDS_PER_HOUR
from twin.vehicles import POWERTRAINS

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Reader:
    """Turns a finished run of a strategy into an outcome.

    Attributes
    ----------
    rest : RunResult
        The park with the fleets at rest.
    world : CostWorld
    """

    rest: RunResult
    world: CostWorld

    def outcome(self, trial: Trial, run: RunResult, done: Done) -> FleetOutcome:
        """Return the outcome of a run."""
        owners = frozenset(trial.plan.fleets)
        numbers = fleet_numbers(run, owners)
        running = running_costs(run, self.rest)
        strategy = trial.plan.strategy
        return FleetOutcome(
            strategy=strategy.id, zh=strategy.label.zh, en=strategy.label.en,
            service=done.service(numbers),
            needs=needs_of(trial),
            power=power_of(run, self.rest, owners),
            carbon_t=carbon_of(run, self.rest),
            bill=self.bill(trial, done, numbers, running, run.timeline.years),
            least_vehicles=_least(trial),
            cautions=_cautions(trial),
        )  # fmt: skip

    def variant(
        self, trial: Trial, usual: Trial, found: FleetOutcome, run: RunResult, done: Done
    ) -> FleetOutcome:
        """Return the strategy with other jobs: sized again, and the hardest weeks run again.

        Over the whole span vehicles do and take more or less as they do in these weeks; what the
        park pays for the fleet, and carbon, go with the energy they take.
        """
        before_mwh = _energy_mwh(usual.hard)
        ratio = _energy_mwh(trial.hard) / before_mwh if before_mwh > 0.0 else 1.0
        running = [
            replace(line, cny_per_year=line.cny_per_year * ratio)
            for line in running_costs(run, self.rest)
        ]
        numbers = np.arange(len(trial.plan.fleets), dtype=np.int64)
        years = run.timeline.years
        hard, before = (group_uses(trial.plan, d.hard, numbers, years) for d in (trial, usual))
        whole_span = group_uses(
            trial.plan, done, fleet_numbers(run, frozenset(trial.plan.fleets)), years
        )
        groups = scaled(hard, before, whole_span)
        return replace(
            found,
            service=trial.hard.service(numbers),
            needs=needs_of(trial),
            bill=yearly_bill(groups, station_uses(trial), running, self.world),
            carbon_t={name: tonnes * ratio for name, tonnes in found.carbon_t.items()},
            least_vehicles=_least(trial),
        )

    def bill(
        self, trial: Trial, done: Done, numbers: Ints, running: tuple[CostLine, ...], years: float
    ) -> Bill:
        """Return the bill of a year of a yard, with what the park pays more for it."""
        groups = group_uses(trial.plan, done, numbers, years)
        return yearly_bill(groups, station_uses(trial), running, self.world)


def fleet_numbers(run: RunResult, owners: frozenset[str]) -> Ints:
    """Return the numbers of fleets in the yard of a run."""
    names = list(run.built.park.yard.members.fleets)
    return np.array([names.index(name) for name in sorted(owners)], dtype=np.int64)


def group_uses(plan: FleetPlan, done: Done, numbers: Ints, years: float) -> list[GroupUse]:
    """Return what vehicles did in a year, by class and powertrain."""
    vehicles, record = done.vehicles, done.record.vehicles
    handled = _handled_h(done)
    keys = [_key(name) for name in vehicles.names]
    mine = np.isin(vehicles.group, numbers)
    found = []
    for key in dict.fromkeys(k for k, chosen in zip(keys, mine, strict=True) if chosen):
        rows = np.array([m and k == key for k, m in zip(keys, mine, strict=True)])
        name, powertrain = key
        part = next(p for p in plan.strategy.parts if p.powertrain == powertrain)
        fee = any(station.pays_fee for station in plan.strategy.stations.values())
        found.append(
            GroupUse(
                name, powertrain,
                part.battery_kwh.get(name) if powertrain == "battery" else None,
                int(rows.sum()),
                km=float(record.driven_km[rows].sum()) / years,
                t_km=float(record.loaded_t_km[rows].sum()) / years,
                work_h=float(handled[rows].sum()) / years,
                metered_mwh=float(record.filled_mwh[rows].sum()) / years,
                stored_mwh=float(record.throughput_mwh[rows].sum()) / years,
                swaps_outside=fee and powertrain == "battery",
                leased=part.leased,
            )
        )  # fmt: skip
    return found


AMOUNTS = ("km", "t_km", "work_h", "metered_mwh", "stored_mwh")


def scaled(
    now: Sequence[GroupUse], before: Sequence[GroupUse], whole_span: Sequence[GroupUse]
) -> list[GroupUse]:
    """Return the use of a year if all amounts change as they did in a part of it.

    Each amount of all groups together is scaled by ``whole / before``; the groups are those of now.
    """
    factor = {}
    for name in AMOUNTS:
        part, whole_amount = (sum(getattr(g, name) for g in gs) for gs in (before, whole_span))
        factor[name] = whole_amount / part if part > 0.0 else 0.0
    return [replace(g, **{n: getattr(g, n) * factor[n] for n in AMOUNTS}) for g in now]


def _energy_mwh(done: Done) -> float:
    return float(done.record.vehicles.driven_mwh.sum())


def _key(vehicle: str) -> tuple[str, str]:
    """Return class and powertrain of a vehicle called ``FLEET/CLASS-POWERTRAIN-NUMBER``."""
    plain = vehicle.rpartition("/")[2].rpartition("-")[0]
    name, _, powertrain = plain.rpartition("-")
    return name, powertrain


def _handled_h(done: Done) -> npt.NDArray[np.float64]:
    """Return the hours of handling of each vehicle."""
    jobs = done.record.jobs
    begun = jobs.vehicle >= 0
    hours = whole(done.jobs, "handling_s")[begun] / SECONDS_PER_HOUR
    found = np.bincount(jobs.vehicle[begun], hours, minlength=len(done.vehicles.names))
    return found.astype(np.float64)


def station_uses(trial: Trial) -> list[StationUse]:
    """Return the stations that the fleets pay for themselves."""
    return [
        StationUse(plan.type, count, **station_size(plan.type, count))
        for fleet in trial.plan.fleets
        for place, plan in trial.plan.strategy.stations.items()
        for count in (trial.servers[fleet][place],)
        if not plan.pays_fee and not plan.within
    ]


def needs_of(trial: Trial) -> Needs:
    """Return vehicles, servers, power and land."""
    plan = trial.plan
    vehicles: dict[str, int] = {}
    specs = plan.specs(trial.vehicles, trial.servers)
    for spec in specs.values():
        for group in spec.vehicles if isinstance(spec, FleetSpec) else ():
            vehicles[group.powertrain] = vehicles.get(group.powertrain, 0) + group.count
    stations = {name: spec for name, spec in specs.items() if isinstance(spec, StationSpec)}
    rows = {name: spec.data for name, spec in stations.items()}
    within = {plan.station(f, p) for f in plan.fleets for p in _parts_of_others(plan)}
    alone = [spec for name, spec in stations.items() if name not in within]
    space = sum(station_types()[spec.model].space_m2(spec.servers) for spec in alone)
    return Needs(
        vehicles={name: vehicles[name] for name in POWERTRAINS if name in vehicles},
        servers={name: row.servers for name, row in rows.items()},
        power_mw={name: row.server_mw * max(row.servers, row.rack) for name, row in rows.items()},
        space_m2=space,
        reached=all(found.reached for found in trial.sizes.values()),
        spare_batteries=sum(row.rack for row in rows.values()),
    )


def _parts_of_others(plan: FleetPlan) -> tuple[str, ...]:
    """Return the places whose plugs are part of another station."""
    return tuple(place for place, station in plan.strategy.stations.items() if station.within)


def _least(trial: Trial) -> int | None:
    if trial.given is not None or not all(s.reached for s in trial.sizes.values()):
        return None
    return sum(trial.vehicles.values())


def _cautions(trial: Trial) -> tuple[tuple[str, str], ...]:
    """Say where more vehicles or servers served worse than fewer in the search."""
    if all(found.is_monotone for found in trial.sizes.values()):
        return ()
    name = trial.plan.strategy.label
    return (
        (
            f"{name.zh}：更多车辆或桩有时反而服务略差，取所试各值中最小的达标者",
            f"{name.en}: more vehicles or plugs sometimes served worse; the smallest tried is used",
        ),
    )
