"""From a checked park to a plant with its people: everything up to the first second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from agents.ground import Ground
from agents.park import Park, World
from scenarios.build_fleets import battery_stores, job_files
from scenarios.climate import weather_files, weather_of
from scenarios.dispatching import carbon_price_cny_per_t, dispatch_of_run, emission_of
from scenarios.park_file import LoadedPark
from scenarios.plant_checks import (
    check_foresight,
    check_lines,
    check_set_points,
    check_users,
    plant_warnings,
)
from scenarios.series import SeriesFiles
from twin.accounts.book import AccountingInputs
from twin.accounts.choices import Factors, load_factors
from twin.accounts.collect import Boundary
from twin.accounts.integrity import Warning_
from twin.calendars import Calendar
from twin.clock import Clock
from twin.components.base import ComponentSpec
from twin.context import Context, Price
from twin.dispatch import PLANNERS
from twin.dispatch.settings import Dispatch
from twin.errors import InputError, Problem
from twin.facts import Fact, Facts
from twin.plant import Plant
from twin.spec import TwinSpec, assemble
from twin.streams import Streams
from twin.tariffs import Tariff, load_tariff
from twin.timeline import STEPS_ALLOWED, Timeline

Made = TypeVar("Made")


@dataclass(frozen=True)
class Options:
    """What a run may change without changing the park.

    Attributes
    ----------
    seed, step_minutes : int or None
        The park's own if None.
    weather : Path or None
        A weather file in place of the park's climate.
    dispatch : str
        Planner; the park's own if empty.
    regret : bool
        Also work out how far the dispatch is from perfect foresight.
    jobs : Path or None
        The one file of jobs that may lie elsewhere than beside the park file.
    """

    seed: int | None = None
    step_minutes: int | None = None
    weather: Path | None = None
    dispatch: str = ""
    regret: bool = False
    jobs: Path | None = None


@dataclass
class BuiltPark:
    """A park ready to run.

    ``files`` are those it read beside the park file. ``event_key`` names its events in a memo
    ("" without one), ``is_recalled`` says that they came from there.
    """

    loaded: LoadedPark
    timeline: Timeline
    seed: int
    dispatch: Dispatch
    context: Context
    factors: Factors
    plant: Plant
    park: Park
    clock: Clock
    files: tuple[Path, ...]
    event_key: str = ""
    is_recalled: bool = False

    @property
    def warnings(self) -> tuple[Warning_, ...]:
        """What is sound and yet surely not meant."""
        return tuple(plant_warnings(self.loaded, self.plant))

    def accounting(self) -> AccountingInputs:
        """Return what the accounts need beside the ledger, facts as they stand at the end."""
        spec = self.loaded.spec
        outside = outside_owners(self.loaded)
        own = [Fact("", f.key, f.value, f.unit, f.date, f.note) for f in self.loaded.spec.facts]
        facts = [f for f in (*own, *self.park.facts()) if f.agent not in outside]
        return AccountingInputs(
            facts=Facts(facts),
            factors=self.factors,
            choices=spec.accounting,
            boundary=Boundary(outside),
            tariffs=self.context.tariffs,
            calendar=self.context.calendar,
            carbon_cny_per_t=carbon_price_cny_per_t(self.context),
            calls=tuple(call for agent in self.park.agents for call in agent.calls()),
        )


def outside_owners(loaded: LoadedPark) -> frozenset[str]:
    """Return the agents that do not belong to the assessed park.

    A park within names the enterprises, buildings and fleets inside; assets, stations and the
    operator belong to it unless they belong to an agent outside.
    """
    boundary = loaded.spec.boundary
    if boundary.scope == "whole":
        return frozenset()
    inside = set(boundary.inside)
    shared = {"asset", "station", "operator"}
    outside = {
        name
        for name, (kind, _) in loaded.agents.items()
        if kind not in shared and name not in inside
    }
    outside |= {name for name, (_, spec) in loaded.agents.items() if spec.owner(name) in outside}
    return frozenset(outside)


def build(loaded: LoadedPark, options: Options | None = None) -> BuiltPark:
    """Build plant and population of a checked park.

    Raises
    ------
    InputError
        With every problem found, placed in the park file.
    """
    chosen = options or Options()
    _check_options(chosen)
    timeline = _timeline(loaded, chosen)
    seed = loaded.spec.seed if chosen.seed is None else chosen.seed
    streams = Streams(seed)
    files = SeriesFiles(loaded.folder, timeline)
    context, factors = _context(loaded, chosen, timeline, streams, files)
    dispatch = dispatch_of_run(loaded, chosen.dispatch)
    plant = _plant(loaded, context, dispatch, factors)
    check_set_points(loaded, plant)
    if dispatch.rehearses or chosen.regret:
        check_foresight(loaded, dispatch.planner if dispatch.rehearses else "the regret")
    world = _world(loaded, context, streams, chosen.jobs)
    clock = Clock(timeline.end_second)
    park = Park(world, clock, plant.meters, lambda: plant)
    park.populate(loaded.agents)
    used = tuple(
        sorted(files.used | weather_files(loaded, chosen.weather) | job_files(park, loaded))
    )
    return BuiltPark(loaded, timeline, seed, dispatch, context, factors, plant, park, clock, used)


def _check_options(options: Options) -> None:
    """Refuse options that cannot be, all at once.

    Raises
    ------
    InputError
        With every one of them.
    """
    problems = []
    if options.step_minutes is not None and options.step_minutes not in STEPS_ALLOWED:
        allowed = ", ".join(map(str, STEPS_ALLOWED))
        problems.append(Problem(f"allowed: {allowed}", "step", f"{options.step_minutes} minutes"))
    if options.seed is not None and options.seed < 0:
        problems.append(Problem("must not be negative", "seed", str(options.seed)))
    if options.dispatch and options.dispatch not in PLANNERS:
        told = f"no such planner; there are: {', '.join(PLANNERS)}"
        problems.append(Problem(told, "dispatch", options.dispatch))
    if options.weather is not None and not options.weather.is_file():
        problems.append(Problem("there is no such file", "weather", str(options.weather)))
    if problems:
        raise InputError(problems)


def _world(loaded: LoadedPark, context: Context, streams: Streams, jobs: Path | None) -> World:
    """Return what agents can read."""
    ground = Ground(loaded.spec.roads, (loaded.spec.plan.width_m, loaded.spec.plan.height_m))
    return World(
        context.timeline, context.calendar, streams, context.climate, context.tariffs, ground,
        loaded.folder, jobs,
    )  # fmt: skip


def _timeline(loaded: LoadedPark, options: Options) -> Timeline:
    spec = loaded.spec
    step = options.step_minutes or spec.step_minutes
    if spec.days:
        return Timeline(spec.start, spec.days, step)
    return Timeline.one_year(spec.start, step)


def _context(
    loaded: LoadedPark, options: Options, timeline: Timeline, streams: Streams, files: SeriesFiles
) -> tuple[Context, Factors]:
    """Return the world around the components, and the factors of the accounts."""
    problems: list[Problem] = []
    climate = _try(
        problems,
        loaded,
        ("climate",),
        lambda: weather_of(loaded, options.weather, timeline, streams),
    )
    tariffs = _try(problems, loaded, ("tariffs",), lambda: _tariffs(loaded))
    choice = loaded.spec.factors
    factors = _try(
        problems,
        loaded,
        ("factors",),
        lambda: load_factors(
            choice.fuel_set,
            choice.grid,
            choice.residual,
            choice.equivalent,
            {choice.grid: choice.grid_scale, choice.residual: choice.residual_scale},
        ),
    )
    if problems or factors is None:
        raise InputError(problems)
    prices = {
        item: Price(p.value, p.unit, p.source, p.confidence)
        for item, p in loaded.spec.prices.items()
    }
    context = Context(
        timeline, Calendar(timeline), factors.fuels, prices, tariffs or {}, climate, files
    )
    return context, factors


def _try(
    problems: list[Problem], loaded: LoadedPark, path: tuple[str, ...], make: Callable[[], Made]
) -> Made | None:
    """Return what ``make`` makes; on bad input note where in the park file it stands."""
    try:
        return make()
    except InputError as error:
        for problem in error.problems:
            placed = loaded.document.problem(path, str(problem))
            problems.append(problem if problem.file else placed)
    return None


def _tariffs(loaded: LoadedPark) -> Mapping[str, Tariff]:
    found, problems = {}, []
    for name, changes in loaded.spec.tariffs.items():
        path = ("tariffs", name)
        try:
            found[name] = load_tariff(name, changes)
        except InputError as error:
            problems += [loaded.document.problem(path, p.message) for p in error.problems]
        except ValidationError as error:
            for fault in error.errors():
                here = (*path, *map(str, fault["loc"]))
                problems.append(loaded.document.problem(here, fault["msg"], fault["input"]))
    if problems:
        raise InputError(problems)
    return found


def _plant(loaded: LoadedPark, context: Context, dispatch: Dispatch, factors: Factors) -> Plant:
    components: dict[str, ComponentSpec] = dict(loaded.components)
    owners: dict[str, str] = {}
    availability: dict[str, str] = {}
    for name, (_, agent) in loaded.agents.items():
        mine = agent.components(name)
        components |= mine
        owners |= dict.fromkeys(mine, agent.owner(name))
        availability |= agent.availability(name)
    batteries = battery_stores(loaded)
    components |= batteries
    owners = {name: name.partition("/")[0] for name in batteries} | owners
    price_cny_per_t = carbon_price_cny_per_t(context)
    emission = emission_of(dispatch, factors, loaded.spec.accounting, price_cny_per_t)
    spec = TwinSpec(context, components, owners, availability, dispatch, emission)
    try:
        check_users(components, set(loaded.agents))
        plant = assemble(spec)
        check_lines(components, plant)
    except InputError as error:
        raise InputError(loaded.relocate(error.problems)) from error
    return plant
