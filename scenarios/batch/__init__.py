"""Studies: one park under many measures, samples, weather years and seeds, in many processes.

::

    from pathlib import Path
    from scenarios.batch import load_study, run_study

    outcome = run_study(load_study("study.yaml"), Path("out"), workers=2)
    print(outcome.tables["runs"].num_rows)

A script that does so needs ``if __name__ == "__main__":``, since workers import it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.batch.grid import sweep
    from scenarios.batch.running import StudyOutcome, run_study
    from scenarios.batch.study import Study, load_study, load_study_text

__all__ = ["Study", "StudyOutcome", "load_study", "load_study_text", "run_study", "sweep"]

_HOME = {"StudyOutcome": "running", "run_study": "running", "sweep": "grid"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - lazy, so that workers start with what they need
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(f"scenarios.batch.{_HOME.get(name, 'study')}"), name)
    raise AttributeError(name)
