"""The basis of the dual simplex: where it starts, and its inverse."""

from __future__ import annotations

from twin.kernels.compiled import inner, kernel

SINGULAR = 1e-12  # largest pivot of a basis that has no inverse
STEADY = 0.1  # least pivot of a column that changed, one if it did not


@inner
def invert_within(ap, ai, av, basis, binv, work):
    """Do what :func:`invert` does, for kernels."""
    m = basis.shape[0]
    work[:, :] = 0.0
    binv[:, :] = 0.0
    for r in range(m):
        binv[r, r] = 1.0
        for p in range(ap[basis[r]], ap[basis[r] + 1]):
            work[ai[p], r] += av[p]
    for k in range(m):
        best, row = 0.0, -1
        for i in range(k, m):
            if abs(work[i, k]) > best:
                best, row = abs(work[i, k]), i
        if best < SINGULAR:
            return False
        if row != k:
            for j in range(m):
                work[k, j], work[row, j] = work[row, j], work[k, j]
                binv[k, j], binv[row, j] = binv[row, j], binv[k, j]
        pivot = 1.0 / work[k, k]
        for j in range(m):
            work[k, j] *= pivot
            binv[k, j] *= pivot
        for i in range(m):
            f = work[i, k]
            if i != k and f != 0.0:
                for j in range(k, m):  # what lies before is unit columns already
                    work[i, j] -= f * work[k, j]
                for j in range(m):
                    binv[i, j] -= f * binv[k, j]
    return True


@kernel
def invert(ap, ai, av, basis, binv, work):
    """Write the inverse of the basis into ``binv`` (Gauss-Jordan, partial pivoting).

    Returns
    -------
    bool
        False if the basis is singular; ``binv`` is then not valid.
    """
    return invert_within(ap, ai, av, basis, binv, work)


@inner
def renew(ap, ai, av, binv, row, j, col):
    """Write the inverse for new coefficients of column ``j``, which is the basis' column ``row``.

    Returns
    -------
    bool
        False if the column changed so much that the basis should be inverted anew.
    """
    m = binv.shape[0]
    for i in range(m):
        col[i] = 0.0
        for p in range(ap[j], ap[j + 1]):
            col[i] += binv[i, ai[p]] * av[p]
    if abs(col[row]) < STEADY:
        return False
    pivot = 1.0 / col[row]
    for k in range(m):
        binv[row, k] *= pivot
    for i in range(m):
        if i != row and col[i] != 0.0:
            for k in range(m):
                binv[i, k] -= col[i] * binv[row, k]
    return True


@inner
def start_within(first_slack, basis, pos, up, binv):
    """Do what :func:`start_basis` does, for kernels."""
    m = basis.shape[0]
    pos[:] = -1
    up[:] = False
    binv[:, :] = 0.0
    for r in range(m):
        basis[r] = first_slack + r
        pos[first_slack + r] = r
        binv[r, r] = 1.0


@kernel
def start_basis(first_slack, basis, pos, up, binv):
    """Set the basis of the unserved columns, whose inverse is the identity."""
    start_within(first_slack, basis, pos, up, binv)
