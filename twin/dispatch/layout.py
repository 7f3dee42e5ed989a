"""Where the variables and rows of a look-ahead programme lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Layout:
    """Variables span by span, then the peak of every day.

    A span is one interval or several. Of a span: the columns decided, what lacks and what spills
    on buses where anything can, and charge, discharge and level of every store. Rows: buses,
    stores, purchases under a demand charge; then a row by which the peak of a day holds on the
    next one.

    Attributes
    ----------
    spans : array of int
        Intervals of every span of the horizon.
    days : int
        Days of the horizon.
    columns, buses, stores, peaks : int
        How many of each there are.
    lacking, spilling : array of int
        Buses on which something can lack or spill.
    """

    spans: Ints
    days: int
    columns: int
    buses: int
    stores: int
    peaks: int
    lacking: Ints
    spilling: Ints

    @cached_property
    def length(self) -> int:
        """Number of spans."""
        return len(self.spans)

    @cached_property
    def first(self) -> Ints:
        """First interval of every span."""
        return np.cumsum(self.spans) - self.spans

    @cached_property
    def is_even(self) -> bool:
        """Whether every span is one interval."""
        return bool(np.all(self.spans == 1))

    def total(self, amounts: Floats) -> Floats:
        """Return the sums over every span of what is given by intervals."""
        if self.is_even:
            return amounts
        return np.asarray(np.add.reduceat(amounts, self.first, axis=0))

    def mean(self, rates: Floats) -> Floats:
        """Return the means over every span of what is given by intervals."""
        if self.is_even:
            return rates
        return np.asarray((self.total(rates).T / self.spans).T)

    @cached_property
    def width(self) -> int:
        """Variables of one span."""
        return self.columns + len(self.lacking) + len(self.spilling) + 3 * self.stores

    @cached_property
    def height(self) -> int:
        """Rows of one span."""
        return self.buses + self.stores + self.peaks

    @cached_property
    def first_peak_column(self) -> int:
        """Number of the first day's first peak."""
        return self.width * self.length

    @cached_property
    def first_chain_row(self) -> int:
        """Number of the first row that joins two days."""
        return self.height * self.length

    @cached_property
    def n_columns(self) -> int:
        """All variables."""
        return self.first_peak_column + self.days * self.peaks

    @cached_property
    def n_rows(self) -> int:
        """All rows."""
        return self.first_chain_row + (self.days - 1) * self.peaks

    @property
    def lack(self) -> int:
        """First variable of what lacks."""
        return self.columns

    @cached_property
    def spill(self) -> int:
        """First variable of what spills."""
        return self.columns + len(self.lacking)

    def store(self, q: int) -> int:
        """Return the first of a store's variables: charge, discharge, level."""
        return self.spill + len(self.spilling) + 3 * q
