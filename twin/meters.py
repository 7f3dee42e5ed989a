"""Meters: demand and output that follow events, as (second, rate) records.

A meter is piecewise constant. Setting the rate it already has is ignored, the last rate set
within a second wins, and reading never touches it. The records of all meters form one list in
time order, which is also the whole output of the event layer that physics ever sees.

Some records are made late: whoever makes them is asked to catch up before anything is folded.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from twin.kernels.fold import empty_state, fold
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Meters:
    """All meters of a park, each known by its name and declared before the clock starts."""

    def __init__(self, timeline: Timeline, names: tuple[str, ...]) -> None:
        self.timeline = timeline
        self.names = tuple(sorted(set(names)))
        self._index = {name: i for i, name in enumerate(self.names)}
        self._last = [0.0] * len(self.names)
        self._seconds, self._meters, self._rates = array("q"), array("q"), array("d")
        self._rate_now, self._since, self._sums = empty_state(len(self.names))
        self._late: list[tuple[Ints, Ints, Floats]] = []
        self._feeders: list[Callable[[int], None]] = []
        self._next = self._settled = self._set_until = 0

    def index(self, name: str) -> int:
        """Return the row of ``name`` in what :meth:`settle` returns.

        Raises
        ------
        KeyError
            If no such meter was declared.
        """
        return self._index[name]

    def set(self, now: int, meter: int, rate: float) -> None:
        """Let a meter run at ``rate`` (per hour) from second ``now`` on.

        Raises
        ------
        ValueError
            If ``now`` lies before an earlier record, or the rate is negative or not finite.
        """
        if rate == self._last[meter]:
            return
        if not 0.0 <= rate < np.inf:
            raise ValueError(f"meter {self.names[meter]}: rate {rate} is not finite and >= 0")
        if now < self._set_until:
            raise ValueError(f"meter {self.names[meter]}: second {now} lies in the past")
        self._last[meter], self._set_until = rate, now
        self._seconds.append(now)
        self._meters.append(meter)
        self._rates.append(rate)

    def fed_by(self, catch_up: Callable[[int], None]) -> None:
        """Have ``catch_up`` called with a second before what lies before it is folded."""
        self._feeders.append(catch_up)

    def add(self, seconds: Ints, meters: Ints, rates: Floats) -> None:
        """Add records that were made late, sorted by second; equal seconds as they are given.

        A meter is either set or added to. Where the records are cut into calls changes nothing.

        Raises
        ------
        ValueError
            If they are not in time order, one lies before what is folded, or a rate is negative
            or not finite.
        """
        if not len(seconds):
            return
        if (np.diff(seconds) < 0).any() or seconds[0] < self._settled * self.timeline.step_seconds:
            raise ValueError(f"records from second {seconds[0]} on are not in time order")
        wrong = np.flatnonzero(~((rates >= 0.0) & (rates < np.inf)))
        if len(wrong):
            name, rate = self.names[meters[wrong[0]]], rates[wrong[0]]
            raise ValueError(f"meter {name}: rate {rate} is not finite and >= 0")
        self._late.append((seconds, meters, rates))

    def _sort_in(self) -> None:
        """Sort what was added late into the records that are not folded yet."""
        if not self._late:
            return
        late_s, late_meters, late_rates = zip(*self._late, strict=True)
        self._late.clear()
        n = self._next
        seconds = np.concatenate([np.asarray(self._seconds[n:]), *late_s])
        meters = np.concatenate([np.asarray(self._meters[n:]), *late_meters])
        rates = np.concatenate([np.asarray(self._rates[n:]), *late_rates])
        order = np.argsort(seconds, kind="stable")
        self._seconds[n:] = array("q", seconds[order].tobytes())
        self._meters[n:] = array("q", meters[order].tobytes())
        self._rates[n:] = array("d", rates[order].tobytes())

    @property
    def n_records(self) -> int:
        """How many records there are."""
        return len(self._seconds) + sum(len(seconds) for seconds, *_ in self._late)

    def records(self) -> tuple[Ints, Ints, Floats]:
        """Return copies of all (second, meter, rate) records."""
        self._sort_in()
        return (
            np.array(self._seconds, dtype=np.int64),
            np.array(self._meters, dtype=np.int64),
            np.array(self._rates, dtype=np.float64),
        )

    def replay(self, seconds: Ints, meters: Ints, rates: Floats) -> None:
        """Take over the records of an earlier run of the same agents."""
        self._seconds = array("q", np.asarray(seconds, dtype=np.int64).tobytes())
        self._meters = array("q", np.asarray(meters, dtype=np.int64).tobytes())
        self._rates = array("d", np.asarray(rates, dtype=np.float64).tobytes())

    def settle(self, step: int) -> Floats:
        """Fold everything recorded before interval ``step`` that was not folded yet.

        Returns
        -------
        array, shape (n_meters, steps since the last call)
            Mean rate of every meter in every interval.
        """
        step_s = self.timeline.step_seconds
        end_s = step * step_s
        for catch_up in self._feeders:
            catch_up(end_s)
        self._sort_in()
        last = bisect_left(self._seconds, end_s, self._next)
        part = slice(self._next, last)
        mean = np.zeros((len(self.names), step - self._settled))
        fold(
            np.array(self._seconds[part], dtype=np.int64),
            np.array(self._meters[part], dtype=np.int64),
            np.array(self._rates[part], dtype=np.float64),
            end_s,
            step_s,
            self._settled,
            self._rate_now,
            self._since,
            self._sums,
            mean,
        )
        self._next, self._settled = last, step
        return mean
