"""Agents of a plan: added, changed, taken away, and what they leave to their archetypes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scenarios.building.splice import Path, spliced
from scenarios.sheets import Filled, Target, kind_names
from scenarios.sheets.columns import kind_of
from scenarios.sheets.filling import CONFIDENCE, left_to_others
from scenarios.sheets.into import park_text, text_without
from scenarios.sheets.rows import owner_kind
from scenarios.sheets.words import kind_words
from scenarios.yaml_io import dump_yaml, parse_yaml
from twin.errors import InputError

SOURCE = "planner's entry"


def kind_of_entry(entry: Mapping[str, Any]) -> str:
    """Return the kind of table that an agent stands in; "" if there is none."""
    return owner_kind(entry)


def title_of(kind: str) -> tuple[str, str]:
    """Return a kind's names in Chinese and English."""
    return kind_words(kind)


def field_title(kind: str, name: str) -> tuple[str, str]:
    """Return a field's names in Chinese and English; its own name where it has no column."""
    known = kind_of(kind) if kind in kind_names() else None
    column = next((c for c in known.columns if c.name == name), None) if known else None
    return known.words(column) if known and column else (name, name)


def kinds_of(agents: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Return how many agents of each kind there are; every kind is there, in the usual order."""
    count = Counter(owner_kind(entry) for entry in agents.values())
    return {name: count[name] for name in kind_names()}


def with_agent(target: Target, name: str, entry: Mapping[str, Any]) -> str:
    """Return the park's text with an agent changed or added: only lines that differ are written.

    Raises
    ------
    InputError
        If the text cannot be read.
    """
    document = parse_yaml(target.text.encode(), f"{target.name}.yaml")
    own = document.data.get("agents")
    own = own if isinstance(own, dict) else {}
    old = own.get(name)
    if isinstance(old, dict) and "extends" not in document.data:
        wanted = {**document.data, "agents": {**own, name: dict(entry)}}
        found = spliced(target.text, dict(_changes(("agents", name), old, entry)), wanted)
        if found is not None:
            return found
    return park_text(target, {name: entry}, ())


def _changes(path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Any]:
    """Yield what differs between two mappings by path, as deep as both are mappings."""
    for key in {**old, **new}:
        here = (*path, key)
        one, other = old.get(key), new.get(key)
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            yield from _changes(here, one, other)
        elif one != other or (key in old) != (key in new):
            yield here, other


def without(target: Target, names: Iterable[str]) -> str:
    """Return the park's text without some agents.

    Raises
    ------
    InputError
        If the text cannot be read.
    """
    return text_without(target, names)


def new_agent(agents: Mapping[str, Any], kind: str) -> tuple[str, dict[str, Any]]:
    """Return id and entry of a new agent; what only the planner can say is not there yet."""
    known = kind_of(kind)
    stem, number = (known.component or known.agent).replace("_", "-"), 1
    while f"{stem}-{number}" in agents:
        number += 1
    name = f"{stem}-{number}"
    zh, en = kind_words(kind)
    entry: dict[str, Any] = {"kind": known.agent, "label": {"zh": f"{zh} {number}",
                                                            "en": f"{en} {number}"}}  # fmt: skip
    if known.component:
        entry["component"] = {"type": known.component}
    return name, {**entry, "source": SOURCE, "confidence": CONFIDENCE}


def yaml_of(entry: Mapping[str, Any]) -> str:
    """Return an agent's entry as YAML."""
    return dump_yaml(entry)


def with_agent_text(target: Target, name: str, text: str) -> str:
    """Return the park's text with an agent as written.

    Raises
    ------
    InputError
        If it is no YAML of a mapping.
    """
    if not text.strip():
        raise InputError("an empty entry; remove the agent instead")
    return with_agent(target, name, parse_yaml(text.encode("utf-8"), name).data)


def filled_of(name: str, entry: Mapping[str, Any]) -> list[Filled]:
    """Return what holds for an agent that its entry does not say, and where it comes from."""
    return left_to_others(name, entry) if owner_kind(entry) in kind_names() else []
