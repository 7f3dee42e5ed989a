"""Single values of a park's text put in, replaced or taken out, all else left as it stands.

Whoever moves a box or types a number wants to see that line change and no other, comments
included. What cannot be done line by line (an entry on one line, shared anchors) is left to the
caller, who writes the whole entry anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from scenarios.sheets.cells import flow
from scenarios.yaml_io import parse_yaml
from twin.errors import InputError

Path = tuple[str, ...]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def spliced(text: str, changes: Mapping[Path, Any], wanted: Mapping[str, Any]) -> str | None:
    """Return the text with values at their paths; None if it cannot be done line by line.

    Parameters
    ----------
    changes : mapping
        Values by path; None takes the key out.
    wanted : mapping
        What the text must say in the end.
    """
    found: str | None = text
    for path, value in changes.items():
        found = None if found is None else _one(found, path, value)
    return found if found is not None and _says(found, wanted) else None


def _says(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        return parse_yaml(text.encode(), "park.yaml").data == wanted
    except InputError:
        return False


def _one(text: str, path: Path, value: Any) -> str | None:  # noqa: ANN401 - plain data
    parent = _node(text, path[:-1])
    if not isinstance(parent, yaml.MappingNode) or not parent.value:
        return None
    lines = text.split("\n")
    pair = next(((k, v) for k, v in parent.value if k.value == path[-1]), None)
    if pair is None:
        return None if value is None else _added(lines, parent, path[-1], value)
    return _removed(lines, parent, pair) if value is None else _replaced(lines, pair[1], value)


def _node(text: str, path: Path) -> yaml.Node | None:
    try:
        here: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        return None
    for part in path:
        pairs = here.value if isinstance(here, yaml.MappingNode) else ()
        here = next((value for key, value in pairs if key.value == part), None)
    return here


def _replaced(lines: list[str], node: yaml.Node, value: Any) -> str | None:  # noqa: ANN401
    start, end = node.start_mark, node.end_mark
    is_inline = not isinstance(node, yaml.CollectionNode) or node.flow_style
    if start.line != end.line or not is_inline:
        return None
    line = lines[start.line]
    lines[start.line] = line[: start.column] + _inline(value) + line[end.column :]
    return "\n".join(lines)


def _added(lines: list[str], parent: yaml.MappingNode, key: str, value: Any) -> str | None:  # noqa: ANN401
    if parent.flow_style:
        end = parent.end_mark
        line, cut = lines[end.line], end.column - 1
        lines[end.line] = f"{line[:cut].rstrip()}, {key}: {_inline(value)}{line[cut:]}"
        return "\n".join(lines)
    last, behind = parent.value[-1]
    if last.start_mark.line != behind.end_mark.line:
        return None
    indent = " " * last.start_mark.column
    lines.insert(last.start_mark.line + 1, f"{indent}{key}: {_inline(value)}")
    return "\n".join(lines)


def _removed(lines: list[str], parent: yaml.MappingNode, pair: tuple[Any, Any]) -> str | None:
    key, value = pair
    if parent.flow_style or len(parent.value) < 2 or key.start_mark.line != value.end_mark.line:
        return None
    del lines[key.start_mark.line]
    return "\n".join(lines)


def _inline(value: Any) -> str:  # noqa: ANN401 - plain data
    """Return a value as YAML on one line, fit to stand in a list or mapping on one line."""
    return flow([value])[1:-1]
