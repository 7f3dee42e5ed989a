"""Where the variables and rows of a look-ahead programme lie."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """Variables interval by interval, then the peak of every day.

    Of an interval: the columns decided, what lacks and what spills on every bus, and charge,
    discharge and level of every store. Rows: buses, stores, purchases under a demand charge;
    then a row by which the peak of a day holds on the next one.

    Attributes
    ----------
    length, days : int
        Intervals and days of the horizon.
    columns, buses, stores, peaks : int
        How many of each there are.
    """

    length: int
    days: int
    columns: int
    buses: int
    stores: int
    peaks: int

    @property
    def width(self) -> int:
        """Variables of one interval."""
        return self.columns + 2 * self.buses + 3 * self.stores

    @property
    def height(self) -> int:
        """Rows of one interval."""
        return self.buses + self.stores + self.peaks

    @property
    def first_peak_column(self) -> int:
        """Number of the first day's first peak."""
        return self.width * self.length

    @property
    def first_chain_row(self) -> int:
        """Number of the first row that joins two days."""
        return self.height * self.length

    @property
    def n_columns(self) -> int:
        """All variables."""
        return self.first_peak_column + self.days * self.peaks

    @property
    def n_rows(self) -> int:
        """All rows."""
        return self.first_chain_row + (self.days - 1) * self.peaks

    @property
    def lack(self) -> int:
        """First variable of what lacks."""
        return self.columns

    @property
    def spill(self) -> int:
        """First variable of what spills."""
        return self.columns + self.buses

    def store(self, q: int) -> int:
        """Return the first of a store's variables: charge, discharge, level."""
        return self.columns + 2 * self.buses + 3 * q
