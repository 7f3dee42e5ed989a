"""Planners: what supplies the executor with values of stores. The executor itself is one."""

from __future__ import annotations

from collections.abc import Callable

from twin.dispatch.planner import Planner
from twin.dispatch.rules import Rules
from twin.errors import InputError

PLANNERS: dict[str, Callable[[], Planner]] = {"rules": Rules}


def planner_named(name: str) -> Planner:
    """Return a new planner by name.

    Raises
    ------
    InputError
        If there is none of this name.
    """
    if name not in PLANNERS:
        raise InputError(f"no dispatch '{name}'; there are: {', '.join(PLANNERS)}")
    return PLANNERS[name]()
