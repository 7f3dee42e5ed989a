"""Reads numbers of a park document with all defaults, and remembers what was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from agents.base import AgentSpec
from scenarios.interventions.paths import Step, parse, walk
from scenarios.members import agent_spec
from scenarios.park_spec import ParkSpec
from scenarios.validation import validate
from scenarios.yaml_io import Document, Path_
from twin.errors import InputError
from twin.series import SeriesRef
from twin.tariffs import load_tariff
from twin.timeline import Timeline

Derived = Callable[["Reader", str], float]


class Reader:
    """A park document as it is now: agents by name, numbers by path.

    Attributes
    ----------
    document : Document
    reads : set of str
        Dotted paths that were read, and ``agents.*KIND/COMPONENT`` for sorts looked through.
    met : bool
        Whether a selector has found agents, though it may have taken a share of none.
    free_roofs : tuple or None
        Free roof by owner and area without one, once they are known: of the park as it is read.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.reads: set[str] = set()
        self.met = False
        self._specs: dict[str, AgentSpec] = {}
        self.free_roofs: tuple[Mapping[str, float], float] | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of all agents, sorted."""
        entries = self.document.data.get("agents")
        found = entries if isinstance(entries, dict) else {}
        return tuple(sorted(name for name, entry in found.items() if isinstance(entry, dict)))

    def raw(self, name: str) -> Mapping[str, Any]:
        """Return an agent as it is written."""
        return dict(self.document.data["agents"][name])

    def component(self, name: str) -> Mapping[str, Any]:
        """Return an agent's component as it is written, empty without one."""
        found = self.raw(name).get("component")
        return found if isinstance(found, dict) else {}

    def spec(self, name: str) -> AgentSpec:
        """Return an agent as it is checked, defaults filled in."""
        if name not in self._specs:
            self._specs[name] = agent_spec(self.document, name)
        return self._specs[name]

    @cached_property
    def header(self) -> ParkSpec:
        """The park without its agents, as it is checked."""
        apart = {"agents", "components"}
        data = {key: value for key, value in self.document.data.items() if key not in apart}
        spec, problems = validate(ParkSpec, data, self.document, (), also=("extends",))
        if problems or spec is None:
            raise InputError(problems)
        return spec

    @cached_property
    def last_day(self) -> dt.date:
        """Last day of the span."""
        spec = self.header
        if spec.days:
            return spec.start + dt.timedelta(days=spec.days - 1)
        return Timeline.one_year(spec.start, spec.step_minutes).dates[-1]

    def grid_tariff(self) -> str:
        """Return the tariff of the park's grid connection, "" without one."""
        self.reads.add("agents.*asset/grid_connection")
        for name in self.names:
            if self.component(name).get("type") == "grid_connection":
                self.reads.add(f"agents.{name}.component.tariff")
                return str(self.component(name).get("tariff", ""))
        return ""

    def found(self, path: tuple[Step, ...]) -> Iterator[tuple[Path_, Any]]:
        """Yield every concrete path and checked value that a path of the document leads to."""
        head = path[0].key
        if head == "agents" and len(path) > 2:
            for name in self.names if path[1].key == "*" else (path[1].key,):
                spec: Any = self.spec(name)
                inner = path[2:]
                if inner[0].key == "intensities" and len(inner) > 1:
                    # What a firm does not change is its archetype's.
                    found = walk(spec.plant, inner[1:], ("agents", name, "intensities"))
                else:
                    found = walk(spec, inner, ("agents", name))
                yield from self._noted(found)
        elif head == "tariffs" and len(path) > 2:
            tariffs = {n: load_tariff(n, c) for n, c in self.header.tariffs.items()}
            yield from self._noted(walk({head: tariffs}, path))
        else:
            yield from self._noted(walk(self.header, path))

    def _noted(self, found: Iterator[tuple[Path_, Any]]) -> Iterator[tuple[Path_, Any]]:
        for at, value in found:
            self.reads.add(".".join(at))
            yield at, value

    def values(self, name: str, field: str) -> list[Any]:
        """Return the values of a field of an agent, or of a derived figure."""
        from scenarios.interventions.derived import DERIVED

        if field in DERIVED:
            return [DERIVED[field](self, name)]
        path = (Step("agents"), Step(name), *parse(field))
        return [value for _, value in self.found(path)]

    def numbers(self, name: str, field: str) -> list[float]:
        """Return the numbers of a field of an agent; none if it is not given.

        Raises
        ------
        InputError
            If it is not a number.
        """
        return [number(value, f"agents.{name}.{field}") for value in self.values(name, field)]


def number(value: Any, where: str) -> float:  # noqa: ANN401 - whatever stands there
    """Return a plain number.

    Raises
    ------
    InputError
        If it is a series or no number.
    """
    if isinstance(value, SeriesRef):
        raise InputError(
            f"{where}: a series stands here ({value.file}); a measure needs a plain number"
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"{where}: expected a plain number, not {value!r}")
    return float(value)


def as_date(value: Any) -> dt.date:  # noqa: ANN401 - whatever stands there
    """Return a date, the first of all times if there is none."""
    return value if isinstance(value, dt.date) else dt.date.min
