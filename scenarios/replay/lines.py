"""Production lines over a day: running, stopped or broken down."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq

from scenarios.replay.vehicles import DAY_S
from twin.errors import InputError

RUNNING, STOPPED, BROKEN = 1, 0, -1
SPOKEN = ("runs", "stops", "breakdown", "repaired")
DOWN = ("outage", "maintenance")
_LINE = re.compile(r"(?:^|>)([^>/]+)/(line-\d+)")


class Happening(NamedTuple):
    """One line of the event log; ``second`` counts from the start of the day asked for."""

    second: int
    agent: str
    event: str
    value: float
    note: str


def happenings(
    folder: Path, names: Iterable[str], first: dt.date, until: dt.date
) -> list[Happening]:
    """Return the events named from the beginning of one day to that of another.

    Raises
    ------
    InputError
        If the event log cannot be read.
    """
    columns = ["time", "agent", "event", "value", "note"]
    path = folder / "events.parquet"
    try:
        table = pq.read_table(path, columns=columns, filters=[("event", "in", list(names))])
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    zero = np.datetime64(first.isoformat(), "s")
    seconds = (table.column("time").to_numpy().astype("datetime64[s]") - zero).astype(np.int64)
    chosen = np.flatnonzero((seconds >= 0) & (seconds < (until - first).days * DAY_S))
    part = table.take(chosen).to_pydict()
    rows = zip(*(part[name] for name in columns[1:]), strict=True)
    return [Happening(s, *row) for s, row in zip(seconds[chosen].tolist(), rows, strict=True)]


def states(
    folder: Path, date: dt.date, start: dt.date, rows: Iterable[str]
) -> dict[str, list[list[list[int]]]]:
    """Return the states of every line over a day, ``[[second, state], …]`` by agent and line.

    Parameters
    ----------
    date, start : date
        The day, and the first of the run.
    rows : iterable of str
        Names of the ledger's rows, which name all lines.
    """
    shift = (date - start).days * DAY_S
    told: dict[tuple[str, str], list[list[int]]] = {
        (match[1], match[2]): [[0, STOPPED]] for row in rows if (match := _LINE.search(row))
    }
    for event in happenings(folder, SPOKEN, start, date + dt.timedelta(days=1)):
        mine = told.get((event.agent, event.note))
        if mine is None:
            continue
        state, second = _after(mine[-1][1], event), max(event.second - shift, 0)
        if second == mine[-1][0]:
            mine[-1][1] = state
        elif state != mine[-1][1]:
            mine.append([second, state])
    found: dict[str, list[list[list[int]]]] = {}
    for agent, line in sorted(told):
        found.setdefault(agent, []).append(told[agent, line])
    return found


def _after(state: int, event: Happening) -> int:
    """Return a line's state after an event; who is broken down stands until it is repaired."""
    if event.event == "breakdown":
        return BROKEN
    if event.event == "repaired":
        return STOPPED if state == BROKEN else state
    runs = event.event == "runs" and event.value > 0.0
    if state == BROKEN and not runs:
        return BROKEN
    return RUNNING if runs else STOPPED


def out_of_service(folder: Path, date: dt.date, start: dt.date) -> dict[str, list[list[int]]]:
    """Return when assets are out of service on a day, ``[[start, end], …]`` by agent."""
    shift = (date - start).days * DAY_S
    found: dict[str, list[list[int]]] = {}
    for event in happenings(folder, DOWN, start, date + dt.timedelta(days=1)):
        begin = event.second - shift
        end = begin + int(event.value * 3600.0)
        if end > 0:
            found.setdefault(event.agent, []).append([begin, end])
    return found
