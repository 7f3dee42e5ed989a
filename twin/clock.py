"""The one clock: a SimPy environment in whole seconds, with grants at the end of an instant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping
from typing import Any

import simpy

Process = Generator[simpy.Event, Any, Any]

NORMAL, END_OF_INSTANT = 1, 2  # SimPy's URGENT is 0


class _Environment(simpy.Environment):
    """SimPy's environment, counting what it schedules."""

    scheduled = 0

    def schedule(self, event: simpy.Event, priority: Any = NORMAL, delay: float = 0) -> None:  # noqa: ANN401
        self.scheduled += 1
        super().schedule(event, priority, delay)


class Clock:
    """Simulated time in integer seconds since the start of the span."""

    def __init__(self, end_second: int) -> None:
        self.env = _Environment(initial_time=0)
        self.end_second = end_second
        self.counts: Counter[str] = Counter()

    @property
    def now(self) -> int:
        """The present second."""
        return self.env.now  # type: ignore[return-value]  # whole by construction

    def process(self, process: Process) -> simpy.Process:
        """Start a process."""
        return self.env.process(process)

    def wait(self, seconds: int, kind: str = "other") -> simpy.Timeout:
        """Return the event of ``seconds`` having passed, counted under ``kind``.

        Raises
        ------
        ValueError
            If the wait is negative or not a whole number of seconds.
        """
        if seconds < 0 or int(seconds) != seconds:
            raise ValueError(f"a wait needs whole seconds >= 0, got {seconds!r}")
        self.counts[kind] += 1
        return self.env.timeout(int(seconds))

    def event(self, kind: str = "other") -> simpy.Event:
        """Return a new event that somebody will trigger, counted under ``kind``."""
        self.counts[kind] += 1
        return self.env.event()

    def at_end_of_instant(self, action: Callable[[], None]) -> None:
        """Run ``action`` when all that happens at this second has happened."""
        event = self.env.event()
        event.callbacks.append(lambda _: action())
        event._ok, event._value = True, None  # noqa: SLF001 - triggered, to be scheduled last
        self.env.schedule(event, priority=END_OF_INSTANT)

    def run(self, until: int | None = None) -> None:
        """Let time pass until ``until``, or the end of the span."""
        stop = self.end_second if until is None else until
        if stop > self.now:
            self.env.run(until=stop)

    def take_over(self, counts: Mapping[str, int], n_events: int) -> None:
        """Stand at the end of the span, with the events of an earlier run counted."""
        self.env = _Environment(initial_time=self.end_second)
        self.env.scheduled, self.counts = n_events, Counter(counts)

    def counted(self) -> dict[str, int]:
        """Return all events by kind; ``clock`` are starts and ends of processes, and grants."""
        own = self.n_events - sum(self.counts.values())
        return dict(sorted({**self.counts, "clock": own}.items()))

    @property
    def n_events(self) -> int:
        """Events scheduled so far, of whatever kind."""
        return self.env.scheduled
