"""What a sheet would do to a park: what is added, changed, the same, set aside, and left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from scenarios.compare.inputs import differences

Action = Literal["added", "changed", "same", "aside"]


class FieldChange(NamedTuple):
    """One field of an agent before and after; None where there is nothing."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """What becomes of one row.

    Attributes
    ----------
    agent, kind, zh, en : str
    action : str
        ``added``, ``changed``, ``same``, or ``aside`` for a row with problems.
    sheet : str
    row : int
    fields : tuple of FieldChange
        What a changed agent has otherwise than before.
    """

    agent: str
    kind: str
    zh: str
    en: str
    action: Action
    sheet: str
    row: int
    fields: tuple[FieldChange, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "agent": self.agent, "kind": self.kind, "zh": self.zh, "en": self.en,
            "action": self.action, "sheet": self.sheet, "row": self.row,
            "fields": [change._asdict() for change in self.fields],
        }  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """All rows, and the park's agents that no row names."""

    rows: tuple[Change, ...]
    left: tuple[str, ...] = ()

    def of(self, action: Action) -> tuple[Change, ...]:
        """Return the rows of one action."""
        return tuple(change for change in self.rows if change.action == action)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"rows": [change.to_json() for change in self.rows], "left": list(self.left)}


def changes_of(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Return the fields at which two entries differ."""
    return tuple(FieldChange(d.path, d.base, d.plan) for d in differences(old, new))
