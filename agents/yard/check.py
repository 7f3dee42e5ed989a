"""Tables that cannot be: refused with the row, the value and what was expected."""

from __future__ import annotations

import numpy as np

from agents.yard.tables import (
    Control,
    Jobs,
    Outages,
    QueueRule,
    Roads,
    Rosters,
    Signals,
    StationKind,
    Stations,
    Vehicles,
)

LAST_SECOND = 2**31 - 1
MOST_ROWS = 2**27 - 1


def _must(holds: object, names: object, what: str) -> None:
    """Raise for the first row where a condition does not hold."""
    wrong = np.flatnonzero(~np.asarray(holds))
    if len(wrong):
        row = int(wrong[0])
        named = f"'{names[row]}'" if isinstance(names, tuple) else f"{names} {row}"
        raise ValueError(f"{named}: {what}")


def check_yard(
    vehicles: Vehicles,
    stations: Stations,
    rosters: Rosters,
    roads: Roads,
    signals: Signals,
    outages: Outages,
) -> None:
    """Refuse a yard that cannot be."""
    nodes = len(roads.names)
    _check_vehicles(vehicles, nodes, len(stations.names), len(rosters.begins), signals)
    _check_stations(stations, nodes)
    _check_roads(roads)
    _check_rosters(rosters)
    known = (outages.station >= 0) & (outages.station < len(stations.names))
    _must(known, "outage", "its station must be a row of the stations")
    _must(outages.end_s > outages.begin_s, "outage", "it must end after it begins")


def _check_vehicles(v: Vehicles, nodes: int, stations: int, rosters: int, signals: Signals) -> None:
    if list(v.names) != sorted(set(v.names)):
        raise ValueError("vehicles must be sorted by name, each name once")
    if len(v.names) > MOST_ROWS:
        raise ValueError(f"{len(v.names)} vehicles; at most {MOST_ROWS} are possible")
    _must(v.store_mwh > 0, v.names, "store_mwh must be above 0")
    _must((v.floor_mwh >= 0) & (v.floor_mwh < v.store_mwh), v.names, "floor_mwh in [0, store_mwh)")
    first = (v.first_mwh >= v.floor_mwh) & (v.first_mwh <= v.store_mwh)
    _must(first, v.names, "first_mwh must lie between floor_mwh and store_mwh")
    _must(v.fill_mw > 0, v.names, "fill_mw must be above 0")
    _must((v.taper_to > 0) & (v.taper_to <= 1), v.names, "taper_to must be in (0, 1]")
    _must((v.taper_from >= 0) & (v.taper_from <= 1), v.names, "taper_from must be in [0, 1]")
    for name in ("midday_below", "midday_to", "night_to"):
        share = getattr(v, name)
        _must((share >= 0) & (share <= 1), v.names, f"{name} must be a share of the store")
    for name, rows in (("home", nodes), ("roster", rosters)):
        _must((getattr(v, name) >= 0) & (getattr(v, name) < rows), v.names, f"{name} is no row")
    for name, rows in (("depot", stations), ("midday", stations),
                       ("climate", len(signals.climate))):  # fmt: skip
        _must((getattr(v, name) >= -1) & (getattr(v, name) < rows), v.names, f"{name} is no row")
    _must(v.group >= 0, v.names, "group must be 0 or more")
    _must((v.per_km >= 0) & (v.per_t_km >= 0) & (v.per_h >= 0), v.names, "uses less than nothing")


def _check_stations(s: Stations, nodes: int) -> None:
    if list(s.names) != sorted(set(s.names)):
        raise ValueError("stations must be sorted by name, each name once")
    for name, kinds in (("kind", StationKind), ("rule", QueueRule), ("control", Control)):
        _must(np.isin(getattr(s, name), list(kinds)), s.names, f"{name} is not one of {kinds}")
    _must((s.node >= 0) & (s.node < nodes), s.names, "node is no row of the roads")
    _must(s.servers >= 0, s.names, "servers must be 0 or more")
    _must(s.server_mw > 0, s.names, "server_mw must be above 0")
    _must((s.efficiency > 0) & (s.efficiency <= 1), s.names, "efficiency must be in (0, 1]")
    _must(s.fixed_s >= 0, s.names, "fixed_s must be 0 or more")
    _must((s.site_mw > 0) & (s.limit_mw > 0), s.names, "site_mw and limit_mw must be above 0")
    swap, pumps = s.kind == StationKind.SWAP, s.kind == StationKind.PUMPS
    _must(~swap | ((s.rack > 0) & (s.rack_mwh > 0)), s.names, "a swap station needs a rack")
    _must(~pumps | ((s.bank_mwh > 0) & (s.refill_mw > 0)), s.names, "pumps need a bank and refill")


def _check_roads(roads: Roads) -> None:
    far = (roads.km >= 0).all(axis=1) & (roads.seconds >= 0).all(axis=1)
    _must(far, roads.names, "ways must be 0 km and 0 s or more")
    takes_time = ((roads.km == 0) | (roads.seconds > 0)).all(axis=1)
    _must(takes_time, roads.names, "a way of some km must take time")


def _check_rosters(rosters: Rosters) -> None:
    for row, (begins, ends) in enumerate(zip(rosters.begins, rosters.ends, strict=True)):
        _must(ends > begins, f"roster {row}, span", "it must end after it begins")
        _must(begins[1:] >= ends[:-1], f"roster {row}, span", "the next one begins before it ends")
    if rosters.drive_s <= 0 or rosters.rest_s < 0:
        raise ValueError("drive_s must be above 0 and rest_s 0 or more")


def check_jobs(jobs: Jobs, now: int, nodes: int, vehicles: Vehicles) -> None:
    """Refuse jobs that contradict themselves; what no vehicle can do is refused when it is due."""
    col = jobs.columns
    _must(col["ready_s"] >= now, "job", f"ready_s must be {now} or later")
    _must(col["ready_s"] < LAST_SECOND, "job", f"ready_s must be below {LAST_SECOND}")
    for name in ("start", "end"):
        _must((col[name] >= 0) & (col[name] < nodes), "job", f"{name} is no node of the roads")
    for name in ("loaded_km", "empty_km", "loaded_s", "empty_s", "handling_s", "payload_t"):
        _must(col[name] >= 0, "job", f"{name} must be 0 or more")
    for way in ("loaded", "empty"):
        takes_time = (col[f"{way}_km"] == 0) | (col[f"{way}_s"] > 0)
        _must(takes_time, "job", f"{way}_km above 0 must take time: {way}_s is 0")
    _must(col["climb"] > 0, "job", "climb must be above 0")
    given = col["vehicle"]
    _must((given >= -1) & (given < len(vehicles.names)), "job", "vehicle is no row of the vehicles")
    _must(col["group"] >= 0, "job", "group must be 0 or more")
