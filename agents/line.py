"""One production line of an enterprise: shifts, orders, speed, breakdowns, calls to reduce."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.shifts import LONG_REST_S, LONG_REST_STANDBY, Roster
from twin.clock import Process
from twin.timeline import SECONDS_PER_DAY, SECONDS_PER_HOUR, whole_seconds

if TYPE_CHECKING:
    from agents.enterprise import Enterprise

WEEK_S = 7 * SECONDS_PER_DAY


class Line:
    """Decides its speed at every shift from what is ordered and not yet made.

    The line follows its order book: each week brings orders around the plan; at a shift's start
    it chooses the speed that would clear them in the working hours of the next seven days,
    between turndown and nameplate, and stands by when nothing is wanted.
    """

    def __init__(
        self, owner: Enterprise, name: str, rate_per_h: float, orders: np.ndarray, roster: Roster
    ) -> None:
        self.owner, self.name, self.rate_per_h = owner, name, rate_per_h
        self.archetype = owner.archetype
        self.roster, self.orders = roster, orders
        self.made = 0.0
        self.ordered = 0.0
        self.speed = 0.0
        self.cap = 1.0
        self.in_shift = self.broken = False
        self._rate, self._since, self._week, self._idle = 0.0, 0, -1, 1.0

    def start(self) -> None:
        """Start the line's processes."""
        self._apply()
        self.owner.process(self._work())
        self.owner.process(self._fail())

    def made_by(self, now: int) -> float:
        """Return what was made up to now, without booking it."""
        return self.made + self._rate * (now - self._since) / SECONDS_PER_HOUR

    def limit(self, cap: float) -> None:
        """Hold the speed at or below ``cap`` from now on."""
        self.cap = cap
        self._apply()

    def _work(self) -> Process:
        spans = self.roster.spans
        self._rest(0, spans[0][0] if spans else self.owner.park.timeline.end_second)
        for number, (begin, end) in enumerate(spans):
            if begin > self.owner.now:
                yield self.owner.wait(begin - self.owner.now)
            self.in_shift = True
            self._decide(number)
            yield self.owner.wait(end - self.owner.now)
            last = number + 1 == len(spans)
            following = self.owner.park.timeline.end_second if last else spans[number + 1][0]
            if following > end:
                self.in_shift = False
                self._rest(end, following)

    def _rest(self, begin: int, end: int) -> None:
        """Stand by until the next shift, with little left on if that is long."""
        self._idle = 1.0 if end - begin <= LONG_REST_S else LONG_REST_STANDBY
        self._apply()

    def _decide(self, number: int) -> None:
        """Choose the speed for shift ``number``."""
        self._book()
        week = self.owner.now // WEEK_S
        while self._week < min(week, len(self.orders) - 1):
            self._week += 1
            self.ordered += float(self.orders[self._week])
        wanted = self.ordered - self.made
        speed = wanted / (self.rate_per_h * self._hours_left(number, (week + 1) * WEEK_S))
        self.speed = 0.0 if wanted <= 0.0 else min(max(speed, self.archetype.turndown), 1.0)
        self._idle = 1.0
        self._apply()

    def _hours_left(self, number: int, until_s: int) -> float:
        """Return the working hours from shift ``number`` to ``until_s``."""
        total = 0
        for begin, end in self.roster.spans[number:]:
            if begin >= until_s:
                break
            total += min(end, until_s) - begin
        return total / SECONDS_PER_HOUR

    def _fail(self) -> Process:
        """Break down after exponential running times; a line that stands cannot break."""
        luck = self.owner.stream(f"{self.name}/breakdown")
        mtbf_h = self.owner.spec.mtbf_h or self.archetype.mtbf_h
        mttr_h = self.owner.spec.mttr_h or self.archetype.mttr_h
        while True:
            yield self.owner.wait(whole_seconds(luck.exponential(mtbf_h) * SECONDS_PER_HOUR))
            repair_h = luck.gamma(2.0, mttr_h / 2.0)
            if self._rate == 0.0:
                continue
            self.broken = True
            self._apply()
            self.owner.log("breakdown", repair_h, "h", self.name)
            yield self.owner.wait(whole_seconds(repair_h * SECONDS_PER_HOUR))
            self.broken = False
            self._apply()
            self.owner.log("repaired", 0.0, "", self.name)

    def _book(self) -> None:
        """Book what was made at the present rate."""
        now = self.owner.now
        self.made += self._rate * (now - self._since) / SECONDS_PER_HOUR
        self._since = now

    def _apply(self) -> None:
        """Set the meters to what the line does now."""
        self._book()
        runs = self.in_shift and not self.broken and self.speed > 0.0
        speed = min(self.speed, self.cap) if runs else 0.0
        if (speed > 0.0) != (self._rate > 0.0):
            self.owner.log("runs" if speed > 0.0 else "stops", speed, "", self.name)
        self._rate = speed * self.rate_per_h
        self.owner.set_meter(f"{self.name}/output", self._rate)
        self.owner.set_meter(f"{self.name}/standby", 0.0 if speed > 0.0 else self._idle)
