"""Run and write: of a run that fails, what was settled before is kept as well."""

from __future__ import annotations

from pathlib import Path

from scenarios.build import Options
from scenarios.memo import Memo
from scenarios.park_file import LoadedPark
from scenarios.run import RunFailedError, RunResult, run_park
from scenarios.simulate import Watch, progress
from scenarios.store import write_failed, write_run
from twin.errors import InputError


def run_and_write(
    park: LoadedPark, options: Options, watch: Watch, memo: Memo | None, folder: Path
) -> tuple[RunResult, Path]:
    """Run a park and return the result with its run folder under ``folder``.

    Raises
    ------
    InputError
        If the park cannot be built or the folder cannot be written.
    RunFailedError
        If the physics cannot be closed; a note says where the part that was settled is kept.
    """
    try:
        result = run_park(park, options, watch, memo)
    except RunFailedError as error:
        error.add_note(_keep(error, folder))
        raise
    watch(progress(result.built, 1.0, "writing"))
    return result, write_run(result, folder)


def _keep(error: RunFailedError, folder: Path) -> str:
    """Write what was settled, and say where, or why it could not be."""
    try:
        kept = write_failed(error, folder)
    except InputError as trouble:
        reasons = "; ".join(str(problem) for problem in trouble.problems)
        return f"what was settled before is lost: {reasons}"
    return f"what was settled before, without accounts and scorecards, is kept in {kept}"
