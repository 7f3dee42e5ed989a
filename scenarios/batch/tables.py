"""The tables of a study, in one canonical order: the same bytes whoever did the runs, and when.

``runs.parquet`` has a row for every combination, ``indicators.parquet`` and ``accounts.parquet``
one for each figure of it. Units and meanings stand in the columns' metadata and, for all
programs that read a data package, in ``datapackage.json``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scenarios.batch.engine import write_json
from scenarios.batch.points import Plan
from scenarios.batch.results import read_result, write_table
from scenarios.store import code_version

TABLES = ("runs", "indicators", "accounts")
KINDS = ("verdict", "class", "indicator", "state", "account", "folder")
OPTIONS = {"compression": "zstd", "compression_level": 3}
DESIGN = {
    "row": "number of the combination",
    "variant": "variant of measures",
    "sample": "number of the sample",
    "weather_year": "draw of the weather; empty if it follows the seed",
    "seed": "base seed of all chance",
    "hash": "hash of all that decides the run's numbers",
    "status": "done, or set_aside after three tries",
}


def kind_of(field: pa.Field) -> str:
    """Return what a column is: design, parameter, indicator, state, account and so on."""
    return str((field.metadata or {}).get(b"kind", b"").decode())


def unit_of(field: pa.Field) -> str:
    """Return the unit of a column, empty if it has none."""
    return str((field.metadata or {}).get(b"unit", b"").decode())


def columns_of(table: pa.Table, *kinds: str) -> list[str]:
    """Return the columns of some kinds."""
    return [field.name for field in table.schema if kind_of(field) in kinds]


def write_tables(plan: Plan, folder: Path, aside: frozenset[str]) -> dict[str, pa.Table]:
    """Gather all results and write the tables.

    Raises
    ------
    OSError
        If they cannot be written.
    """
    runs = _runs(plan, folder, aside)
    tables = {
        "runs": runs,
        "indicators": _indicators(runs),
        "accounts": _long(runs, columns_of(runs, "account"), "term"),
    }
    for name, table in tables.items():
        write_table(table, folder / f"{name}.parquet", **OPTIONS)
    write_json(folder / "datapackage.json", _package(plan.name, tables))
    return tables


def _runs(plan: Plan, folder: Path, aside: frozenset[str]) -> pa.Table:
    """Return one row for every combination; what is not known of a run set aside is null."""
    keys = [key for key in dict.fromkeys(row.key for row in plan.rows) if key not in aside]
    found = [read_result(folder, key) for key in keys]
    figures = pa.concat_tables(found, promote_options="default") if found else pa.table({})
    where = {key: number for number, key in enumerate(keys)}
    index = pa.array([where.get(row.key) for row in plan.rows], pa.int64())
    design = _design(plan, aside)
    fields, columns = list(design.schema), list(design.columns)
    for kind in KINDS:
        for name in sorted(columns_of(figures, kind)):
            fields.append(figures.schema.field(name))
            columns.append(figures.column(name).combine_chunks().take(index))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _design(plan: Plan, aside: frozenset[str]) -> pa.Table:
    rows, fields = plan.rows, []
    columns = [
        pa.array(range(len(rows)), pa.int64()),
        pa.array([row.variant for row in rows], pa.string()),
        pa.array([row.sample for row in rows], pa.int64()),
        pa.array([row.weather_year for row in rows], pa.string()),
        pa.array([row.seed for row in rows], pa.int64()),
        pa.array([row.key for row in rows], pa.string()),
        pa.array(["set_aside" if row.key in aside else "done" for row in rows], pa.string()),
    ]
    for (name, told), column in zip(DESIGN.items(), columns, strict=True):
        meta = {"kind": "design", "description": told}
        fields.append(pa.field(name, column.type, metadata=meta))
    for number, name in enumerate(plan.table.names):
        values = [plan.sample_values(row)[number] for row in rows]
        is_text = any(isinstance(value, str) for value in values)
        column = pa.array([str(v) for v in values] if is_text else np.array(values, np.float64))
        meta = {"kind": "parameter", "unit": plan.units.get(name, ""), "description": "sampled"}
        meta = {key: value for key, value in meta.items() if value}
        fields.append(pa.field(f"parameter.{name}", column.type, metadata=meta))
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


LABELS = ("row", "variant", "sample", "weather_year", "seed", "hash")


def _indicators(runs: pa.Table) -> pa.Table:
    """Return a row for every indicator of every run, with its state."""
    names = columns_of(runs, "indicator")
    long = _long(runs, names, "indicator")
    states = [runs.column(f"{name}.state").combine_chunks() for name in names]
    state = pa.concat_arrays(states) if states else pa.array([], pa.string())
    described = pa.field("state", pa.string(), metadata={"description": "met, not_met, …"})
    parts = pc.split_pattern(long.column("indicator"), ".", max_splits=1)
    system = pc.list_element(parts, 0) if len(long) else pa.array([], pa.string())
    where = long.schema.get_field_index("indicator")
    field = pa.field("system", pa.string(), metadata={"description": "indicator system"})
    return long.add_column(where, field, system).append_column(described, state)


def _long(runs: pa.Table, names: list[str], what: str) -> pa.Table:
    """Return a row for every figure of every run."""
    count, fields, columns = runs.num_rows, [], []
    for label in LABELS:
        column = runs.column(label).combine_chunks()
        columns.append(pa.concat_arrays([column] * len(names)) if names else column.slice(0, 0))
        fields.append(runs.schema.field(label))
    figures = [runs.column(name).combine_chunks() for name in names]
    units = [unit_of(runs.schema.field(name)) for name in names]
    columns += [
        pa.array(np.repeat(np.array(names, dtype=object), count), pa.string()),
        pa.array(np.repeat(np.array(units, dtype=object), count), pa.string()),
        pa.concat_arrays(figures) if figures else pa.array([], pa.float64()),
    ]
    told = {what: "column of the table of runs", "unit": "unit of the value", "value": "figure"}
    fields += [
        pa.field(
            name, pa.float64() if name == "value" else pa.string(), metadata={"description": t}
        )
        for name, t in told.items()
    ]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _package(name: str, tables: dict[str, pa.Table]) -> dict[str, object]:
    """Return the description of the tables after the Frictionless data package."""
    return {
        "profile": "data-package",
        "name": "".join(c if c.isalnum() or c in "-_." else "-" for c in name.lower()),
        "title": f"Study {name}",
        "created_by": f"zeropark {code_version()}",
        "resources": [
            {
                "name": table,
                "path": f"{table}.parquet",
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "schema": {"fields": list(_fields(held.schema))},
            }
            for table, held in tables.items()
        ],
    }


def _fields(schema: pa.Schema) -> Iterable[dict[str, str]]:
    for field in schema:
        kinds = {pa.float64(): "number", pa.int64(): "integer"}
        meta = {k.decode(): v.decode() for k, v in (field.metadata or {}).items()}
        yield {
            "name": field.name,
            "type": kinds.get(field.type, "string"),
            **{key: meta[key] for key in ("unit", "description") if meta.get(key)},
        }
