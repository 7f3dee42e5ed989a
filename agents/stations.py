"""Places where things queue: a number of plugs, granted fairly at the end of each instant."""

from __future__ import annotations

from dataclasses import dataclass, field

import simpy

from twin.clock import Clock


@dataclass(order=True)
class _Request:
    priority: int
    arrived: int
    name: str
    granted: simpy.Event = field(compare=False)


class Plugs:
    """Equal plugs with one queue.

    Requests of one instant are granted together at its end, by priority, arrival and name, so
    the order in which vehicles were created never matters.
    """

    def __init__(self, clock: Clock, count: int, kind: str) -> None:
        self.clock, self.count, self.kind = clock, count, kind
        self.busy = 0
        self._waiting: list[_Request] = []
        self._pending = False

    @property
    def queue(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def request(self, name: str, priority: int = 0) -> simpy.Event:
        """Ask for a plug; the event happens when it is granted."""
        event = self.clock.event(self.kind)
        self._waiting.append(_Request(priority, self.clock.now, name, event))
        self._settle_later()
        return event

    def release(self) -> None:
        """Give a plug back.

        Raises
        ------
        RuntimeError
            If none is taken.
        """
        if self.busy == 0:
            raise RuntimeError("a plug was released that nobody holds")
        self.busy -= 1
        if self._waiting:
            self._settle_later()

    def _settle_later(self) -> None:
        if not self._pending:
            self._pending = True
            self.clock.at_end_of_instant(self._grant)

    def _grant(self) -> None:
        self._pending = False
        self._waiting.sort()
        while self._waiting and self.busy < self.count:
            self.busy += 1
            self._waiting.pop(0).granted.succeed()
