"""A small study from a park being worked on: what is sampled in which range, and how often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.batch.kept import PARK
from scenarios.drafts import Draft
from scenarios.drafts.draft import Choice
from scenarios.interventions import (
    assumption_names,
    load_assumption,
    load_intervention,
)
from scenarios.interventions.schema import Rule
from scenarios.yaml_io import dump_yaml


@dataclass(frozen=True)
class Sampled:
    """A parameter that may be sampled.

    Attributes
    ----------
    name : str
        Such as ``gas_price.factor``.
    zh, en : str
    unit : str
    usual, low, high : float
        What it is if nothing is said, and the ends of what it may be.
    """

    name: str
    zh: str
    en: str
    unit: str
    usual: float
    low: float
    high: float


def sampled_parameters(draft: Draft) -> dict[str, Sampled]:
    """Return what can be sampled of a park: numbers of its measures and of all assumptions."""
    found: dict[str, Sampled] = {}
    for choice in draft.measures or ():
        found |= {s.name: s for s in _of(load_intervention(choice.id), choice.parameters)}
    given = {choice.id: choice.parameters for choice in draft.assumptions or ()}
    for name in assumption_names():
        found |= {s.name: s for s in _of(load_assumption(name), given.get(name, {}))}
    return found


def _of(rule: Rule, given: Mapping[str, float]) -> Iterator[Sampled]:
    for key, parameter in rule.parameters.items():
        yield Sampled(
            f"{rule.id}.{key}", f"{rule.label.zh}：{parameter.label.zh}",
            f"{rule.label.en}: {parameter.label.en}", parameter.unit,
            given.get(key, parameter.default), parameter.min, parameter.max,
        )  # fmt: skip


def study_text(
    draft: Draft,
    ranges: Mapping[str, tuple[float, float]],
    *,
    method: str,
    n: int,
    seeds: int,
    weather_years: int,
) -> tuple[str, str]:
    """Return the study file of a form, and the text of the park it is of, "" for a shipped one.

    Measures are one variant beside the park as its file says; what is sampled is the same in both.
    """
    plain: dict[str, Any] = {"park": PARK if draft.text else draft.park}
    if draft.measures:
        plain["measures"] = {"as_is": [], "plan": _entries(draft.measures)}
    if draft.assumptions:
        plain["assumptions"] = _entries(draft.assumptions)
    if draft.settings:
        plain["set"] = dict(draft.settings)
    if ranges:
        parameters = {name: {"min": low, "max": high} for name, (low, high) in ranges.items()}
        plain["samples"] = {"method": method, "n": n, "seed": 1, "parameters": parameters}
    if weather_years > 1:
        plain["weather_years"] = weather_years
    plain["seeds"] = seeds if seeds > 1 or draft.seed is None else [draft.seed]
    for key in ("days", "step_minutes"):
        if getattr(draft, key) is not None:
            plain[key] = getattr(draft, key)
    if draft.dispatch != "rules":
        plain["dispatch"] = draft.dispatch
    return dump_yaml(plain), draft.text


def _entries(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """Return choices as a study file has them."""
    return [
        {c.id: dict(c.parameters) | ({"suffix": c.suffix} if c.suffix else {})} for c in choices
    ]
