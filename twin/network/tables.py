"""The table of profiles: every series once, in one array that everything points into.

Rows of ``values`` are, in this order: series known from the start or written by models, and what
is computed from meters (sums, and products with a series), slice by slice. A profile is a row and
a scale.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from twin.kernels.fixed import evaluate
from twin.meters import Meters
from twin.primitives import Live, Profile
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]


class _Metered(NamedTuple):
    """A computed row: the sum of meters, times a base if there is one."""

    base: int  # number of the base, -1 for none
    meters: tuple[str, ...]


class Recipe(NamedTuple):
    """What a row of the table is: a base, or a sum of meters times a base if there is one."""

    base: Floats | Live | None
    meters: tuple[str, ...]


class ProfileTable:
    """Collects profiles while a network is packed, then evaluates them slice by slice."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._bases: list[Floats | Live] = []
        self._base_number: dict[int, int] = {}
        self._metered: dict[_Metered, int] = {}
        self.values: Floats = np.zeros((0, timeline.n_steps))

    def register(self, profile: Profile) -> None:
        """Note a profile that will be used.

        Raises
        ------
        ValueError
            If its base has not one value an interval.
        """
        base = profile.base
        if base is not None and id(base) not in self._base_number:
            shape = (self.timeline.n_steps,)
            if isinstance(base, np.ndarray) and base.shape != shape:
                raise ValueError(f"a profile has shape {base.shape}, expected {shape}")
            self._base_number[id(base)] = len(self._bases)
            self._bases.append(base)
        if profile.meters:
            self._metered.setdefault(self._key(profile), len(self._metered))

    def _key(self, profile: Profile) -> _Metered:
        base = -1 if profile.base is None else self._base_number[id(profile.base)]
        return _Metered(base, tuple(sorted(profile.meters)))

    def close(self, meters: Iterable[str] = ()) -> Meters:
        """Lay out the rows, and return the meters they read and those named beside them."""
        steps, first = self.timeline.n_steps, len(self._bases)
        self.values = np.zeros((first + len(self._metered), steps))
        for row, base in enumerate(self._bases):
            if isinstance(base, Live):
                base.array = self.values[row]
            else:
                self.values[row] = base
        read = {name for metered in self._metered for name in metered.meters}
        known = Meters(self.timeline, tuple({*read, *meters}))
        rows = [[known.index(name) for name in metered.meters] for metered in self._metered]
        self._meter_start = np.cumsum([0, *map(len, rows)]).astype(np.int64)
        self._meter_rows = np.array([i for row in rows for i in row], dtype=np.int64)
        self._base_row = np.array([m.base for m in self._metered], dtype=np.int64)
        return known

    def row(self, profile: Profile) -> int:
        """Return the row of a registered profile without its scale; -1 if it is constant."""
        if profile.meters:
            return len(self._bases) + self._metered[self._key(profile)]
        return -1 if profile.base is None else self._base_number[id(profile.base)]

    def recipes(self) -> list[Recipe]:
        """Return what each row is, in order."""
        computed = [
            Recipe(None if m.base < 0 else self._bases[m.base], m.meters) for m in self._metered
        ]
        return [*(Recipe(base, ()) for base in self._bases), *computed]

    def evaluate(self, mean: Floats, k0: int, k1: int) -> None:
        """Compute what follows meters for intervals ``k0`` to ``k1`` from their mean rates."""
        evaluate(
            self._base_row, self._meter_start, self._meter_rows, mean, len(self._bases), k0, k1,
            self.values,
        )  # fmt: skip
