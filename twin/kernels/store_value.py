"""What a unit in store is worth, by a volume-aware dynamic programme backwards in time.

Bellman recursion over the level of one store. Filling takes what would be curtailed first (worth
nothing), then what would be sold (worth its price), and buys the rest; emptying replaces
expected purchases and no more.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.kernels.borrowed import borrowed
from twin.kernels.compiled import inlined, kernel


class Expected(NamedTuple):
    """Expectations without the store; arrays of shape (h,)."""

    buy: np.ndarray  # price of a unit bought [CNY/unit]
    sell: np.ndarray  # price of a unit sold [CNY/unit]
    lost: np.ndarray  # surplus that would be curtailed [unit per interval]
    sold: np.ndarray  # surplus that would be sold [unit per interval]
    need: np.ndarray  # purchases [unit per interval]


class Size(NamedTuple):
    """One store; amounts per interval."""

    capacity: float
    most_in: float  # largest amount taken from the bus
    most_out: float  # largest amount given to the bus
    eta_in: float
    eta_out: float
    keep: float  # share kept over an interval
    wear: float  # cost per unit moved [CNY/unit]


@inlined
def _reward(move, expected, size, k):
    """Money won by changing the level by ``move`` in interval ``k``."""
    if move >= 0.0:
        taken = move / size.eta_in
        unsold = min(max(taken - expected.lost[k], 0.0), expected.sold[k])
        bought = max(taken - expected.lost[k] - expected.sold[k], 0.0)
        return -expected.sell[k] * unsold - expected.buy[k] * bought - size.wear * taken
    given = -move * size.eta_out
    return expected.buy[k] * min(given, expected.need[k]) - size.wear * given


@inlined
def _interpolate(value, level, width):
    cell = min(max(int(level / width), 0), value.shape[0] - 2)
    part = level / width - cell
    return value[cell] * (1.0 - part) + value[cell + 1] * part


@inlined
def _moves(expected, size, k, up, down, width, moves):
    """Write the different moves worth trying in interval ``k``, and return how many there are."""
    free = expected.lost[k] + expected.sold[k]
    moves[0] = 0.0
    count = 1
    for move in (
        up,
        min(expected.lost[k] * size.eta_in, up),
        min(free * size.eta_in, up),
        -down,
        -min(expected.need[k] / size.eta_out, down),
        min(width, up),
        -min(width, down),
    ):
        known = False
        for q in range(count):
            known = known or moves[q] == move
        if not known:
            moves[count] = move
            count += 1
    return count


@kernel
def marginal_values(expected, size, value, ahead, moves, out):
    """Write the value of one more unit in store, by interval and cell of level.

    Parameters
    ----------
    expected : Expected
    size : Size
    value, ahead, moves : arrays, shape (cells + 1,), (cells + 1,), (8,)
        Scratch; ``value`` zero.
    out : array, shape (h, cells)
        Written: slope of the value to go *after* each interval.
    """
    expected = borrowed(expected)
    cells = out.shape[1]
    width = size.capacity / cells
    up, down = size.most_in * size.eta_in, size.most_out / size.eta_out
    gains = np.zeros(moves.shape[0])
    for k in range(out.shape[0] - 1, -1, -1):
        for i in range(cells):
            out[k, i] = (value[i + 1] - value[i]) / width
        for i in range(cells + 1):
            ahead[i] = value[i]
        count = _moves(expected, size, k, up, down, width, moves)
        for q in range(count):
            gains[q] = _reward(moves[q], expected, size, k)
        for i in range(cells + 1):
            kept = i * width * size.keep
            best = -1e300
            for q in range(count):
                move = min(max(moves[q], -kept), size.capacity - kept)
                gain = gains[q] if move == moves[q] else _reward(move, expected, size, k)
                gain += _interpolate(ahead, kept + move, width)
                best = max(best, gain)
            value[i] = best


@kernel
def follow(value, expected, size, level):
    """Follow the values from ``level`` and take the moves off what is expected.

    ``lost``, ``sold`` and ``need`` are changed in place, so that the next store sees what is left.
    """
    expected = borrowed(expected)
    cells = value.shape[1]
    width = size.capacity / cells
    for k in range(value.shape[0]):
        kept = level * size.keep
        worth = value[k, min(max(int(kept / width), 0), cells - 1)]
        room = min(size.most_in, (size.capacity - kept) / size.eta_in)
        gain, taken = worth * size.eta_in - size.wear, 0.0
        if gain > 0.0:
            taken = min(room, expected.lost[k])
            expected.lost[k] -= taken
        if gain > expected.sell[k]:
            more = min(room - taken, expected.sold[k])
            expected.sold[k] -= more
            taken += more
        if gain > expected.buy[k]:
            expected.need[k] += room - taken
            taken = room
        given = 0.0
        if taken == 0.0 and worth / size.eta_out + size.wear < expected.buy[k]:
            given = min(size.most_out, kept * size.eta_out, expected.need[k])
            expected.need[k] -= given
        level = kept + taken * size.eta_in - given / size.eta_out
