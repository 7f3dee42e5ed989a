"""What a study says: bands of every figure, probabilities of passing, and what matters most."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import binomtest

from scenarios.batch.engine import write_json
from scenarios.batch.points import Plan
from scenarios.batch.samples import RANDOM
from scenarios.batch.tables import columns_of, unit_of
from twin.errors import InputError

SUMMARY = "summary.json"
QUANTILES = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
JUDGED = {"state": {"met", "not_met"}, "verdict": {"passed", "core_only", "failed", "undecided"}}


def summarise(plan: Plan, runs: pa.Table, folder: Path) -> dict[str, Any]:
    """Write ``summary.json`` and return what it holds, by variant.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    out: dict[str, Any] = {"study": plan.name, "rows": runs.num_rows}
    notes = _notes(plan)
    out |= {"notes": [en for en, _ in notes], "notes_zh": [zh for _, zh in notes]}
    out["set_aside"] = pc.sum(pc.equal(runs.column("status"), "set_aside")).as_py() or 0
    out["variants"] = {}
    for variant in dict.fromkeys(row.variant for row in plan.rows):
        mine = runs.filter(pc.equal(runs.column("variant"), variant))
        done = mine.filter(pc.equal(mine.column("status"), "done"))
        out["variants"][variant] = {
            "runs": mine.num_rows,
            "done": done.num_rows,
            "bands": dict(_bands(done)),
            "met": dict(_chances(done, "state")),
            "passed": dict(_chances(done, "verdict")),
            "sensitivity": _sensitivity(plan, mine),
        }
    write_json(folder / SUMMARY, out)
    return out


def read_summary(folder: Path) -> dict[str, Any]:
    """Return the summary of a finished study.

    Raises
    ------
    InputError
        If there is none.
    """
    path = folder / SUMMARY
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: not the folder of a finished study: {error}") from error


def _notes(plan: Plan) -> list[tuple[str, str]]:
    """Return what a reader must know of the numbers, in English and Chinese."""
    notes = []
    if plan.swept is not None and plan.swept.method not in RANDOM:
        method = plan.swept.method
        notes.append((
            f"samples of {method} are no draws: shares are not probabilities",
            f"{method} 样本并非随机抽取：占比不是概率",
        ))  # fmt: skip
    several = [len({getattr(row, name) for row in plan.rows}) > 1 for name in
               ("sample", "weather_year", "seed")]  # fmt: skip
    if sum(several) > 1:
        notes.append((
            (
                "runs share samples, weather years or seeds, so they are not independent: the "
                "intervals of probabilities are too narrow"
            ),
            "各次运行共用样本、气象年或种子，并不相互独立：概率区间偏窄",
        ))  # fmt: skip
    return notes


def _numbers(runs: pa.Table, name: str) -> npt.NDArray[np.float64]:
    """Return the known values of a column."""
    column = runs.column(name).drop_null()
    return np.asarray(column.to_numpy(), dtype=np.float64)


def _bands(runs: pa.Table) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield count, mean and quantiles of every indicator and account."""
    for name in columns_of(runs, "indicator", "account"):
        values = _numbers(runs, name)
        if not len(values):
            continue
        found = np.quantile(values, list(QUANTILES.values())).tolist()
        yield (
            name,
            {
                "unit": unit_of(runs.schema.field(name)),
                "n": len(values),
                "mean": math.fsum(values) / len(values),
                **dict(zip(QUANTILES, found, strict=True)),
            },
        )


def chance(good: int, of: int) -> dict[str, Any]:
    """Return a share with Wilson's interval of 95 % (E. B. Wilson, JASA 22 (1927) 209)."""
    if not of:
        return {"n": 0, "k": 0, "share": None, "low": None, "high": None}
    interval = binomtest(good, of).proportion_ci(method="wilson")
    low, high = float(interval.low), float(interval.high)
    return {"n": of, "k": good, "share": good / of, "low": low, "high": high}


def _chances(runs: pa.Table, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield how often an indicator is met or a system passed, of the runs that it judges."""
    for name in columns_of(runs, kind):
        words = runs.column(name).drop_null().to_pylist()
        of = sum(word in JUDGED[kind] for word in words)
        good = sum(word == ("passed" if kind == "verdict" else "met") for word in words)
        counts = {word: words.count(word) for word in sorted(set(words))}
        what = name.rpartition(".")[0]
        yield what, {**chance(good, of), "not_judged": len(words) - of, "counts": counts}


def _sensitivity(plan: Plan, runs: pa.Table) -> dict[str, Any]:
    """Return the indices of every figure, of its mean over weather years and seeds."""
    if plan.swept is None or plan.swept.method not in {"morris", "saltelli"}:
        return {}
    from scenarios.batch.sensitivity import indices

    sample = runs.column("sample").to_numpy()
    count = np.bincount(sample, minlength=len(plan.table))
    out: dict[str, Any] = {"method": plan.swept.method, "of": {}, "without": []}
    for name in columns_of(runs, "indicator", "account"):
        column = runs.column(name)
        if column.null_count:
            out["without"].append(name)
            continue
        mean = np.bincount(sample, column.to_numpy(), len(plan.table)) / count
        found = indices(plan.swept, plan.table, mean)
        if found:
            out["of"][name] = found
    return out
