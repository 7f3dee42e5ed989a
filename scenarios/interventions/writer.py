"""Writes changes into a park document, in place, and remembers where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from agents.enterprise import EnterpriseSpec
from scenarios.interventions import paths
from scenarios.interventions.change import Change
from scenarios.interventions.paths import Step
from scenarios.interventions.reader import Reader, number
from scenarios.interventions.select import rounded
from scenarios.yaml_io import Document, Path_, Place
from twin.errors import InputError


class Writer:
    """Carries out changes.

    Attributes
    ----------
    writes : set of str
        Dotted paths that were written, and ``agents.*KIND/COMPONENT`` for agents made or removed.
    """

    def __init__(self, document: Document, place: Place, before: Reader) -> None:
        self.document, self.place = document, place
        self.before = before
        self.writes: set[str] = set()

    def write(
        self,
        change: Change,
        path: tuple[Step, ...],
        value: Any,  # noqa: ANN401 - plain data
    ) -> None:
        """Carry out one change at one path."""
        if change.op == "append":
            self._append(path, value)
        elif change.op == "move":
            for at, old in list(self._numbers(path)):
                self._move(change, at, old, value)
        elif change.op in {"set", "remove"}:
            for at in sorted(self._places(path), key=_last_first):
                self._put(at, value if change.op == "set" else None)
        else:
            for at, old in list(self._numbers(path)):
                self._put(at, self._new(change, old, value))

    def _new(self, change: Change, old: float, value: Any) -> float:  # noqa: ANN401
        by = number(value, f"{change.op} at {change.path}")
        if change.op == "scale":
            new = change.about + by * (old - change.about)
        else:
            new = old + by if change.op == "add" else old * (1.0 - by)
        return rounded(new, change.round)

    def _numbers(self, path: tuple[Step, ...]) -> Iterator[tuple[Path_, float]]:
        """Yield the concrete paths of numbers as they are now, defaults filled in.

        Raises
        ------
        InputError
            If something else stands there, or nothing.
        """
        now = Reader(self.document)
        found = list(now.found(path))
        if not found and all(step.like is None and step.key != "*" for step in path):
            told = ".".join(step.key for step in path)
            raise InputError(f"{told}: there is nothing at '{path[-1].key}', and no default")
        self.before.reads |= now.reads
        for at, value in found:
            yield at, number(value, ".".join(at))

    def _places(self, path: tuple[Step, ...]) -> list[Path_]:
        """Return the concrete paths to set or remove: what need not exist yet is taken as named."""
        if all(step.like is None and step.key != "*" for step in path):
            return [tuple(step.key for step in path)]
        last = next(
            n for n in range(len(path), 0, -1) if path[n - 1].like or path[n - 1].key == "*"
        )
        found = paths.walk(self.document.data, path[:last])
        rest = tuple(step.key for step in path[last:])
        return [(*at, *rest) for at, _ in found]

    def _put(self, at: Path_, value: Any) -> None:  # noqa: ANN401 - plain data
        self._note(at)
        if value is None:
            paths.remove(self.document, at)
            return
        self._hold_whole(at)
        if isinstance(value, float) and value.is_integer() and _was_whole(self.document, at):
            value = int(value)
        paths.put(self.document, at, value, self.place)
        self._note(at)

    def _hold_whole(self, at: Path_) -> None:
        """Write out a mapping that replaces another as a whole before one entry of it changes."""
        inner: Any = None
        if at[0] == "agents" and len(at) > 4 and at[2] == "intensities":
            spec = Reader(self.document).spec(at[1])
            top = 4
            if isinstance(spec, EnterpriseSpec):
                inner = spec.plant.model_dump().get(at[3])
        elif at[0] == "tariffs" and len(at) > 3:
            top = 3
            inner = next(Reader(self.document).found(tuple(map(Step, at[:3]))), (at, None))[1]
        if isinstance(inner, Mapping):
            paths.put(self.document, at[:top], dict(inner), self.place)

    def _append(self, path: tuple[Step, ...], value: Any) -> None:  # noqa: ANN401 - plain data
        at = tuple(step.key for step in path)
        *_, here = [None, *(found for _, found in paths.walk(self.document.data, path))]
        if here is None:
            paths.put(self.document, at, [value], self.place)
        elif isinstance(here, list):
            here.append(value)
        else:
            raise InputError(f"{'.'.join(at)}: 'append' needs a list there")
        self.writes.add(".".join(at))

    def _move(
        self, change: Change, at: Path_, old: float, value: Any  # noqa: ANN401
    ) -> None:  # fmt: skip
        """Move a share of a number to the entry of the same list that is alike."""
        *outer, index, key = at
        moved = rounded(old * number(value, change.path), change.round)
        entries: Any = self.document.data
        for step in outer:
            entries = entries[int(step)] if isinstance(entries, list) else entries[step]
        source = entries[int(index)]
        wanted = {name: source.get(name) for name in change.like} | dict(change.to)
        self._note(tuple(outer))
        if not moved:
            return
        self._put(at, old - moved)
        for number_, entry in enumerate(entries):
            if all(entry.get(name) == want for name, want in wanted.items()):
                here = (*outer, str(number_), key)
                self._put(here, float(entry.get(key, 0)) + moved)
                return
        given = {name: want for name, want in wanted.items() if want is not None}
        entries.append({**given, key: int(moved) if float(moved).is_integer() else moved})

    def _note(self, at: Path_) -> None:
        self.writes.add(".".join(at))
        is_agent = len(at) == 2 or (at[2:] in _SORTING)
        if at[0] == "agents" and is_agent:
            entry = (self.document.data.get("agents") or {}).get(at[1])
            if isinstance(entry, dict):
                sort = (entry.get("component") or {}).get("type")
                self.writes.add(f"agents.*{entry.get('kind')}" + (f"/{sort}" if sort else ""))


_SORTING = (("component",), ("component", "type"))


def _last_first(at: Path_) -> tuple[tuple[int, str], ...]:
    """Sort entries of lists from the last, so that removing one moves no other."""
    return tuple((-int(key), "") if key.isdigit() else (0, key) for key in at)


def _was_whole(document: Document, at: Path_) -> bool:
    here: Any = document.data
    for key in at:
        if isinstance(here, list):
            here = here[int(key)] if key.isdigit() and int(key) < len(here) else None
        else:
            here = here.get(key) if isinstance(here, dict) else None
    return isinstance(here, int) and not isinstance(here, bool)
