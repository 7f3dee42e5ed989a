"""What a measure or an assumption came to in one park."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from agents.base import Label
from scenarios.interventions.schema import Economics, Rule
from twin.accounts.integrity import Warning_


class Quantity(NamedTuple):
    """A number with its unit."""

    value: float
    unit: str


@dataclass(frozen=True)
class Applied:
    """A measure or an assumption as it was applied.

    Attributes
    ----------
    rule : Intervention or Assumption
    parameters : mapping of str to float
        All of them, defaults filled in.
    quantities : mapping of str to Quantity
        Worked out of the park before the measure; empty while it awaits a component.
    suffix : str
        Which one it is, if the measure stands more than once.
    awaits : Label or None
        What is missing, if it changed nothing for want of a component.
    reads, writes : frozenset of str
        Dotted paths; ``agents.*KIND/COMPONENT`` for agents looked through, made or removed.
    """

    rule: Rule
    parameters: Mapping[str, float]
    quantities: Mapping[str, Quantity] = field(default_factory=dict)
    suffix: str = ""
    awaits: Label | None = None
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()

    @property
    def intervention(self) -> str:
        """Id of the measure."""
        return self.rule.id

    @property
    def economics(self) -> Economics | None:
        """What it costs; None for an assumption and for a measure that awaits a component."""
        return None if self.awaits else getattr(self.rule, "economics", None)

    def amount(self, name: str) -> Quantity:
        """Return a quantity or a parameter, as a cost names it."""
        if name in self.quantities:
            return self.quantities[name]
        return Quantity(self.parameters[name], self.rule.parameters[name].unit)

    def warning(self) -> Warning_ | None:
        """Return what a reader must know of a measure that did nothing."""
        if self.awaits is None:
            return None
        name = self.rule.label
        return Warning_(
            f"measure_awaits.{self.rule.id}",
            f"措施“{name.zh}”未改变任何数值，也未计费用：{self.awaits.zh}",
            f"the measure '{name.en}' changed nothing and costs nothing: {self.awaits.en}",
            {},
        )

    def to_json(self) -> dict[str, Any]:
        """Return id, numbers and texts as plain data."""
        return {
            "id": self.rule.id,
            "label": self.rule.label.model_dump(),
            "suffix": self.suffix,
            "parameters": {
                name: {"value": value, "unit": self.rule.parameters[name].unit}
                for name, value in self.parameters.items()
            },
            "quantities": {
                name: {"value": found.value, "unit": found.unit}
                for name, found in self.quantities.items()
            },
            "awaits": self.awaits.model_dump() if self.awaits else None,
        }


def interact(one: Applied, other: Applied) -> bool:
    """Return whether two measures touch the same: then their order may matter.

    They do if one writes where the other writes or reads.
    """
    return (
        _meet(one.writes, other.writes | other.reads) or _meet(other.writes, one.reads)
    )  # fmt: skip


def _meet(some: frozenset[str], others: frozenset[str]) -> bool:
    return any(_within(a, b) or _within(b, a) for a in some for b in others)


def _within(path: str, outer: str) -> bool:
    if outer.startswith("agents.*"):
        return path.startswith(outer)
    return path == outer or path.startswith(f"{outer}.")
