"""Amounts of a flow picture rounded so that what is shown adds up at every node.

Every link becomes a whole number of quanta (a power of ten of the unit shown). Among all ways to
round each link up or down that keep inflow equal to outflow at every node, the one with the least
sum of errors is taken. One exists whenever the amounts themselves balance: the constraints of a
flow are totally unimodular, so a balanced flow lies between whole ones (Ford and Fulkerson 1962).
For the same reason the linear programme's vertex is whole.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence

import numpy as np
import numpy.typing as npt

DIGITS = 5  # of the largest amount; what is smaller has fewer
SLACK = 1e-3  # of a quantum, by which amounts may miss their balance

Ints = npt.NDArray[np.int64]
Ends = tuple[str, str]


class UnbalancedError(ValueError):
    """The amounts do not balance, so no rounding of them can."""


def decimals(largest: float, digits: int = DIGITS) -> int:
    """Return how many decimals show ``digits`` digits of the largest amount, at least none."""
    if largest <= 0.0 or not math.isfinite(largest):
        return 0
    return min(max(digits - 1 - math.floor(math.log10(largest)), 0), 9)


def balanced(
    links: Sequence[Ends], amounts: Sequence[float], inner: Collection[str], quantum: float
) -> Ints:
    """Return the amounts as whole numbers of quanta that balance at every inner node.

    Parameters
    ----------
    links : sequence of (source, target)
    amounts : sequence of float
        Not negative; balanced at the inner nodes to ``SLACK`` quanta.
    inner : collection of str
        Nodes whose inflow is their outflow.
    quantum : float

    Raises
    ------
    UnbalancedError
        If no rounding balances.
    """
    if not links:
        return np.zeros(0, dtype=np.int64)
    whole = np.asarray(amounts, dtype=np.float64) / quantum
    low = np.floor(whole - SLACK).clip(min=0.0)
    pieces = _pieces(whole, low)
    bumps = _solve(links, low, pieces, sorted(inner))
    out = low.astype(np.int64)
    for (link, _), bump in zip(pieces, bumps, strict=True):
        out[link] += bump
    return out


def _pieces(
    whole: npt.NDArray[np.float64], low: npt.NDArray[np.float64]
) -> list[tuple[int, float]]:
    """Return the steps up each link may take, (link, change of the error), cheapest first."""
    return [
        (link, abs(at + 1 - value) - abs(at - value))
        for link, (value, floor) in enumerate(zip(whole.tolist(), low.tolist(), strict=True))
        for at in range(int(floor), math.ceil(value + SLACK))
    ]


def _solve(
    links: Sequence[Ends],
    low: npt.NDArray[np.float64],
    pieces: Sequence[tuple[int, float]],
    inner: Sequence[str],
) -> Ints:
    """Return which steps are taken: the vertex of least error that balances.

    Raises
    ------
    UnbalancedError
        If there is none.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    rows = {name: number for number, name in enumerate(inner)}
    places = [(rows[n], link, sign) for link, n, sign in _ends(links) if n in rows]
    of_link = np.zeros((len(rows), len(links)))
    for node, link, sign in places:
        of_link[node, link] += sign
    misses = -of_link @ low
    if not pieces:
        if misses.any():
            raise UnbalancedError("the amounts do not balance")
        return np.zeros(0, dtype=np.int64)
    matrix = coo_array(of_link[:, [link for link, _ in pieces]])
    found = linprog(
        [cost for _, cost in pieces], A_eq=matrix.tocsr(), b_eq=misses, bounds=(0.0, 1.0),
        method="highs-ds",
    )  # fmt: skip
    if found.x is None:
        raise UnbalancedError(f"the amounts do not balance: {found.message}")
    return np.asarray(np.rint(found.x), dtype=np.int64)


def _ends(links: Sequence[Ends]) -> Iterator[tuple[int, str, int]]:
    """Yield link, node and sign of every end: what arrives counts up, what leaves down."""
    for number, (source, target) in enumerate(links):
        yield number, target, 1
        yield number, source, -1
