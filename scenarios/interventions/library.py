"""Measures and assumptions by name, from ``configs/interventions`` and ``configs/assumptions``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from scenarios.interventions.schema import Assumption, Intervention, Rule
from scenarios.validation import validate
from scenarios.yaml_io import read_yaml
from twin.configs import config_file, config_names
from twin.errors import InputError

MEASURES, ASSUMPTIONS = "interventions", "assumptions"


@lru_cache(maxsize=256)
def _load(model: type[Rule], path: str, name: str) -> Rule:
    document = read_yaml(Path(path))
    rule, problems = validate(model, {"id": name, **document.data}, document, ())
    if problems or rule is None:
        raise InputError(problems)
    return rule


def load_intervention(name: str) -> Intervention:
    """Return the measure ``configs/interventions/NAME.yaml``.

    Raises
    ------
    InputError
        If there is none of this name or it is not valid.
    """
    _refuse_other(name, intervention_names(), assumption_names(), (
        f"'{name}' is an assumption, not a measure: the world decides it, not the planner; "
        f"give it under 'assumptions' or by --assume"
    ))  # fmt: skip
    path = config_file(MEASURES, name)
    return Intervention.model_validate(_load(Intervention, str(path), name))


def load_assumption(name: str) -> Assumption:
    """Return the assumption ``configs/assumptions/NAME.yaml``.

    Raises
    ------
    InputError
        If there is none of this name or it is not valid.
    """
    _refuse_other(name, assumption_names(), intervention_names(), (
        f"'{name}' is a measure, not an assumption: the planner decides it, not the world; "
        f"give it under 'measures' or by --with"
    ))  # fmt: skip
    path = config_file(ASSUMPTIONS, name)
    return Assumption.model_validate(_load(Assumption, str(path), name))


def _refuse_other(name: str, mine: tuple[str, ...], other: tuple[str, ...], why: str) -> None:
    if name in other and name not in mine:
        raise InputError(why)


def intervention_names() -> tuple[str, ...]:
    """Return the names of all measures."""
    return config_names(MEASURES)


def assumption_names() -> tuple[str, ...]:
    """Return the names of all assumptions."""
    return config_names(ASSUMPTIONS)
