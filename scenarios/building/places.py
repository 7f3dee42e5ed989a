"""Where agents stand on the plan of the park."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.building.document import target_of
from scenarios.building.entries import with_agent
from scenarios.drafts import Draft
from scenarios.park_file import assembled
from scenarios.park_spec import Plan as Extent
from scenarios.replay.plan import place_of
from scenarios.sheets.rows import owner_kind
from twin.errors import InputError


@dataclass(frozen=True)
class Place:
    """An agent on the plan; None if nobody has said where it stands.

    Attributes
    ----------
    at : tuple of float, optional
        [m] east and north of the plan's south-west corner.
    beside : str
        Whose place it shares as long as it has none of its own: a roof's PV that of its building.
    """

    id: str
    kind: str
    zh: str
    en: str
    at: tuple[float, float] | None
    beside: str = ""


@dataclass(frozen=True)
class Plan:
    """The plan: its extent [m] and who stands on it."""

    width_m: float
    height_m: float
    places: tuple[Place, ...]


def plan_of(draft: Draft) -> Plan:
    """Return the plan of a park, sound or not.

    Raises
    ------
    InputError
        If its text cannot be read.
    """
    target = target_of(draft)
    data = assembled(target.text, target.name, target.folder).data
    agents = data.get("agents")
    found = agents.items() if isinstance(agents, dict) else ()
    read = {str(name): entry for name, entry in found if isinstance(entry, dict)}
    return Plan(*_extent(data.get("plan")), tuple(_place(name, read) for name in read))


def moved(draft: Draft, name: str, east_m: float, north_m: float) -> str:
    """Return the park's text with an agent at another place, to the metre.

    Raises
    ------
    InputError
        If there is no such agent, or the place is not on the plan.
    """
    plan = plan_of(draft)
    if name not in {place.id for place in plan.places}:
        raise InputError(f"there is no {name[:60]!r} in this park")
    at = [round(east_m), round(north_m)] if math.isfinite(east_m + north_m) else [-1, -1]
    if not (0 <= at[0] <= plan.width_m and 0 <= at[1] <= plan.height_m):
        raise InputError(
            f"{name}: expected a place on the plan of {plan.width_m:g} by {plan.height_m:g} m"
        )
    target = target_of(draft)
    return with_agent(target, name, {**target.agents()[name], "position": at})


def _place(name: str, agents: Mapping[str, Mapping[str, Any]]) -> Place:
    entry = agents[name]
    label = entry.get("label")
    label = label if isinstance(label, dict) else {}
    at = entry.get("position")
    is_pair = isinstance(at, list) and len(at) == 2 and all(map(_is_number, at))
    return Place(
        name, owner_kind(entry), str(label.get("zh", name)), str(label.get("en", name)),
        (float(at[0]), float(at[1])) if is_pair and at else None, _beside(name, agents),
    )  # fmt: skip


def _beside(name: str, agents: Mapping[str, Mapping[str, Any]]) -> str:
    """Return whose place an agent shares that has none, as the replay draws it."""
    sound = {key: one for key, one in agents.items() if isinstance(one.get("component", {}), dict)}
    host = place_of(name, {"agents": sound})
    return host if host != name else ""


def _extent(plan: object) -> tuple[float, float]:
    usual = Extent()
    given = plan if isinstance(plan, dict) else {}
    return (
        _length(given.get("width_m"), usual.width_m),
        _length(given.get("height_m"), usual.height_m),
    )


def _length(given: Any, usual: float) -> float:  # noqa: ANN401 - plain data
    return float(given) if _is_number(given) and given > 0 else usual


def _is_number(value: Any) -> bool:  # noqa: ANN401 - plain data
    return isinstance(value, int | float) and not isinstance(value, bool)
