"""Small studies for tests: days of a small park, and models that are one formula."""

from __future__ import annotations

import math
import os
import signal
from pathlib import Path

from scenarios.batch.points import Brief, Cell, Plan, Point, Row
from scenarios.batch.samples import NO_SAMPLES, Samples, draw

PARK = Path(__file__).resolve().parents[2] / "benchmarks" / "small_park.yaml"
STUDY = f"""
park: {PARK}
measures:
  as_is: []
  battery: [park_battery: {{energy: 6, power: 2}}]
samples:
  method: latin_hypercube
  n: 2
  parameters:
    prices.carbon: {{min: 40, max: 120}}
weather_years: 2
seeds: 2
days: 3
"""


def study(text=STUDY, **more):
    """Return a study, with keys added or replaced."""
    import yaml

    from scenarios.batch import load_study_text

    plain = yaml.safe_load(text) | more
    return load_study_text(yaml.safe_dump({k: v for k, v in plain.items() if v is not None}))


def brief(folder, model):
    """Return the brief of a model that is no park."""
    return Brief("none", str(folder), model)


def plan(samples=None, seeds=(1,), name="formula"):
    """Return the plan of a model whose parameters are those sampled."""
    from scenarios.batch.identity import digest_of

    held = samples if samples is None else Samples(**samples)
    table = draw(held)
    rows, points = [], {}
    for number, values in enumerate(table.values):
        for seed in seeds:
            changes = dict(zip(table.names, values, strict=True))
            key = digest_of([changes, seed])
            rows.append(Row("formula", number, "", seed, key))
            points[key] = Point(key, changes, seed)
    units = dict.fromkeys(table.names, "1")
    return Plan(name, tuple(rows), tuple(points.values()), table, held, units)


def seeds(count):
    """Return the plan of one run a seed."""
    assert draw(None) is NO_SAMPLES
    return plan(None, tuple(range(1, count + 1)))


def ishigami(brief, point, breathe):
    """Return Ishigami's function with a = 7 and b = 0.1 (its Sobol indices have a closed form)."""
    x1, x2, x3 = (point.changes[name] for name in ("x1", "x2", "x3"))
    value = math.sin(x1) + 7.0 * math.sin(x2) ** 2 + 0.1 * x3**4 * math.sin(x1)
    return {"y": Cell(value, "account", "1", "Ishigami")}


def linear(brief, point, breathe):
    """Return 4 a + 2 b + 0 c: elementary effects are the factors times the ranges."""
    value = 4.0 * point.changes["a"] + 2.0 * point.changes["b"]
    return {"y": Cell(value, "account", "t", "a line")}


def square(brief, point, breathe):
    """Return the square of the seed."""
    return {
        "y": Cell(float(point.seed**2), "account", "t", "a square"),
        "s.i": Cell(float(point.seed), "indicator", "1", "an indicator"),
        "s.i.state": Cell("met" if point.seed % 2 else "not_met", "state"),
        "s.verdict": Cell("passed" if point.seed % 2 else "failed", "verdict"),
    }


def poisonous(brief, point, breathe):
    """Kill the worker at seed 5, fail at seed 7."""
    if point.seed == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    if point.seed == 7:
        raise ZeroDivisionError("seven")
    return square(brief, point, breathe)


def mortal(brief, point, breathe):
    """Kill the worker at every fourth seed, but only once each."""
    mark = brief.folder / f"met-{point.seed}"
    if point.seed % 4 == 0 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return square(brief, point, breathe)
