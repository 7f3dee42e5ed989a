"""One strategy in the yard alone: sized to the service level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from agents.fleet import FleetSpec
from scenarios.fleets.bench import Bench, Done, Order
from scenarios.fleets.plan import PLACES, FleetPlan
from scenarios.fleets.sizing import FleetSize, size

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
        least = self.plan.least(fleet) if self.given is None else self.given
        most = max(_most_vehicles(self.plan.fleets[fleet]), least)
        most = most if self.given is None else self.given
        places = [place for place in PLACES if place in self.plan.strategy.stations]
        ends = {place: self.plan.ends(place, most) for place in places}

        def serve(vehicles: int, servers: Mapping[str, int]) -> float:
            specs = self.plan.specs({fleet: vehicles}, {fleet: servers})
            return _share(self.bench.run(specs, self.order, self.span))

        found = size(serve, self.level, (least, most), ends, self.near.get(fleet))
        return self._enlarged(found, most) if self.checks else found

    def _enlarged(self, found: FleetSize, most: int) -> FleetSize:
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
        return _share(self.bench.run(specs, self.order))

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


def _share(done: Done) -> float:
    """Return the share of jobs in time; where none is due, any size is enough."""
    level = done.service(ONLY).level
    return 1.0 if level is None else level


def _numbers(
    sizes: Mapping[str, FleetSize],
) -> tuple[dict[str, int], dict[str, Mapping[str, int]]]:
    """Return vehicles by fleet, and servers by fleet and place."""
    vehicles = {fleet: found.vehicles for fleet, found in sizes.items()}
    return vehicles, {fleet: found.servers for fleet, found in sizes.items()}


def _most_vehicles(spec: FleetSpec) -> int:
    now = sum(group.count for group in spec.vehicles)
    return max(round(now * MOST_OVER), now + 1)
