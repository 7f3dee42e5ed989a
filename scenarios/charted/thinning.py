"""Series made small before they travel: buckets, extremes, duration curves, days by hours."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_POINTS = 1600
PEAK_POINTS = 100  # of a duration curve, shown one interval each


class Buckets(NamedTuple):
    """Means and extremes of equal buckets, the last of what is left; shape (…, n_buckets)."""

    mean: Floats
    low: Floats
    high: Floats


class Duration(NamedTuple):
    """A duration curve as steps: from each beginning [h] to the next, the last until the end."""

    begins_h: Floats
    values: Floats
    end_h: float

    def integral(self) -> float:
        """Return the area below the curve [value · h]."""
        widths = np.diff(np.append(self.begins_h, self.end_h))
        return float(widths @ self.values)


def buckets(values: Floats, size: int) -> Buckets:
    """Return means and extremes of every ``size`` values along the last axis."""
    starts = np.arange(0, values.shape[-1], size)
    sizes = np.diff(np.append(starts, values.shape[-1]))
    return Buckets(
        np.asarray(np.add.reduceat(values, starts, axis=-1) / sizes),
        np.asarray(np.minimum.reduceat(values, starts, axis=-1)),
        np.asarray(np.maximum.reduceat(values, starts, axis=-1)),
    )


def extremes(values: Floats, most: int = MOST_POINTS) -> Ints:
    """Return which points to keep: smallest and largest of each bucket, at most ``most``.

    The first and last point stay; what is kept is in time order.
    """
    count = len(values)
    if count <= most:
        return np.arange(count, dtype=np.int64)
    edges = np.linspace(0, count, (most - 2) // 2 + 1).astype(np.int64)
    kept = {0, count - 1}
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        part = values[first:last]
        kept.add(first + int(np.argmin(part)))
        kept.add(first + int(np.argmax(part)))
    return np.array(sorted(kept), dtype=np.int64)


def duration(rates: Floats, step_h: float, most: int = MOST_POINTS) -> Duration:
    """Return the duration curve of a series of rates.

    The highest and lowest intervals stand by themselves, the others as means of their bucket, so
    that the area below the curve is the amount of the series and its ends are its extremes.
    """
    ordered = np.sort(rates)[::-1]
    count = len(ordered)
    if count <= most:
        starts = np.arange(count)
    else:
        inner = np.linspace(PEAK_POINTS, count - PEAK_POINTS, most - 2 * PEAK_POINTS + 1)
        ends = np.arange(count - PEAK_POINTS, count)
        starts = np.concatenate([np.arange(PEAK_POINTS), inner[:-1].astype(np.int64), ends])
    sizes = np.diff(np.append(starts, count))
    values = np.add.reduceat(ordered, starts) / sizes
    begins = np.asarray(starts * step_h, dtype=np.float64)
    return Duration(begins, np.asarray(values), count * step_h)


def by_hour(values: Floats, days: int) -> Floats:
    """Return a series of rates as hourly means; shape (days, 24)."""
    return np.asarray(values.reshape(days, 24, -1).mean(axis=2))
