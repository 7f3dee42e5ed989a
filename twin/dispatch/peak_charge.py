"""What a look-ahead pays for the peaks of a block's purchases: the demand charge of each month."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from twin.dispatch.forecast import Horizon
from twin.dispatch.selection import Selection
from twin.network.block import Block
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]


class PeakCharge:
    """The demand charge of the purchases of a block that are planned."""

    def __init__(self, block: Block, part: Selection, timeline: Timeline) -> None:
        self.timeline = timeline
        self._in_span = {month: share for month, _, share in timeline.months()}
        columns = [block.columns[int(block.problem.peak_column[p])] for p in part.peaks]
        # CNY per unit bought in one interval
        self.per_unit = np.array([c.demand_cny_per_mw / timeline.step_hours for c in columns])

    @property
    def dearest(self) -> float:
        """The highest charge per unit bought in one interval [CNY/unit]."""
        return float(self.per_unit.max(initial=0.0))

    def lay(self, ahead: Horizon, peaks: Floats, cost: Floats, lower: Floats) -> None:
        """Charge each month's peak once, on its last day; what is reached already is the least.

        A horizon that sees only some of the days that are left of a month bears as large a part
        of the charge: what a higher peak is good for comes again on the other days.
        """
        if not len(peaks):
            return
        p, days = len(peaks), self._dates(ahead)
        for d, date in enumerate(days):
            month = [x for x in days if (x.year, x.month) == (date.year, date.month)]
            day = slice(d * p, (d + 1) * p)
            if date == month[-1]:
                cost[day] = self.per_unit * self._share(date, month)
            if month[0] == days[0]:
                lower[day] = peaks

    def holds_on(self, ahead: Horizon) -> npt.NDArray[np.bool_]:
        """Return for every day but the first whether it is of the month of the day before."""
        return np.array([a.month == b.month for a, b in pairwise(self._dates(ahead))], dtype=bool)

    def _dates(self, ahead: Horizon) -> list[dt.date]:
        """Return the dates of the days of a horizon."""
        return [self.timeline.date_of(int(day)) for day in np.unique(ahead.day)]

    def _share(self, date: dt.date, seen: list[dt.date]) -> float:
        """Return the part of a month's charge that a horizon bears.

        Of a month that is not whole the accounts charge its days in the span.
        """
        first = max(seen[0], self.timeline.dates[0])
        last = dt.date(date.year + date.month // 12, date.month % 12 + 1, 1)
        left = (min(last, self.timeline.date_of(self.timeline.days)) - first).days
        return self._in_span.get(f"{date:%Y-%m}", 0.0) * min(len(seen) / max(left, 1), 1.0)
