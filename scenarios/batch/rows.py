"""The scenario of one row of a study, and where the study says what is different in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from scenarios.batch.samples import Value
from scenarios.batch.study import Study
from scenarios.batch.study_file import WeatherYear
from scenarios.interventions import assumption_names, intervention_names
from scenarios.interventions.layers import ASSUMPTIONS, MEASURES
from scenarios.scenario import Chosen, Scenario, in_park
from scenarios.yaml_io import Place
from twin.errors import Problem

SAMPLED = ("samples", "parameters")


def scenario_of_row(study: Study, variant: str, values: Mapping[str, Value]) -> Scenario:
    """Return the scenario of a variant with sampled values laid on it.

    A value of a measure that the variant does not have changes nothing.
    """
    levers, world = set(intervention_names()), set(assumption_names())
    measures, assumptions = list(study.variants[variant]), list(study.base.assumptions)
    settings, places = dict(study.base.settings), {**study.base.places, **_places(study, variant)}
    for name, value in values.items():
        head, _, parameter = name.partition(".")
        if head in world:
            if head not in {chosen.id for chosen in assumptions}:
                assumptions.append(Chosen(head))
                added = str(len(assumptions) - 1)
                places[ASSUMPTIONS, added] = study.document.place((*SAMPLED, name))
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
        places=places | _sampled_places(study, values, measures, assumptions),
    )


def _sampled_places(
    study: Study,
    values: Mapping[str, Value],
    measures: list[Chosen],
    assumptions: list[Chosen],
) -> dict[tuple[str, ...], Place]:
    """Return where the study says what is sampled of measures and assumptions, by path."""
    out: dict[tuple[str, ...], Place] = {}
    for section, entries in ((MEASURES, measures), (ASSUMPTIONS, assumptions)):
        for number, chosen in enumerate(entries):
            for parameter in chosen.parameters:
                at = (*SAMPLED, f"{chosen.id}.{parameter}")
                if at[-1] in values and at in study.document.places:
                    here = (section, str(number), "parameters", parameter)
                    out[here] = study.document.places[at]
    return out


def written(study: Study, variant: str, problem: Problem) -> Problem:
    """Return a problem of a row's scenario with the path it has in the study file."""
    if problem.file != study.document.place(()).file:
        return problem
    section, _, rest = problem.path.partition(".")
    number, *inner = rest.split(".")
    sampled = problem.path if section not in {"measures", ASSUMPTIONS} else ".".join(inner)
    if (*SAMPLED, sampled) in study.document.places:
        return replace(problem, path=".".join((*SAMPLED, sampled)))
    if section == "measures" and ("measures", variant, number) in study.document.places:
        return replace(problem, path=".".join((section, variant, number, *inner)))
    own = len(study.base.assumptions) - len(study.file.assumptions)
    if section == ASSUMPTIONS and number.isdigit():
        return replace(problem, path=".".join((section, str(int(number) - own), *inner)))
    return problem


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
        return (MEASURES, *in_park(at[2:])) if len(at) > 2 else (MEASURES,)
    if at[:1] == ("assumptions",) and len(at) > 1:
        return (ASSUMPTIONS, *in_park((str(before + int(at[1])), *at[2:])))
    is_setting = at[:1] == ("set",) and len(at) == 2
    if is_setting or (at[:2] == ("samples", "parameters") and len(at) == 3):
        return tuple(at[-1].split("."))
    return at if at in {("days",), ("step_minutes",)} else ()
