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
from scenarios.fleets.bench import Bench, Done, Order, done_in, order_of
from scenarios.fleets.chosen import at_rest, chosen_fleets, impossible
from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.costs import CostWorld
from scenarios.fleets.job_checks import check_number, check_rows, outside_shifts
from scenarios.fleets.measured import prices_of
from scenarios.fleets.outcome import FleetOutcome
from scenarios.fleets.ownership_assumptions import ownership_assumptions
from scenarios.fleets.plan import FleetPlan
from scenarios.fleets.ranking import work_of
from scenarios.fleets.reading import Reader
from scenarios.fleets.sensitivity import Variant
from scenarios.fleets.settings import FleetSettings, fleet_settings
from scenarios.fleets.sizing import FleetSize
from scenarios.fleets.strategy import FleetStrategy, chosen_strategies
from scenarios.fleets.trial import Trial
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
    sensitivity: bool = True,
) -> FleetComparison:
    """Compare strategies of some fleets of a park.

    Parameters
    ----------
    park : str or Scenario
    fleets : sequence of str
        Fleets that the strategies change; the goods fleet that can carry most, if none is named.
    strategies : str
        Names by commas, or ``all``; those that are compared by default if empty.
    jobs : Path, optional
        File of jobs in place of the park's own; for one fleet.
    vehicles : int, optional
        Vehicles of each fleet in every strategy; the fewest that meet the level if not given.
    level : float, optional
        Share of jobs in time; the shipped one if not given.
    options : Options, optional
    watch : callable, optional
    sensitivity : bool
        Whether hauls and the number of jobs are also tried at the ends of their ranges. What prices
        do is told in any case.

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
    study = _Study(
        scenario, settings, asked, vehicles, options, watch, len(chosen) + 2, jobs, sensitivity
    )
    study.begin(fleets)
    outcomes = [found for strategy in chosen if (found := study.run(strategy)) is not None]
    if not outcomes:
        raise InputError("; ".join(study.refused))
    return study.comparison(tuple(outcomes))


def _check(level: float, vehicles: int | None) -> None:
    if not 0.0 < level <= 1.0:
        raise InputError(f"--level {level:g}: expected a share above 0 and not above 1")
    if vehicles is not None and not 1 <= vehicles <= 2000:
        raise InputError(f"--vehicles {vehicles}: expected 1 to 2000")


@dataclass
class _Study:
    """What is known while strategies are run one after another."""

    scenario: Scenario
    settings: FleetSettings
    level: float
    vehicles: int | None
    options: Options | None
    watch: Watch
    n_runs: int
    jobs: Path | None = None
    sensitivity: bool = True

    def __post_init__(self) -> None:
        options = replace(self.options or Options(), jobs=self.jobs)
        self.session = Session(self.scenario.park, self.scenario.text, options)
        self.changes = self.scenario.changes()
        self.refused: list[str] = []
        self.skipped: list[tuple[str, str]] = []
        self.variants: list[Variant] = []
        self.made: dict[str, Mapping[str, Any]] = {}
        self.runs = 0

    def begin(self, names: Sequence[str]) -> None:
        """Run the park as it is, and with the fleets at rest."""
        self.fleets = chosen_fleets(self.scenario.load(), names)
        if self.jobs is not None:
            self.changes |= _with_jobs(self.fleets, self.jobs)
        as_is = self._run({})
        self.fleets = _specs(as_is, self.fleets)
        check_rows(as_is.built, self.fleets)
        self.order: Order = order_of(as_is.built, self.fleets)
        check_number(self.vehicles, self.fleets, self.order.named)
        self.cautions = tuple(outside_shifts(as_is.built, self.fleets, self.order, self.level))
        self.specs = {name: spec for name, (_, spec) in as_is.park.agents.items()}
        self.world = as_is.built.park.world
        self.rest = self._run(at_rest(self.fleets))
        given = ownership_assumptions()
        self.given = given
        self.reader = Reader(
            self.rest,
            CostWorld(given, self.settings.drivers_per_vehicle.value, _temperatures(as_is)),
        )

    def _run(self, changes: Mapping[str, Any]) -> RunResult:
        number = self.runs
        self.runs += 1

        def told(step: Progress) -> None:
            stage = step.stage
            if stage != "compiling":
                stage = f"run {number + 1} of {self.n_runs}"
            self.watch(replace(step, share=(number + step.share) / self.n_runs, stage=stage))

        return self.session.what_if({**self.changes, **changes}, told)

    def run(self, strategy: FleetStrategy) -> FleetOutcome | None:
        """Size and run a strategy; None if it cannot be had for these fleets."""
        missing = impossible(strategy, self.fleets)
        if missing is not None:
            self._skip(strategy, *missing)
            return None
        try:
            trial = self._trial(strategy)
            made = trial.changes()
            run = self._run(made)
        except InputError as error:  # the park as it is was sound: it is the strategy's own
            faults = error.problems
            zh, en = ("; ".join(fault.told(lang) for fault in faults) for lang in ("zh", "en"))
            self._skip(strategy, zh, en)
            return None
        done = done_in(run.built)
        found = self.reader.outcome(trial, run, done)
        self.made[strategy.id] = made
        if self.sensitivity:
            self.variants += self._variants(trial, found, run, done)
        return found

    def _trial(self, strategy: FleetStrategy) -> Trial:
        """Return a strategy with the yard of its own stations."""
        tariff = next(iter(sorted(self.world.tariffs)), "")
        plan = FleetPlan(strategy, self.fleets, tariff, self.order.named)
        one = dict.fromkeys(strategy.stations, 1)
        few = {fleet: plan.least(fleet) for fleet in self.fleets}
        specs = plan.specs(few, dict.fromkeys(self.fleets, one))
        bench = Bench(self.world, self.specs | specs)
        return Trial(plan, bench, self.order, self.level, self.vehicles)

    def _skip(self, strategy: FleetStrategy, zh: str, en: str) -> None:
        label = strategy.label
        self.refused.append(f"{strategy.id}: {en}")
        self.skipped.append((f"{label.zh}：未比较，{zh}", f"{label.en}: left out, {en}"))

    def _variants(
        self, trial: Trial, found: FleetOutcome, run: RunResult, done: Done
    ) -> Iterator[Variant]:
        """Yield the strategy with longer or shorter hauls, and with more or fewer jobs."""
        if not done.record.jobs.end_s.max(initial=-1) > 0:
            return
        for name, change in CHANGED.items():
            for end in ("low", "high"):
                factor = getattr(self.settings.drivers[name], end)
                order = replace(trial.order, jobs=change(trial.order.jobs, factor))
                again = replace(trial, order=order, near=_scaled(trial.sizes, factor), checks=False)
                yield Variant(name, end, self.reader.variant(again, trial, found, run, done))

    def comparison(self, outcomes: tuple[FleetOutcome, ...]) -> FleetComparison:
        """Return all of it."""
        timeline = self.rest.timeline
        return FleetComparison(
            park=self.rest.park.name,
            fleets=tuple(self.fleets),
            span={**timeline.to_json(), "seed": self.rest.built.seed,
                  "jobs": len(self.order.jobs)},
            level=self.level,
            settings=self.settings,
            outcomes=outcomes,
            prices=prices_of(self.rest, self.given),
            variants=tuple(self.variants),
            cautions=(*self.skipped, *self.cautions, *_span_caution(self.rest),
                      *_work_caution(outcomes)),
            changes=self.made,
        )  # fmt: skip


def _scaled(sizes: Mapping[str, FleetSize], factor: float) -> dict[str, FleetSize]:
    """Return where to look for sizes when there is so many times as much to do."""
    return {
        fleet: replace(
            found,
            vehicles=max(round(found.vehicles * factor), 1),
            servers={place: max(round(n * factor), 1) for place, n in found.servers.items()},
        )
        for fleet, found in sizes.items()
    }


def _with_jobs(fleets: Mapping[str, FleetSpec], jobs: Path) -> dict[str, Any]:
    """Return the changes that let a fleet do the jobs of a file.

    Raises
    ------
    InputError
        If there is more than one fleet, or no such file.
    """
    if len(fleets) != 1:
        raise InputError(f"--jobs: one file is for one fleet; there are: {', '.join(fleets)}")
    if not jobs.is_file():
        raise InputError(f"--jobs {jobs}: there is no such file")
    here = f"agents.{next(iter(fleets))}"
    return {f"{here}.jobs": "file", f"{here}.jobs_file": str(jobs.resolve()), f"{here}.serves": []}


def _specs(run: RunResult, names: Mapping[str, FleetSpec]) -> dict[str, FleetSpec]:
    """Return the fleets as they stand in a run."""
    agents = {name: spec for name, (_, spec) in run.park.agents.items()}
    return {name: spec for name in names if isinstance(spec := agents[name], FleetSpec)}


def _temperatures(run: RunResult) -> tuple[float, ...]:
    """Return the daily mean temperatures, at which batteries age; 25 °C without weather."""
    climate = run.built.context.climate
    if climate is None:
        return (25.0,)
    daily = climate.temp_air_c.reshape(run.timeline.days, -1).mean(axis=1)
    return tuple(daily.tolist())


def _work_caution(outcomes: Sequence[FleetOutcome]) -> Iterator[tuple[str, str]]:
    if work_of(outcomes) == "year":
        en = "nothing drives: there is no cost of a km or a tonne-km, strategies are ranked by "
        yield "没有行驶里程：无每公里或每吨公里成本，按年成本排名", en + "their cost of a year"


def _span_caution(run: RunResult) -> Iterator[tuple[str, str]]:
    days = run.timeline.end_second // SECONDS_PER_DAY
    if not run.timeline.whole_years:
        zh = f"仅模拟 {days} 天，年费用与年排放按天数放大，不含季节差异；期初电池存电未计费"
        en = f"only {days} days were run and scaled up to a year, without seasons; what batteries "
        yield zh, en + "held at the start is not paid"
