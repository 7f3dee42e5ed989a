"""The table of profiles: every distinct rate over time once, evaluated slice by slice."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from twin.kernels.fixed import evaluate
from twin.meters import Meters
from twin.primitives import Profile
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]


class ProfileTable:
    """Collects profiles while a network is packed, then evaluates them for a slice.

    ``values`` has one row a profile and grows while packing; it is fixed by :meth:`close`.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.profiles: list[Profile] = []
        self._rows: dict[tuple[float, int, tuple[str, ...]], int] = {}
        self._live: list[tuple[int, Floats]] = []
        self._scale = self._base = self.values = np.zeros((0, timeline.n_steps))
        self._base_row = np.zeros(0, dtype=np.int64)

    def row(self, profile: Profile, *, scaled: bool = True) -> int:
        """Return the row of a profile; without its scale if ``scaled`` is false."""
        scale = profile.scale if scaled else 1.0
        meters = tuple(sorted(profile.meters))
        key = (scale, id(profile.base) if profile.base is not None else 0, meters)
        if key not in self._rows:
            self._rows[key] = len(self.profiles)
            self.profiles.append(Profile(scale, profile.base, meters, profile.live))
        return self._rows[key]

    def close(self) -> None:
        """Fix the set of profiles and make their arrays.

        Raises
        ------
        ValueError
            If a profile's base has not one value an interval.
        """
        steps, bases, rows = self.timeline.n_steps, dict[int, int](), []
        arrays: list[Floats] = []
        for profile in self.profiles:
            base = profile.base
            if base is None:
                rows.append(-1)
                continue
            if base.shape != (steps,):
                raise ValueError(f"a profile has shape {base.shape}, expected ({steps},)")
            if id(base) not in bases:
                bases[id(base)] = len(arrays)
                arrays.append(base)
                if profile.live:
                    self._live.append((bases[id(base)], base))
            rows.append(bases[id(base)])
        self._scale = np.array([p.scale for p in self.profiles])
        self._base = np.array(arrays) if arrays else np.zeros((0, steps))
        self._base_row = np.array(rows, dtype=np.int64)
        self.values = np.zeros((len(self.profiles), steps))

    def bind(self, meters: Meters) -> None:
        """Look up the meters that the profiles sum.

        Raises
        ------
        KeyError
            If a profile names a meter that was not declared.
        """
        rows = [[meters.index(name) for name in p.meters] for p in self.profiles]
        self._meter_start = np.cumsum([0, *map(len, rows)]).astype(np.int64)
        self._meter_rows = np.array([i for row in rows for i in row], dtype=np.int64)
        self._mean = meters.mean

    def evaluate(self, k0: int, k1: int) -> None:
        """Write :attr:`values` for intervals ``k0`` to ``k1``; the meters are folded so far."""
        for row, array in self._live:
            self._base[row, k0:k1] = array[k0:k1]
        evaluate(
            self._scale,
            self._base_row,
            self._base,
            self._meter_start,
            self._meter_rows,
            self._mean,
            k0,
            k1,
            self.values,
        )


def meters_of(profiles: Iterable[Profile]) -> tuple[str, ...]:
    """Return the names of all meters that profiles sum, sorted."""
    return tuple(sorted({name for profile in profiles for name in profile.meters}))
