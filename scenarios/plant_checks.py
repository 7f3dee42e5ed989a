"""References that only the components and the built plant can tell to lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from agents.base import AgentSpec
from scenarios.park_file import LoadedPark
from twin.accounts.integrity import Warning_
from twin.commodities import place_of
from twin.components.base import ComponentSpec
from twin.components.direct_line import DirectLine
from twin.errors import InputError, Problem
from twin.network.supply import never_fit
from twin.plant import Plant
from twin.primitives import Purpose


def check_users(components: Mapping[str, ComponentSpec], agents: set[str]) -> None:
    """Refuse direct lines that name users the park does not have.

    Raises
    ------
    InputError
        With every one of them.
    """
    problems = [
        Problem("users: the park has no such agent", path=name, value=user)
        for name, line in sorted(components.items())
        if isinstance(line, DirectLine)
        for user in sorted(set(line.users) - agents)
    ]
    if problems:
        raise InputError(problems)


def check_lines(components: Mapping[str, ComponentSpec], plant: Plant) -> None:
    """Refuse plants on a line that is not there, and lines without a plant.

    Raises
    ------
    InputError
        With every one of them.
    """
    compiled = plant.network.compiled
    rows = [e.row for column in compiled.columns for e in column.entries]
    rows += [flow.row for flow in compiled.fixed]
    fed = {row.into for row in rows if row.purpose is Purpose.GENERATION}
    lines = {n: c for n, c in components.items() if isinstance(c, DirectLine)}
    told = f"there are: {', '.join(sorted(lines)) or 'none'}"
    problems = [
        Problem(f"line: the park has no direct_line of this name; {told}", row.source, line)
        for row in rows
        if row.purpose is Purpose.GENERATION and (line := place_of(row.into)) not in lines
    ]
    problems += [
        Problem(f"no plant feeds this line: none names line: {name}", path=name)
        for name, line in sorted(lines.items())
        if line.capacity_mw > 0.0 and f"electricity@{name}" not in fed
    ]
    if problems:
        raise InputError(problems)


def check_foresight(loaded: LoadedPark, wanted: str) -> None:
    """Refuse foresight of a park whose operator looks at the plant or commands it.

    Parameters
    ----------
    loaded : LoadedPark
    wanted : str
        What asks for the recorded year: a planner, a forecast or the regret.

    Raises
    ------
    InputError
        Naming every operator, and what of his it is.
    """
    problems = []
    for name, (kind, agent) in loaded.agents.items():
        if kind != "operator" or agent.event_key() is not None:
            continue
        told = (
            f"{wanted} plans the finished year anew, but this operator looks at the plant or "
            f"commands it: {', '.join(_doors(agent))}; leave these out or choose another planner"
        )
        problems.append(loaded.document.problem(("agents", name), told))
    if problems:
        raise InputError(problems)


def _doors(operator: AgentSpec) -> Iterator[str]:
    """Yield what of an operator's fields makes him look at the plant or command it."""
    for number, point in enumerate(getattr(operator, "set_points", ())):
        yield f"set_points.{number} ({point.column})"
    for number, call in enumerate(getattr(operator, "calls", ())):
        if call.import_limit_share < 1.0:
            yield f"calls.{number}.import_limit_share"
    for number, purchase in enumerate(getattr(operator, "purchases", ())):
        if purchase.follow_import_share:
            yield f"purchases.{number}.follow_import_share"


def plant_warnings(loaded: LoadedPark, plant: Plant) -> Iterator[Warning_]:
    """Yield what is sound and yet surely not meant: plants that cannot run, calls never made."""
    for misfit in never_fit(plant.network.compiled):
        name, most, least = misfit.column, f"{misfit.most:g}", f"{misfit.least:g}"
        what = f"{misfit.bus} {most} {misfit.unit}, {name} {least} {misfit.unit}"
        yield Warning_(
            "never_runs",
            f"{name} 的最小负荷高于 {misfit.bus} 上可被取用的最大量，一旦运行必有溢出（{what}）。",
            f"{name} can never run without overflow: its least load puts {least} {misfit.unit} on "
            f"{misfit.bus}, where at most {most} {misfit.unit} can ever be taken.",
            {"least": misfit.least, "most": misfit.most},
        )
    timeline = plant.network.timeline
    for name, (_, agent) in loaded.agents.items():
        for number, call in enumerate(getattr(agent, "calls", ()), start=1):
            if not 0 <= call.seconds(timeline)[0] < timeline.end_second:
                yield Warning_(
                    "call_outside",
                    f"{name} 的第 {number} 次响应（{call.date}）不在本期之内，不予执行。",
                    f"call {number} of {name} ({call.date}) lies outside the span and is not made.",
                    {},
                )


def check_set_points(loaded: LoadedPark, plant: Plant) -> None:
    """Refuse set points of flows that are not there, or that nothing can limit.

    Raises
    ------
    InputError
        With every one of them.
    """
    known = {column.name for column in plant.network.compiled.columns}
    problems = []
    for name, (_, agent) in loaded.agents.items():
        for number, point in enumerate(getattr(agent, "set_points", ())):
            if point.column not in known:
                path = ("agents", name, "set_points", str(number), "column")
                near = ", ".join(get_close_matches(point.column, sorted(known), 3, 0.4)) or "none"
                told = f"no flow of this name can be limited; the nearest: {near}"
                problems.append(loaded.document.problem(path, told, point.column))
    if problems:
        raise InputError(problems)
