"""The log of what agents did: one line an event, sorted by time and agent when it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Happening(NamedTuple):
    """One thing that happened.

    ``value`` is the event's number in ``unit`` (kilometres, MWh, …); ``note`` its detail.
    """

    second: int
    agent: str
    event: str
    value: float = 0.0
    unit: str = ""
    note: str = ""


@dataclass
class EventLog:
    """Collects happenings; equal seconds are ordered by agent, then as the agent wrote them."""

    def __post_init__(self) -> None:
        self._lines: list[Happening] = []

    def write(
        self,
        second: int,
        agent: str,
        event: str,
        value: float = 0.0,
        unit: str = "",
        note: str = "",
    ) -> None:
        """Add one line."""
        self._lines.append(Happening(second, agent, event, value, unit, note))

    def __len__(self) -> int:
        return len(self._lines)

    def sorted(self) -> list[Happening]:
        """Return all lines by time and agent, whatever order the agents ran in."""
        return sorted(self._lines, key=lambda line: (line.second, line.agent))
