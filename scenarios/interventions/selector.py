"""Which agents a change or a quantity is about: schema of selectors and of the bounds in them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class Strict(BaseModel):
    """Base of all schemas here: no unknown keys, nothing that is not finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _as_list(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class Bound(Strict):
    """A bound on one field of an agent; its default counts if the park file does not say.

    Attributes
    ----------
    field : str
        Path of a field, relative to the agent (``component.capacity_mw``), or a derived figure.
    min, max : float or None
        Least and most, both included.
    before : str
        Date the field must lie before, or ``{start}``; a field without a date does too.
    missing : bool or None
        True if the field must not be given, False if it must.
    """

    field: str
    min: float | None = None
    max: float | None = None
    before: dt.date | str = ""
    missing: bool | None = None

    @model_validator(mode="after")
    def _bounds_something(self) -> Bound:
        if self.min is None and self.max is None and not self.before and self.missing is None:
            raise ValueError("give 'min', 'max', 'before' or 'missing'")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"empty range: min {self.min:g} is above max {self.max:g}")
        return self


class Selector(Strict):
    """Selected agents, by name: all that fit every key that is given.

    Attributes
    ----------
    kind, archetype, names, component, fuel, building_type : str or list of str
        Kind of agent, archetype of an enterprise, names in the park, type of an asset's
        component, the component's fuel, and type of a building; one of those listed must fit.
    powertrain : str or list of str
        Fleets with at least one vehicle of this drive.
    apart_from : str or list of str
        Names that are left out.
    equals : mapping
        Value of further fields as text, by path relative to the agent.
    where : list of Bound
        Bounds on fields.
    tied_to : Selector
        Agents that name one of these as owner (``belongs_to``) or as ``component.source``.
    share : str
        Parameter with the share to take: the largest first by ``by``, as long as the sum stays
        within that share of all that fit.
    by : str
        Field that is summed for ``share``.
    """

    kind: Names = ()
    archetype: Names = ()
    names: Names = ()
    component: Names = ()
    fuel: Names = ()
    building_type: Names = ()
    powertrain: Names = ()
    apart_from: Names = ()
    equals: dict[str, str] = Field(default_factory=dict)
    where: tuple[Bound, ...] = ()
    tied_to: Selector | None = None
    share: str = ""
    by: str = ""

    @model_validator(mode="after")
    def _selects_by_something(self) -> Selector:
        if not any((self.kind, self.archetype, self.names, self.component, self.fuel,
                    self.building_type, self.powertrain, self.equals, self.tied_to)):  # fmt: skip
            raise ValueError("name a kind, archetype, component, fuel, … or names")
        if bool(self.share) != bool(self.by):
            raise ValueError("'share' and 'by' go together")
        return self

    def told(self) -> str:
        """Return the selector as short text."""
        given = self.model_dump(exclude_defaults=True, mode="json")
        return ", ".join(f"{key} {value}" for key, value in given.items())
