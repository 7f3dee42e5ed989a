"""One strategy through the yard and through the park: sized, run, and put into an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.fleet import FleetSpec
from agents.station import StationSpec
from scenarios.fleets.bench import Bench, Done, Order
from scenarios.fleets.costs import CostWorld, GroupUse, StationUse, yearly_bill
from scenarios.fleets.measured import carbon_of, power_of, running_costs
from scenarios.fleets.outcome import Bill, CostLine, FleetOutcome, Needs
from scenarios.fleets.plan import PLACES, FleetPlan, station_size
from scenarios.fleets.sizing import FleetSize, size
from scenarios.fleets.workload import whole
from scenarios.run import RunResult
from twin.station_types import station_types
from twin.timeline import SECONDS_PER_HOUR
from twin.vehicles import POWERTRAINS

Ints = npt.NDArray[np.int64]
MOST_OVER = 1.5  # vehicles that are tried at most, over those the park has
HARDEST_DAYS = 28
ONLY = np.zeros(1, dtype=np.int64)  # the number of a fleet that is alone


@dataclass(frozen=True)
class Trial:
    """A strategy with the yard it is tried in.

    Attributes
    ----------
    plan : FleetPlan
    bench : Bench
    order : Order
        The jobs, the same for all strategies.
    level : float
        Service level asked for.
    given : int or None
        Vehicles of each fleet; sized if None.
    near : mapping of str to FleetSize
        Sizes near the answer, if some are known.
    checks : bool
        Whether the size found in the hardest weeks is held against the whole span.
    """

    plan: FleetPlan
    bench: Bench
    order: Order
    level: float
    given: int | None = None
    near: Mapping[str, FleetSize] = field(default_factory=dict)
    checks: bool = True

    @cached_property
    def span(self) -> tuple[int, int]:
        """The four weeks on end that ask for most, to which the fleets are sized."""
        return self.bench.hardest(self.order, HARDEST_DAYS)

    @cached_property
    def hard(self) -> Done:
        """The yard alone over these weeks, at the size found."""
        return self.bench.run(self.plan.specs(self.vehicles, self.servers), self.order, self.span)

    @cached_property
    def done(self) -> Done:
        """The yard alone over the whole span, at the size found."""
        return self.bench.run(self.plan.specs(self.vehicles, self.servers), self.order)

    @cached_property
    def sizes(self) -> Mapping[str, FleetSize]:
        """The size of every fleet, each by itself."""
        return {fleet: self.alone(fleet).sized() for fleet in self.plan.fleets}

    def alone(self, fleet: str) -> Trial:
        """Return the trial of one of the fleets."""
        plan = replace(self.plan, fleets={fleet: self.plan.fleets[fleet]})
        return replace(self, plan=plan, order=self.order.only(fleet))

    def sized(self) -> FleetSize:
        """Return the smallest size of the only fleet that is enough.

        It is sized to the four weeks on end that ask for most, and then, where the whole span is
        served worse, made larger.
        """
        (fleet,) = self.plan.fleets
        most = _most_vehicles(self.plan.fleets[fleet]) if self.given is None else self.given
        least = 1 if self.given is None else self.given
        places = [place for place in PLACES if place in self.plan.strategy.stations]
        ends = {place: (1, self.plan.most(place, most)) for place in places}

        def serve(vehicles: int, servers: Mapping[str, int]) -> float:
            specs = self.plan.specs({fleet: vehicles}, {fleet: servers})
            return self.bench.run(specs, self.order, self.span).service(ONLY).level

        found = size(serve, self.level, (least, most), ends, self.near.get(fleet))
        return self._enlarged(fleet, found, most) if self.checks else found

    def _enlarged(self, fleet: str, found: FleetSize, most: int) -> FleetSize:
        """Return a size with more vehicles and servers until the whole span is served as asked."""
        whole_span = (0, self.bench.world.timeline.end_second)
        while found.reached and whole_span != self.span and self._level_of(found) < self.level:
            more = min(found.vehicles + 1, most)
            limits = {place: self.plan.most(place, more) for place in found.servers}
            servers = {p: min(n + 1, limits[p]) for p, n in found.servers.items()}
            if (more, servers) == (found.vehicles, found.servers):
                return replace(found, reached=False)
            found = replace(found, vehicles=more, servers=servers)
        return found

    def _level_of(self, found: FleetSize) -> float:
        """Return the service level of a size over the whole span."""
        (fleet,) = self.plan.fleets
        specs = self.plan.specs({fleet: found.vehicles}, {fleet: found.servers})
        return self.bench.run(specs, self.order).service(ONLY).level

    @property
    def vehicles(self) -> dict[str, int]:
        """Vehicles by fleet, as sized."""
        return _numbers(self.sizes)[0]

    @property
    def servers(self) -> dict[str, Mapping[str, int]]:
        """Servers by fleet and place, as sized."""
        return _numbers(self.sizes)[1]

    def changes(self) -> dict[str, Any]:
        """Return what the park changes to with the strategy at its size."""
        return self.plan.changes(self.vehicles, self.servers)


def _numbers(
    sizes: Mapping[str, FleetSize],
) -> tuple[dict[str, int], dict[str, Mapping[str, int]]]:
    """Return vehicles by fleet, and servers by fleet and place."""
    vehicles = {fleet: found.vehicles for fleet, found in sizes.items()}
    return vehicles, {fleet: found.servers for fleet, found in sizes.items()}


def _most_vehicles(spec: FleetSpec) -> int:
    now = sum(group.count for group in spec.vehicles)
    return max(round(now * MOST_OVER), now + 1)


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
        ratio = _energy_mwh(trial.hard) / _energy_mwh(usual.hard)
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
        if not plan.pays_fee
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
    space = sum(station_types()[s.model].space_m2(s.servers) for s in stations.values())
    return Needs(
        vehicles={name: vehicles[name] for name in POWERTRAINS if name in vehicles},
        servers={name: row.servers for name, row in rows.items()},
        power_mw={name: row.server_mw * max(row.servers, row.rack) for name, row in rows.items()},
        space_m2=space,
        reached=all(found.reached for found in trial.sizes.values()),
        spare_batteries=sum(row.rack for row in rows.values()),
    )


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
