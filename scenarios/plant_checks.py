"""References that only the components and the built plant can tell to lead nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from scenarios.park_file import LoadedPark
from twin.components.base import ComponentSpec
from twin.components.direct_line import DirectLine
from twin.errors import InputError, Problem
from twin.plant import Plant


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
