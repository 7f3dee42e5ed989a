"""The simulated span and its intervals; the one place where seconds, steps and dates meet.

The clock counts integer seconds since the start, in local civil time without daylight saving.
An interval is labelled by its start.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from twin.errors import InputError

SECONDS_PER_HOUR = 3_600
SECONDS_PER_DAY = 86_400
STEPS_ALLOWED = (5, 10, 15, 20, 30, 60)


def whole_seconds(duration_s: float) -> int:
    """Round a duration up to a whole second, and never below one."""
    return max(1, int(np.ceil(duration_s - 1e-9)))


@dataclass(frozen=True)
class Timeline:
    """A span of whole days cut into equal intervals.

    Parameters
    ----------
    start : datetime.date
        First day.
    days : int
        Number of days.
    step_minutes : int
        Length of one interval; one of 5, 10, 15, 20, 30, 60.
    """

    start: dt.date
    days: int
    step_minutes: int = 15

    def __post_init__(self) -> None:
        if self.step_minutes not in STEPS_ALLOWED:
            allowed = ", ".join(map(str, STEPS_ALLOWED))
            raise InputError(f"step of {self.step_minutes} minutes; allowed: {allowed}")
        if self.days < 1:
            raise InputError(f"a timeline needs at least one day, got {self.days}")

    @classmethod
    def one_year(cls, start: dt.date, step_minutes: int = 15) -> Timeline:
        """Return the span from ``start`` to the same date of the next year (365 or 366 days)."""
        day = 28 if (start.month, start.day) == (2, 29) else start.day
        end = dt.date(start.year + 1, start.month, day)
        return cls(start, (end - start).days, step_minutes)

    @property
    def step_seconds(self) -> int:
        """Length of an interval [s]."""
        return self.step_minutes * 60

    @property
    def step_hours(self) -> float:
        """Length of an interval [h]."""
        return self.step_minutes / 60.0

    @property
    def steps_per_day(self) -> int:
        """Intervals in a day."""
        return SECONDS_PER_DAY // self.step_seconds

    @cached_property
    def n_steps(self) -> int:
        """Intervals in the span."""
        return self.days * self.steps_per_day

    @property
    def whole_years(self) -> bool:
        """Whether the span is a whole number of years."""
        return float(self.years).is_integer()

    @property
    def years(self) -> float:
        """Length of the span in years; 365 or 366 days are one."""
        return 1.0 if self.days in {365, 366} else self.days / 365.25

    @property
    def end_second(self) -> int:
        """Second at which the span ends."""
        return self.days * SECONDS_PER_DAY

    def settled_steps(self, second: int) -> int:
        """Return how many whole intervals have passed at ``second``."""
        return min(max(int(second), 0) // self.step_seconds, self.n_steps)

    def datetime_at(self, second: int) -> dt.datetime:
        """Return the civil time at ``second``."""
        midnight = dt.datetime(self.start.year, self.start.month, self.start.day)
        return midnight + dt.timedelta(seconds=int(second))

    def date_of(self, day: int) -> dt.date:
        """Return the date of the ``day``-th day (0 is the first)."""
        return self.start + dt.timedelta(days=day)

    def second_of(self, date: dt.date) -> int:
        """Return the second at which ``date`` begins; may lie outside the span."""
        return (date - self.start).days * SECONDS_PER_DAY

    @cached_property
    def dates(self) -> tuple[dt.date, ...]:
        """All dates of the span."""
        first = self.start.toordinal()
        return tuple(map(dt.date.fromordinal, range(first, first + self.days)))

    @cached_property
    def month_of_step(self) -> npt.NDArray[np.int64]:
        """Calendar month, 1 to 12, of every interval; shape (n_steps,)."""
        months = np.array([date.month for date in self.dates], dtype=np.int64)
        return np.repeat(months, self.steps_per_day)

    @cached_property
    def hour_of_step(self) -> npt.NDArray[np.float64]:
        """Hour of day at the start of every interval; shape (n_steps,)."""
        return np.tile(np.arange(self.steps_per_day) * self.step_hours, self.days)

    @cached_property
    def labels(self) -> npt.NDArray[np.datetime64]:
        """Start of every interval; shape (n_steps,), unit seconds."""
        first = np.datetime64(self.start.isoformat(), "s")
        return first + np.arange(self.n_steps) * np.timedelta64(self.step_seconds, "s")

    def months(self) -> Iterator[tuple[str, npt.NDArray[np.bool_], float]]:
        """Yield each month (YYYY-MM), its intervals, and the share of it that is in the span."""
        months = self.labels.astype("datetime64[M]")
        for month in np.unique(months):
            inside = months == month
            whole = calendar.monthrange(int(str(month)[:4]), int(str(month)[5:7]))[1]
            yield str(month), inside, np.count_nonzero(inside) / self.steps_per_day / whole

    def to_json(self) -> dict[str, Any]:
        """Return the timeline as plain data."""
        return {
            "start": self.start.isoformat(),
            "days": self.days,
            "step_minutes": self.step_minutes,
        }
