"""The heat cascade: least hot and cold utility, pinch and grand composite curve of heat streams.

Problem-table method (Linnhoff & Flower 1978, AIChE Journal 24(4), 633-642; Kemp 2007, *Pinch
Analysis and Process Integration*, 2nd ed.): streams that give heat are shifted down by half of the
least temperature difference, those that take it up; between the shifted temperatures the surplus
falls from interval to interval; what must be added at the top so that it is never negative is the
hot utility, what leaves at the bottom the cold utility, and where nothing falls is the pinch.

Heat may be one number or a series: every interval of a series is a cascade of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
ZERO = 1e-9


@dataclass(frozen=True)
class Stream:
    """Heat given or taken evenly between two temperatures, or at one (evaporating, condensing).

    Attributes
    ----------
    supply_c, target_c : float
        Where it begins and ends; the supply is hotter if it gives heat, colder if it takes it.
    heat : float or array, shape (n,)
        Amount, not negative, in any unit.
    gives : bool
    """

    supply_c: float
    target_c: float
    heat: float | Floats
    gives: bool

    def __post_init__(self) -> None:
        if self.supply_c != self.target_c and (self.supply_c > self.target_c) != self.gives:
            told = "gives" if self.gives else "takes"
            raise ValueError(
                f"a stream that {told} heat cannot run from {self.supply_c:g} to "
                f"{self.target_c:g} °C"
            )
        if np.min(self.heat) < 0.0:
            raise ValueError(f"the heat of a stream is {np.min(self.heat):g}; expected 0 or more")


@dataclass(frozen=True)
class Cascade:
    """A solved cascade.

    Attributes
    ----------
    shifted_c : array, shape (points,)
        Shifted temperatures from hot to cold; twice where heat comes or goes at one temperature.
    falling : array, shape (points, n)
        Heat that falls past each: the grand composite curve.
    hot_utility, cold_utility : array, shape (n,)
    """

    shifted_c: Floats
    falling: Floats
    hot_utility: Floats
    cold_utility: Floats

    def grand_composite(self, interval: int = 0) -> tuple[tuple[float, float], ...]:
        """Return the points (shifted temperature [°C], heat) of one interval, for plotting."""
        curve = self.falling[:, interval]
        return tuple(zip(self.shifted_c.tolist(), curve.tolist(), strict=True))

    def pinch_c(self, interval: int = 0) -> float | None:
        """Return the hottest shifted temperature past which nothing falls.

        None without a pinch: one of the two utilities is not needed at all.
        """
        needed = min(self.hot_utility[interval], self.cold_utility[interval])
        curve = self.falling[:, interval]
        if needed <= ZERO * float(np.max(curve, initial=1.0)):
            return None
        return float(self.shifted_c[int(np.argmin(curve))])


def cascade(streams: Iterable[Stream], least_difference_k: float) -> Cascade:
    """Return the cascade of streams with a least temperature difference between any two.

    Raises
    ------
    ValueError
        If there are no streams, or the difference is negative.
    """
    given = tuple(streams)
    if not given or least_difference_k < 0.0:
        raise ValueError(
            f"a cascade of {len(given)} streams with {least_difference_k:g} K: expected at least "
            "one stream and no negative difference"
        )
    half = 0.5 * least_difference_k
    shifted = [_shifted(stream, -half if stream.gives else half) for stream in given]
    nodes = sorted({t for stream in shifted for t in (stream.supply_c, stream.target_c)})[::-1]
    steps = max(np.size(stream.heat) for stream in shifted)
    surplus, temperatures, curve = np.zeros(steps), [], []
    for above, here in zip([nodes[0], *nodes], nodes, strict=False):
        surplus = surplus + sum((_between(s, above, here) for s in shifted), np.zeros(1))
        temperatures.append(here)
        curve.append(surplus)
        jump = sum((_at(s, here) for s in shifted), np.zeros(1))
        if np.any(jump != 0.0):
            surplus = surplus + jump
            temperatures.append(here)
            curve.append(surplus)
    falling = np.array(curve)
    hot = np.maximum(-falling.min(axis=0), 0.0)
    return Cascade(np.array(temperatures), falling + hot, hot, falling[-1] + hot)


def _shifted(stream: Stream, by_k: float) -> Stream:
    return Stream(stream.supply_c + by_k, stream.target_c + by_k, stream.heat, stream.gives)


def _between(stream: Stream, above_c: float, below_c: float) -> Floats:
    """Return what a stream gives (or, negative, takes) between two neighbouring temperatures."""
    low, high = sorted((stream.supply_c, stream.target_c))
    if high == low or not (low <= below_c and above_c <= high):
        return np.zeros(1)
    share = (above_c - below_c) / (high - low)
    return np.atleast_1d(stream.heat) * (share if stream.gives else -share)


def _at(stream: Stream, temperature_c: float) -> Floats:
    """Return what a stream of one temperature gives (or, negative, takes) there."""
    if stream.supply_c != stream.target_c or stream.supply_c != temperature_c:
        return np.zeros(1)
    return np.atleast_1d(stream.heat) * (1.0 if stream.gives else -1.0)
