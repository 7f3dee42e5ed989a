"""Trips that our yard and SpiceEV both read: a csv of who is away from when to when, and how far.

python -m benchmarks.trips FILE [--vehicles N] [--days N] [--seed N] [--snap SECONDS]
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.yard.tables import (
    NONE,
    Drive,
    Jobs,
    QueueRule,
    Roads,
    Rosters,
    Signals,
    StationKind,
    Stations,
    Vehicles,
)

DAY_S = 86400
START = dt.datetime(2025, 1, 1)
HEADER = ("vehicle", "depart_s", "arrive_s", "km")


@dataclass(frozen=True)
class Truck:
    """A 49 t tractor with a 423 kWh pack, and its plug; all on the battery's side."""

    store_mwh: float = 0.423
    per_km: float = 0.0014
    floor: float = 0.08
    wanted: float = 0.95
    fill_mw: float = 0.24
    plug_mw: float = 0.15
    feed_mw: float = 0.06
    taper_from: float = 0.8
    taper_to: float = 0.25
    efficiency: float = 0.95


Trips = npt.NDArray[np.void]  # vehicle, depart_s, arrive_s, km; by vehicle and time
Trip = tuple[int, int, int, float]
ROW = np.dtype([(name, np.float64 if name == "km" else np.int32) for name in HEADER])


def draw_trips(vehicles: int, days: int, seed: int = 1) -> Trips:
    """Return three or four round trips a day and vehicle, 3.73 on average, from 05:00 on."""
    luck = np.random.default_rng(seed)
    size = (vehicles, days, 4)
    km = 2.0 * luck.uniform(8.0, 40.0, size)
    away = (km / 38.0 * 3600.0).astype(np.int64) + luck.integers(900, 2700, size)
    apart = luck.integers(1800, 5400, size)
    first = np.arange(days) * DAY_S + 5 * 3600 + luck.integers(0, 5400, size[:2])
    before = np.cumsum(away + apart, axis=2) - (away + apart)
    made = np.ones(size, dtype=bool)
    made[:, :, 3] = luck.random(size[:2]) < 0.726
    trips = np.empty(int(made.sum()), dtype=ROW)
    trips["vehicle"] = np.broadcast_to(np.arange(vehicles)[:, None, None], size)[made]
    trips["depart_s"] = (first[:, :, None] + before)[made]
    trips["arrive_s"] = trips["depart_s"] + away[made]
    trips["km"] = km[made]
    return trips


