"""Parse the agents and components of a park: picked by ``kind`` and ``type``, then validated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, get_args

from agents.base import AgentSpec, agent_kinds
from scenarios.validation import validate
from scenarios.yaml_io import Document, Path_
from twin.components.base import ComponentSpec, component_types
from twin.errors import InputError, Problem

NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")


@dataclass
class Members:
    """What a park consists of, and what is wrong with it."""

    agents: dict[str, tuple[str, AgentSpec]] = field(default_factory=dict)
    components: dict[str, ComponentSpec] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def parse_members(document: Document) -> Members:
    """Return all agents and components of a merged document, with every problem found."""
    out = Members()
    for section, parse in (("agents", _agent), ("components", _component)):
        entries = document.data.get(section)
        if entries is None:
            continue
        if not isinstance(entries, dict):
            out.problems.append(document.problem((section,), "expected a mapping of names"))
            continue
        for name, entry in entries.items():
            path = (section, name)
            if not NAME.match(name):
                message = "a name has letters, digits, - and _, at most 64"
                out.problems.append(document.problem(path, message, name))
            elif not isinstance(entry, dict):
                out.problems.append(document.problem(path, "expected a mapping", entry))
            else:
                parse(out, document, path, entry)
    return out


def agent_spec(document: Document, name: str) -> AgentSpec:
    """Return the specification of one agent of a merged document.

    Raises
    ------
    InputError
        If there is none of this name or it is not sound.
    """
    out, path = Members(), ("agents", name)
    entry = (document.data.get("agents") or {}).get(name)
    if not isinstance(entry, dict):
        raise InputError(document.problem(path, "there is no agent of this name", name))
    _agent(out, document, path, entry)
    if out.problems:
        raise InputError(out.problems)
    return out.agents[name][1]


def _agent(out: Members, document: Document, path: Path_, entry: Mapping[str, Any]) -> None:
    kinds = agent_kinds()
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        message = f"unknown kind; there are: {', '.join(kinds)}"
        out.problems.append(document.problem((*path, "kind"), message, kind))
        return
    spec_class = kinds[kind].Spec
    data, problems = dict(entry), []
    for name in _component_fields(spec_class):
        if isinstance(data.get(name), dict):
            data[name], found = _parse_component(document, (*path, name), data[name])
            problems += found
    if problems:
        out.problems += problems
        data = {k: v for k, v in data.items() if k not in _component_fields(spec_class)}
        _, others = validate(spec_class, data, document, path)
        out.problems += [p for p in others if p.message != "this key is missing"]
        return
    spec, found = validate(spec_class, data, document, path)
    out.problems += found
    if spec is not None:
        out.agents[path[-1]] = (kind, spec)


@lru_cache(maxsize=64)
def _component_fields(spec_class: type[AgentSpec]) -> tuple[str, ...]:
    """Return the fields of a specification that hold a component."""
    found = []
    for name, info in spec_class.model_fields.items():
        types = [info.annotation, *get_args(info.annotation)]
        if any(isinstance(t, type) and issubclass(t, ComponentSpec) for t in types):
            found.append(name)
    return tuple(found)


def _component(out: Members, document: Document, path: Path_, entry: Mapping[str, Any]) -> None:
    spec, problems = _parse_component(document, path, entry)
    out.problems += problems
    if spec is not None:
        out.components[path[-1]] = spec


def _parse_component(
    document: Document, path: Path_, entry: Mapping[str, Any]
) -> tuple[ComponentSpec | None, list[Problem]]:
    types = component_types()
    fields = dict(entry)
    name = fields.pop("type", None)
    if not isinstance(name, str) or name not in types:
        message = f"unknown type; there are: {', '.join(types)}"
        return None, [document.problem((*path, "type"), message, name)]
    return validate(types[name], fields, document, path)
