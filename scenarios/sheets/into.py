"""Agents of a sheet laid into a park file: its other text, comments and order stay as they are."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from scenarios.park_file import LoadedPark, assembled, load_park_text, park_path
from scenarios.sheets.cells import flow
from scenarios.sheets.columns import list_of
from scenarios.sheets.filling import Filled
from scenarios.yaml_io import Document, dump_yaml, parse_yaml
from twin.configs import shipped_configs
from twin.errors import InputError

MARK = "# filled in 补全"
_WIDTH = 100
Told = Mapping[str, Mapping[str, list[str]]]
_BARE: Mapping[str, Any] = {"interventions": [], "assumptions": []}


@dataclass(frozen=True)
class Target:
    """The park that agents are laid into.

    Attributes
    ----------
    text : str
        Its YAML.
    name : str
    folder : Path
        Where files it names lie.
    """

    text: str
    name: str = "draft"
    folder: Path = field(default_factory=lambda: shipped_configs() / "parks")

    def loaded(self, text: str = "") -> LoadedPark:
        """Return the park checked, or another text in its place, without its measures.

        Raises
        ------
        InputError
            With every problem found.
        """
        return load_park_text(text or self.text, self.name, _BARE, self.folder)

    def agents(self) -> dict[str, Any]:
        """Return the entries of all agents, those of parks below included, not checked.

        Raises
        ------
        InputError
            If the text is no YAML, or extends what is not there.
        """
        found = assembled(self.text, self.name, self.folder).data.get("agents")
        return found if isinstance(found, dict) else {}


def target_of(park: str | Path) -> Target:
    """Return a park by file or shipped name.

    Raises
    ------
    InputError
        If there is none or it is no text.
    """
    path = park_path(str(park))
    try:
        return Target(path.read_text(encoding="utf-8-sig"), path.stem, path.parent)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


def merged_entry(
    old: Mapping[str, Any], row: Mapping[str, Any], told: Iterable[tuple[str, ...]]
) -> dict[str, Any]:
    """Return an agent's entry with a row laid on it.

    What the sheet has a column for is the row's, blank or not; what it has none for stays.
    """
    paths = set(told)
    covered = paths | {head for path in paths if (head := list_of(path)) is not None}
    covered |= {path[:-1] for path in paths if path[-1].isdigit()}
    return _laid(_kept(old, (), covered), row)


def _kept(value: Mapping[str, Any], path: tuple[str, ...], covered: set[Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, inner in value.items():
        here = (*path, key)
        if here in covered:
            continue
        if isinstance(inner, Mapping):
            left = _kept(inner, here, covered)
            if left or not inner:
                out[key] = left
        else:
            out[key] = inner
    return out


def _laid(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(old)
    for key, value in new.items():
        both = isinstance(value, Mapping) and isinstance(out.get(key), Mapping)
        out[key] = _laid(out[key], value) if both else value
    return out


def park_text(
    target: Target, entries: Mapping[str, Mapping[str, Any]], filled: Sequence[Filled]
) -> str:
    """Return a park's YAML with these agents in it.

    Entries that it has are replaced where they stand, others added behind the last; if the text
    is written in a way that does not allow it (agents on one line, shared anchors), the whole is
    written anew, without its comments.
    """
    document = parse_yaml(target.text.encode(), f"{target.name}.yaml")
    own = document.data.get("agents")
    own = own if isinstance(own, dict) else {}
    if "extends" in document.data:
        entries = _with_removals(target, entries)
    wanted = {**document.data, "agents": {**own, **entries}}
    told = _by_agent(filled)
    spliced = _spliced(target.text, document, entries, told)
    if spliced is not None and _reads_as(spliced, wanted):
        return spliced
    return _anew(wanted, told)


def text_without(target: Target, names: Iterable[str]) -> str:
    """Return a park's YAML without these agents; those of a park below are removed by ``null``."""
    document = parse_yaml(target.text.encode(), f"{target.name}.yaml")
    own = document.data.get("agents")
    own = own if isinstance(own, dict) else {}
    gone = dict.fromkeys(names)
    if "extends" in document.data:
        return _anew({**document.data, "agents": {**own, **gone}}, {})
    left = {name: entry for name, entry in own.items() if name not in gone}
    wanted = {**document.data, "agents": left}
    node = _agents_node(target.text)
    lines = target.text.split("\n")
    for key, value in reversed(node.value if node else ()):
        if str(key.value) in gone:
            begin = _first_line(lines, key.start_mark.line)
            del lines[begin : _last_line(value) + 1]
    text = "\n".join(lines)
    return text if _reads_as(text, wanted) else _anew(wanted, {})


