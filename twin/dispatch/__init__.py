"""Planners: what supplies the executor with values of stores. The executor itself is one."""

from __future__ import annotations

from twin.dispatch.forecast import Forecast
from twin.dispatch.lookahead import Rolling
from twin.dispatch.planner import Planner
from twin.dispatch.rules import Rules
from twin.errors import InputError
from twin.timeline import Timeline

DISPATCHES = ("rules", "rolling", "perfect")


def planner_named(name: str, timeline: Timeline) -> Planner:
    """Return the planner a run starts with; ``perfect`` rehearses with ``rules`` first.

    Raises
    ------
    InputError
        If there is none of this name.
    """
    if name not in DISPATCHES:
        raise InputError(f"no dispatch '{name}'; there are: {', '.join(DISPATCHES)}")
    return Rolling(Forecast(timeline)) if name == "rolling" else Rules()
