"""What is checked of a study against its park, before the first run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from scenarios.batch.rows import (
    scenario_of_row,
    weather_file,
    weather_settings,
    written,
)
from scenarios.batch.samples import NO_SAMPLES, SampleTable, Value
from scenarios.batch.study import Study
from scenarios.batch.study_file import WeatherYear
from scenarios.build import Options, build
from scenarios.interventions import (
    assumption_names,
    intervention_names,
    load_assumption,
    load_intervention,
)
from scenarios.park_file import MEMBERS, LoadedPark
from scenarios.park_spec import ParkSpec
from scenarios.run import run_park
from scenarios.scenario import Scenario
from twin.errors import ClosureError, InputError, Problem
from twin.indicators import system_names


def check_names(study: Study) -> None:
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
    elif head not in (keys := {*ParkSpec.model_fields, *MEMBERS}):
        near = _near(head, {*keys, *assumption_names(), *intervention_names()})
        return f"no assumption, measure or key of a park is called '{head}'; near: {near}"
    else:
        return ""
    return "" if parameter in known else f"{head} has: {', '.join(known) or 'no parameters'}"


def _near(name: str, known: Iterable[str]) -> str:
    return ", ".join(get_close_matches(name, sorted(known), 3, 0.5)) or "none"


def check_parks(study: Study, table: SampleTable) -> set[Path]:
    """Build every variant and every year, load every end of every range; return files read."""
    first = dict(zip(table.names, table.values[0], strict=True))
    found: dict[str, Problem] = {}
    files: set[Path] = set()
    for number, variant in enumerate(study.variants):
        years = study.weather_years if number == 0 else study.weather_years[:1]
        for year in years:
            more = weather_settings(year)
            scenario = scenario_of_row(study, variant, first).with_more(settings=more)
            files |= _built(study, variant, scenario, year, found)
        for name, value in _ends(study, table):
            values = {**first, name: value}
            scenario = scenario_of_row(study, variant, values)
            _tried(study, variant, scenario, f"{name} = {value}", found)
    if found:
        raise InputError(found.values())
    return files


def _ends(study: Study, table: SampleTable) -> Iterator[tuple[str, Value]]:
    if study.samples is not None and table is not NO_SAMPLES:
        for name, held in study.samples.parameters.items():
            for value in held.ends():
                yield name, value


def _built(
    study: Study,
    variant: str,
    scenario: Scenario,
    year: WeatherYear | None,
    found: dict[str, Problem],
) -> set[Path]:
    """Build a variant in a year and return the files it reads; note what is wrong."""
    loaded = _tried(study, variant, scenario, "", found)
    if loaded is None:
        return set()
    path = weather_file(study, year) if year and year.file else None
    seed = study.seeds[0]
    try:
        return set(build(loaded, Options(seed, None, path, study.file.dispatch)).files)
    except InputError as error:
        _note(study, variant, error, "", found)
        return set()


def _tried(
    study: Study, variant: str, scenario: Scenario, what: str, found: dict[str, Problem]
) -> LoadedPark | None:
    try:
        return scenario.load()
    except InputError as error:
        _note(study, variant, error, what, found)
        return None


def _note(
    study: Study, variant: str, error: InputError, what: str, found: dict[str, Problem]
) -> None:
    """Note problems, each once, with the study's file where none is told."""
    for problem in error.problems:
        told = replace(problem, message=f"{problem.message} (with {what})") if what else problem
        here = told if told.file else replace(told, file=study.document.place(()).file)
        here = written(study, variant, here)
        found.setdefault(f"{here.file}:{here.line}:{here.path}:{problem.message}", here)


def check_outputs(study: Study, table: SampleTable) -> None:
    """Refuse account terms and scorecards that no variant has; terms are those of a day of each.

    Raises
    ------
    InputError
        With every name that is not known.
    """
    outputs = study.file.outputs
    terms, systems = set[str](), set[str]()
    first = dict(zip(table.names, table.values[0], strict=True))
    for variant in study.variants if outputs.terms or outputs.systems else ():
        day = {"days": 1, "step_minutes": 60}
        loaded = scenario_of_row(study, variant, first).with_more(settings=day).load()
        systems |= set(loaded.spec.indicator_systems)
        terms |= _terms_of_day(study, variant, loaded) if outputs.terms else set()
    found = [*_unknown(study, "terms", terms), *_unknown(study, "systems", systems)]
    if found:
        raise InputError(found)


def _terms_of_day(study: Study, variant: str, loaded: LoadedPark) -> set[str]:
    """Return the account terms of a park, which only its accounts know."""
    try:
        result = run_park(loaded, Options(study.seeds[0], dispatch=study.file.dispatch))
    except ClosureError as error:
        told = f"a day of variant {variant} cannot be run to know its account terms: {error}"
        raise InputError(study.document.problem(("outputs", "terms"), told)) from error
    return {term.id for term in result.accounts.book}


def _unknown(study: Study, key: str, known: set[str]) -> Iterator[Problem]:
    what = {"terms": "account term", "systems": "scorecard"}[key]
    for number, name in enumerate(getattr(study.file.outputs, key)):
        if name not in known:
            told = f"no variant has this {what}; near: {_near(name, known)}"
            yield study.document.problem(("outputs", key, str(number)), told, name)
