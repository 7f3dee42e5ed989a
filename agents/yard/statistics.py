"""Jobs drawn from figures: round trips a shift, so many and so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.yard.tables import NONE, Floats, Ints, Jobs
from twin.timeline import SECONDS_PER_HOUR

LONG_TRIP_SIGMAS = 3.0


@dataclass(frozen=True)
class RoundTrips:
    """Round trips of one kind: out with a load, back empty, and the handling.

    Attributes
    ----------
    per_day : float
        Mean number in ``day_s`` working seconds.
    km, km_cv : float
        One-way distance and its coefficient of variation.
    payload_t, work_h, speed_km_h : float
    """

    per_day: float
    day_s: int
    km: float
    km_cv: float
    payload_t: float
    work_h: float
    speed_km_h: float

    @property
    def far_km(self) -> float:
        """The longest one-way distance that is drawn."""
        return self.km * (1.0 + LONG_TRIP_SIGMAS * self.km_cv)

    def draw(
        self, luck: np.random.Generator, spans: Iterable[tuple[int, int]]
    ) -> tuple[Ints, Ints, Floats]:
        """Draw the jobs of each shift: Poisson many, distances normal within three sigmas.

        Returns
        -------
        ready_s, due_s : arrays, shape (n,)
            Begin and end of the job's shift.
        km : array, shape (n,)
            One way.
        """
        ready, due, far = [], [], []
        for begin, end in spans:
            count = int(luck.poisson(self.per_day * (end - begin) / self.day_s))
            spread = luck.standard_normal(count).clip(-LONG_TRIP_SIGMAS, LONG_TRIP_SIGMAS)
            far.append(np.maximum(self.km * (1.0 + self.km_cv * spread), 0.1 * self.km))
            ready.append(np.full(count, begin, dtype=np.int64))
            due.append(np.full(count, end, dtype=np.int64))
        if not far:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
        return np.concatenate(ready), np.concatenate(due), np.concatenate(far)

    def jobs(
        self, luck: np.random.Generator, spans: Iterable[tuple[int, int]], group: int, home: int
    ) -> Jobs:
        """Return the jobs of all shifts as the yard takes them."""
        ready, due, km = self.draw(luck, spans)
        way_s = np.rint(km / self.speed_km_h * SECONDS_PER_HOUR).astype(np.int64)
        whole: dict[str, Any] = {
            "ready_s": ready, "group": group, "start": home, "end": home, "loaded_s": way_s,
            "empty_s": way_s, "handling_s": round(self.work_h * SECONDS_PER_HOUR), "due_s": due,
            "expire_s": NONE, "vehicle": NONE,
        }  # fmt: skip
        real: dict[str, Any] = {
            "loaded_km": km, "empty_km": km, "payload_t": self.payload_t, "climb": 1.0,
        }  # fmt: skip
        n = len(ready)
        columns = {name: np.broadcast_to(v, n).astype(np.int64) for name, v in whole.items()}
        columns |= {name: np.broadcast_to(v, n).astype(np.float64) for name, v in real.items()}
        return Jobs(columns)
