"""Profiles and the flows that nothing can choose: evaluate, and sum them onto the buses."""

from __future__ import annotations

import numba as nb


@nb.njit(cache=True)
def evaluate(scale, base_row, base, meter_start, meter_rows, mean, k0, k1, out):
    """Write ``scale * base * sum(meters)`` of every profile for intervals ``k0`` to ``k1``.

    Parameters
    ----------
    scale : array, shape (p,)
    base_row : array, shape (p,)
        Row of ``base``, -1 for one.
    base : array, shape (n_base, T)
    meter_start, meter_rows : arrays
        Meters of profile i are ``meter_rows[meter_start[i]:meter_start[i + 1]]``, none for one.
    mean : array, shape (n_meters, T)
    k0, k1 : int
    out : array, shape (p, T)
        Written.
    """
    for i in range(scale.shape[0]):
        first, last = meter_start[i], meter_start[i + 1]
        row = base_row[i]
        for k in range(k0, k1):
            value = scale[i]
            if row >= 0:
                value *= base[row, k]
            if last > first:
                total = 0.0
                for q in range(first, last):
                    total += mean[meter_rows[q], k]
                value *= total
            out[i, k] = value


@nb.njit(cache=True)
def sum_on_buses(factor, profile_row, varying_row, bus, profile, k0, k1, net):
    """Add every fixed flow to its bus: demand counts positive, supply negative.

    Parameters
    ----------
    factor : array, shape (f,)
        Signed amount per interval and unit of profile.
    profile_row : array, shape (f,)
    varying_row : array, shape (f,)
        Profile of a coefficient that varies in time, -1 for none.
    bus : array, shape (f,)
        Row of ``net``'s columns, -1 for a terminal.
    profile : array, shape (p, T)
    k0, k1 : int
    net : array, shape (T, n_buses)
        Written for the intervals given.
    """
    for k in range(k0, k1):
        for i in range(net.shape[1]):
            net[k, i] = 0.0
    for f in range(factor.shape[0]):
        i = bus[f]
        if i < 0:
            continue
        row, varying = profile_row[f], varying_row[f]
        for k in range(k0, k1):
            amount = factor[f] * profile[row, k]
            if varying >= 0:
                amount *= profile[varying, k]
            net[k, i] += amount


@nb.njit(cache=True)
def add_flow(sign, factor, values, varying, has_varying, residual, throughput):
    """Add one flow to the balance of its bus, and its size to the throughput."""
    for k in range(values.shape[0]):
        amount = factor * values[k]
        if has_varying:
            amount *= varying[k]
        residual[k] += sign * amount
        throughput[k] += abs(amount)
