"""From a study to its runs: everything is checked against the park before the first of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from scenarios.batch.identity import digest_of, file_hash, world_hash
from scenarios.batch.points import Plan, Point, Row
from scenarios.batch.samples import NO_SAMPLES, SampleTable, Value, draw
from scenarios.batch.study import Study
from scenarios.batch.study_file import WeatherYear
from scenarios.build import Options, build
from scenarios.interventions import (
    assumption_names,
    intervention_names,
    load_assumption,
    load_intervention,
)
from scenarios.interventions.layers import ASSUMPTIONS, MEASURES
from scenarios.park_file import LoadedPark, load_park
from scenarios.scenario import Chosen, Scenario
from scenarios.yaml_io import Place
from twin.errors import InputError, Problem
from twin.indicators import system_names

MOST_ROWS = 1_000_000


def plan_of(study: Study) -> Plan:
    """Return all rows and runs of a sound study.

    Raises
    ------
    InputError
        With every problem found, before anything is run.
    """
    try:
        table = draw(study.samples)
    except ValueError as error:
        raise InputError(study.document.problem(("samples",), str(error))) from error
    _check_size(study, table)
    _check_names(study)
    files = _check_parks(study, table)
    base = load_park(study.base.park)
    kept = [study.file.outputs.model_dump(), study.file.keep, study.file.dispatch]
    world = world_hash(base.document.data, files, kept)
    rows, points = [], {}
    for row, point in _combinations(study, table, base.spec.seed, world):
        rows.append(row)
        points[point.key] = point
    units = {name: _unit(name) for name in table.names}
    return Plan(study.name, tuple(rows), _order(points), table, study.samples, units)


def _combinations(
    study: Study, table: SampleTable, own_seed: int, world: str
) -> Iterator[tuple[Row, Point]]:
    """Yield every row with its run: variants, then samples, weather years and seeds."""
    hashes = {y: file_hash(weather_file(study, y)) for y in study.weather_years if y and y.file}
    for variant in study.variants:
        for number, values in enumerate(table.values):
            scenario = scenario_of_row(study, variant, dict(zip(table.names, values, strict=True)))
            for year in study.weather_years:
                changes = scenario.with_more(settings=weather_settings(year)).changes()
                own = changes.pop("seed", own_seed)
                path = str(weather_file(study, year)) if year and year.file else ""
                for given in study.seeds:
                    seed = own if given is None else given
                    plain = [world, changes, seed, hashes.get(year) if year else ""]
                    key = digest_of(plain)
                    label = year.label if year else ""
                    yield Row(variant, number, label, seed, key), Point(key, changes, seed, path)


def _order(points: Mapping[str, Point]) -> tuple[Point, ...]:
    """Return runs so that those that share luck and weather stand together."""

    def shared(point: Point) -> tuple[int, str, str, str]:
        weather = {k: v for k, v in point.changes.items() if k.startswith("climate.")}
        return point.seed, point.weather, repr(sorted(weather.items())), point.key

    return tuple(sorted(points.values(), key=shared))


def scenario_of_row(study: Study, variant: str, values: Mapping[str, Value]) -> Scenario:
    """Return the scenario of a variant with sampled values laid on it.

    A value of a measure that the variant does not have changes nothing.
    """
    levers, world = set(intervention_names()), set(assumption_names())
    measures, assumptions = list(study.variants[variant]), list(study.base.assumptions)
    settings = dict(study.base.settings)
    for name, value in values.items():
        head, _, parameter = name.partition(".")
        if head in world:
            if head not in {chosen.id for chosen in assumptions}:
                assumptions.append(Chosen(head))
            assumptions = [_with(chosen, head, parameter, value) for chosen in assumptions]
        elif head in levers:
            measures = [_with(chosen, head, parameter, value) for chosen in measures]
        else:
            settings[name] = value
    own = {"days": study.file.days, "step_minutes": study.file.step_minutes}
    settings |= {key: value for key, value in own.items() if value is not None}
    return replace(
        study.base,
        measures=tuple(measures),
        assumptions=tuple(assumptions),
        settings=settings,
        places={**study.base.places, **_places(study, variant)},
    )


def _with(chosen: Chosen, name: str, parameter: str, value: Any) -> Chosen:  # noqa: ANN401
    if chosen.id != name:
        return chosen
    return replace(chosen, parameters={**chosen.parameters, parameter: value})


def weather_settings(year: WeatherYear | None) -> dict[str, Any]:
    """Return the changes of the park that a weather year asks for."""
    given = {} if year is None else {"climate.station": year.station, "climate.seed": year.seed}
    return {path: value for path, value in given.items() if value not in ("", None)}


def weather_file(study: Study, year: WeatherYear) -> Path:
    """Return the file of a weather year."""
    return (study.folder / year.file).resolve()


def _places(study: Study, variant: str) -> dict[tuple[str, ...], Place]:
    """Return where the study's changes were written, by path of the park."""
    out: dict[tuple[str, ...], Place] = {}
    before = len(study.base.assumptions) - len(study.file.assumptions)
    for at, place in study.document.places.items():
        target = _target(at, variant, before)
        if target:
            out[target] = place
    return out


