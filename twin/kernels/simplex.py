"""Bounded dual simplex for the small linear programme of one interval.

    minimise c.x   subject to   A x = b,   0 <= x <= hi

Every column is boxed and every row has an *unserved* and a *surplus* column, so any basis can be
made dual feasible by flipping nonbasic columns to their other bound, and no interval is
infeasible. The basis and its inverse are the caller's and stay warm from one interval to the
next. The bound-flipping ratio test is that of Maros, "A generalized dual phase-2 simplex
algorithm", Eur. J. Oper. Res. 149 (2003), section 5.
"""

from __future__ import annotations

import numpy as np

from twin.kernels.compiled import inner, kernel

DUAL_TOLERANCE = 1e-9
PIVOT_TOLERANCE = 1e-9
TIE = 1e-13
MOST_ITERATIONS = 2_000
ROUNDING = 1e-9  # of the largest amount asked for
NOTHING = 1e-14  # of the largest amount asked for: only rounding


@inner
def _duals(c, basis, binv, y):
    """Write the dual prices of the basis."""
    for i in range(y.shape[0]):
        y[i] = 0.0
    for r in range(basis.shape[0]):
        cost = c[basis[r]]
        if cost != 0.0:
            for i in range(basis.shape[0]):
                y[i] += cost * binv[r, i]


@inner
def _price(ap, ai, av, c, hi, b, basis, pos, up, binv, x, d, y, resid):
    """Dual prices, reduced costs, nonbasic columns to the bound their sign asks for."""
    n = c.shape[0]
    _duals(c, basis, binv, y)
    for i in range(b.shape[0]):
        resid[i] = b[i]
    for j in range(n):
        if pos[j] >= 0:
            d[j] = 0.0
            continue
        s = c[j]
        for p in range(ap[j], ap[j + 1]):
            s -= y[ai[p]] * av[p]
        d[j] = s
        if s < -DUAL_TOLERANCE:
            up[j] = True
        elif s > DUAL_TOLERANCE:
            up[j] = False
        x[j] = hi[j] if up[j] else 0.0
        if x[j] != 0.0:
            for p in range(ap[j], ap[j + 1]):
                resid[ai[p]] -= av[p] * x[j]


@inner
def _add(binv, sign, amounts, xb, sums):
    """Add what amounts on the buses mean for the basic columns.

    Bus by bus, so that the sums do not wait for each other and idle buses are passed over.
    """
    for i in range(xb.shape[0]):
        sums[i] = 0.0
    for k in range(xb.shape[0]):
        amount = amounts[k]
        if amount != 0.0:
            for i in range(xb.shape[0]):
                sums[i] += binv[i, k] * amount
    for i in range(xb.shape[0]):
        xb[i] += sign * sums[i]


@inner
def _refine(ap, ai, av, b, basis, binv, x, xb, resid, sums):
    """One step of iterative refinement of the basic columns on the true balance."""
    m, n = basis.shape[0], x.shape[0]
    for i in range(m):
        x[basis[i]] = xb[i]
        resid[i] = b[i]
    for j in range(n):
        if x[j] != 0.0:
            for p in range(ap[j], ap[j + 1]):
                resid[ai[p]] -= av[p] * x[j]
    _add(binv, 1.0, resid, xb, sums)


@inner
def _leaving(hi, basis, xb, tolerance):
    """Return the basic row that misses its bounds the most, and whether it is below zero."""
    row, worst, below = -1, tolerance, False
    for i in range(basis.shape[0]):
        if -xb[i] > worst:
            worst, row, below = -xb[i], i, True
        over = xb[i] - hi[basis[i]]
        if over > worst:
            worst, row, below = over, i, False
    return row, worst, below


@inner
def _flip(ap, ai, av, hi, up, x, moved, q):
    """Move a nonbasic column to its other bound."""
    step = -hi[q] if up[q] else hi[q]
    up[q] = not up[q]
    x[q] = hi[q] if up[q] else 0.0
    for p in range(ap[q], ap[q + 1]):
        moved[ai[p]] += av[p] * step


@inner
def _entering(ap, ai, av, hi, pos, up, x, d, alpha, slope, moved):
    """Bound-flipping ratio test; flips columns passed on the way and returns the entering one.

    If all that can move just reaches the bound and rounding leaves a rest, the last one enters.
    """
    n = d.shape[0]
    moved[:] = 0.0
    flips, last = 0, -1
    while True:
        q, best, size = -1, 1e300, 0.0
        for j in range(n):
            a = alpha[j]
            if pos[j] >= 0 or hi[j] == 0.0:
                continue
            if (not up[j] and a > PIVOT_TOLERANCE) or (up[j] and a < -PIVOT_TOLERANCE):
                ratio = abs(d[j]) / abs(a)
                if ratio < best - TIE or (ratio < best + TIE and abs(a) > size):
                    best, q, size = ratio, j, abs(a)
        if q < 0 and last < 0:
            return q, flips
        if q < 0:
            _flip(ap, ai, av, hi, up, x, moved, last)
            return last, flips - 1
        left = slope - abs(alpha[q]) * hi[q]
        if left <= 0.0:
            return q, flips
        slope, last = left, q
        flips += 1
        _flip(ap, ai, av, hi, up, x, moved, q)


