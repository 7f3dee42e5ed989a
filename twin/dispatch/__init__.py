"""Planners: what supplies the executor with values of stores. The executor itself is one."""

from __future__ import annotations

from typing import get_args

from twin.dispatch.forecast import Forecast
from twin.dispatch.lookahead import Perfect, Rolling
from twin.dispatch.planner import Planner
from twin.dispatch.rules import Rules
from twin.dispatch.settings import Dispatch, PlannerName
from twin.network.pack import Network
from twin.timeline import Timeline

PLANNERS: tuple[str, ...] = get_args(PlannerName)


def first_planner(dispatch: Dispatch, timeline: Timeline) -> Planner:
    """Return the planner a run starts with; what needs the recorded year rehearses by rules."""
    if dispatch.planner == "rolling" and not dispatch.rehearses:
        return Rolling(Forecast(timeline))
    return Rules()


def final_planner(dispatch: Dispatch, recorded: Network, seed: int) -> Planner:
    """Return the planner of a finished event layer; ``recorded`` is settled to its end."""
    if dispatch.planner == "perfect":
        return Perfect(recorded)
    if dispatch.planner == "rules":
        return Rules()
    exact = dispatch.forecast == "exact"
    return Rolling(Forecast(recorded.timeline, exact, dispatch.forecast_error, seed))
