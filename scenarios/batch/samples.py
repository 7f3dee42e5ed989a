"""Samples of parameters: how a number is distributed, and how the space is filled.

A sample is first a point of the unit cube; the inverse distribution function of each parameter
makes it a value. Sensitivity indices are of the cube, so they hold for every distribution.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, model_validator

Floats = npt.NDArray[np.float64]
Value = float | int | str | bool
Method = Literal["grid", "latin_hypercube", "sobol", "morris", "saltelli"]
MOST_SAMPLES = 200_000
RANDOM = (
    "latin_hypercube",
    "sobol",
    "saltelli",
)  # whose samples are draws, so that shares are probabilities


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Range(_Strict):
    """What a parameter may be: ``values`` to choose from, or a distribution between two ends.

    Attributes
    ----------
    min, max : float
        Ends of the range; a normal distribution is cut off there.
    values : tuple
        Alternatives, all as likely.
    distribution : str
        ``uniform``, ``triangular`` (with ``mode``) or ``normal`` (with ``mean`` and ``sd``).
    """

    min: float | None = None
    max: float | None = None
    values: Annotated[tuple[bool | int | float | str, ...], Field(min_length=1)] | None = None
    distribution: Literal["uniform", "triangular", "normal"] = "uniform"
    mode: float | None = None
    mean: float | None = None
    sd: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> Range:
        ends = self.min is not None and self.max is not None
        if self.values is not None:
            others = {name for name in self.model_fields_set if name != "values"}
            if others:
                raise ValueError(f"'values' stands alone, without {', '.join(sorted(others))}")
            if len(set(map(repr, self.values))) < len(self.values):
                raise ValueError("the same value stands twice")
        elif not ends:
            raise ValueError("expected 'values', or 'min' and 'max'")
        elif not self.low < self.high:
            raise ValueError(f"the range is empty: min {self.min:g} is not below max {self.max:g}")
        else:
            self._check_shape()
        return self

    def _check_shape(self) -> None:
        wanted = {"uniform": set(), "triangular": {"mode"}, "normal": {"mean", "sd"}}
        given = {name for name in ("mode", "mean", "sd") if getattr(self, name) is not None}
        if given != wanted[self.distribution]:
            needs = " and ".join(sorted(wanted[self.distribution])) or "neither mode, mean nor sd"
            raise ValueError(f"a {self.distribution} distribution takes {needs}")
        for name in ("mode", "mean"):
            value = getattr(self, name)
            if value is not None and not self.low <= value <= self.high:
                raise ValueError(f"{name} {value:g} is not between min and max")

    @property
    def low(self) -> float:
        """Lower end."""
        return math.nan if self.min is None else self.min

    @property
    def high(self) -> float:
        """Upper end."""
        return math.nan if self.max is None else self.max

    def at(self, share: float) -> Value:
        """Return the value below which ``share`` of the distribution lies."""
        if self.values is not None:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        width = self.high - self.low
        if self.distribution == "uniform":
            return self.low + width * share
        from scipy import stats

        if self.distribution == "triangular":
            peak = (float(self.mode or 0.0) - self.low) / width
            return float(stats.triang.ppf(share, peak, self.low, width))
        mean, sd = float(self.mean or 0.0), float(self.sd or 1.0)
        ends = (self.low - mean) / sd, (self.high - mean) / sd
        return float(stats.truncnorm.ppf(share, *ends, mean, sd))

    def ends(self) -> tuple[Value, ...]:
        """Return the values to check before any run."""
        return self.values if self.values is not None else (self.low, self.high)

    def levels(self, count: int) -> tuple[Value, ...]:
        """Return the values of a grid, ends included."""
        if self.values is not None:
            return self.values
        return tuple(self.low + (self.high - self.low) * k / (count - 1) for k in range(count))


class Samples(_Strict):
    """How many samples of which parameters.

    Attributes
    ----------
    method : str
        ``grid``, ``latin_hypercube``, ``sobol`` (a scrambled Sobol sequence), ``morris``
        (trajectories) or ``saltelli`` (for Sobol indices).
    n : int
        Samples; of a grid the levels of a range, of ``morris`` the trajectories, and of
        ``saltelli`` the base samples. ``sobol`` and ``saltelli`` need a power of two.
    seed : int
        Luck of the samples alone.
    parameters : mapping
        Ranges by ``measure.parameter``, ``assumption.parameter`` or dotted path of the park.
    """

    method: Method
    n: Annotated[int, Field(ge=1, le=MOST_SAMPLES)]
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    parameters: dict[str, Range] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _count_fits_the_method(self) -> Samples:
        if self.method in {"sobol", "saltelli"} and self.n & (self.n - 1):
            raise ValueError(f"{self.method} needs a power of two, not n = {self.n}")
        ranges = any(held.values is None for held in self.parameters.values())
        if self.method == "grid" and ranges and self.n < 2:
            raise ValueError("a grid needs at least 2 levels of a range")
        return self


@dataclass(frozen=True)
class SampleTable:
    """Samples by row: values, and the points of the unit cube they were made from.

    ``unit`` is empty for a grid.
    """

    names: tuple[str, ...]
    values: tuple[tuple[Value, ...], ...]
    unit: Floats

    def __len__(self) -> int:
        return len(self.values)


NO_SAMPLES = SampleTable((), ((),), np.empty((1, 0)))


def draw(samples: Samples | None) -> SampleTable:
    """Return all samples; one empty sample if nothing is sampled.

    Raises
    ------
    ValueError
        If there are too many.
    """
    if samples is None or not samples.parameters:
        return NO_SAMPLES
    names, ranges = tuple(samples.parameters), tuple(samples.parameters.values())
    if samples.method == "grid":
        levels = [held.levels(samples.n) for held in ranges]
        if math.prod(map(len, levels)) > MOST_SAMPLES:
            raise ValueError(f"{math.prod(map(len, levels))} samples; at most {MOST_SAMPLES}")
        return SampleTable(names, tuple(itertools.product(*levels)), np.empty((0, len(names))))
    unit = _unit(samples, len(names))
    rows = (zip(ranges, point, strict=True) for point in unit.tolist())
    return SampleTable(names, tuple(tuple(r.at(u) for r, u in row) for row in rows), unit)


def _unit(samples: Samples, count: int) -> Floats:
    """Return points of the unit cube."""
    if samples.method in {"morris", "saltelli"}:
        from scenarios.batch.sensitivity import draw_for_indices

        return draw_for_indices(samples.method, count, samples.n, samples.seed)
    from scipy.stats import qmc

    luck = np.random.default_rng(samples.seed)
    kind = qmc.LatinHypercube if samples.method == "latin_hypercube" else qmc.Sobol
    return np.asarray(kind(count, seed=luck).random(samples.n), dtype=np.float64)
