"""Stores and peaks as columns in tiers: room and worth of a move, piece by piece.

The worth of a unit in store falls with the level. What a store may take or give in one interval
is cut into tiers, each valued by the mean worth over the levels it passes, so that a large move
is not valued at its first unit. A plan's level is an edge between tiers: up to it a unit is worth
a little more than the plan says, beyond it a little less, which settles ties as planned and holds
nothing that turns out to be profitable.
"""

from __future__ import annotations

from twin.kernels.compiled import inner


@inner
def mean_worth(table, a, b):
    """Return the mean worth of a unit between levels ``a`` < ``b``, counted in cells."""
    cells = table.shape[0]
    first = min(max(int(a), 0), cells - 1)
    last = min(max(int(b), first), cells - 1)
    if first == last or b - a < 1e-12 * cells:
        return table[first]
    total = table[first] * (first + 1.0 - a) + table[last] * (b - last)
    for cell in range(first + 1, last):
        total += table[cell]
    return total / (b - a)


@inner
def edge_of(q, tiers, level, reach, target):
    """Return where tier ``q`` of a move from ``level`` ends: the target first, then equal parts."""
    share = (q + 1.0) / tiers
    ahead = (target - level) / reach if target >= 0.0 and reach != 0.0 else -1.0
    if 0.0 < ahead < 1.0:
        share = ahead if q == 0 else ahead + (1.0 - ahead) * q / (tiers - 1.0)
    return level + reach * share


@inner
def lay_out(prob, state, hi, c, s, slot, kept, up, down):
    """Write bounds and costs of one planned store's tiers.

    ``up`` and ``down`` are how far the level may rise and fall in the interval. The worth of a
    tier never exceeds that of a tier below it, whatever the table says.
    """
    tiers = prob.more.shape[2] + 1
    target, lean = state.target[s, slot], state.lean[s]
    density = state.value.shape[2] / prob.capacity[s]
    worth = 1e300
    for q in range(tiers):
        j = prob.charge[s] if q == 0 else prob.more[s, 0, q - 1]
        a = kept if q == 0 else edge_of(q - 1, tiers, kept, up, target)
        b = edge_of(q, tiers, kept, up, target)
        mean = mean_worth(state.value[s, slot], a * density, b * density)
        worth = min(worth, mean + (lean if 0.5 * (a + b) < target else -lean))
        hi[j] = (b - a) / prob.charge_efficiency[s]
        c[j] = prob.cost[j] - worth * prob.charge_efficiency[s]
        if q == 0:
            first = worth
    worth = first
    for q in range(tiers):
        j = prob.discharge[s] if q == 0 else prob.more[s, 1, q - 1]
        a = kept if q == 0 else edge_of(q - 1, tiers, kept, -down, target)
        b = edge_of(q, tiers, kept, -down, target)
        mean = mean_worth(state.value[s, slot], b * density, a * density)
        worth = max(worth, mean + (lean if 0.5 * (a + b) < target else -lean))
        hi[j] = (a - b) * prob.discharge_efficiency[s]
        c[j] = prob.cost[j] + worth / prob.discharge_efficiency[s]


@inner
def moved(prob, x, s, way):
    """Return what a store takes (``way`` 0) or gives (1) over all its tiers."""
    total = x[prob.charge[s]] if way == 0 else x[prob.discharge[s]]
    if prob.planned[s]:
        for q in range(prob.more.shape[2]):
            total += x[prob.more[s, way, q]]
    return total


@inner
def shut(prob, hi, s, way):
    """Forbid a store to take (``way`` 0) or to give (1)."""
    if way == 0:
        hi[prob.charge[s]] = 0.0
    else:
        hi[prob.discharge[s]] = 0.0
    if prob.planned[s]:
        for q in range(prob.more.shape[2]):
            hi[prob.more[s, way, q]] = 0.0


@inner
def cut_peaks(prob, state, hi, c):
    """Above the month's peak, reached or planned, a purchase costs the demand charge as well."""
    for p in range(prob.peak_column.shape[0]):
        j, beyond = prob.peak_column[p], prob.peak_more[p]
        free = max(state.peak[p], state.peak_goal[p])
        hi[beyond] = max(hi[j] - free, 0.0)
        hi[j] = min(hi[j], free)
        c[beyond] = c[j] + prob.peak_penalty[p]
