"""Interventions: named, parameterised changes of a park document, before it is validated.

An intervention never touches a running model: it sets, adds, scales or removes entries of the
document, with literal values or with its own parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scenarios.yaml_io import Document, Place, merge
from twin.configs import config_file, config_names, read_config
from twin.errors import InputError
from twin.labels import Label

Pathway = Literal["energy", "industry", "resources", "end_of_pipe", "management"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Parameter(_Strict):
    """One number a planner may choose."""

    label: Label
    unit: str
    default: float
    min: float
    max: float

    @model_validator(mode="after")
    def _range_holds_default(self) -> Parameter:
        if not self.min <= self.default <= self.max:
            raise ValueError("default must lie between min and max")
        return self


class Change(_Strict):
    """One change at a dotted path: a literal ``value``, or a ``parameter`` of the intervention."""

    op: Literal["set", "scale", "add", "remove"]
    path: str
    value: Any = None
    parameter: str = ""

    @model_validator(mode="after")
    def _one_source(self) -> Change:
        if self.op != "remove" and (self.value is None) == (not self.parameter):
            raise ValueError("give either 'value' or 'parameter'")
        return self


class Intervention(_Strict):
    """A measure: what it is, its parameters, and what it changes in the park."""

    id: str
    label: Label
    explanation: Label
    pathway: Pathway
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]
    source: str
    confidence: str

    @model_validator(mode="after")
    def _parameters_are_used(self) -> Intervention:
        used = {change.parameter for change in self.changes if change.parameter}
        if used != set(self.parameters):
            raise ValueError(f"parameters {sorted(self.parameters)} and those used {sorted(used)}")
        return self


@lru_cache(maxsize=128)
def _load(path: str, name: str) -> Intervention:
    try:
        return Intervention(id=name, **read_config(Path(path)))
    except (ValidationError, TypeError) as error:
        raise InputError(f"{path}: {error}") from error


def load_intervention(name: str) -> Intervention:
    """Return the intervention ``configs/interventions/NAME.yaml``.

    Raises
    ------
    InputError
        If there is none of this name or it is not valid.
    """
    return _load(str(config_file("interventions", name)), name)


def intervention_names() -> tuple[str, ...]:
    """Return the names of all interventions."""
    return config_names("interventions")


def apply(document: Document, name: str, given: Mapping[str, Any], place: Place) -> Document:
    """Return the document with one intervention applied.

    Raises
    ------
    InputError
        If the intervention or a parameter is not known, or a path does not fit.
    """
    intervention = load_intervention(name)
    values = _values(intervention, given)
    out = document
    for change in intervention.changes:
        path = tuple(change.path.split("."))
        value = values[change.parameter] if change.parameter else change.value
        out = merge(out, _layer(out, change, path, value, place))
    return out


def _values(intervention: Intervention, given: Mapping[str, Any]) -> dict[str, float]:
    known = intervention.parameters
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise InputError(
            f"{intervention.id} has no parameter {', '.join(unknown)}; it has: {', '.join(known)}"
        )
    out = {}
    for name, parameter in known.items():
        value = given.get(name, parameter.default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{intervention.id}.{name}: expected a number, got {value!r}")
        if not parameter.min <= value <= parameter.max:
            raise InputError(
                f"{intervention.id}.{name}: {value} is not between {parameter.min:g} and "
                f"{parameter.max:g} {parameter.unit}"
            )
        out[name] = float(value)
    return out


def _layer(
    document: Document,
    change: Change,
    path: tuple[str, ...],
    value: Any,  # noqa: ANN401 - plain data
    place: Place,
) -> Document:
    """Return the change as a layer to merge."""
    if change.op == "remove":
        new: Any = None
    elif change.op == "set":
        new = value
    else:
        old = _lookup(document.data, path)
        if isinstance(old, bool) or not isinstance(old, int | float):
            raise InputError(
                f"{change.path}: '{change.op}' needs a plain number there, not {old!r}"
            )
        new = old * value if change.op == "scale" else old + value
    return layer_at(path, new, place)


def layer_at(path: tuple[str, ...], value: Any, place: Place) -> Document:  # noqa: ANN401
    """Return a document that holds one value at one path."""
    data: Any = value
    for key in reversed(path):
        data = {key: data}
    places = {path[:length]: place for length in range(len(path) + 1)}
    return Document(data, places)


def _lookup(data: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - plain data
    for key in path:
        if not isinstance(data, dict) or key not in data:
            raise InputError(f"{'.'.join(path)}: there is nothing at '{key}'")
        data = data[key]
    return data
