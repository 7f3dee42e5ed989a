"""What a job file can speak of: vehicles, fleets, places; and how a fault is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agents.yard.tables import Roads, Vehicles
from twin.timeline import Timeline


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
    """

    vehicles: Vehicles
    groups: Mapping[str, int]
    classes: Mapping[str, tuple[int, ...]]
    roads: Roads
    timeline: Timeline

    @cached_property
    def vehicle(self) -> Mapping[str, int]:
        """Row of each vehicle."""
        return {name: row for row, name in enumerate(self.vehicles.names)}

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


def unknown(what: str, known: Mapping[str, object]) -> str:
    """Return the message for a name that is not known."""
    names = sorted(known)
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f"no {what} of this name; there are: {shown or 'none'}"
