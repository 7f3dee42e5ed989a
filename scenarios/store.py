"""Run folders: written to a temporary name and renamed.

A folder holds ``manifest.json`` (identity, versions, timings), ``park.yaml`` (the merged park),
``flows.parquet`` (one column a ledger row, unit and meaning in the column's metadata),
``rows.parquet`` (what each row is, with its total), ``stores.parquet``, ``prices.parquet``,
``events.parquet``, ``accounts.json``, ``indicators.json`` and ``facts.json``; ``regret.json`` if
it was asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import time
from collections.abc import Iterator, Mapping
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.run import RunResult, headline_accounts
from twin.errors import InputError
from twin.plugins import plugin_fingerprint
from twin.timeline import Timeline

LIBRARIES = ("numpy", "pandas", "numba", "simpy", "mesa", "pvlib", "windpowerlib", "pyarrow")
DEFAULT_FOLDER = "runs"
COMPRESSION = {"compression": "zstd", "compression_level": 1}


def code_version() -> str:
    """Return the version of the installed distribution, or that of the checkout."""
    try:
        return metadata.version("zeropark")
    except metadata.PackageNotFoundError:
        return "checkout"


def run_hash(result: RunResult) -> str:
    """Return the hash of all that decides a run's numbers."""
    built = result.built
    digest = hashlib.sha256()
    plain = {
        "park": built.loaded.document.data,
        "seed": built.seed,
        "timeline": built.timeline.to_json(),
        "dispatch": built.dispatch.planner,
        "version": code_version(),
        "plugins": plugin_fingerprint(),
    }
    digest.update(json.dumps(plain, sort_keys=True, default=str).encode())
    for path in built.files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run_id(result: RunResult) -> str:
    """Return the name of a run: its park and the first digits of its hash."""
    return f"{result.park.name}-{run_hash(result)[:10]}"


