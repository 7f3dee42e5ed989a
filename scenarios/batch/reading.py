"""What a page tells of a kept study: its size, its time, its bands, chances and sensitivities."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from scenarios.batch.engine import TIMINGS
from scenarios.batch.kept import TEXT, KeptStudy, note_size, workers_of
from scenarios.batch.names import name_of, system_of
from scenarios.batch.plan import plan_of
from scenarios.batch.summary import SUMMARY, read_summary
from scenarios.batch.tables import TABLES
from scenarios.compare.words import WORDS, word
from scenarios.park_file import load_park
from scenarios.stored import stored_runs
from twin.commodities import catalogue
from twin.indicators import load_system

MOST_LOOKED_AT = 50


def checked_size(kept: KeptStudy) -> KeptStudy:
    """Check a study against its park and return it with the number of its runs.

    Raises
    ------
    InputError
        With every problem found.
    """
    return note_size(kept, len(plan_of(kept.study()).points))


def seconds_a_run(kept: KeptStudy, runs: Path) -> float | None:
    """Return about how long one run takes: as long as those done, else as a stored run of the park.

    A stored run's time is taken in proportion to days and steps. None if there is nothing to go by.
    """
    own = _own_seconds(kept.results / TIMINGS)
    if own:
        return sum(own) / len(own)
    study = kept.study()
    for number, stored in enumerate(stored_runs(runs)):
        if number >= MOST_LOOKED_AT:
            break
        manifest = stored.manifest
        if manifest["park"] == Path(study.base.park).stem:
            park = load_park(study.base.park).spec
            line = manifest["timeline"]
            days = (study.file.days or park.days or 365) / float(line["days"])
            steps = float(line["step_minutes"]) / (study.file.step_minutes or park.step_minutes)
            return float(sum(manifest["timings"].values())) * days * steps
    return None


def _own_seconds(path: Path) -> list[float]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [float(row["seconds"]) for row in csv.DictReader(stream)]


def seconds_in_all(kept: KeptStudy, runs: Path) -> float | None:
    """Return about how long what is left of a study takes."""
    each = seconds_a_run(kept, runs)
    left = max(kept.runs - kept.done, 0)
    return None if each is None or not kept.runs else each * left / workers_of(0)


def summary_of(kept: KeptStudy) -> dict[str, Any]:
    """Return a finished study's summary.

    Raises
    ------
    InputError
        If it is not finished.
    """
    return read_summary(kept.results)


def figure_name(column: str, lang: str) -> str:
    """Return the name of a figure of a study in the language asked for."""
    if lang == "zh":
        return name_of(column, lang)
    head, _, rest = column.partition(".")
    if system_of(column):
        system = load_system(head)
        return system.indicators[rest].en if rest in system.indicators else system.en
    known = catalogue()
    if head in {"unserved", "spilled"} and rest in known:
        return f"{word(head, lang)}: {known[rest].en}"
    carrier = column.removeprefix("energy.carrier.").rpartition("_")[0]
    if column.startswith("energy.carrier.") and carrier in known:
        return f"Energy: {known[carrier].en}"
    plain = column.removesuffix(".total_t")
    return word(column if column in WORDS else plain, lang)


def packed(kept: KeptStudy) -> bytes:
    """Return the study file with all tables and the summary, packed together."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(TEXT, kept.text)
        for name in (SUMMARY, "datapackage.json", *(f"{table}.parquet" for table in TABLES)):
            path = kept.results / name
            if path.is_file():
                archive.writestr(name, path.read_bytes())
    return sink.getvalue()


def runs_csv(kept: KeptStudy) -> bytes:
    """Return the table of runs as CSV, with the mark by which spreadsheets know its encoding."""
    sink = io.BytesIO()
    pa_csv.write_csv(pq.read_table(kept.results / "runs.parquet"), sink)
    return "\ufeff".encode() + sink.getvalue()
