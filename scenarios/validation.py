"""Turn pydantic's findings into problems with file, line, value and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from scenarios.yaml_io import Document, Path_
from twin.errors import Problem

Model = TypeVar("Model", bound=BaseModel)


def validate(
    model: type[Model],
    data: Mapping[str, Any],
    document: Document,
    path: Path_,
    also: tuple[str, ...] = (),
) -> tuple[Model | None, list[Problem]]:
    """Validate ``data``, which stands at ``path`` of ``document``.

    ``also`` are keys that are allowed beside the model's, for the hint on an unknown one.

    Returns
    -------
    model or None
        None if there are problems.
    list of Problem
    """
    try:
        return model.model_validate(dict(data)), []
    except ValidationError as error:
        found = [_problem(detail, model, document, path, also) for detail in error.errors()]
        return None, _unique(found)


def _problem(
    detail: Any,  # noqa: ANN401 - pydantic's own mapping
    model: type[BaseModel],
    document: Document,
    path: Path_,
    also: tuple[str, ...],
) -> Problem:
    location = tuple(str(part) for part in detail["loc"])
    here = (*path, *_known_part(location, document, path))
    value = None if detail["type"] == "missing" else detail.get("input")
    if isinstance(value, Mapping | list | BaseModel):
        value = None
    return document.problem(here, _message(detail, model, location, also), value)


def _known_part(location: Path_, document: Document, path: Path_) -> Path_:
    """Drop the parts of a location that name a type and not a key of the file."""
    kept: list[str] = []
    for number, part in enumerate(location):
        is_last = number == len(location) - 1
        if (*path, *kept, part) in document.places or (is_last and not _is_type_name(part)):
            kept.append(part)
    return tuple(kept)


def _is_type_name(part: str) -> bool:
    return "[" in part or part in {"float", "int", "str", "SeriesRef", "constrained-str"}


def _message(
    detail: Any,  # noqa: ANN401 - pydantic's own mapping
    model: type[BaseModel],
    location: Path_,
    also: tuple[str, ...],
) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden":
        fields = _fields_at(model, location[:-1]) + (list(also) if len(location) == 1 else [])
        near = difflib.get_close_matches(location[-1], fields, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else f"; allowed: {', '.join(sorted(fields))}"
        return f"unknown key{hint}"
    if kind == "missing":
        return "this key is missing"
    message = str(detail["msg"])
    return message.removeprefix("Value error, ").removeprefix("Assertion failed, ")


def _fields_at(model: type[BaseModel], location: Path_) -> list[str]:
    """Return the fields of the model that a location lies in, as far as it can be followed."""
    here: Any = model
    for part in location:
        field = getattr(here, "model_fields", {}).get(part)
        inner = None if field is None else field.annotation
        models = [a for a in _flatten(inner) if isinstance(a, type) and issubclass(a, BaseModel)]
        if models:
            here = models[0]
    return [f.alias or name for name, f in getattr(here, "model_fields", {}).items()]


def _flatten(annotation: Any) -> list[Any]:  # noqa: ANN401 - any annotation
    arguments = getattr(annotation, "__args__", ())
    return [annotation, *(a for inner in arguments for a in _flatten(inner))]


def _unique(problems: list[Problem]) -> list[Problem]:
    """Keep one problem a place and message (a union reports each of its members)."""
    seen: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        seen.setdefault((problem.path, problem.message), problem)
    return list(seen.values())
