"""The same jobs for every strategy, and how they change at the ends of a physical assumption."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.yard.tables import NONE, Jobs

GOLDEN = 0.6180339887498949  # multiples of it, less their whole part, are spread evenly (Weyl)
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
KM, SECONDS = ("loaded_km", "empty_km"), ("loaded_s", "empty_s")


def whole(jobs: Jobs, name: str) -> Ints:
    """Return a column of whole numbers."""
    return jobs.columns[name].astype(np.int64, copy=False)


def real(jobs: Jobs, name: str) -> Floats:
    """Return a column of real numbers."""
    return jobs.columns[name].astype(np.float64, copy=False)


def longer(jobs: Jobs, factor: float) -> Jobs:
    """Return the jobs with hauls so many times as long, at the same speed."""
    columns = dict(jobs.columns)
    for name in KM:
        columns[name] = real(jobs, name) * factor
    for name in SECONDS:
        columns[name] = np.rint(whole(jobs, name) * factor).astype(np.int64)
    return Jobs(columns)


def more(jobs: Jobs, factor: float) -> Jobs:
    """Return so many times as many jobs: some left out, or asked for twice, evenly over time.

    Who does a job a second time is not named: the vehicle that is has its own to do then.

    Raises
    ------
    ValueError
        If the factor is not between 0 and 2.
    """
    if not 0.0 <= factor <= 2.0:
        raise ValueError(f"use: {factor:g} times the jobs; expected 0 to 2")
    place = (np.arange(1, len(jobs) + 1) * GOLDEN) % 1.0
    if factor <= 1.0:
        times = (place < factor).astype(np.int64)
    else:
        times = 1 + (place < factor - 1.0).astype(np.int64)
    columns = {name: np.repeat(column, times) for name, column in jobs.columns.items()}
    again = np.repeat(np.cumsum(times) - times, times) != np.arange(int(times.sum()))
    columns["vehicle"] = np.where(again, NONE, columns["vehicle"])
    return Jobs(columns)
