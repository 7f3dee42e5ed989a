"""Notices of the park's operator that agents may react to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """A call to reduce load for a while.

    Attributes
    ----------
    begins, ends : int
        Seconds since the start of the span.
    share : float
        Share of flexible load asked for, 0 to 1.
    reason : str
    """

    begins: int
    ends: int
    share: float
    reason: str


class Asked:
    """What calls under way ask for together: the most any of them does."""

    def __init__(self) -> None:
        self._shares: list[float] = []

    def begin(self, share: float) -> float:
        """Add a call and return what is asked for now."""
        self._shares.append(share)
        return max(self._shares)

    def end(self, share: float) -> float:
        """Take a call off and return what is still asked for."""
        self._shares.remove(share)
        return max(self._shares, default=0.0)
