"""Models that the plant advances slice by slice before it dispatches (building zones, …)."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from twin.meters import Meters


class SliceModel(Protocol):
    """Array code that turns folded meters and weather into live profiles."""

    @property
    def meter_names(self) -> tuple[str, ...]:
        """Names of the meters it reads."""
        ...

    def bind(self, meters: Meters) -> None:
        """Learn in which row of the meters' means each of its meters stands."""
        ...

    def settle(self, mean: npt.NDArray[np.float64], k0: int, k1: int) -> None:
        """Advance from interval ``k0`` to ``k1`` and write the model's live profiles.

        ``mean`` holds the meters' mean rates of those intervals, shape (n_meters, k1 - k0).
        """
        ...
