"""What a job file can speak of: vehicles, fleets, places; and how a fault is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ParamSpec, TypeVar

import numpy as np

from agents.yard.tables import Roads, Vehicles
from twin.timeline import Timeline

Given = ParamSpec("Given")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Known:
    """What a job file can speak of.

    Attributes
    ----------
    vehicles : Vehicles
    groups : mapping
        Number of each fleet by name.
    classes : mapping
        Numbers of the fleets that have vehicles of a class.
    roads : Roads
    timeline : Timeline
    own : str
        The fleet whose file it is.
    called : mapping of str to str
        What the file calls vehicles of this fleet.
    """

    vehicles: Vehicles
    groups: Mapping[str, int]
    classes: Mapping[str, tuple[int, ...]]
    roads: Roads
    timeline: Timeline
    own: str = ""
    called: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def vehicle(self) -> Mapping[str, int]:
        """Row of each vehicle, by its name and by what the file calls it; that goes first."""
        rows = {name: row for row, name in enumerate(self.vehicles.names)}
        return rows | {label: rows[f"{self.own}/{name}"] for label, name in self.called.items()}

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Row of each place."""
        return {name: row for row, name in enumerate(self.roads.names)}

    @cached_property
    def members(self) -> Mapping[int, tuple[int, ...]]:
        """Vehicles of each fleet."""
        found: dict[int, list[int]] = {}
        for row, group in enumerate(self.vehicles.group.tolist()):
            found.setdefault(group, []).append(row)
        return {group: tuple(rows) for group, rows in found.items()}

    @cached_property
    def columns(self) -> tuple[list[float], ...]:
        """Payload, usable store and consumption of each vehicle, as plain numbers."""
        v = self.vehicles
        usable = np.maximum(v.store_mwh - v.floor_mwh, 0.0)
        return tuple(a.tolist() for a in (v.payload_t, usable, v.per_km, v.per_t_km, v.per_h))


@dataclass
class FaultError(Exception):
    """A fault of a cell; caught where the row is known."""

    column: str
    value: str
    message: str


class Faults:
    """The faults of one row."""

    def __init__(self) -> None:
        self.found: list[FaultError] = []

    def of(
        self, reads: Callable[Given, Found], *values: Given.args, **more: Given.kwargs
    ) -> Found | None:
        """Return what a check reads; None if it finds a fault, which is noted."""
        try:
            return reads(*values, **more)
        except FaultError as fault:
            self.found.append(fault)
            return None


def unknown(what: str, known: Mapping[str, object]) -> str:
    """Return the message for a name that is not known."""
    names = sorted(known)
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f"no {what} of this name; there are: {shown or 'none'}"
