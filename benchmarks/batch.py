"""Measure a batch: what it adds to a run, how busy it keeps the cores, and whether memory is flat.

A study of 1,000 years of a small park (two variants, five samples, ten weather years, ten seeds) in
processes. CPU times, since a shared machine stretches the clock: what is spent in ``run_park`` is
the run; all else that parent and workers spend (loading the park, figures, files, messages, tables)
is overhead, but for the start of the workers, which is told apart.

    python -m benchmarks.batch [--runs N] [--workers N]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
from pyarrow import csv

from scenarios.batch import measured
from scenarios.batch.executors import pool_of
from scenarios.batch.plan import plan_of
from scenarios.batch.points import Brief, Cell, Point
from scenarios.batch.running import StudyOutcome, run_plan
from scenarios.batch.study import load_study_text
from scenarios.batch.worker import memory_bytes
from scenarios.run import RunResult

PARK = Path(__file__).with_name("small_park.yaml")
STUDY = """
park: {park}
measures:
  as_is: []
  battery: [park_battery: {{energy: {{min: 2, max: 20}}, power: 2}}]
samples:
  method: latin_hypercube
  n: 5
  parameters:
    gas_price.factor: {{min: 0.8, max: 1.4}}
    prices.carbon: {{distribution: triangular, min: 40, max: 120, mode: 60}}
weather_years: 10
seeds: {seeds}
"""
_spent = {"start": -1.0, "run": 0.0, "count": 0.0, "began": 0.0, "ended": 0.0}


def clocked(brief: Brief, point: Point, breathe: Callable[[], None]) -> Mapping[str, Cell]:
    """Run a park and add CPU seconds, memory and count of this process to its figures."""
    if _spent["start"] < 0.0:
        _spent["start"] = time.process_time()
        _clock_runs()
    _spent["run"], _spent["began"] = 0.0, time.time()
    _spent["count"] += 1
    cells = dict(measured.park_year(brief, point, breathe))
    _spent["ended"] = time.time()
    known = {**_spent, "memory": memory_bytes() / 1e6}
    return cells | {f"bench.{key}": Cell(value, "account") for key, value in known.items()}


def _clock_runs() -> None:
    run = measured.run_park

    def timed(*given: object) -> RunResult:
        begun = time.process_time()
        result = run(*given)
        _spent["run"] += time.process_time() - begun
        return result

    measured.run_park = timed


def cpu(who: int) -> float:
    """Return user and system seconds of this process, or of its ended children."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def tell(outcome: StudyOutcome, workers: int, wall: float, spent: tuple[float, float]) -> None:
    """Print overhead, load and memory."""
    runs, count = outcome.tables["runs"], outcome.tally.done
    of = {key: runs.column(f"bench.{key}").to_numpy() for key in (*_spent, "memory")}
    start = sum(set(of["start"].tolist()))
    inside, parent, children = of["run"].sum(), *spent
    timings = csv.read_csv(outcome.folder / "timings.csv")
    busy = pc.sum(timings.column("seconds")).as_py() / (workers * wall)
    print(f"{count} runs, {workers} workers, {wall:.1f} s wall, start of workers {start:.1f} s CPU")
    print(f"in run_park {1e3 * inside / count:.1f} ms CPU a run")
    print(f"overhead in workers {1e3 * (children - start - inside) / count:.1f} ms CPU a run")
    print(f"overhead in the parent, tables included {1e3 * parent / count:.1f} ms CPU a run")
    steady = of["ended"].max() - of["began"].min()
    print(f"workers in a run {100 * busy * wall / steady:.1f} % from the first run to the last")
    print(f"workers in a run {100 * busy:.1f} % of the batch, starts and tables included")
    print(f"cores busy by us {100 * (parent + children) / (workers * wall):.1f} %")
    steps = np.linspace(0, of["count"].max(), 6)
    for first, last in pairwise(steps.tolist()):
        here = of["memory"][(of["count"] > first) & (of["count"] <= last)]
        print(f"worker's runs {first:4.0f} to {last:4.0f}: {here.max():.0f} MB at most")
    print(f"parent {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB at its peak")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    study = load_study_text(STUDY.format(park=PARK, seeds=max(1, given.runs // 100)), "bench")
    with tempfile.TemporaryDirectory() as out:
        plan = plan_of(study)
        brief = Brief(str(PARK), out, clocked)
        begun, before = time.perf_counter(), cpu(resource.RUSAGE_SELF)
        outcome = run_plan(plan, brief, lambda: pool_of(given.workers))
        wall = time.perf_counter() - begun
        spent = cpu(resource.RUSAGE_SELF) - before, cpu(resource.RUSAGE_CHILDREN)
        tell(outcome, given.workers, wall, spent)


if __name__ == "__main__":
    main()
