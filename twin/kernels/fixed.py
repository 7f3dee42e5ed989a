"""Profiles and the flows that nothing can choose: evaluate, and sum them onto the buses."""

from __future__ import annotations

from twin.kernels.compiled import kernel


@kernel
def evaluate(base_row, meter_start, meter_rows, mean, first, k0, k1, values):
    """Write ``base * sum(meters)`` of every computed row for intervals ``k0`` to ``k1``.

    Parameters
    ----------
    base_row : array, shape (p,)
        Row of the base in ``values``, -1 for one.
    meter_start, meter_rows : arrays
        Meters summed for i are ``meter_rows[meter_start[i]:meter_start[i + 1]]``.
    mean : array, shape (n_meters, k1 - k0)
        Mean rates of the meters.
    first : int
        Row of the first computed row.
    k0, k1 : int
    values : array, shape (rows, T)
        Read and written.
    """
    for i in range(base_row.shape[0]):
        row = base_row[i]
        for k in range(k0, k1):
            total = 0.0
            for q in range(meter_start[i], meter_start[i + 1]):
                total += mean[meter_rows[q], k - k0]
            if row >= 0:
                total *= values[row, k]
            values[first + i, k] = total


@kernel
def sum_on_buses(factor, row, varying, bus, values, k0, k1, net):
    """Add every fixed flow to its bus: demand counts positive, supply negative.

    Parameters
    ----------
    factor : array, shape (f,)
        Signed amount per interval.
    row, varying : array, shape (f,)
        Rows of ``values`` that the factor is multiplied with, -1 for none.
    bus : array, shape (f,)
        Column of ``net``.
    values : array, shape (rows, T)
    k0, k1 : int
    net : array, shape (T, n_buses)
        Written for the intervals given.
    """
    for k in range(k0, k1):
        for i in range(net.shape[1]):
            net[k, i] = 0.0
    for f in range(factor.shape[0]):
        i, first, second = bus[f], row[f], varying[f]
        for k in range(k0, k1):
            amount = factor[f]
            if first >= 0:
                amount *= values[first, k]
            if second >= 0:
                amount *= values[second, k]
            net[k, i] += amount
