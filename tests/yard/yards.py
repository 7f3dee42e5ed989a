"""Small yards for tests: every column has a value that does no harm."""

from __future__ import annotations

import numpy as np

from agents.yard.tables import (
    NONE,
    Drive,
    Job,
    Jobs,
    Outages,
    Roads,
    Rosters,
    Signals,
    Stations,
    Vehicles,
)
from agents.yard.yard import Yard

DAY = 86400
WHOLE = {"group", "drive", "climate", "home", "roster", "depot", "midday", "patience_s", "kind",
         "node", "servers", "fixed_s", "rule", "reserves", "control", "rack"}  # fmt: skip
VEHICLE = {
    "group": 0, "drive": Drive.BATTERY, "per_km": 0.001, "per_t_km": 0.0, "per_h": 0.0,
    "store_mwh": 0.3, "floor_mwh": 0.03, "first_mwh": 0.3, "fill_mw": 0.1, "feed_mw": 0.0,
    "taper_from": 1.0, "taper_to": 1.0, "payload_t": 30.0, "climate": NONE, "home": 0, "roster": 0,
    "depot": 0, "midday": NONE, "midday_below": 0.0, "midday_to": 1.0, "night_to": 1.0,
    "patience_s": NONE,
}  # fmt: skip
STATION = {
    "kind": 0, "node": 0, "servers": 1, "server_mw": 0.1, "site_mw": np.inf, "efficiency": 0.95,
    "fixed_s": 0, "rule": 0, "reserves": 0, "control": 0, "limit_mw": np.inf,
    "wear_cny_per_mwh": 0.0, "rack": 0, "rack_mwh": 0.3, "ready_share": 0.9, "bank_mwh": np.inf,
    "refill_mw": np.inf,
}  # fmt: skip


def columns(defaults, n, given):
    unknown = set(given) - set(defaults)
    assert not unknown, unknown
    return {
        name: np.broadcast_to(
            np.asarray(given.get(name, value), np.int64 if name in WHOLE else np.float64), (n,)
        ).copy()
        for name, value in defaults.items()
    }


def vehicles(n=1, names=None, **given):
    names = names or tuple(f"v{k:06d}" for k in range(n))
    return Vehicles(names=names, **columns(VEHICLE, n, given))


def stations(n=1, **given):
    return Stations(names=tuple(f"s{k}" for k in range(n)), **columns(STATION, n, given))


def rosters(*spans, drive_s=10**9, rest_s=0):
    """Return rosters of lists of (begin, end)."""
    spans = spans or ([],)
    tables = [np.array(list(s), np.int64).reshape(-1, 2) for s in spans]
    return Rosters(
        tuple(t[:, 0].copy() for t in tables),
        tuple(t[:, 1].copy() for t in tables),
        drive_s,
        rest_s,
    )


def roads(km=((0.0,),), km_h=36.0):
    km = np.array(km, float)
    return Roads(
        tuple(f"n{k}" for k in range(len(km))), km, np.ceil(km / km_h * 3600).astype(np.int64)
    )


def signals(days=2, step_s=900, climate=None, **given):
    n = days * DAY // step_s
    rows = {"price": 500.0, "surplus_mw": 0.0, "surplus_seen_mw": 0.0, "value_seen": 500.0}
    filled = {k: np.broadcast_to(np.asarray(given.get(k, v), float), (n,)).copy()
              for k, v in rows.items()}  # fmt: skip
    climate = np.ones((1, days)) if climate is None else np.asarray(climate, float)
    return Signals(step_s=step_s, climate=climate, **filled)


def outages(*rows):
    table = np.array(rows, np.int64).reshape(-1, 4)
    return Outages(*(table[:, k].copy() for k in range(4)))


def job(ready_s, **given):
    usual = {"group": 0, "start": 0, "end": 0, "loaded_km": 10.0, "empty_km": 10.0,
             "loaded_s": 1000, "empty_s": 1000, "handling_s": 0, "payload_t": 0.0}  # fmt: skip
    return Job(ready_s=int(ready_s), **{**usual, **given})


def yard(*, cars=None, places=None, shifts=None, ways=None, seen=None, broken=None, log=True):
    return Yard(
        cars if cars is not None else vehicles(),
        places if places is not None else stations(),
        shifts if shifts is not None else rosters(),
        ways if ways is not None else roads(),
        seen if seen is not None else signals(),
        broken,
        log,
    )


def ran(jobs, until=2 * DAY, slices=1, **given):
    """Run a yard to a second, in slices, and return what it has done."""
    y = yard(**given)
    y.add(Jobs.of(jobs))
    for edge in np.linspace(0, until, slices + 1)[1:]:
        y.advance(round(edge))
    return y.done


def missing_mwh(done, cars):
    """Return by how much each vehicle's energy does not close [MWh]."""
    v = done.vehicles
    return v.store_mwh - (cars.first_mwh + v.filled_mwh - v.fed_mwh - v.driven_mwh)


def flat(done):
    """Return all arrays of a record as bytes."""
    found = []
    for pair in (*done.draws, *done.feeds, *(done.burns[k] for k in sorted(done.burns))):
        found += [a.tobytes() for a in pair]
    for part in (done.jobs, done.vehicles, done.services, done.stations, done.log):
        found += [np.asarray(a).tobytes() for a in vars(part).values()]
    return found
