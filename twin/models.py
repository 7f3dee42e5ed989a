"""Models that the plant advances slice by slice before it dispatches (building zones, …)."""

from __future__ import annotations

from typing import Protocol

from twin.meters import Meters


class SliceModel(Protocol):
    """Array code that turns folded meters and weather into live profiles."""

    @property
    def meter_names(self) -> tuple[str, ...]:
        """Names of the meters it reads."""
        ...

    def bind(self, meters: Meters) -> None:
        """Receive the meters; their folded means are read while settling."""
        ...

    def settle(self, k0: int, k1: int) -> None:
        """Advance from interval ``k0`` to ``k1`` and write the model's live profiles."""
        ...
