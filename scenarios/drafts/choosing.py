"""Measures and assumptions of a draft as they stand: the park's own where the draft says nothing.

A parameter at its usual value is not written down, so that a plan put back is the plan it was.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from scenarios.drafts.differences import Change, differences_of
from scenarios.drafts.draft import Choice, Draft
from scenarios.interventions.library import load_assumption, load_intervention
from scenarios.interventions.schema import Rule

Section = Literal["measures", "assumptions"]
MOST_SUFFIXES = 99


@lru_cache(maxsize=512)
def rule_of(section: Section, name: str) -> Rule:
    """Return the measure or assumption of a name.

    Raises
    ------
    InputError
        If there is none.
    """
    return load_intervention(name) if section == "measures" else load_assumption(name)


@dataclass(frozen=True)
class Own:
    """What a park's file itself chooses."""

    measures: tuple[Choice, ...] = ()
    assumptions: tuple[Choice, ...] = ()


def own_of(document: Mapping[str, Any]) -> Own:
    """Return what a merged park document chooses."""
    return Own(
        tuple(map(_choice, document.get("interventions") or ())),
        tuple(map(_choice, document.get("assumptions") or ())),
    )


def _choice(entry: Any) -> Choice:  # noqa: ANN401 - checked when the park was loaded
    if isinstance(entry, str):
        return Choice(id=entry)
    return Choice(
        id=entry["id"], parameters=entry.get("parameters") or {},
        suffix=str(entry.get("suffix") or ""),
    )  # fmt: skip


def chosen(draft: Draft, own: Own, section: Section) -> tuple[Choice, ...]:
    """Return the choices of a section as they stand."""
    found: tuple[Choice, ...] | None = getattr(draft, section)
    mine: tuple[Choice, ...] = getattr(own, section)
    return mine if found is None else found


def full(draft: Draft, own: Own) -> Draft:
    """Return the draft with what the park's file chooses written out."""
    return draft.model_copy(
        update={name: chosen(draft, own, name) for name in ("measures", "assumptions")}
    )


def differences(before: Draft, after: Draft, own: Own) -> tuple[Change, ...]:
    """Return what differs between two drafts of one park, whoever chose it."""
    return differences_of(full(before, own), full(after, own))


def added(choices: tuple[Choice, ...], section: Section, name: str) -> tuple[Choice, ...]:
    """Return the choices with one more, with a suffix of its own if it stands there already."""
    used = {choice.suffix for choice in choices if choice.id == name}
    if not used:
        return (*choices, Choice(id=name))
    if not getattr(rule_of(section, name), "repeatable", False):
        return choices
    free = next(str(n) for n in range(2, MOST_SUFFIXES) if str(n) not in used)
    return (*choices, Choice(id=name, suffix=free))


def removed(choices: tuple[Choice, ...], name: str, suffix: str) -> tuple[Choice, ...]:
    """Return the choices without one."""
    return tuple(choice for choice in choices if (choice.id, choice.suffix) != (name, suffix))


def moved(
    choices: tuple[Choice, ...],
    section: Section,
    at: tuple[str, str],
    values: Mapping[str, float | None],
) -> tuple[Choice, ...]:
    """Return the choices with parameters of one of them, (id, suffix), set; None is the usual."""
    return tuple(
        _with(choice, section, values) if (choice.id, choice.suffix) == at else choice
        for choice in choices
    )


def _with(choice: Choice, section: Section, values: Mapping[str, float | None]) -> Choice:
    usual = rule_of(section, choice.id).parameters
    kept = {**choice.parameters, **values}
    told = {
        name: value
        for name, value in kept.items()
        if value is not None and not _is_usual(value, usual[name].default)
    }
    return choice.model_copy(update={"parameters": told})


def _is_usual(value: float, usual: float) -> bool:
    return math.isclose(value, usual, rel_tol=1e-12, abs_tol=1e-15)


def restored(
    choices: tuple[Choice, ...], base: tuple[Choice, ...], change: Change
) -> tuple[Choice, ...]:
    """Return the choices with one difference against a base's taken back."""
    at = (change.id, change.suffix)
    was = {(choice.id, choice.suffix): choice for choice in base}.get(at)
    if was is None:
        return removed(choices, *at)
    if not any((choice.id, choice.suffix) == at for choice in choices):
        return (*choices, was)
    if not change.parameter:
        return tuple(was if (c.id, c.suffix) == at else c for c in choices)
    return tuple(
        _put_back(choice, change.parameter, change.before)
        if (choice.id, choice.suffix) == at
        else choice
        for choice in choices
    )


def _put_back(choice: Choice, name: str, value: float | None) -> Choice:
    kept = {key: held for key, held in choice.parameters.items() if key != name}
    return choice.model_copy(
        update={"parameters": kept if value is None else {**kept, name: value}}
    )


def taken_back(draft: Draft, base: Draft, own: Own, change: Change) -> Draft:
    """Return the draft with one difference against a base taken back.

    Raises
    ------
    InputError
        If what is left is not sound.
    """
    if change.kind == "setting":
        kept = {path: value for path, value in draft.settings.items() if path != change.id}
        old = {change.id: base.settings[change.id]} if change.id in base.settings else {}
        return draft.with_(settings={**kept, **old})
    if change.kind == "calculation":
        return draft.with_(**{change.id: change.before})
    section: Section = "measures" if change.kind == "measure" else "assumptions"
    back = restored(chosen(draft, own, section), chosen(base, own, section), change)
    same = back == chosen(base, own, section)
    return draft.with_(**{section: getattr(base, section) if same else list(back)})
