"""Run folders: written to a temporary name and renamed.

A folder holds ``manifest.json`` (identity, versions, timings), ``park.yaml`` (the merged park),
``flows.parquet`` (one column a ledger row, unit and meaning in the column's metadata),
``rows.parquet`` (what each row is, with its total), ``stores.parquet``, ``prices.parquet``,
``events.parquet``, ``payments.parquet`` and ``economics.json`` (who paid whom, and what else
economics needs), ``accounts.json``, ``indicators.json`` and ``facts.json``; ``regret.json`` if
it was asked for; if there are fleets, ``vehicles.parquet`` (what each vehicle does at every second,
docs/vehicles.md) and ``roads.json``: nodes and ways that the places of both tables name.

Of a run whose physics could not be closed the folder ends in ``-failed`` and holds what was settled
before: the tables, cut there, ``park.yaml``, and in ``manifest.json`` where and why it failed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from scenarios.build import BuiltPark
from scenarios.economics.year import year_of
from scenarios.run import RunFailedError, RunResult, headline_accounts
from scenarios.stored import FAILED
from scenarios.tables import Recorded, write_tables
from twin.errors import InputError
from twin.ledger import build_ledger
from twin.plugins import plugin_fingerprint

LIBRARIES = ("numpy", "pandas", "numba", "simpy", "mesa", "pvlib", "windpowerlib", "pyarrow")
DEFAULT_FOLDER = "runs"


def code_version() -> str:
    """Return the version of the installed distribution, or that of the checkout."""
    try:
        return metadata.version("zeropark")
    except metadata.PackageNotFoundError:
        return "checkout"


def run_hash(built: BuiltPark) -> str:
    """Return the hash of all that decides a run's numbers."""
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


def run_id(built: BuiltPark) -> str:
    """Return the name of a run: its park and the first digits of its hash."""
    return f"{built.loaded.name}-{run_hash(built)[:10]}"


def write_run(result: RunResult, folder: Path) -> Path:
    """Write a run folder under ``folder`` and return its path; an older one is replaced.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    begun, name = time.perf_counter(), run_id(result.built)
    with _drafted(folder, name) as draft:
        built = result.built
        write_tables(Recorded(built, result.ledger, built.timeline.n_steps), draft)
        year_of(result).write(draft)
        _write_json(draft / "accounts.json", _accounts(result))
        cards = {name: card.to_json() for name, card in result.scorecards.items()}
        _write_json(draft / "indicators.json", cards)
        _write_json(draft / "facts.json", [fact.to_json() for fact in result.facts.all])
        if result.regret is not None:
            _write_json(draft / "regret.json", result.regret.to_json())
        if roads := built.park.world.ground.drawing(built.park.specs):
            _write_json(draft / "roads.json", roads)
        (draft / "park.yaml").write_text(result.park.resolved_yaml(), encoding="utf-8")
        result.timings["write"] = time.perf_counter() - begun
        _write_json(draft / "manifest.json", _identity(built, name) | _measured(result))
    return folder / name


def write_failed(error: RunFailedError, folder: Path) -> Path:
    """Write what a failed run settled before it failed and return the folder's path.

    It has no accounts and no scorecards: sums over a part of the span would be wrong.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    built, steps = error.built, error.kept_steps
    name = run_id(built) + FAILED
    until = built.timeline.datetime_at(steps * built.timeline.step_seconds)
    marker = {
        "failed": error.to_json(),
        "settled_until": until.isoformat(),
        "settled_by": built.plant.planner.name,
    }
    with _drafted(folder, name) as draft:
        write_tables(Recorded(built, build_ledger(built.plant.network), steps), draft)
        (draft / "park.yaml").write_text(built.loaded.resolved_yaml(), encoding="utf-8")
        _write_json(draft / "manifest.json", _identity(built, name) | marker)
    return folder / name


@contextmanager
def _drafted(folder: Path, name: str) -> Iterator[Path]:
    """Yield a folder to write into, and give it its name only if all was written."""
    target, draft = folder / name, folder / f".{name}.{os.getpid()}.tmp"
    try:
        draft.mkdir(parents=True, exist_ok=False)
        yield draft
        _replace(draft, target)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise InputError(f"{folder}: the run cannot be written: {error.strerror}") from error
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


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
        "warnings": [warning.to_json() for warning in result.warnings],
        "unserved": dict(result.unserved),
        "spilled": dict(result.spilled),
        "green": result.accounts.green.to_json(),
        "terms": result.accounts.book.to_json(),
    }


def _identity(built: BuiltPark, name: str) -> dict[str, Any]:
    """Return what a run is: park, seed, span, versions."""
    return {
        "run_id": name,
        "hash": run_hash(built),
        "park": built.loaded.name,
        "label": built.loaded.spec.label.model_dump(),
        "scenario": built.loaded.scenario_json(),
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
    }


def _measured(result: RunResult) -> dict[str, Any]:
    """Return what is only known of a finished run."""
    return {
        "events": dict(result.event_counts),
        "n_events": result.built.clock.n_events,
        "timings": result.timings,
        "residuals": {key: closure.worst for key, closure in result.closure.items()},
    }
