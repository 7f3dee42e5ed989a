"""What we try: park files, scenarios, runs and their results, studies, the command line.

The short way in from Python::

    from scenarios import compare_runs, run_park, scenario_of, sweep

    base = scenario_of("yunnan")
    plan = base.apply("roof_pv", coverage=0.5).apply("park_battery", energy=100, power=25)
    runs = [run_park(s.load()) for s in (base, plan)]
    print(compare_runs(runs).to_json()["figures"])
    print(sweep(plan, {"roof_pv.coverage": [0.25, 0.5, 1.0]}, "out", seeds=2))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.batch import load_study, run_study, sweep
    from scenarios.compare import attribute, compare_runs, export
    from scenarios.economics import economics_of, load_assumptions
    from scenarios.fleets.compare import compare_fleets
    from scenarios.park_file import load_park
    from scenarios.park_spec import ParkSpec
    from scenarios.run import RunResult, run_park
    from scenarios.scenario import Chosen, Scenario, load_scenario, scenario_of
    from scenarios.session import Session

__all__ = [
    "Chosen",
    "ParkSpec",
    "RunResult",
    "Scenario",
    "Session",
    "attribute",
    "compare_fleets",
    "compare_runs",
    "economics_of",
    "export",
    "load_assumptions",
    "load_park",
    "load_scenario",
    "load_study",
    "run_park",
    "run_study",
    "scenario_of",
    "sweep",
]

_HOME = {
    "Chosen": "scenarios.scenario",
    "ParkSpec": "scenarios.park_spec",
    "RunResult": "scenarios.run",
    "Scenario": "scenarios.scenario",
    "Session": "scenarios.session",
    "attribute": "scenarios.compare",
    "compare_fleets": "scenarios.fleets.compare",
    "compare_runs": "scenarios.compare",
    "economics_of": "scenarios.economics",
    "export": "scenarios.compare",
    "load_assumptions": "scenarios.economics",
    "load_park": "scenarios.park_file",
    "load_scenario": "scenarios.scenario",
    "load_study": "scenarios.batch",
    "run_park": "scenarios.run",
    "run_study": "scenarios.batch",
    "scenario_of": "scenarios.scenario",
    "sweep": "scenarios.batch",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - lazy, so that `--help` stays fast
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(name)
