"""What each kind of job does, in the job's own process."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scenarios.jobs.requests import (
    AnyRequest,
    AttributionRequest,
    FleetsRequest,
    Request,
    StudyRequest,
)
from scenarios.jobs.results import keep_result
from scenarios.jobs.status import Teller
from scenarios.simulate import Progress, Watch

ONE_OF_MANY = re.compile(r"^run (\d+) of (\d+)$")
MANY, BATCH = "many", "batch"


def do(request: AnyRequest, job: Path, teller: Teller) -> dict[str, Any]:
    """Do a job and return what its status tells of the result.

    Raises
    ------
    InputError
        If what was asked for is not sound.
    ClosureError
        If the physics of a run cannot be closed.
    """
    return WORK[type(request)](request, job, teller)


def watching(teller: Teller) -> Watch:
    """Return a watcher of runs that tells of a job; several runs are told by number and count."""

    def watch(step: Progress) -> None:
        told = asdict(step)
        if found := ONE_OF_MANY.match(step.stage):
            told |= {"stage": MANY, "number": int(found[1]), "count": int(found[2])}
        teller.tell(**told)

    return watch


def _run(request: Request, job: Path, teller: Teller) -> dict[str, Any]:
    from scenarios.build import Options
    from scenarios.catalogue import checked_park
    from scenarios.keep import run_and_write
    from scenarios.memo_disk import DiskMemo

    park = checked_park(request.park, request.text, request.changes)
    options = Options(request.seed, request.step_minutes, None, request.dispatch)
    _, run = run_and_write(park, options, watching(teller), DiskMemo(), _runs(job))
    return {"run": run.name}


def _study(request: StudyRequest, job: Path, teller: Teller) -> dict[str, Any]:
    from scenarios.batch.engine import StudyStoppedError, Tally
    from scenarios.batch.kept import load_kept, workers_of
    from scenarios.batch.running import run_study
    from twin.errors import InputError

    kept = load_kept(request.study, _runs(job))
    teller.tell(result=request.study)

    def told(tally: Tally) -> None:
        over = tally.total - tally.left
        share = over / tally.total if tally.total else 1.0
        teller.tell(share=share, stage=BATCH, number=over, count=tally.total)

    try:
        outcome = run_study(kept.study(), kept.results, workers_of(request.workers), told=told)
    except StudyStoppedError as error:
        raise InputError(str(error)) from error
    aside = sorted(outcome.tally.aside.items())
    message = "\n".join(f"{key}: {why}" for key, why in aside)
    return {"result": request.study, "message": message}


def _fleets(request: FleetsRequest, job: Path, teller: Teller) -> dict[str, Any]:
    from scenarios.build import Options
    from scenarios.compare.export import PICTURES, TABLES
    from scenarios.fleets.compare import compare_fleets
    from scenarios.fleets.export import export_fleets
    from scenarios.scenario import Scenario

    jobs_file = job / "jobs.csv" if request.jobs_csv else None
    if jobs_file is not None:
        jobs_file.write_text(request.jobs_csv, encoding="utf-8")
    scenario = Scenario("", None, request.park, settings=request.changes, text=request.text)
    found = compare_fleets(
        scenario, fleets=request.fleets, strategies=request.strategies, jobs=jobs_file,
        vehicles=request.vehicles, level=request.level,
        options=Options(seed=request.seed, step_minutes=request.step_minutes),
        watch=watching(teller), sensitivity=request.sensitivity,
    )  # fmt: skip

    def export(folder: Path) -> None:
        export_fleets(found, folder, (*TABLES, "xlsx"), "en")
        for lang in ("zh", "en"):
            export_fleets(found, folder / lang, PICTURES, lang)

    return _kept(request, found.to_json(), export, job, teller)


def _attribution(request: AttributionRequest, job: Path, teller: Teller) -> dict[str, Any]:
    from scenarios.build import Options
    from scenarios.compare import attribute
    from scenarios.compare.export import PICTURES, TABLES
    from scenarios.compare.export import export as export_comparison
    from scenarios.memo_disk import DiskMemo

    found = attribute(
        request.park, text=request.text, settings=request.changes,
        options=Options(request.seed, request.step_minutes, None, request.dispatch),
        shapley=request.shapley, memo=DiskMemo(), watch=watching(teller),
    )  # fmt: skip

    def export(folder: Path) -> None:
        export_comparison(found, folder, (*TABLES, "xlsx"), "en")
        for lang in ("zh", "en"):
            export_comparison(found, folder / lang, PICTURES, lang)

    return _kept(request, found.to_json(), export, job, teller)


def _kept(
    request: AnyRequest,
    plain: dict[str, Any],
    export: Callable[[Path], None],
    job: Path,
    teller: Teller,
) -> dict[str, Any]:
    teller.tell(share=1.0, stage="writing")
    return {"result": keep_result(request, plain, export, _runs(job))}


def _runs(job: Path) -> Path:
    """Return the folder of runs that a job's folder lies in."""
    return job.parent.parent


WORK: dict[type, Callable[[Any, Path, Teller], dict[str, Any]]] = {
    Request: _run,
    StudyRequest: _study,
    FleetsRequest: _fleets,
    AttributionRequest: _attribution,
}
