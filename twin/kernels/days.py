"""Many days of one block in one call: planned by ``rules`` at midnight, settled until the next."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from twin.kernels.apart import address_of, by_address
from twin.kernels.compiled import kernel
from twin.kernels.step import SETTLE_TYPE, settle
from twin.kernels.store_value import VALUE_TYPE, value_stores

_plan = by_address(VALUE_TYPE)
_settle = by_address(SETTLE_TYPE)


class Code(NamedTuple):
    """Where the planner and the executor lie."""

    plan: int
    settle: int


@lru_cache(maxsize=1)
def code() -> Code:
    """Return where the two kernels lie; each is compiled once, for itself."""
    return Code(address_of(value_stores, VALUE_TYPE), address_of(settle, SETTLE_TYPE))


@kernel
def plan_and_settle(code, prob, state, near, work, b, month, unlimited, k0, k1, spd):
    """Settle intervals ``k0`` to ``k1``; at the start of each day the stores are valued anew.

    A call from Python hands over a hundred arrays, which takes as long as settling a day.

    Parameters
    ----------
    code : Code
        Of :func:`code`.
    prob, state, near, work : Problem, State, Near, Work
    b : array, shape (T, m)
        Fixed demand less fixed supply of every bus, per interval.
    month : array of int, shape (T,)
        A new month has no peak yet, and the goal ``unlimited``.
    unlimited : float
    k0, k1 : int
    spd : int
        Intervals per day.

    Returns
    -------
    int
        -1, or the interval in which no optimum was found.
    """
    k = k0
    while k < k1:
        if k % spd == 0:
            if k == 0 or month[k] != month[k - 1]:
                state.peak[:] = 0.0
                state.peak_goal[:] = unlimited
            _plan(code.plan, (prob, state, near, k, spd))
        end = min(k1, (k // spd + 1) * spd)
        failed = _settle(code.settle, (prob, state, work, b, k, end, spd))
        if failed >= 0:
            return failed
        k = end
    return -1
