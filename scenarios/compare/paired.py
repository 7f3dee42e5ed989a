"""The difference of two scenarios from runs with the same seeds, with its confidence interval.

Two runs of one seed share their luck (weather, breakdowns, orders, arrivals), so that it cancels in
their difference: ``d_i = y_i - x_i``, mean ``d``, standard error ``s_d / sqrt(n)``, interval by
Student's t with ``n - 1`` degrees of freedom (paired t; common random numbers: Law, Simulation
Modeling and Analysis, 5th ed. 2015, sections 10.2.1 and 11.2). Without common seeds the means are
compared by Welch's t, and that is said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from scipy import stats

Method = Literal["paired", "unpaired", "none"]


@dataclass(frozen=True)
class Difference:
    """How a scenario differs from the baseline in one figure.

    Attributes
    ----------
    absolute : float or None
        Mean difference, in the figure's unit; None if it is not known.
    relative : float or None
        Over the baseline's mean of the same seeds, None if that is zero.
    low, high : float or None
        Confidence interval of the mean difference; None for fewer than two pairs.
    standard_error : float or None
    pairs : int
        Seeds that both have, 0 if the means of different seeds were compared.
    method : str
        ``paired``, ``unpaired`` or ``none`` (nothing to compare).
    """

    absolute: float | None
    relative: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    pairs: int
    method: Method

    def to_json(self) -> dict[str, Any]:
        """Return the difference as plain data."""
        return asdict(self)


NOTHING = Difference(None, None, None, None, None, 0, "none")


def difference(
    base: Mapping[int, float | None], plan: Mapping[int, float | None], confidence: float = 0.95
) -> Difference:
    """Return the difference of a figure that is known by seed.

    Parameters
    ----------
    base, plan : mapping of int to float or None
        Values by seed; a seed without a value is left out.
    confidence : float
        Level of the interval, between 0 and 1.
    """
    before = {seed: value for seed, value in base.items() if value is not None}
    after = {seed: value for seed, value in plan.items() if value is not None}
    if not before or not after:
        return NOTHING
    common = sorted(before.keys() & after.keys())
    if not common:
        one, other = list(before.values()), list(after.values())
        return _unpaired(np.array(one), np.array(other), confidence)
    one, other = [before[s] for s in common], [after[s] for s in common]
    return _paired(np.array(one), np.array(other), confidence)


def _relative(absolute: float, base: float) -> float | None:
    return absolute / abs(base) if base else None


def _paired(base: np.ndarray, plan: np.ndarray, confidence: float) -> Difference:
    changes, count = plan - base, len(base)
    mean, low, high, error = float(changes.mean()), None, None, None
    if count > 1:
        error = float(changes.std(ddof=1)) / math.sqrt(count)
        low, high = mean, mean
        if error > 0.0:  # the t of equal differences is not defined, and nothing is uncertain
            interval = stats.ttest_rel(plan, base).confidence_interval(confidence)
            low, high = float(interval.low), float(interval.high)
    relative = _relative(mean, float(base.mean()))
    return Difference(mean, relative, low, high, error, count, "paired")


def _unpaired(base: np.ndarray, plan: np.ndarray, confidence: float) -> Difference:
    mean, low, high, error = float(plan.mean() - base.mean()), None, None, None
    if min(len(base), len(plan)) > 1:
        squares = base.var(ddof=1) / len(base) + plan.var(ddof=1) / len(plan)
        error, low, high = math.sqrt(float(squares)), mean, mean
        if error > 0.0:
            test = stats.ttest_ind(plan, base, equal_var=False)
            interval = test.confidence_interval(confidence)
            low, high = float(interval.low), float(interval.high)
    return Difference(mean, _relative(mean, float(base.mean())), low, high, error, 0, "unpaired")
