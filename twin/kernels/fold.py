"""Fold the meters' records into interval means, once, in time order."""

from __future__ import annotations

import numpy as np

from twin.kernels.compiled import kernel


@kernel
def _advance(mean, first, meter, rate, since, until, step_s, sums):
    """Add ``rate`` from ``since`` to ``until``; a finished interval gets its mean."""
    while since < until:
        step = since // step_s
        edge = (step + 1) * step_s
        stop = min(edge, until)
        if since == step * step_s and stop == edge:
            mean[meter, step - first] = rate
        else:
            sums[meter] += rate * (stop - since)
            if stop == edge:
                mean[meter, step - first] = sums[meter] / step_s
                sums[meter] = 0.0
        since = stop


@kernel
def fold(seconds, meters, rates, end_s, step_s, first, rate_now, since, sums, mean):
    """Fold records, all before ``end_s`` (a step edge), into ``mean``.

    Parameters
    ----------
    seconds, meters, rates : arrays, shape (n_records,)
        When, which meter, and the new rate; in time order.
    end_s : int
        Second to fold up to.
    step_s : int
        Length of an interval [s].
    first : int
        Interval of the first column of ``mean``.
    rate_now, since, sums : arrays, shape (n_meters,)
        State: present rate, second it is folded up to, sum within the open interval.
    mean : array, shape (n_meters, n)
        Mean rate of every interval from ``first`` on; written.
    """
    for i in range(seconds.shape[0]):
        m = meters[i]
        _advance(mean, first, m, rate_now[m], since[m], seconds[i], step_s, sums)
        since[m] = seconds[i]
        rate_now[m] = rates[i]
    for m in range(rate_now.shape[0]):
        if since[m] < end_s:
            _advance(mean, first, m, rate_now[m], since[m], end_s, step_s, sums)
            since[m] = end_s


def empty_state(n_meters: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the state of ``n_meters`` meters at second 0, all at rate 0."""
    return np.zeros(n_meters), np.zeros(n_meters, dtype=np.int64), np.zeros(n_meters)
