"""SQL over studies and runs, by DuckDB: read only, and nothing outside the folder.

Views: ``runs``, ``indicators`` and ``accounts`` (small, copied into memory), ``flows`` (a row for
every flow of every kept run, with its total) and ``series`` (every interval of every kept run).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.batch.results import FOLDERS
from scenarios.batch.tables import TABLES
from scenarios.stored import StoredRun
from twin.errors import InputError

MANIFEST = "manifest.json"


def query(sql: str, folder: Path) -> pa.Table:
    """Return what a query selects from the studies and runs in a folder.

    Parameters
    ----------
    sql : str
        One statement that only reads.
    folder : Path
        A study's folder, a run's folder, or one that holds some of either.

    Raises
    ------
    InputError
        If there is nothing in the folder, or the query is not sound or would do more than read.
    """
    import duckdb

    tables, runs = _tables(folder), tuple(_run_folders(folder))
    if not tables and not runs:
        raise InputError(f"{folder}: neither a finished study nor a run is in it")
    connection = duckdb.connect(":memory:", config={"python_enable_replacements": "false"})
    try:
        _only_reads(duckdb, connection, sql)
        for name, table in tables.items():
            connection.register("held", table)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM held")  # noqa: S608 - ours
            connection.unregister("held")
        _lock(connection, folder)
        _views(connection, runs)
        return connection.sql(sql).to_arrow_table()
    except duckdb.Error as error:
        raise InputError(f"query: {error}") from error
    finally:
        connection.close()


def _only_reads(duckdb: Any, connection: Any, sql: str) -> None:  # noqa: ANN401 - a lazy library
    """Refuse anything but one SELECT."""
    statements = connection.extract_statements(sql)
    kinds = [statement.type for statement in statements]
    if kinds != [duckdb.StatementType.SELECT]:
        shown = ", ".join(kind.name for kind in kinds) or "nothing"
        raise InputError(f"query: expected one statement that only reads (SELECT), got {shown}")


def _lock(connection: Any, folder: Path) -> None:  # noqa: ANN401
    """Close the connection to all files but those of the folder, for good."""
    allowed = str(folder.resolve()).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{allowed}/']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _views(connection: Any, runs: Sequence[Path]) -> None:  # noqa: ANN401
    """Make views over the tables of run folders, which stay on disc."""
    for view, file in (("flows", "rows"), ("series", "flows")):
        paths = [str(run / f"{file}.parquet") for run in runs]
        if not paths:
            continue
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        connection.execute(
            f"CREATE VIEW {view} AS SELECT parse_path(filename)[-2] AS run, "  # noqa: S608 - our paths
            f"CASE WHEN contains(filename, '/{FOLDERS}/') THEN parse_path(filename)[-3] END "
            "AS hash, "
            "* EXCLUDE (filename) "
            f"FROM read_parquet([{listed}], union_by_name = true, filename = true)"
        )


def _studies(folder: Path) -> Iterator[Path]:
    for path in (folder, *sorted(folder.glob("*/"))):
        if (path / "runs.parquet").is_file():
            yield path


def _run_folders(folder: Path) -> Iterator[Path]:
    """Yield the finished runs in a folder, and those that studies in it kept."""
    root = folder.resolve()
    found = {p.parent for pattern in ("", "*/", f"{FOLDERS}/*/*/*/", f"*/{FOLDERS}/*/*/*/")
             for p in root.glob(f"{pattern}{MANIFEST}")}  # fmt: skip
    for run in sorted(found):
        hidden = any(part.startswith(".") for part in run.relative_to(root).parts)
        if not hidden and not StoredRun(run).is_failed:
            yield run


def _tables(folder: Path) -> dict[str, pa.Table]:
    """Return the tables of all studies in a folder, or of its runs if there is no study."""
    studies = list(_studies(folder))
    if not studies:
        return _of_runs(tuple(_run_folders(folder)))
    out = {}
    for name in TABLES:
        held = []
        for study in studies:
            table = _read(study / f"{name}.parquet")
            label = pa.array([study.resolve().name] * table.num_rows, pa.string())
            held.append(table.add_column(0, "study", label))
        out[name] = pa.concat_tables(held, promote_options="default")
    return out


def _read(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


def _of_runs(folders: Sequence[Path]) -> dict[str, pa.Table]:
    """Return runs, indicators and accounts of single run folders."""
    runs: list[dict[str, Any]] = []
    indicators: list[dict[str, Any]] = []
    accounts: list[dict[str, Any]] = []
    for folder in folders:
        stored = StoredRun(folder)
        manifest, name = stored.manifest, folder.name
        verdicts = {f"{k}.verdict": card["verdict"] for k, card in stored.scorecards.items()}
        plain = ("park", "hash", "version", "seed", "weather", "dispatch")
        runs.append({"run": name} | {key: manifest[key] for key in plain} | verdicts)
        for system, card in stored.scorecards.items():
            for key, score in card["indicators"].items():
                told = {k: score[k] for k in ("unit", "value", "target", "state", "kind")}
                indicators.append({"run": name, "system": system, "indicator": key} | told)
        for term, held in stored.accounts["terms"].items():
            value = None if held.get("missing") else held["value"]
            accounts.append({"run": name, "term": term, "unit": held["unit"], "value": value})
    rows = {"runs": runs, "indicators": indicators, "accounts": accounts}
    return {name: pa.Table.from_pylist(held) for name, held in rows.items() if held}


def to_text(table: pa.Table, how: str) -> str:
    """Return a table as ``csv`` or ``json`` (a list of objects)."""
    if how == "json":
        return json.dumps(table.to_pylist(), ensure_ascii=False, default=str)
    import io

    import pyarrow.csv as pc

    stream = io.BytesIO()
    pc.write_csv(table, stream)
    return stream.getvalue().decode("utf-8").rstrip("\n")
