"""The tables of a run folder: flows, what their rows are, stores, prices and events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from agents.yard.doing import Doing
from agents.yard.vehicle_log import VehicleStates
from scenarios.build import BuiltPark
from twin.event_log import NOTHING
from twin.ledger import Ledger
from twin.timeline import Timeline

Ints = npt.NDArray[np.int64]

COMPRESSION = {"compression": "zstd", "compression_level": 1}
EVENT_COLUMNS = (
    "time", "agent", "event", "value", "unit", "note", "place", "store", "load_t",
)  # fmt: skip


@dataclass(frozen=True)
class Recorded:
    """What there is to write: a run's first ``steps`` intervals, all of them if it finished."""

    built: BuiltPark
    ledger: Ledger
    steps: int

    @property
    def timeline(self) -> Timeline:
        """The whole span."""
        return self.built.timeline

    @property
    def span(self) -> slice:
        """The intervals that are written."""
        return slice(0, self.steps)

    @property
    def times(self) -> pa.Array:
        """Start of every interval that is written."""
        return pa.array(self.timeline.labels[self.span], type=pa.timestamp("s"))


def write_tables(run: Recorded, folder: Path) -> None:
    """Write all tables into a folder."""
    rows = _rows(run)
    _write_flows(run, rows["total"].to_numpy(), folder / "flows.parquet")
    pq.write_table(rows, folder / "rows.parquet", **COMPRESSION)
    pq.write_table(_stores(run), folder / "stores.parquet", **COMPRESSION)
    pq.write_table(_prices(run), folder / "prices.parquet", **COMPRESSION)
    pq.write_table(_events(run), folder / "events.parquet", **COMPRESSION)
    if run.built.park.doings.texts["vehicle"]:
        _write_vehicles(run, folder / "vehicles.parquet")


def _field(name: str, meaning: Mapping[str, str]) -> pa.Field:
    return pa.field(name, pa.float64(), metadata={k: str(v) for k, v in meaning.items() if v})


def _write_flows(run: Recorded, totals: np.ndarray, path: Path) -> None:
    """Write one column a row of the ledger that moved at all, amounts per interval.

    A month at a time, so that the whole year never stands in memory twice.
    """
    rows = [row for row, total in zip(run.ledger.rows, totals, strict=True) if total != 0.0]
    fields = [pa.field("time", pa.timestamp("s"))]
    fields += [
        _field(row.id, {"unit": row.unit, "purpose": row.purpose, "owner": row.owner})
        for row in rows
    ]
    schema, times = pa.schema(fields), run.times
    with pq.ParquetWriter(path, schema, **COMPRESSION) as writer:
        for first, last in _months(run):
            span = slice(first, last)
            columns = [times[first:last]]
            columns += [pa.array(run.ledger.flow(row.id, span)) for row in rows]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _months(run: Recorded) -> Iterator[tuple[int, int]]:
    """Yield the first and last interval of every month that is written."""
    edges = np.flatnonzero(np.diff(run.timeline.month_of_step[run.span])) + 1
    bounds = [0, *edges.tolist(), run.steps]
    yield from pairwise(bounds)


def _rows(run: Recorded) -> pa.Table:
    """Return every row of the ledger with its amount and what was paid for it."""
    ledger, rows = run.ledger, run.ledger.rows
    names = ("id", "source", "target", "commodity", "unit", "purpose", "owner", "origin")
    columns = {name: [str(getattr(row, name)) for row in rows] for name in names}
    columns["tags"] = [json.dumps(dict(row.tags), sort_keys=True) for row in rows]
    table = pa.table(columns)
    totals = pa.array([ledger.total(row.id, run.span) for row in rows])
    paid = pa.array([ledger.total_paid(row, run.span) for row in rows])
    return table.append_column("total", totals).append_column("paid_cny", paid)


def _stores(run: Recorded) -> pa.Table:
    """Return the content of every store at the end of each interval."""
    fields, columns = [pa.field("time", pa.timestamp("s"))], [run.times]
    for block in run.built.plant.network.blocks:
        for number, store in enumerate(block.stores):
            level = block.state.level[number, 1:][run.span]
            fields.append(_field(store.storage.name, {"bus": store.storage.bus}))
            columns.append(pa.array(np.ascontiguousarray(level)))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _prices(run: Recorded) -> pa.Table:
    """Return the marginal cost of a unit on every bus [CNY per unit]."""
    fields, columns = [pa.field("time", pa.timestamp("s"))], [run.times]
    for block in run.built.plant.network.blocks:
        for number, bus in enumerate(block.buses):
            fields.append(_field(bus, {"unit": "CNY per unit"}))
            columns.append(pa.array(np.ascontiguousarray(block.state.price[run.span, number])))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _events(run: Recorded) -> pa.Table:
    """Return what agents did while the written intervals passed, the end of a whole run included.

    Agents run ahead of the settling; what they did after the last written interval is left out.
    """
    log = run.built.park.log
    seconds, values, codes = log.columns()
    last = len(seconds)
    if run.steps < run.timeline.n_steps:
        last = int(np.searchsorted(seconds, run.steps * run.timeline.step_seconds))
    start = np.datetime64(run.timeline.start.isoformat(), "s")
    times = start + seconds[:last].astype("timedelta64[s]")
    columns = {"time": pa.array(times, type=pa.timestamp("s"))}
    for name, held in values.items():
        untold = None if name == "value" else held[:last] == NOTHING
        columns[name] = pa.array(held[:last], mask=untold)
    for name, numbers in codes.items():
        texts = pa.array(log.words[name].texts, pa.string())
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(numbers[:last], pa.int32()), texts)
    return pa.table({name: columns[name] for name in EVENT_COLUMNS})


def _write_vehicles(run: Recorded, path: Path) -> None:
    """Write what every vehicle did in the written intervals, one state a row, some at a time."""
    log = run.built.park.doings
    names = {**log.texts, "state": tuple(each.name.lower() for each in Doing)}
    texts = {what: pa.array(words, pa.string()) for what, words in names.items()}
    start = np.datetime64(run.timeline.start.isoformat(), "s")
    writer = None
    for some in log.states(run.steps * run.timeline.step_seconds):
        table = _vehicles(some, texts, start)
        writer = writer or pq.ParquetWriter(path, table.schema, **COMPRESSION)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _vehicles(
    found: VehicleStates, texts: Mapping[str, pa.Array], start: np.datetime64
) -> pa.Table:
    """Return states of vehicles as a table."""

    def text(what: str, numbers: Ints) -> pa.Array:
        rows = pa.array(numbers.astype(np.int32), mask=numbers < 0)
        return pa.DictionaryArray.from_arrays(rows, texts[what])

    def when(seconds: Ints) -> pa.Array:
        return pa.array(start + seconds.astype("timedelta64[s]"), type=pa.timestamp("s"))

    return pa.table(
        {
            "vehicle": text("vehicle", found.vehicle),
            "start": when(found.begin_s), "end": when(found.end_s),
            "state": text("state", found.doing),
            "from": text("place", found.place_from), "to": text("place", found.place),
            "station": text("station", found.station),
            "load_t": found.load_t.astype(np.float32), "km": found.km.astype(np.float32),
            "soc_start": found.soc_from.astype(np.float32),
            "soc_end": found.soc.astype(np.float32),
            "queue": pa.array(found.queue.astype(np.int16), mask=found.queue < 0),
        }
    )  # fmt: skip
