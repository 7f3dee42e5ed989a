"""What differs between two drafts, entry by entry: what a planner is shown, and may take back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scenarios.drafts.draft import Choice, Draft

Kind = Literal["park", "text", "measure", "assumption", "setting", "calculation"]
CALCULATION = ("seed", "step_minutes", "days", "dispatch")


@dataclass(frozen=True)
class Change:
    """One difference; None stands where there is nothing.

    Attributes
    ----------
    kind : str
    id : str
        Measure, assumption, dotted path or field.
    suffix : str
        Which of several such measures.
    parameter : str
        Of a measure or an assumption; empty if it is there in one draft only.
    before, after : object
    """

    kind: Kind
    id: str
    suffix: str = ""
    parameter: str = ""
    before: Any = None
    after: Any = None


def differences_of(before: Draft, after: Draft) -> tuple[Change, ...]:
    """Return all that differs, in the order in which the app shows it."""
    return tuple(_all(before, after))


def _all(before: Draft, after: Draft) -> Iterator[Change]:
    if before.park != after.park:
        yield Change("park", after.park, before=before.park, after=after.park)
    if before.text != after.text:
        yield Change("text", after.park, before=len(before.text), after=len(after.text))
    yield from _choices("measure", before.measures, after.measures)
    yield from _choices("assumption", before.assumptions, after.assumptions)
    for path, one, other in _pairs(before.settings, after.settings):
        yield Change("setting", path, before=one, after=other)
    for name in CALCULATION:
        if getattr(before, name) != getattr(after, name):
            yield Change(
                "calculation", name, before=getattr(before, name), after=getattr(after, name)
            )


def _choices(
    kind: Kind, before: tuple[Choice, ...] | None, after: tuple[Choice, ...] | None
) -> Iterator[Change]:
    old = {(choice.id, choice.suffix): choice for choice in before or ()}
    new = {(choice.id, choice.suffix): choice for choice in after or ()}
    for key in (*old, *(key for key in new if key not in old)):
        if key not in new:
            yield Change(kind, *key, before=old[key].parameters)
        elif key not in old:
            yield Change(kind, *key, after=new[key].parameters)
        else:
            for name, one, other in _pairs(old[key].parameters, new[key].parameters):
                yield Change(kind, *key, name, one, other)


def _pairs(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in (*before, *(key for key in after if key not in before)):
        if before.get(key) != after.get(key):
            yield key, before.get(key), after.get(key)
