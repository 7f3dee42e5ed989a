"""A study from its file to its tables: check, take up what is there, run the rest, sum up."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from scenarios.batch.engine import Engine, StudyStoppedError, Tally, Told, read_poison
from scenarios.batch.executors import Pool, pool_of
from scenarios.batch.measured import park_year
from scenarios.batch.plan import plan_of
from scenarios.batch.points import Brief, Plan
from scenarios.batch.results import RESULTS, drop_damaged, is_done
from scenarios.batch.study import Study
from scenarios.batch.summary import summarise
from scenarios.batch.tables import TABLES, write_tables
from scenarios.batch.worker import STOP
from scenarios.park_file import park_path
from twin.errors import InputError

if sys.platform != "win32":
    import fcntl


@dataclass(frozen=True)
class StudyOutcome:
    """A finished study.

    Attributes
    ----------
    folder : Path
    tables : mapping of str to Table
        ``runs``, ``indicators`` and ``accounts``.
    summary : mapping
        Bands, probabilities and sensitivity indices, as plain data.
    tally : Tally
    damaged : tuple of str
        Results that could not be read and were made again.
    """

    folder: Path
    tables: Mapping[str, pa.Table]
    summary: Mapping[str, Any]
    tally: Tally
    damaged: tuple[str, ...]


def quiet(tally: Tally) -> None:
    """Tell nothing."""


def run_study(
    study: Study, out: Path, workers: int = 0, cluster: str = "", told: Told = quiet
) -> StudyOutcome:
    """Check a study, do the runs that are not done, and write its tables.

    Parameters
    ----------
    study : Study
    out : Path
        Folder of the study; results that are there are not run again.
    workers : int
        Processes; 0 to run in this one.
    cluster : str
        Address of a Dask scheduler, in place of processes.
    told : callable
        Told of progress.

    Raises
    ------
    InputError
        If the study is not sound; nothing was run.
    StudyStoppedError
        If it could not go on; what was done is kept.
    KeyboardInterrupt
        If it was stopped; what was done is kept.
    """
    plan = plan_of(study)
    outputs, file = study.file.outputs, study.file
    brief = Brief(
        str(park_path(study.base.park).resolve()), str(out.resolve()), park_year,
        outputs.terms, outputs.systems, file.dispatch, file.keep == "flows",
    )  # fmt: skip
    return run_plan(plan, brief, lambda: pool_of(workers, cluster), told)


def run_plan(
    plan: Plan,
    brief: Brief,
    pool: Callable[[], Any] = lambda: pool_of(0),
    told: Told = quiet,
) -> StudyOutcome:
    """Do the runs of a plan, whatever a run is, and write its tables.

    Raises
    ------
    StudyStoppedError
        If it could not go on; what was done is kept.
    """
    folder = brief.folder
    with _telling_disc(folder), _alone_in(folder):
        for name in (STOP, *(f"{table}.parquet" for table in TABLES)):
            (folder / name).unlink(missing_ok=True)
        for draft in (folder / RESULTS).rglob(".*.tmp"):
            draft.unlink(missing_ok=True)
        tally, damaged = _do_runs(plan, brief, pool, told)
        tables = write_tables(plan, folder, frozenset(tally.aside))
        summary = summarise(plan, tables["runs"], folder)
    return StudyOutcome(folder, tables, summary, tally, damaged)


def _do_runs(
    plan: Plan, brief: Brief, pool: Callable[[], Any], told: Told
) -> tuple[Tally, tuple[str, ...]]:
    """Do what is neither done nor set aside."""
    keys = tuple(point.key for point in plan.points)
    damaged = drop_damaged(brief.folder, keys)
    aside = {k: e for k, e in read_poison(brief.folder).items() if k in set(keys)}
    left = tuple(p for p in plan.points if p.key not in aside and not is_done(brief.folder, p.key))
    tally = Tally(len(keys), len(keys) - len(left) - len(aside), 0, aside)
    told(tally)
    if left:
        made: Pool
        with pool() as made:
            Engine(brief, left, made, tally, told).run()
    return tally, damaged


@contextmanager
def _telling_disc(folder: Path) -> Iterator[None]:
    """Turn trouble with the study's folder into an error that says what is kept."""
    try:
        (folder / RESULTS).mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise StudyStoppedError(
            f"{folder}: {error.strerror or error}; runs that are done are kept"
        ) from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the study's folder, so that no other batch works in it.

    Raises
    ------
    InputError
        If another one does.
    """
    with (folder / ".lock").open("w") as stream:
        if sys.platform != "win32":
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise InputError(f"{folder}: another batch works in this folder") from error
        yield  # the file stays: a lock on a file that another removes would be no lock
