"""What a linear programme that knows all would do with the same stays."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.optimize import linprog

from tests.kernels.plugs import Stay

HOUR = 3600.0


def all_can_be_served(stays: list[Stay], budget_mw: float) -> bool:
    """Return whether some plan gives everyone what is wanted within a budget (no taper)."""
    cuts = sorted({t for s in stays for t in (s.arrive_s, s.depart_s)})
    spans = list(pairwise(cuts))
    pairs = [
        (i, k)
        for i, s in enumerate(stays)
        for k, (begin, end) in enumerate(spans)
        if s.arrive_s <= begin and end <= s.depart_s
    ]
    hours = [(end - begin) / HOUR for begin, end in spans]
    rows = [[float(q == k) for _, q in pairs] for k in range(len(spans))]
    rows += [[float(j == i) for j, _ in pairs] for i in range(len(stays))]
    needs = [s.want - s.have for s in stays]
    found = linprog(
        -np.ones(len(pairs)),
        A_ub=rows,
        b_ub=[budget_mw * h for h in hours] + needs,
        bounds=[(0.0, stays[i].fill_mw * hours[k]) for i, k in pairs],
    )
    return bool(-found.fun >= sum(needs) * (1.0 - 1e-9))


def cheapest(stay: Stay, price: np.ndarray, efficiency: float, wear: float) -> float:
    """Return the least that one stay can cost [CNY], hourly prices, no taper."""
    edges = np.arange(stay.arrive_s // 3600, -(-stay.depart_s // 3600) + 1) * 3600
    edges = np.clip(edges, stay.arrive_s, stay.depart_s)
    hours, n = np.diff(edges) / HOUR, len(edges) - 1
    paid = price[stay.arrive_s // 3600 :][:n]
    cost = np.r_[paid / efficiency, wear - paid * efficiency]
    level = np.hstack([np.tril(np.ones((n, n))), -np.tril(np.ones((n, n)))])
    found = linprog(
        cost,
        A_ub=np.vstack([level, -level]),
        b_ub=np.r_[np.full(n, stay.want - stay.have), np.full(n, stay.have - stay.floor)],
        A_eq=level[-1:],
        b_eq=[stay.want - stay.have],
        bounds=[(0, stay.fill_mw * h) for h in hours] + [(0, stay.feed_mw * h) for h in hours],
    )
    return float(found.fun)