def draft_text(entries: Mapping[str, Mapping[str, Any]], filled: Sequence[Filled]) -> str:
    """Return agents alone as YAML, to be put into a park file."""
    return _anew({"agents": dict(entries)}, _by_agent(filled))


def _by_agent(filled: Sequence[Filled]) -> Told:
    """Return what a row left blank by agent and source, as ``field = value``."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in filled:
        value = flow(one.value) if isinstance(one.value, dict | list) else str(one.value)
        by_source = found.setdefault(one.agent, {})
        by_source.setdefault(one.source, []).append(f"{one.field} = {value}")
    return found


def _with_removals(
    target: Target, entries: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Say null where a park below has what the row leaves away: files laid on others merge."""
    below = target.agents()
    return {name: _nulled(below.get(name, {}), entry) for name, entry in entries.items()}


def _nulled(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(new)
    for key, value in old.items():
        if key not in new:
            out[key] = None
        elif isinstance(value, Mapping) and isinstance(new[key], Mapping):
            out[key] = _nulled(value, new[key])
    return out


def _reads_as(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        return parse_yaml(text.encode(), "park.yaml").data == wanted
    except InputError:
        return False


def _anew(wanted: Mapping[str, Any], told: Told) -> str:
    head = {key: value for key, value in wanted.items() if key != "agents"}
    lines = [dump_yaml(head).rstrip("\n")] if head else []
    lines.append("agents:" if wanted["agents"] else "agents: {}")
    for name, entry in wanted["agents"].items():
        lines += _block(name, entry, 2, told)
    return "\n".join(lines) + "\n"


def _block(name: str, entry: Any, indent: int, told: Told) -> list[str]:  # noqa: ANN401
    text = dump_yaml({name: entry}).rstrip("\n")
    comments = _comments(told.get(name, {}))
    return textwrap.indent("\n".join([*comments, text]), " " * indent).split("\n")


def _comments(by_source: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield comment lines that say what a row left blank, a paragraph for each source."""
    for source, fields in by_source.items():
        text = " ".join(f"[{source}] {'; '.join(fields)}".split())  # a name may hold line breaks
        yield from textwrap.wrap(text, _WIDTH, initial_indent=f"{MARK} ",
                                 subsequent_indent=f"{MARK}   ", break_long_words=False,
                                 break_on_hyphens=False)  # fmt: skip


def _spliced(text: str, document: Document, entries: Mapping[str, Any], told: Told) -> str | None:
    """Return the text with blocks replaced and added; None if it is not written in blocks."""
    node = _agents_node(text)
    if node is None:
        return None
    lines, indent = text.split("\n"), node.value[0][0].start_mark.column
    own = document.data["agents"]
    spans = {str(key.value): (key.start_mark.line, _last_line(value)) for key, value in node.value}
    end = max(last for _, last in spans.values()) + 1
    new = [
        line
        for name, entry in entries.items()
        if name not in spans
        for line in _block(name, entry, indent, told)
    ]
    lines[end:end] = new
    for name, (first, last) in sorted(spans.items(), key=lambda item: -item[1][0]):
        if name not in entries or entries[name] == own.get(name):
            continue
        begin = _first_line(lines, first)
        lines[begin : last + 1] = _block(name, entries[name], indent, told)
    return "\n".join(lines)


def _first_line(lines: list[str], first: int) -> int:
    """Return the first of the comment lines of ours above an entry, or the entry's own."""
    while first and lines[first - 1].lstrip().startswith(MARK):
        first -= 1
    return first


def _agents_node(text: str) -> yaml.MappingNode | None:
    """Return the node of the agents, if it is a mapping in block style with entries."""
    top = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, value in top.value if isinstance(top, yaml.MappingNode) else ():
        if key.value == "agents" and isinstance(value, yaml.MappingNode):
            return value if value.value and not value.flow_style else None
    return None


def _last_line(node: yaml.Node) -> int:
    """Return the last line that an entry's own text stands on."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        inner = node.value[-1]
        return _last_line(inner[1] if isinstance(inner, tuple) else inner)
    mark = node.end_mark
    return int(mark.line if mark.column else mark.line - 1)
