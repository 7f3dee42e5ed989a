"""Compare strategies of fleets: the same jobs, luck and weather through all of them.

1. The park as it is runs once: its fleets' jobs are the jobs of every strategy. With the fleets at
   rest it runs again: what a strategy costs, emits and draws is the difference from that run.
2. Each strategy is sized to the service level with the yard alone.
3. Each strategy, at its size, runs with the whole park; everything reported is read from that run.
4. Where hauls or the number of jobs differ, strategies are sized again and the yard alone is run;
   what a unit of energy costs them is as in the run of the whole park.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agents.fleet import FleetSpec
from scenarios.build import Options
from scenarios.fleets.bench import Bench, Order, done_in, order_of
from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.costs import CostWorld
from scenarios.fleets.measured import prices_of
from scenarios.fleets.outcome import CostLine, FleetOutcome
from scenarios.fleets.ownership import ownership_assumptions
from scenarios.fleets.plan import FleetPlan, at_rest, chosen_fleets, impossible
from scenarios.fleets.sensitivity import Variant
from scenarios.fleets.settings import FleetSettings, fleet_settings
from scenarios.fleets.strategy import FleetStrategy, chosen_strategies
from scenarios.fleets.trial import Reader, Trial
from scenarios.fleets.workload import longer, more
from scenarios.run import RunResult
from scenarios.scenario import Scenario, scenario_of
from scenarios.session import Session
from scenarios.simulate import Progress, Watch, silent
from twin.errors import InputError
from twin.timeline import SECONDS_PER_DAY

CHANGED: Mapping[str, Callable[..., Any]] = {"km": longer, "use": more}


def compare_fleets(
    park: str | Scenario = "yunnan",
    *,
    fleets: Sequence[str] = (),
    strategies: str = "",
    jobs: Path | None = None,
    vehicles: int | None = None,
    level: float | None = None,
    options: Options | None = None,
    watch: Watch = silent,
) -> FleetComparison:
    """Compare strategies of some fleets of a park.

    Parameters
    ----------
    park : str or Scenario
    fleets : sequence of str
        Fleets that the strategies change; the goods fleet that can carry most, if none is named.
    strategies : str
        Names by commas; all if empty.
    jobs : Path, optional
        File of jobs in place of the park's own; for one fleet.
    vehicles : int, optional
        Vehicles of each fleet in every strategy; the fewest that meet the level if not given.
    level : float, optional
        Share of jobs in time; the shipped one if not given.
    options : Options, optional
    watch : callable, optional

    Raises
    ------
    InputError
        If a name is not known, a file not sound, or no strategy is possible.
    ClosureError
        If the physics of a run cannot be closed.
    """
    settings = fleet_settings()
    asked = settings.service_level.value if level is None else level
    _check(asked, vehicles)
    scenario = park if isinstance(park, Scenario) else scenario_of(park, (), (), ())
    chosen = chosen_strategies(strategies)
    study = _Study(scenario, settings, asked, vehicles, options, watch, len(chosen) + 2)
    study.begin(fleets, jobs)
    outcomes = [found for strategy in chosen if (found := study.run(strategy)) is not None]
    if not outcomes:
        raise InputError([*dict.fromkeys(study.refused)])
    return study.comparison(tuple(outcomes))


def _check(level: float, vehicles: int | None) -> None:
    if not 0.0 < level <= 1.0:
        raise InputError(f"--level {level:g}: expected a share above 0 and not above 1")
    if vehicles is not None and not 1 <= vehicles <= 2000:
        raise InputError(f"--vehicles {vehicles}: expected 1 to 2000")
