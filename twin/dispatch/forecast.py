"""What a look-ahead programme expects: demand, what plants can give, and prices.

Prices are published, so they are always the true ones. The rest is

* ``persistence``: every interval of the coming days is like the same one of yesterday;
* ``exact``: what the recorded year brings, with ``error`` times independent hourly factors of
  mean one on demand and on what sun and wind allow (relative standard deviation ``error``,
  normal, cut at zero). The coming interval itself is always settled as it really is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.streams import Streams
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Horizon:
    """Where the expectations of a horizon are read, and how far they are off.

    Attributes
    ----------
    first, length : int
        First interval, number of intervals.
    data : array of int, shape (length,)
        Intervals whose demand and capacities are expected.
    price : array of int, shape (length,)
        Intervals whose prices hold.
    day : array of int, shape (length,)
        Day of the span each interval lies in.
    demand_factor, source_factor : array, shape (length,)
        Errors of the forecast; one for none.
    """

    first: int
    length: int
    data: Ints
    price: Ints
    day: Ints
    demand_factor: Floats
    source_factor: Floats


@dataclass(frozen=True)
class Forecast:
    """How the coming days are foreseen.

    Attributes
    ----------
    timeline : Timeline
    exact : bool
        From the recorded year; else persistence.
    error : float
        Relative standard deviation of the hourly errors of an exact forecast.
    seed : int
        Of the errors.
    """

    timeline: Timeline
    exact: bool = False
    error: float = 0.0
    seed: int = 0

    def horizon(self, first: int, length: int) -> Horizon | None:
        """Return the expectations from ``first`` on; None while there is nothing to go by."""
        spd, total = self.timeline.steps_per_day, self.timeline.n_steps
        steps = np.arange(first, first + length)
        inside = steps
        if first + length > total:
            inside = np.where(steps < total, steps, total - spd + steps % spd)
        if self.exact:
            return Horizon(
                first, length, inside, inside, steps // spd,
                self._factors("demand", first, length), self._factors("sources", first, length),
            )  # fmt: skip
        if first < spd:
            return None
        ones = np.ones(length)
        return Horizon(
            first, length, first - spd + steps % spd, inside, steps // spd, ones, ones.copy()
        )

    def _factors(self, what: str, first: int, length: int) -> Floats:
        """Return hourly errors; drawn anew for every day on which a forecast is made."""
        if not self.error:
            return np.ones(length)
        per_hour = max(round(1.0 / self.timeline.step_hours), 1)
        luck = Streams(self.seed).get(f"forecast/{what}/{first}")
        draws = np.maximum(1.0 + self.error * luck.standard_normal(-(-length // per_hour)), 0.0)
        return np.asarray(np.repeat(draws, per_hour)[:length])
