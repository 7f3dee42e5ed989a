"""Meters: demand and output that follow events, as (second, rate) records.

A meter is piecewise constant. Setting the rate it already has is ignored, the last rate set
within a second wins, and reading never touches it. The records of all meters form one list in
time order, which is also the whole output of the event layer that physics ever sees.
"""

from __future__ import annotations

from array import array

import numpy as np
import numpy.typing as npt

from twin.kernels.fold import empty_state, fold
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]


class Meters:
    """All meters of a park, each known by its name and declared before the clock starts."""

    def __init__(self, timeline: Timeline, names: tuple[str, ...]) -> None:
        self.timeline = timeline
        self.names = tuple(sorted(set(names)))
        self._index = {name: i for i, name in enumerate(self.names)}
        self._last = [0.0] * len(self.names)
        self._seconds, self._meters, self._rates = array("q"), array("q"), array("d")
        self._rate_now, self._since, self._sums = empty_state(len(self.names))
        self._next = 0
        self.mean: Floats = np.zeros((len(self.names), timeline.n_steps))

    def index(self, name: str) -> int:
        """Return the row of ``name`` in :attr:`mean`.

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
        if self._seconds and now < self._seconds[-1]:
            raise ValueError(f"meter {self.names[meter]}: second {now} lies in the past")
        self._last[meter] = rate
        self._seconds.append(now)
        self._meters.append(meter)
        self._rates.append(rate)

    @property
    def n_records(self) -> int:
        """How many records there are."""
        return len(self._seconds)

    def records(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
        """Return copies of all (second, meter, rate) records."""
        return (
            np.array(self._seconds, dtype=np.int64),
            np.array(self._meters, dtype=np.int64),
            np.array(self._rates, dtype=np.float64),
        )

    def replay(
        self,
        seconds: npt.NDArray[np.int64],
        meters: npt.NDArray[np.int64],
        rates: Floats,
    ) -> None:
        """Take over the records of an earlier run of the same agents."""
        self._seconds = array("q", np.asarray(seconds, dtype=np.int64).tobytes())
        self._meters = array("q", np.asarray(meters, dtype=np.int64).tobytes())
        self._rates = array("d", np.asarray(rates, dtype=np.float64).tobytes())

    def settle(self, step: int) -> None:
        """Fold everything recorded before interval ``step`` into :attr:`mean`."""
        seconds = np.array(self._seconds[self._next :], dtype=np.int64)
        meters = np.array(self._meters[self._next :], dtype=np.int64)
        rates = np.array(self._rates[self._next :], dtype=np.float64)
        end_s = step * self.timeline.step_seconds
        done = fold(
            seconds,
            meters,
            rates,
            0,
            end_s,
            self.timeline.step_seconds,
            self._rate_now,
            self._since,
            self._sums,
            self.mean,
        )
        self._next += int(done)
