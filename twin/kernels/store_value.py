"""What a unit in store is worth, by a volume-aware dynamic programme backwards in time.

Bellman recursion over the level of one store. Filling takes the expected surplus first (worth
what it would have earned) and buys the rest; emptying replaces expected purchases and no more.
"""

from __future__ import annotations

import numba as nb


@nb.njit(cache=True)
def _reward(move, buy, sell, surplus, need, eta_in, eta_out, wear):
    """Money won by changing the level by ``move`` in one interval."""
    if move >= 0.0:
        taken = move / eta_in
        free = min(taken, surplus)
        return -sell * free - buy * (taken - free) - wear * taken
    given = -move * eta_out
    return buy * min(given, need) - wear * given


@nb.njit(cache=True)
def _interpolate(value, level, width):
    cell = int(level / width)
    cell = min(max(cell, 0), value.shape[0] - 2)
    part = level / width - cell
    return value[cell] * (1.0 - part) + value[cell + 1] * part


@nb.njit(cache=True)
def marginal_values(
    buy,
    sell,
    surplus,
    need,
    capacity,
    most_in,
    most_out,
    eta_in,
    eta_out,
    keep,
    wear,
    value,
    ahead,
    moves,
    out,
):
    """Write the value of one more unit in store, by interval and cell of level.

    Parameters
    ----------
    buy, sell : arrays, shape (h,)
        Price of a unit bought, and what a surplus unit would earn otherwise [CNY/unit].
    surplus, need : arrays, shape (h,)
        Expected surplus and expected purchases, without this store [unit per interval].
    capacity, most_in, most_out : float
        Size, and the largest amounts taken from and given to the bus in one interval.
    eta_in, eta_out, keep, wear : float
        Efficiencies, share kept over an interval, cost per unit moved.
    value, ahead, moves : arrays, shape (cells + 1,), (cells + 1,), (7,)
        Scratch; ``value`` zero.
    out : array, shape (h, cells)
        Written: slope of the value to go *after* each interval.
    """
    horizon, cells = buy.shape[0], out.shape[1]
    width = capacity / cells
    for k in range(horizon - 1, -1, -1):
        for i in range(cells):
            out[k, i] = (value[i + 1] - value[i]) / width
        for i in range(cells + 1):
            ahead[i] = value[i]
        up, down = most_in * eta_in, most_out / eta_out
        moves[1] = up
        moves[2] = min(surplus[k] * eta_in, up)
        moves[3] = -down
        moves[4] = -min(need[k] / eta_out, down)
        moves[5] = min(width, up)
        moves[6] = -min(width, down)
        for i in range(cells + 1):
            kept = i * width * keep
            best = -1e300
            for q in range(7):
                move = min(max(moves[q], -kept), capacity - kept)
                gain = _reward(move, buy[k], sell[k], surplus[k], need[k], eta_in, eta_out, wear)
                gain += _interpolate(ahead, kept + move, width)
                best = max(best, gain)
            value[i] = best


@nb.njit(cache=True)
def follow(
    value, buy, sell, surplus, need, level, capacity, most_in, most_out, eta_in, eta_out, keep, wear
):
    """Follow the values from ``level`` and take the moves off the expected surplus and need.

    ``surplus`` and ``need`` are changed in place, so that the next store sees what is left.
    """
    cells = value.shape[1]
    width = capacity / cells
    for k in range(buy.shape[0]):
        kept = level * keep
        cell = min(max(int(kept / width), 0), cells - 1)
        worth = value[k, cell]
        move = 0.0
        room = min(most_in, (capacity - kept) / eta_in)
        stock = min(most_out, kept * eta_out)
        if worth * eta_in > sell[k] + wear:
            taken = min(room, surplus[k])
            if worth * eta_in > buy[k] + wear:
                taken = room
            free = min(taken, surplus[k])
            surplus[k] -= free
            need[k] += taken - free
            move = taken * eta_in
        if move == 0.0 and worth / eta_out < buy[k] - wear:
            given = min(stock, need[k])
            need[k] -= given
            move = -given / eta_out
        level = kept + move
