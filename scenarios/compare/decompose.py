"""Which part caused what: a whole taken apart into its parts, three ways.

A quantity ``v(S)`` is known for sets ``S`` of measures. *In sequence*: what each adds when the ones
before it are there, ``v(1..i) - v(1..i-1)``; adds up to the total, and depends on the order. *Left
out*: what is lost when only it is missing, ``v(N) - v(N without i)``; does not depend on the
order, and adds up only if measures do not interact: the rest is the residual. *Shapley*: the mean
over all orders, ``sum |S|! (n-|S|-1)! / n! (v(S + i) - v(S))`` (Shapley 1953, A value for n-person
games); adds up, and needs all ``2^n`` sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Any

Set = frozenset[int]
Value = Callable[[Set], float | None]
MOST_FOR_SHAPLEY = 5


@dataclass(frozen=True)
class Shares:
    """A total taken apart by measure.

    Attributes
    ----------
    base, plan : float or None
        With none and with all measures; None if not known.
    sequential, leave_one_out, shapley : tuple of (float or None)
        By measure; None where it cannot be told. ``shapley`` is empty if it was not asked for.
    """

    base: float | None
    plan: float | None
    sequential: tuple[float | None, ...]
    leave_one_out: tuple[float | None, ...]
    shapley: tuple[float | None, ...] = ()

    @property
    def total(self) -> float | None:
        """What all measures change together."""
        return _minus(self.plan, self.base)

    @property
    def sequential_residual(self) -> float | None:
        """Total less the sum in sequence: zero but for rounding, if every step was possible."""
        return self._residual(self.sequential)

    @property
    def residual(self) -> float | None:
        """Total less what is lost by leaving each out: the interaction of the measures.

        A measure that cannot be left out (others need it) is not in the sum.
        """
        return self._residual(self.leave_one_out)

    @property
    def shapley_residual(self) -> float | None:
        """Total less the Shapley values: zero but for rounding, None if they were not asked for."""
        return self._residual(self.shapley) if self.shapley else None

    def _residual(self, parts: Sequence[float | None]) -> float | None:
        if self.total is None:
            return None
        return self.total - sum(part for part in parts if part is not None)

    def to_json(self) -> dict[str, Any]:
        """Return the shares as plain data."""
        return {
            "base": self.base,
            "plan": self.plan,
            "total": self.total,
            "sequential": list(self.sequential),
            "sequential_residual": self.sequential_residual,
            "leave_one_out": list(self.leave_one_out),
            "leave_one_out_residual": self.residual,
            "shapley": list(self.shapley),
            "shapley_residual": self.shapley_residual,
        }


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def prefixes(count: int) -> list[Set]:
    """Return the sets of a sequence: none, the first, the first two, …, all."""
    return [frozenset(range(length)) for length in range(count + 1)]


def sets_needed(count: int, *, shapley: bool) -> Iterator[Set]:
    """Yield every set of measures once, neighbours alike, so that runs can be reused."""
    seen: set[Set] = set()
    everything = frozenset(range(count))
    wanted = prefixes(count) + [everything - {i} for i in reversed(range(count))]
    if shapley:
        wanted += [frozenset(c) for n in range(count + 1) for c in combinations(range(count), n)]
    for chosen in wanted:
        if chosen not in seen:
            seen.add(chosen)
            yield chosen


def take_apart(count: int, value: Value, *, shapley: bool = False) -> Shares:
    """Return a quantity taken apart by measure.

    Parameters
    ----------
    count : int
        How many measures there are.
    value : callable
        The quantity of a set of measures, None if it is not known or the set is not possible.
    shapley : bool
    """
    everything = frozenset(range(count))
    steps = [value(chosen) for chosen in prefixes(count)]
    sequential = tuple(_minus(steps[i + 1], steps[i]) for i in range(count))
    whole = value(everything)
    left_out = tuple(_minus(whole, value(everything - {i})) for i in range(count))
    fair = tuple(_shapley(i, count, value) for i in range(count)) if shapley else ()
    return Shares(value(frozenset()), whole, sequential, left_out, fair)


def _shapley(measure: int, count: int, value: Value) -> float | None:
    others, out = [i for i in range(count) if i != measure], 0.0
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for chosen in combinations(others, size):
            before = frozenset(chosen)
            gain = _minus(value(before | {measure}), value(before))
            if gain is None:
                return None
            out += weight * gain
    return out
