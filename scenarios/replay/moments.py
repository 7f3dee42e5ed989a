"""Moments of the whole year worth looking at: highest import, outages, overflow, queues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.replay import lines, queues, vehicles
from scenarios.replay.vehicles import DAY_S
from scenarios.stored import StoredRun

KINDS = ("peak", "outage", "breakdown", "unserved", "overflow", "queue", "call", "sun")
EACH = 5  # of a kind
SPENT = {"unserved": "unserved", "overflow": "surplus"}
_EVENTS = {"outage": "outage", "breakdown": "breakdown", "calls": "call"}
_SUN = ("own_generation", "direct_supply")


class Moment(NamedTuple):
    """A moment: its day, the second of it, who it concerns, and how much it is."""

    kind: str
    date: dt.date
    second: int
    who: str
    note: str
    value: float
    unit: str


def of_run(
    folder: Path, rows: Sequence[Mapping[str, Any]], start: dt.date, days: int, step_minutes: int
) -> list[Moment]:
    """Return the moments of a run, at most a few of a kind, the largest first."""
    step_s = step_minutes * 60
    found = [*_power(folder, rows, start, step_s), *_events(folder, start, days)]
    for kind, purpose in SPENT.items():
        found += _amounts(folder, kind, [r for r in rows if r["purpose"] == purpose], start, step_s)
    if vehicles.has_vehicles(folder):
        found += _queues(folder, start)
    return sorted(found, key=lambda m: KINDS.index(m.kind))


def _power(
    folder: Path, rows: Iterable[Mapping[str, Any]], start: dt.date, step_s: int
) -> list[Moment]:
    """Return the days of the highest import and of the most own power."""
    electric = [row for row in rows if row["unit"] == "MWh" and row["commodity"] == "electricity"]
    imported = _sum(folder, [r["id"] for r in electric if r["purpose"] == "grid_import"])
    own = _sum(folder, [r["id"] for r in electric if r["purpose"] in _SUN])
    found = _best(imported * 3600.0 / step_s, "peak", start, step_s)
    return found + _best(own * 3600.0 / step_s, "sun", start, step_s)[:1]


def _best(rates: npt.NDArray[np.float64], kind: str, start: dt.date, step_s: int) -> list[Moment]:
    """Return the highest interval of each of the days whose highest is highest."""
    if not rates.any():
        return []
    by_day = rates.reshape(-1, DAY_S // step_s)
    tops = by_day.max(axis=1)
    best = [day for day in np.argsort(-tops, kind="stable")[:EACH].tolist() if tops[day] > 0.0]
    return [
        Moment(kind, start + dt.timedelta(days=day), int(np.argmax(by_day[day])) * step_s, "", "",
               float(tops[day]), "MW")
        for day in best
    ]  # fmt: skip


def _amounts(
    folder: Path, kind: str, rows: Iterable[Mapping[str, Any]], start: dt.date, step_s: int
) -> list[Moment]:
    """Return the worst interval of each commodity that was not served or overflowed."""
    found = []
    by_commodity: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["total"]:
            by_commodity.setdefault(str(row["commodity"]), []).append(row)
    for commodity, mine in by_commodity.items():
        amounts = _sum(folder, [row["id"] for row in mine])
        top = int(np.argmax(amounts))
        day, step = divmod(top, DAY_S // step_s)
        value = float(amounts[top] * 3600.0 / step_s)
        unit = f"{mine[0]['unit']}/h"
        date = start + dt.timedelta(days=day)
        found.append(Moment(kind, date, step * step_s, "", commodity, value, unit))
    return found


def _sum(folder: Path, ids: Sequence[str]) -> npt.NDArray[np.float64]:
    if not ids:
        return np.zeros(0)
    table = StoredRun(folder).table("flows", list(ids))
    amounts = np.array([column.to_numpy() for column in table.columns], dtype=np.float64)
    return np.asarray(amounts.sum(axis=0))


def _events(folder: Path, start: dt.date, days: int) -> list[Moment]:
    """Return the longest outages of assets, the longest breakdowns, and all calls."""
    until = start + dt.timedelta(days=days)
    found = []
    for event in lines.happenings(folder, _EVENTS, start, until):
        day, second = divmod(event.second, DAY_S)
        kind, date = _EVENTS[event.event], start + dt.timedelta(days=day)
        value = event.value if kind != "call" else 0.0
        found.append(Moment(kind, date, second, event.agent, event.note, value, "h"))
    found.sort(key=lambda m: (-m.value, m.date, m.second))
    return [m for kind in _EVENTS.values() for m in [m for m in found if m.kind == kind][:EACH]]


def _queues(folder: Path, start: dt.date) -> list[Moment]:
    """Return the longest queue of the year at each station."""
    found = []
    tops = queues.longest_by_day(folder)
    firsts = {top.station: top for top in reversed(tops)}
    for top in sorted(firsts.values(), key=tops.index)[:EACH]:
        seconds = int((top.when - np.datetime64(start.isoformat(), "s")).astype(np.int64))
        day, second = divmod(seconds, DAY_S)
        found.append(
            Moment("queue", start + dt.timedelta(days=day), second, top.station, "",
                   float(top.length), "")
        )  # fmt: skip
    return found
