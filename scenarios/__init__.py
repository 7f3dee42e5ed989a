"""What we try: park files, runs and their results, the command line.

The short way in from Python::

    from scenarios import load_park, run_park

    result = run_park(load_park("yunnan"))
    print(result.scorecards["national"].verdict)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.park_file import load_park
    from scenarios.park_spec import ParkSpec
    from scenarios.run import RunResult, run_park
    from scenarios.scenario import Scenario, load_scenario

__all__ = ["ParkSpec", "RunResult", "Scenario", "load_park", "load_scenario", "run_park"]

_HOME = {
    "ParkSpec": "scenarios.park_spec",
    "load_park": "scenarios.park_file",
    "RunResult": "scenarios.run",
    "run_park": "scenarios.run",
    "Scenario": "scenarios.scenario",
    "load_scenario": "scenarios.scenario",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - lazy, so that `--help` stays fast
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(name)