def _target(at: tuple[str, ...], variant: str, before: int) -> tuple[str, ...]:
    """Return the path of the park that is changed by what stands at a path of the study."""
    if at[:2] == ("measures", variant):
        return (MEASURES, *at[2:])
    if at[:1] == ("assumptions",) and len(at) > 1:
        return (ASSUMPTIONS, str(before + int(at[1])), *at[2:])
    is_setting = at[:1] == ("set",) and len(at) == 2
    if is_setting or (at[:2] == ("samples", "parameters") and len(at) == 3):
        return tuple(at[-1].split("."))
    return at if at in {("days",), ("step_minutes",)} else ()


def _check_size(study: Study, table: SampleTable) -> None:
    years, seeds = len(study.weather_years), len(study.seeds)
    rows = len(study.variants) * len(table) * years * seeds
    if rows > MOST_ROWS:
        raise InputError(
            f"{study.name}: {len(study.variants)} variants x {len(table)} samples x {years} "
            f"weather years x {seeds} seeds are {rows} rows; at most {MOST_ROWS}"
        )


def _check_names(study: Study) -> None:
    """Refuse unknown measures, assumptions, parameters and indicator systems, all at once."""
    document, found = study.document, []
    for variant, chosen in study.variants.items():
        for number, measure in enumerate(chosen):
            if measure.id not in intervention_names():
                at = ("measures", variant, str(number))
                found.append(document.problem(at, _unknown_measure(measure.id), measure.id))
    used = {chosen.id for measures in study.variants.values() for chosen in measures}
    for name in study.samples.parameters if study.samples else ():
        told = _name_trouble(name, used)
        if told:
            found.append(document.problem(("samples", "parameters", name), told, name))
    known = ", ".join(system_names())
    for system in study.file.outputs.systems:
        if system not in system_names():
            path = ("outputs", "systems")
            found.append(
                document.problem(path, f"no such indicator system; known: {known}", system)
            )
    if found:
        raise InputError(found)


def _unknown_measure(name: str) -> str:
    try:
        load_intervention(name)
    except InputError as error:
        return error.problems[0].message
    return "unknown measure"


def _name_trouble(name: str, used: set[str]) -> str:
    """Return what is wrong with a sampled parameter's name."""
    head, _, parameter = name.partition(".")
    if head in intervention_names():
        if head not in used:
            return f"no variant has the measure {head}"
        known = load_intervention(head).parameters
    elif head in assumption_names():
        known = load_assumption(head).parameters
    elif name in {"seed", "days", "step_minutes"} or head in {"interventions", "climate"}:
        return "this is not sampled: use 'seeds', 'weather_years', 'measures', 'days' or 'set'"
    else:
        return ""
    return "" if parameter in known else f"{head} has: {', '.join(known) or 'no parameters'}"


def _unit(name: str) -> str:
    """Return the unit of a sampled parameter, if it is told."""
    head, _, parameter = name.partition(".")
    if head in intervention_names():
        return load_intervention(head).parameters[parameter].unit
    return load_assumption(head).parameters[parameter].unit if head in assumption_names() else ""


def _check_parks(study: Study, table: SampleTable) -> set[Path]:
    """Build every variant and every year, load every end of every range; return files read."""
    first = dict(zip(table.names, table.values[0], strict=True))
    found: dict[str, Problem] = {}
    files: set[Path] = set()
    for number, variant in enumerate(study.variants):
        years = study.weather_years if number == 0 else study.weather_years[:1]
        for year in years:
            more = weather_settings(year)
            scenario = scenario_of_row(study, variant, first).with_more(settings=more)
            files |= _built(study, scenario, year, found)
        for name, value in _ends(study, table):
            values = {**first, name: value}
            _tried(study, scenario_of_row(study, variant, values), f"{name} = {value}", found)
    if found:
        raise InputError(found.values())
    return files


def _ends(study: Study, table: SampleTable) -> Iterator[tuple[str, Value]]:
    if study.samples is not None and table is not NO_SAMPLES:
        for name, held in study.samples.parameters.items():
            for value in held.ends():
                yield name, value


def _built(
    study: Study, scenario: Scenario, year: WeatherYear | None, found: dict[str, Problem]
) -> set[Path]:
    """Build a variant in a year and return the files it reads; note what is wrong."""
    loaded = _tried(study, scenario, "", found)
    if loaded is None:
        return set()
    path = weather_file(study, year) if year and year.file else None
    seed = study.seeds[0]
    try:
        return set(build(loaded, Options(seed, None, path, study.file.dispatch)).files)
    except InputError as error:
        _note(study, error, "", found)
        return set()


def _tried(
    study: Study, scenario: Scenario, what: str, found: dict[str, Problem]
) -> LoadedPark | None:
    try:
        return scenario.load()
    except InputError as error:
        _note(study, error, what, found)
        return None


def _note(study: Study, error: InputError, what: str, found: dict[str, Problem]) -> None:
    """Note problems, each once, with the study's file where none is told."""
    for problem in error.problems:
        told = replace(problem, message=f"{problem.message} (with {what})") if what else problem
        here = told if told.file else replace(told, file=study.document.place(()).file)
        found.setdefault(f"{problem.file}:{problem.line}:{problem.path}:{problem.message}", here)
