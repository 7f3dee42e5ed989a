"""YAML with positions: every value remembers its file and line; nothing unsafe is ever built."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from twin.errors import InputError, Problem

Path_ = tuple[str, ...]

MOST_BYTES = 5_000_000
MOST_NODES = 200_000
MOST_DEPTH = 40
_SCALARS = yaml.constructor.SafeConstructor()
_COLLECTIONS = {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Place:
    """Where a value stands."""

    file: str
    line: int | None


@dataclass
class Document:
    """Plain data with the place of every key and item."""

    data: dict[str, Any]
    places: dict[Path_, Place] = field(default_factory=dict)

    def place(self, path: Path_) -> Place:
        """Return the place of a path, or of the nearest parent that has one."""
        for length in range(len(path), -1, -1):
            found = self.places.get(path[:length])
            if found is not None:
                return found
        return Place("", None)

    def problem(self, path: Path_, message: str, value: object = None, zh: str = "") -> Problem:
        """Return a problem at a path."""
        place = self.place(path)
        return Problem(message, ".".join(path), shown(value), place.file, place.line, zh)


def shown(value: object) -> str:
    """Return a value as a short text for an error message."""
    if value is None:
        return ""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def read_yaml(path: Path, label: str | None = None) -> Document:
    """Read a YAML mapping from a file.

    Raises
    ------
    InputError
        If it is missing, too large, not UTF-8, not YAML, or not a mapping of plain data.
    """
    name = label or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror}", file=name)) from error
    return parse_yaml(raw, name)


def parse_yaml(raw: bytes, name: str) -> Document:
    """Parse a YAML mapping.

    Raises
    ------
    InputError
        As :func:`read_yaml`.
    """
    if len(raw) > MOST_BYTES:
        raise InputError(Problem(f"{len(raw)} bytes; at most {MOST_BYTES} are read", file=name))
    known = _parsed(raw, name)
    return Document(_copy(known.data), dict(known.places))


@lru_cache(maxsize=16)
def _parsed(raw: bytes, name: str) -> Document:
    """Return the mapping of a file with this very content; it must not be changed."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(Problem("not UTF-8 text", file=name, line=line)) from error
    try:
        _check_depth(text, name)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = mark.line + 1 if mark is not None else None
        message = getattr(error, "problem", None) or str(error)
        raise InputError(Problem(f"not valid YAML: {message}", file=name, line=where)) from error
    if node is None:
        raise InputError(Problem("the file is empty", file=name))
    if not isinstance(node, yaml.MappingNode):
        raise InputError(Problem("expected a mapping at the top", file=name, line=1))
    return _Builder(name).build(node)


def _check_depth(text: str, name: str) -> None:
    """Refuse deep nesting before anything recursive sees the text."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else None
            raise InputError(Problem("nested too deeply", file=name, line=line))


class _Builder:
    """Turns a node tree into plain data, counting nodes so that aliases cannot explode."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self.problems: list[Problem] = []
        self.places: dict[Path_, Place] = {}

    def build(self, node: yaml.MappingNode) -> Document:
        data = self._value(node, ())
        if self.problems:
            raise InputError(self.problems)
        return Document(data, self.places)

    def _bad(self, node: yaml.Node, path: Path_, message: str, value: object = None) -> None:
        line = node.start_mark.line + 1
        self.problems.append(Problem(message, ".".join(path), shown(value), self.name, line))

    def _value(self, node: yaml.Node, path: Path_) -> Any:  # noqa: ANN401 - whatever is written
        self.count += 1
        if self.count > MOST_NODES:
            line = node.start_mark.line + 1
            message = f"more than {MOST_NODES} values once aliases are expanded"
            raise InputError(Problem(message, file=self.name, line=line))
        if len(path) > 2 * MOST_DEPTH:
            line = node.start_mark.line + 1
            raise InputError(Problem("nested too deeply", file=self.name, line=line))
        self.places[path] = Place(self.name, node.start_mark.line + 1)
        if not isinstance(node, yaml.ScalarNode) and node.tag not in _COLLECTIONS:
            self._bad(node, path, f"the tag {node.tag} is not allowed")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, str(i))) for i, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        out: dict[str, Any] = {}
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            if key is None:
                continue
            here, line = (*path, key), key_node.start_mark.line + 1
            if key in out:
                self._bad(key_node, here, f"this key stands twice (first in line {first[key]})")
                continue
            first[key] = line
            out[key] = self._value(value_node, here)
            self.places[here] = Place(self.name, line)
        return out

    def _key(self, node: yaml.Node, path: Path_) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self._bad(node, path, "a key must be plain text")
            return None
        if node.tag == "tag:yaml.org,2002:merge":
            self._bad(node, path, "merge keys (<<) are not supported; use 'extends'")
            return None
        return str(node.value)

    def _scalar(self, node: yaml.Node, path: Path_) -> Any:  # noqa: ANN401 - whatever is written
        if node.tag not in _SCALARS.yaml_constructors:
            self._bad(node, path, f"the tag {node.tag} is not allowed", node.value)
            return None
        try:
            value = _SCALARS.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            self._bad(node, path, f"cannot be read: {error}", node.value)
            return None
        if isinstance(value, float) and not math.isfinite(value):
            self._bad(node, path, "a number must be finite", node.value)
            return None
        return value


def merge(base: Document, over: Document) -> Document:
    """Return ``base`` with ``over`` laid on it: mappings merge, all else replaces, null removes."""
    out = Document(_copy(base.data), dict(base.places))
    out.places[()] = over.place(())
    _lay(out, over, out.data, over.data, ())
    return out


def _lay(
    out: Document, over: Document, target: dict[str, Any], source: Mapping[str, Any], path: Path_
) -> None:
    for key, value in source.items():
        here = (*path, key)
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            out.places[here] = over.place(here)
            _lay(out, over, target[key], value, here)
            continue
        if isinstance(target.get(key), dict | list):
            for old in [p for p in out.places if p[: len(here)] == here]:
                del out.places[old]
        if value is None:
            target.pop(key, None)
            continue
        target[key] = _copy(value)
        _take_places(out, over, value, here)


def _take_places(out: Document, over: Document, value: object, path: Path_) -> None:
    """Copy the places of a value and of all it holds."""
    out.places[path] = over.place(path)
    if isinstance(value, dict):
        for key, item in value.items():
            _take_places(out, over, item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _take_places(out, over, item, (*path, str(number)))


def _copy(value: Any) -> Any:  # noqa: ANN401 - plain data
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def dump_yaml(data: Mapping[str, Any]) -> str:
    """Return plain data as YAML text, keys in their order."""
    return yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=100)