def snapped(trips: Trips, snap_s: int) -> Trips:
    """Return trips with times moved to the next multiple of ``snap_s``."""
    moved = trips.copy()
    for name in ("depart_s", "arrive_s"):
        moved[name] = -(-trips[name] // snap_s) * snap_s
    return moved


def write_trips(path: Path, trips: Trips) -> None:
    """Write trips as csv."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows(trips.tolist())


def read_trips(path: Path, snap_s: int = 1) -> Trips:
    """Read trips from csv, times moved to the next multiple of ``snap_s``."""
    with path.open(newline="", encoding="utf-8") as stream:
        rows = [tuple(float(row[name]) for name in HEADER) for row in csv.DictReader(stream)]
    return snapped(np.array(rows, dtype=ROW), snap_s)


def vehicles_of(n: int, truck: Truck, patience_s: int) -> Vehicles:
    """Return trucks that fill at the one station whenever they are back."""

    def real(value: float) -> np.ndarray:
        return np.full(n, value)

    def whole(value: int) -> np.ndarray:
        return np.full(n, value, dtype=np.int64)

    return Vehicles(
        names=tuple(f"truck-{i:04d}" for i in range(n)),
        group=whole(0), drive=whole(Drive.BATTERY),
        per_km=real(truck.per_km), per_t_km=real(0.0), per_h=real(0.0),
        store_mwh=real(truck.store_mwh), floor_mwh=real(truck.floor * truck.store_mwh),
        first_mwh=real(truck.wanted * truck.store_mwh),
        fill_mw=real(truck.fill_mw), feed_mw=real(truck.feed_mw),
        taper_from=real(truck.taper_from), taper_to=real(truck.taper_to), payload_t=real(40.0),
        climate=whole(NONE), home=whole(0), roster=whole(0), depot=whole(0), midday=whole(0),
        midday_below=real(truck.wanted), midday_to=real(truck.wanted),
        night_to=real(truck.wanted), patience_s=whole(patience_s),
    )  # fmt: skip


def station_of(
    plugs: int, truck: Truck, control: int, wear: float = 160.0, **limits: float
) -> Stations:
    """Return one station of equal plugs."""

    def real(value: float) -> np.ndarray:
        return np.array([value])

    def whole(value: int) -> np.ndarray:
        return np.array([value], dtype=np.int64)

    return Stations(
        names=("depot",), kind=whole(StationKind.PLUGS), node=whole(0), servers=whole(plugs),
        server_mw=real(truck.plug_mw), site_mw=real(limits.get("site_mw", np.inf)),
        efficiency=real(truck.efficiency), fixed_s=whole(0), rule=whole(QueueRule.FIRST_COME),
        reserves=whole(0), control=whole(control), limit_mw=real(limits.get("limit_mw", np.inf)),
        wear_cny_per_mwh=real(wear), rack=whole(0), rack_mwh=real(0.0), ready_share=real(0.0),
        bank_mwh=real(0.0), refill_mw=real(0.0),
    )  # fmt: skip


def jobs_of(trips: Trips) -> Jobs:
    """Return trips as a timetable: each vehicle sets out when it is due, or as soon as it can."""
    trips = trips[np.argsort(trips["depart_s"], kind="stable")]
    away = trips["arrive_s"] - trips["depart_s"]
    half = trips["km"] / 2.0

    def alike(value: float, kind: type = np.int32) -> npt.NDArray[np.generic]:
        return np.broadcast_to(np.array(value, dtype=kind), len(trips))

    return Jobs(
        {
            "ready_s": trips["depart_s"], "vehicle": trips["vehicle"],
            "group": alike(0), "start": alike(0), "end": alike(0),
            "loaded_km": half, "empty_km": half, "loaded_s": away // 2,
            "empty_s": away - away // 2, "handling_s": alike(0),
            "payload_t": alike(0.0, np.float64), "due_s": alike(NONE), "expire_s": alike(NONE),
            "climb": alike(1.0, np.float64),
        }
    )  # fmt: skip


def signals_of_a_tariff(days: int, step_s: int) -> Signals:
    """Return valley, flat and peak prices, a sunny surplus, and a value that follows the price."""
    hour = (np.arange(days * DAY_S // step_s) * step_s // 3600) % 24
    dear = ((hour >= 9) & (hour < 12)) | ((hour >= 17) & (hour < 22))
    price = np.where(hour < 8, 300.0, np.where(dear, 1100.0, 650.0))
    surplus = 3.0 * np.clip(np.sin((hour - 6) / 12 * np.pi), 0.0, None)
    return Signals(step_s, price, surplus, 0.9 * surplus, price, np.ones((1, days)))


def roads_of_one_place() -> Roads:
    """Return a park that is one place."""
    return Roads(("park",), np.zeros((1, 1)), np.zeros((1, 1), dtype=np.int64))


def always_on_duty(days: int) -> Rosters:
    """Return a roster without rests, since a timetable has its own."""
    span = np.array([0], dtype=np.int64), np.array([days * DAY_S], dtype=np.int64)
    return Rosters((span[0],), (span[1],), drive_s=days * DAY_S)


def spiceev_scenario(
    trips: Trips, days: int, truck: Truck, minutes: int = 15, limit_mw: float = np.inf
) -> dict[str, Any]:
    """Return the same trips as a scenario of SpiceEV: a plug for everyone [kW, kWh]."""
    by_vehicle: dict[int, list[Trip]] = {}
    for trip in trips.tolist():
        by_vehicle.setdefault(trip[0], []).append(trip)
    most = truck.fill_mw / truck.efficiency * 1000.0
    curve = [(0.0, most), (truck.taper_from, most), (1.0, most * truck.taper_to)]
    kind = {
        "name": "truck", "capacity": truck.store_mwh * 1000.0, "charging_curve": curve,
        "battery_efficiency": truck.efficiency,
    }  # fmt: skip
    names = {v: f"truck-{v:04d}" for v in sorted(by_vehicle)}
    plug = truck.plug_mw / truck.efficiency * 1000.0
    limit = limit_mw * 1000.0 if np.isfinite(limit_mw) else 2.0 * most * len(names)
    return {
        "scenario": {
            "start_time": START.isoformat(), "interval": minutes,
            "n_intervals": days * 24 * 60 // minutes,
        },
        "components": {
            "vehicle_types": {"truck": kind},
            "vehicles": {
                name: {
                    "vehicle_type": "truck", "soc": truck.wanted, "desired_soc": truck.wanted,
                    "connected_charging_station": f"plug-{name}",
                    "estimated_time_of_departure": at(by_vehicle[v][0][1]),
                }
                for v, name in names.items()
            },
            "grid_connectors": {
                "depot": {"max_power": limit, "cost": {"type": "fixed", "value": 30.0}}
            },
            "charging_stations": {
                f"plug-{name}": {"max_power": plug, "parent": "depot"} for name in names.values()
            },
        },
        "events": {
            "vehicle_events": [
                event
                for v, own in by_vehicle.items()
                for event in spiceev_events(names[v], own, days, truck)
            ]
        },
    }  # fmt: skip


def spiceev_events(name: str, own: list[Trip], days: int, truck: Truck) -> list[dict[str, Any]]:
    """Return departures and arrivals of one vehicle, told when they happen."""
    events = []
    returns = [trip[1] for trip in own[1:]] + [days * DAY_S]
    for (_, depart, arrive, km), leaves in zip(own, returns, strict=True):
        events.append(
            {
                "signal_time": at(depart), "start_time": at(depart), "vehicle_id": name,
                "event_type": "departure", "update": {"estimated_time_of_arrival": at(arrive)},
            }
        )  # fmt: skip
        update = {
            "connected_charging_station": f"plug-{name}",
            "estimated_time_of_departure": at(leaves),
            "desired_soc": truck.wanted, "soc_delta": -km * truck.per_km / truck.store_mwh,
        }  # fmt: skip
        events.append(
            {
                "signal_time": at(arrive), "start_time": at(arrive), "vehicle_id": name,
                "event_type": "arrival", "update": update,
            }
        )  # fmt: skip
    return events


def at(second: int) -> str:
    """Return a second of the span as a time."""
    return (START + dt.timedelta(seconds=second)).isoformat()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--vehicles", type=int, default=200)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--snap", type=int, default=1)
    given = parser.parse_args()
    drawn = snapped(draw_trips(given.vehicles, given.days, given.seed), given.snap)
    write_trips(given.file, drawn)
    print(f"{len(drawn)} trips")