@inner
def _row(ap, ai, av, binv, pos, row, sign, alpha):
    """Write one row of the basis' inverse times the nonbasic columns."""
    for j in range(pos.shape[0]):
        s = 0.0
        if pos[j] < 0:
            for p in range(ap[j], ap[j + 1]):
                s += binv[row, ai[p]] * av[p]
        alpha[j] = s * sign


@inner
def _pivot(ap, ai, av, hi, basis, pos, up, binv, x, d, alpha, xb, col, row, below, q, sign):
    """Exchange basic row ``row`` against column ``q`` and update inverse, prices and values."""
    m, n = basis.shape[0], d.shape[0]
    for i in range(m):
        s = 0.0
        for p in range(ap[q], ap[q + 1]):
            s += binv[i, ai[p]] * av[p]
        col[i] = s
    theta = d[q] / alpha[q]
    for j in range(n):
        if pos[j] < 0:
            d[j] -= theta * alpha[j]
    leaving = basis[row]
    bound = 0.0 if below else hi[leaving]
    t = (xb[row] - bound) / col[row]
    for i in range(m):
        xb[i] -= t * col[i]
    xb[row] = x[q] + t
    pos[leaving], up[leaving], x[leaving] = -1, not below, bound
    d[leaving] = -theta * sign
    pos[q], basis[row], d[q] = row, q, 0.0
    pivot = 1.0 / col[row]
    for k in range(m):
        binv[row, k] *= pivot
    for i in range(m):
        f = col[i]
        if i != row and f != 0.0:
            for k in range(m):
                binv[i, k] -= f * binv[row, k]


@inner
def _finish(hi, basis, x, xb, nothing):
    """Write the basic columns within their bounds; less than ``nothing`` is rounding."""
    for i in range(basis.shape[0]):
        x[basis[i]] = min(xb[i], hi[basis[i]]) if xb[i] > nothing else 0.0


@inner
def solve_within(
    ap, ai, av, c, hi, b, tolerance, basis, pos, up, binv, x, d, y, alpha, xb, col, resid, sums
):  # fmt: skip
    """Do what :func:`solve` does, for kernels."""
    _price(ap, ai, av, c, hi, b, basis, pos, up, binv, x, d, y, resid)
    for i in range(xb.shape[0]):
        xb[i] = 0.0
    _add(binv, 1.0, resid, xb, sums)
    iterations, refined, allowed, largest = 0, False, tolerance, 1.0
    for amount in b:
        largest = max(largest, abs(amount))
    while iterations < MOST_ITERATIONS:
        row, slope, below = _leaving(hi, basis, xb, allowed)
        if row < 0:
            _refine(ap, ai, av, b, basis, binv, x, xb, resid, sums)
            row, slope, below = _leaving(hi, basis, xb, allowed)
            if row < 0:
                break
        iterations += 1
        sign = -1.0 if below else 1.0
        _row(ap, ai, av, binv, pos, row, sign, alpha)
        q, flips = _entering(ap, ai, av, hi, pos, up, x, d, alpha, slope, col)
        if q < 0:  # nothing can move: rounding of large amounts, or no solution
            if refined and slope > ROUNDING * largest:
                return -1
            if refined:
                allowed = 2.0 * slope
            _refine(ap, ai, av, b, basis, binv, x, xb, resid, sums)
            refined = True
            continue
        refined = False
        if flips > 0:
            _add(binv, -1.0, col, xb, sums)
        _pivot(ap, ai, av, hi, basis, pos, up, binv, x, d, alpha, xb, col, row, below, q, sign)
    _finish(hi, basis, x, xb, NOTHING * largest)
    if iterations > 0:  # else the basis is still the one that was priced
        _duals(c, basis, binv, y)
    return iterations if iterations < MOST_ITERATIONS else -1


@kernel
def solve(
    ap, ai, av, c, hi, b, tolerance, basis, pos, up, binv, x, d, y, alpha, xb, col, resid, sums
):  # fmt: skip
    """Solve one interval from the present basis.

    Parameters
    ----------
    ap, ai, av : arrays
        Matrix by columns (start, row, coefficient).
    c, hi, b : arrays
        Cost, upper bound and right-hand side.
    tolerance : float
        How far a basic column may miss its bounds [amount].
    basis, pos, up, binv : arrays
        The warm state; updated.
    x, d, y : arrays
        Result: activities, reduced costs, dual prices.
    alpha, xb, col, resid, sums : arrays
        Scratch.

    Returns
    -------
    int
        Iterations, or -1 if no optimum was reached from this basis.
    """
    return solve_within(
        ap, ai, av, c, hi, b, tolerance, basis, pos, up, binv, x, d, y, alpha, xb, col, resid, sums
    )  # fmt: skip


def scratch(m: int, n: int) -> tuple[np.ndarray, ...]:
    """Return ``x, d, y, alpha, xb, col, resid, sums`` for ``m`` rows and ``n`` columns."""
    return tuple(np.zeros(size) for size in (n, n, m, n, m, m, m, m))
