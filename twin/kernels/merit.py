"""The merit order that a store sees on its bus, from how a like interval was settled.

Every column on the bus can give more (or take less) up to its room, or the reverse. Moving it by
one unit on the bus costs ``(cost - Σ coefficient · price of its other buses) / coefficient``.
Sorted from dear to cheap these pieces are one falling staircase: to the left of where the
interval stood lies what charging would cost, to the right what discharging would save.
"""

from __future__ import annotations

import numpy as np

from twin.kernels.compiled import inner


@inner
def unit_cost(prob, price, j, p_own, k, kp, shift):
    """Return what a unit on the bus of entry ``p_own`` costs by column ``j`` [CNY/unit].

    ``k`` is the like interval, ``kp`` the one whose prices hold, ``shift`` what the buses' prices
    have moved by with the tariff between the two.
    """
    cost = prob.cost[j]
    if prob.cost_row[j] >= 0:
        cost += prob.cost_scale[j] * prob.values[prob.cost_row[j], kp]
    own = 1.0
    for p in range(prob.ap[j], prob.ap[j + 1]):
        value = prob.coefficient[p]
        if prob.coefficient_row[p] >= 0:
            value *= prob.values[prob.coefficient_row[p], k]
        if p == p_own:
            own = value
        else:
            cost -= value * (price[k, prob.ai[p]] + shift[prob.ai[p]])
    return cost / own, own


@inner
def _insert(cost, length, count, new_cost, new_length):
    """Insert a piece into a staircase kept from dear to cheap; return the new count."""
    if new_length <= 0.0 or count >= cost.shape[0]:
        return count
    i = count
    while i > 0 and cost[i - 1] < new_cost:
        cost[i], length[i] = cost[i - 1], length[i - 1]
        i -= 1
    cost[i], length[i] = new_cost, new_length
    return count + 1


@inner
def staircase(prob, state, near, s, k, kp, shift, goal, left, right):
    """Write the pieces left (charging) and right (discharging) of interval ``k``'s state.

    ``left`` and ``right`` are (2, pieces) scratch, cost and length, from dear to cheap. Returns
    the number of pieces in each. A purchase above the month's ``goal`` costs its penalty too. What
    is seen through a transfer can only be displaced as far as the transfer ran.
    """
    n_left, n_right = 0, 0
    for q in range(near.start[s], near.start[s + 1]):
        j, p_own = near.column[q], near.entry[q]
        cost, own = unit_cost(prob, state.price, j, p_own, k, kp, shift)
        done = state.activity[k, j]
        top = prob.cap[j]
        if prob.cap_row[j] >= 0:
            top *= prob.values[prob.cap_row[j], k]
        more, less = max(top - done, 0.0) * abs(own), done * abs(own)
        penalty, above, below = near.penalty[q], 0.0, 0.0
        passed = np.inf if near.through[q] < 0 else state.activity[k, near.through[q]]
        if penalty > 0.0:
            above, below = max(done - goal, 0.0), max(goal - done, 0.0)
            n_left = _insert(left[0], left[1], n_left, cost + penalty, max(more - below, 0.0))
            n_right = _insert(right[0], right[1], n_right, cost + penalty, above)
            n_left = _insert(left[0], left[1], n_left, cost, min(more, below))
            n_right = _insert(right[0], right[1], n_right, cost, less - above)
        elif own > 0.0:
            n_left = _insert(left[0], left[1], n_left, cost, more)
            n_right = _insert(right[0], right[1], n_right, cost, min(less, passed))
        else:
            n_left = _insert(left[0], left[1], n_left, cost, less)
            n_right = _insert(right[0], right[1], n_right, cost, min(more, passed))
    return n_left, n_right


@inner
def shaved_peak(bought, moved, power_in, power_out, energy, eta_in, eta_out):
    """Return the lowest peak that stores could have kept in some days [unit per interval].

    ``bought`` are the purchases, ``moved`` what the stores gave less what they took; by
    bisection between the mean and the highest purchase without stores. The stores start full.
    """
    low, high = 0.0, 0.0
    for t in range(bought.shape[0]):
        low += (bought[t] + moved[t]) / bought.shape[0]
        high = max(high, bought[t] + moved[t])
    low = min(low, high)
    for _ in range(20):
        middle, level, held = 0.5 * (low + high), energy, True
        for t in range(bought.shape[0]):
            over = bought[t] + moved[t] - middle
            if over > 0.0:
                level -= over / eta_out
                if over > power_out or level < 0.0:
                    held = False
                    break
            else:
                level = min(level + min(-over, power_in) * eta_in, energy)
        if held:
            high = middle
        else:
            low = middle
    return high


def pieces(most: int) -> np.ndarray:
    """Return scratch for a staircase of at most ``most`` pieces."""
    return np.zeros((2, most))
