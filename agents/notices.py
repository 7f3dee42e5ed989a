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
