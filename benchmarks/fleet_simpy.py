"""A fleet in a bare SimPy loop, by the rules of our yard: what the same year costs without it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

import simpy

from benchmarks.trips import DAY_S, Trip, Trips, Truck

TRUCK = Truck()


def taper() -> tuple[float, float]:
    """Return 1 / h and MWh of the exponential that the end of a charge follows."""
    t = TRUCK
    k = t.fill_mw * (1 - t.taper_to) / ((1 - t.taper_from) * t.store_mwh)
    return k, t.store_mwh * (t.taper_from + (1 - t.taper_from) / (1 - t.taper_to))


def charge_s(have: float, want: float) -> float:
    """Return how long a truck charges, its taper included [s]."""
    k, above = taper()
    knee = above - TRUCK.plug_mw / k
    hours = max(0.0, min(want, knee) - have) / TRUCK.plug_mw
    if want > max(have, knee):
        hours += math.log((above - max(have, knee)) / (above - want)) / k
    return hours * 3600.0


def charged(have: float, seconds: float) -> float:
    """Return what a truck has after some seconds at a plug [MWh]."""
    k, above = taper()
    knee, hours = above - TRUCK.plug_mw / k, seconds / 3600.0
    straight = max(0.0, knee - have) / TRUCK.plug_mw
    if hours <= straight:
        return have + TRUCK.plug_mw * hours
    return above - (above - max(have, knee)) * math.exp(-k * (hours - straight))


def run_simpy(trips: Trips, days: int, plugs: int) -> dict[str, float]:
    """Return the same of a bare SimPy loop: a process for each truck, a resource for the plugs.

    Its trucks do as ours: one whose trip is due when it is back sets out at once if it can.
    Otherwise it queues to be filled; if its next trip falls due meanwhile, it leaves queue or plug
    as soon as it has enough for it.
    """
    env = simpy.Environment()
    station = simpy.Resource(env, plugs)
    told = {"mwh": 0.0, "late": 0.0, "reneged": 0.0, "waited_h": 0.0}
    want, floor = TRUCK.wanted * TRUCK.store_mwh, TRUCK.floor * TRUCK.store_mwh

    def live(own: list[Trip]) -> Iterator[Any]:
        have, then = want, [*own[1:], (0, days * DAY_S, 0, 0.0)]
        for (_, depart, arrive, km), (_, due, _, next_km) in zip(own, then, strict=True):
            if depart > env.now:
                yield env.timeout(depart - env.now)
            told["late"] += env.now > depart
            yield env.timeout(arrive - depart)
            have -= km * TRUCK.per_km
            need, asked = floor + next_km * TRUCK.per_km, env.now
            if due <= asked and have >= need:
                continue
            with station.request() as plug:
                yield plug | env.timeout(due - asked) if due > asked and have >= need else plug
                told["waited_h"] += (env.now - asked) / 3600.0
                if not plug.triggered:
                    told["reneged"] += 1
                    continue
                lasts = charge_s(have, want)
                if due > asked:
                    lasts = min(lasts, max(due - env.now, charge_s(have, need)))
                lasts = math.ceil(lasts)
                yield env.timeout(lasts)
                before, have = have, min(want, charged(have, lasts))
                told["mwh"] += (have - before) / TRUCK.efficiency

    own: dict[int, list[Trip]] = {}
    for trip in trips.tolist():
        own.setdefault(trip[0], []).append(trip)
    begun = time.process_time()
    for mine in own.values():
        env.process(live(mine))
    env.run(until=days * DAY_S)
    return {"run_s": time.process_time() - begun, **told}
