"""Each measure alone does what its text says: sign and size against an estimate made before."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from pathlib import Path

import pytest

from scenarios.build import Options
from scenarios.interventions.library import intervention_names, load_intervention
from scenarios.park_file import load_park
from scenarios.session import Session
from tests.measures.estimate import Estimate

OPTIONS = Options(step_minutes=60)


def estimates() -> list[Estimate]:
    """Return the estimates of every module here that is named after a pathway, park by park."""
    folder = str(Path(__file__).parent)
    found: list[Estimate] = []
    for module in pkgutil.iter_modules([folder]):
        if module.name.startswith("of_"):
            found += importlib.import_module(f"tests.measures.{module.name}").ESTIMATES
    return sorted(found, key=lambda e: (e.park, e.measure, sorted(e.parameters.items())))


@lru_cache(maxsize=2)
def session(park):
    return Session(park, options=OPTIONS)


@lru_cache(maxsize=2)
def base(park):
    return session(park).what_if({"interventions": []})


@lru_cache(maxsize=4)
def plan(park, measure, parameters):
    return session(park).what_if(
        {"interventions": [{"id": measure, "parameters": dict(parameters)}]}
    )


def value(result, term):
    """Return a term, 0 where what it is about does not stand yet."""
    return result.value(term) if term in result.accounts.book else 0.0


@pytest.mark.parametrize("given", estimates(), ids=lambda e: f"{e.measure}: {e.term}")
def test_a_measure_does_what_its_text_says(given):
    before = value(base(given.park), given.term)
    after = plan(given.park, given.measure, tuple(sorted(given.parameters.items())))
    expected = given.by(load_park(given.park, {"interventions": []}))
    assert expected != 0.0
    change = value(after, given.term) - before
    assert change == pytest.approx(expected, rel=given.within), given.formula


def test_every_measure_that_does_something_has_an_estimate():
    awaited = {name for name in intervention_names() if load_intervention(name).awaits}
    assert {e.measure for e in estimates()} == set(intervention_names()) - awaited