def write_run(result: RunResult, folder: Path) -> Path:
    """Write a run folder under ``folder`` and return its path; an older one is replaced.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    begun = time.perf_counter()
    name = run_id(result)
    target, draft = folder / name, folder / f".{name}.{os.getpid()}.tmp"
    try:
        draft.mkdir(parents=True, exist_ok=False)
        _write_tables(result, draft)
        _write_json(draft / "accounts.json", _accounts(result))
        cards = {name: card.to_json() for name, card in result.scorecards.items()}
        _write_json(draft / "indicators.json", cards)
        _write_json(draft / "facts.json", [fact.to_json() for fact in result.facts.all])
        if result.regret is not None:
            _write_json(draft / "regret.json", result.regret.to_json())
        (draft / "park.yaml").write_text(result.park.resolved_yaml(), encoding="utf-8")
        result.timings["write"] = time.perf_counter() - begun
        _write_json(draft / "manifest.json", _manifest(result, name))
        _replace(draft, target)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise InputError(f"{folder}: the run cannot be written: {error.strerror}") from error
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return target


def _replace(draft: Path, target: Path) -> None:
    """Put the finished draft in place of what was there."""
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    if target.exists():
        target.rename(old)
    draft.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def _accounts(result: RunResult) -> dict[str, Any]:
    return {
        "headline": headline_accounts(result),
        "warnings": [warning.to_json() for warning in result.accounts.warnings],
        "unserved": dict(result.unserved),
        "spilled": dict(result.spilled),
        "green": result.accounts.green.to_json(),
        "terms": result.accounts.book.to_json(),
    }


def _manifest(result: RunResult, name: str) -> dict[str, Any]:
    built = result.built
    return {
        "run_id": name,
        "hash": run_hash(result),
        "park": built.loaded.name,
        "label": built.loaded.spec.label.model_dump(),
        "version": code_version(),
        "seed": built.seed,
        "timeline": built.timeline.to_json(),
        "dispatch": built.dispatch.planner,
        "weather": built.context.climate.source if built.context.climate else "",
        "listening": built.park.listening,
        "event_layer": {
            "from": "memo" if built.is_recalled else "simulation",
            "key": "" if built.park.listening else built.event_key,
        },
        "factors": {
            "fuels": built.factors.fuels.id,
            "grid": built.factors.grid_key,
            "residual": built.factors.residual_key,
            "equivalent": built.factors.equivalent_key,
        },
        "python": platform.python_version(),
        "libraries": {lib: metadata.version(lib) for lib in LIBRARIES},
        "events": dict(result.event_counts),
        "n_events": built.clock.n_events,
        "timings": result.timings,
        "residuals": {key: closure.worst for key, closure in result.closure.items()},
    }


def _write_tables(result: RunResult, folder: Path) -> None:
    _write_flows(result, folder / "flows.parquet")
    pq.write_table(_rows(result), folder / "rows.parquet", **COMPRESSION)
    pq.write_table(_stores(result), folder / "stores.parquet", **COMPRESSION)
    pq.write_table(_prices(result), folder / "prices.parquet", **COMPRESSION)
    pq.write_table(_events(result), folder / "events.parquet", **COMPRESSION)


def _times(result: RunResult) -> pa.Array:
    return pa.array(result.timeline.labels, type=pa.timestamp("s"))


def _field(name: str, meaning: Mapping[str, str]) -> pa.Field:
    return pa.field(name, pa.float64(), metadata={k: str(v) for k, v in meaning.items() if v})


def _write_flows(result: RunResult, path: Path) -> None:
    """Write one column a row of the ledger that moved at all, amounts per interval.

    A month at a time, so that the whole year never stands in memory twice.
    """
    rows = [row for row in result.ledger.rows if result.ledger.total(row.id) != 0.0]
    fields = [pa.field("time", pa.timestamp("s"))]
    fields += [
        _field(row.id, {"unit": row.unit, "purpose": row.purpose, "owner": row.owner})
        for row in rows
    ]
    schema, times = pa.schema(fields), _times(result)
    with pq.ParquetWriter(path, schema, **COMPRESSION) as writer:
        for first, last in _months(result.timeline):
            span = slice(first, last)
            columns = [times[first:last]]
            columns += [pa.array(result.ledger.flow(row.id, span)) for row in rows]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _months(timeline: Timeline) -> Iterator[tuple[int, int]]:
    """Yield the first and last interval of every month of the span."""
    edges = np.flatnonzero(np.diff(timeline.month_of_step)) + 1
    bounds = [0, *edges.tolist(), timeline.n_steps]
    yield from pairwise(bounds)


def _rows(result: RunResult) -> pa.Table:
    rows = result.ledger.rows
    names = ("id", "source", "target", "commodity", "unit", "purpose", "owner", "origin")
    columns = {name: [str(getattr(row, name)) for row in rows] for name in names}
    columns["tags"] = [json.dumps(dict(row.tags), sort_keys=True) for row in rows]
    table = pa.table(columns)
    totals = pa.array([result.ledger.total(row.id) for row in rows])
    paid = pa.array([result.ledger.total_paid(row) for row in rows])
    return table.append_column("total", totals).append_column("paid_cny", paid)


def _stores(result: RunResult) -> pa.Table:
    """Return the content of every store at the end of each interval."""
    fields, columns = [pa.field("time", pa.timestamp("s"))], [_times(result)]
    for block in result.built.plant.network.blocks:
        for number, store in enumerate(block.stores):
            fields.append(_field(store.storage.name, {"bus": store.storage.bus}))
            columns.append(pa.array(np.ascontiguousarray(block.state.level[number, 1:])))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _prices(result: RunResult) -> pa.Table:
    """Return the marginal cost of a unit on every bus [CNY per unit]."""
    fields, columns = [pa.field("time", pa.timestamp("s"))], [_times(result)]
    for block in result.built.plant.network.blocks:
        for number, bus in enumerate(block.buses):
            fields.append(_field(bus, {"unit": "CNY per unit"}))
            columns.append(pa.array(np.ascontiguousarray(block.state.price[:, number])))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _events(result: RunResult) -> pa.Table:
    log = result.events
    seconds, values, codes = log.columns()
    start = np.datetime64(result.timeline.start.isoformat(), "s")
    columns = {
        "time": pa.array(start + seconds.astype("timedelta64[s]"), type=pa.timestamp("s")),
        "value": pa.array(values),
    }
    for name, numbers in codes.items():
        texts = pa.array(log.words[name].texts, pa.string())
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), texts)
    return pa.table({k: columns[k] for k in ("time", "agent", "event", "value", "unit", "note")})
