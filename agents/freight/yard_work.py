"""Work in the yards of one firm: forklift and yard tractor hours by tonnes handled."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from agents.freight.goods import Handling, goods
from agents.freight.roads import RoadMap
from agents.freight.shipment import Load, Shipment, Stream
from agents.freight.stock import CATCH_UP, Store
from agents.yard.tables import Job
from twin.timeline import SECONDS_PER_HOUR


class YardWork:
    """Hours of work that wait for a block to be full.

    What went by conveyor is not handled. Goods are handled as they are made or used, so
    production of the day before decides, not the hour of a truck. What no fleet serves is not
    asked for.
    """

    def __init__(self, store: Store, ways: RoadMap, groups: Mapping[str, int]) -> None:
        self.groups = groups
        self.firm, self.node = store.firm.name, ways.number[store.firm.name]
        table = goods().handling
        self.kinds: dict[str, Handling] = {
            kind: row
            for kind, row in sorted(table.items())
            if kind in groups and (not row.archetypes or store.firm.plant.id in row.archetypes)
        }
        self.flows = {
            kind: [f for f in store.flows if f.cargo.haul in row.hauls]
            for kind, row in self.kinds.items()
        }
        self.waiting_h = dict.fromkeys(self.kinds, 0.0)
        busiest = {kind: self._hours(kind, store.firm.most_per_day) for kind in self.kinds}
        self.most = {
            kind: max(1, math.ceil(CATCH_UP * hours / self.kinds[kind].block_h))
            for kind, hours in busiest.items()
        }

    def make(self, units: float) -> None:
        """Take note of what was produced."""
        for kind in self.kinds:
            self.waiting_h[kind] += self._hours(kind, units)

    def _hours(self, kind: str, units: float) -> float:
        """Return the hours of work that so many units of product bring."""
        row = self.kinds[kind]
        tonnes = units * sum(f.cargo.t * f.road_share for f in self.flows[kind])
        return tonnes * row.moves / row.t_per_h

    def jobs(self, kind: str, hours: tuple[int, int] | None, stream: Stream) -> list[Load]:
        """Return the blocks of work of one kind in the dock hours of a day."""
        row = self.kinds.get(kind)
        if row is None or hours is None:
            return []
        count = min(int(self.waiting_h[kind] / row.block_h + 1e-9), self.most[kind])
        self.waiting_h[kind] -= count * row.block_h
        if count == 0:
            return []
        haul = goods().hauls[kind]
        block_s = round(row.block_h * SECONDS_PER_HOUR)
        span = max(hours[1] - hours[0] - block_s, 0)
        luck: np.ndarray = stream(f"freight/{self.firm}/{kind}").random(count)
        what = Shipment(self.firm, kind, "work", kind, 0.0, 0.0)
        found = []
        for share in luck.tolist():
            ready = hours[0] + int(span * share)
            km = haul.speed_km_h * row.block_h if kind == "yard_tractor" else 0.0
            job = Job(
                ready_s=ready, group=self.groups[kind], start=self.node, end=self.node,
                loaded_km=0.5 * km, empty_km=0.5 * km, loaded_s=0, empty_s=0,
                handling_s=block_s, payload_t=0.0,
                due_s=ready + round(haul.due_h * SECONDS_PER_HOUR),
                expire_s=ready + round(haul.expire_h * SECONDS_PER_HOUR),
            )  # fmt: skip
            found.append((job, what))
        return found
