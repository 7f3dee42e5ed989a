"""Dotted paths with filters and wildcards, walked over specifications and over plain data.

``vehicles[powertrain=diesel].count`` is the count of every entry of the list that fits;
``tariffs.*.energy_cny_per_mwh`` is the price of every tariff.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from scenarios.yaml_io import Document, Path_, Place
from twin.errors import InputError

_STEP = re.compile(r"^([^\[\]]+)(?:\[([^\[\]]*)\])?$")


class Step(NamedTuple):
    """One step of a path: a key, and what entries of the list there must be like."""

    key: str
    like: Mapping[str, str] | None = None


def parse(path: str) -> tuple[Step, ...]:
    """Return the steps of a path.

    Raises
    ------
    InputError
        If it is not a path.
    """
    return tuple(_step(part, path) for part in re.split(r"\.(?![^\[]*\])", path)) if path else ()


def _step(part: str, path: str) -> Step:
    found = _STEP.match(part)
    if found is None:
        raise InputError(f"'{path}' is not a dotted path")
    if found.group(2) is None:
        return Step(part)
    pairs = [pair.partition("=") for pair in found.group(2).split(",")]
    if not all(key.strip() and equals and value.strip() for key, equals, value in pairs):
        raise InputError(f"'{path}': a filter is written [key=value,key=value]")
    return Step(found.group(1), {key.strip(): value.strip() for key, _, value in pairs})


def walk(value: Any, steps: tuple[Step, ...], at: Path_ = ()) -> Iterator[tuple[Path_, Any]]:  # noqa: ANN401
    """Yield every concrete path and value that steps lead to; what is not given is left out.

    Raises
    ------
    InputError
        If a step leads to something that does not exist.
    """
    if not steps:
        if value is not None:
            yield at, value
        return
    if value is None:
        return
    step, rest = steps[0], steps[1:]
    if step.key == "*":
        for key, item in _all(value):
            yield from walk(item, rest, (*at, key))
        return
    inner = _inside(value, step.key, at)
    if step.like is None:
        yield from walk(inner, rest, (*at, step.key))
        return
    for number, entry in enumerate(inner or ()):
        if all(str(_inside(entry, key, at)) == want for key, want in step.like.items()):
            yield from walk(entry, rest, (*at, step.key, str(number)))


def _all(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from ((str(number), item) for number, item in enumerate(value))


def _inside(value: Any, key: str, at: Path_) -> Any:  # noqa: ANN401
    where = ".".join((*at, key))
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, BaseModel):
        if hasattr(value, key) and not key.startswith("_") and not callable(getattr(value, key)):
            return getattr(value, key)
        raise InputError(f"{where}: there is no field '{key}' here")
    if isinstance(value, list | tuple) and key.isdigit() and int(key) < len(value):
        return value[int(key)]
    raise InputError(f"{where}: there is nothing at '{key}'")


def put(document: Document, path: Path_, value: Any, place: Place) -> None:  # noqa: ANN401
    """Set a value in place; a mapping is laid on one that is there."""
    holder = _holder(document, path, place)
    key: Any = int(path[-1]) if isinstance(holder, list) else path[-1]
    old = holder[key] if isinstance(holder, list) else holder.get(key)
    if isinstance(value, dict) and isinstance(old, dict):
        for inner, item in value.items():
            put(document, (*path, inner), item, place)
        return
    forget(document, path)
    holder[key] = value
    document.places[path] = place


def _holder(document: Document, path: Path_, place: Place) -> Any:  # noqa: ANN401
    here: Any = document.data
    for number, key in enumerate(path[:-1]):
        if isinstance(here, list):
            here = here[int(key)]
            continue
        if here.get(key) is None:
            here[key] = {}
            document.places[path[: number + 1]] = place
        here = here[key]
        if not isinstance(here, dict | list):
            raise InputError(f"{'.'.join(path)}: there is a plain value at '{key}'")
    return here


def remove(document: Document, path: Path_) -> None:
    """Remove what stands at a path, if anything does."""
    here: Any = document.data
    for key in path[:-1]:
        here = here[int(key)] if isinstance(here, list) else here.get(key)
        if here is None:
            return
    if isinstance(here, list):
        del here[int(path[-1])]
        forget(document, path[:-1])
    else:
        here.pop(path[-1], None)
        forget(document, path)


def forget(document: Document, path: Path_) -> None:
    """Forget the places of all below a path: its parent's is the nearest then."""
    if path in document.places:
        for old in [p for p in document.places if p[: len(path)] == path and p != path]:
            del document.places[old]
