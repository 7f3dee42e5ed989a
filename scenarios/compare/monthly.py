"""Carbon and energy of a stored run by month.

A term of the accounts is known for the span: amounts of ledger rows times factors. Its months are
found by spreading each part as its rows flow; contracts that lower a part lower it in proportion,
month by month. What has no rows cannot be placed and is told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.stored import StoredRun
from twin.commodities import catalogue
from twin.errors import InputError

Floats = npt.NDArray[np.float64]
LEDGER_TERMS = ("carbon.fuel_t", "carbon.conversion_t", "carbon.heat_t", "carbon.process_t")
POWER = {
    "grid_import": "supply.grid_mwh",
    "own_generation": "supply.own_mwh",
    "direct_supply": "supply.direct_mwh",
}
FUEL = ("fuel_use", "feedstock_use")


@dataclass(frozen=True)
class Months:
    """Amounts by month.

    Attributes
    ----------
    names : tuple of str
        Such as 2025-04.
    amounts : mapping of str to array
        By part: a carbon component, a carrier of energy.
    unplaced : float
        What could not be placed in a month, in the unit of the amounts.
    """

    names: tuple[str, ...]
    amounts: Mapping[str, Floats]
    unplaced: float = 0.0


class MonthlyReader:
    """Reads one run folder by month."""

    def __init__(self, stored: StoredRun) -> None:
        self.stored = stored
        times = stored.table("flows", ["time"]).column("time").to_numpy()
        months, self._month = np.unique(times.astype("datetime64[M]"), return_inverse=True)
        self.names = tuple(str(month) for month in months)
        self._rows = stored.table("rows", ["id", "purpose", "commodity", "total"]).to_pylist()
        self._known: dict[str, Floats] = {}
        self._moved = {row["id"] for row in self._rows if row["total"] != 0.0}

    def _by_month(self, rows: Sequence[str]) -> Floats:
        """Return the sum of rows in every month."""
        moved = [row for row in rows if row in self._moved]
        self._fetch(row for row in moved if row not in self._known)
        return sum((self._known[row] for row in moved), np.zeros(len(self.names)))

    def _fetch(self, rows: Iterable[str]) -> None:
        """Read rows, all at once: opening a table of many columns takes longer than reading it."""
        missing = list(dict.fromkeys(rows))
        if missing:
            table = self.stored.table("flows", missing)
            for name in missing:
                flow = table.column(name).to_numpy()
                count = len(self.names)
                sums = np.bincount(self._month, flow, count)
                self._known[name] = sums.astype(np.float64)

    def fetch_all(self) -> None:
        """Read all that energy and the carbon of every ledger need, in one go."""
        wanted = [row for rows in self._energy_rows().values() for row in rows]
        for key, term in self.stored.accounts["terms"].items():
            if key.startswith("carbon."):
                wanted += [row for part in term.get("parts", ()) for row in part["rows"]]
        self._fetch(row for row in wanted if row in self._moved)

    def energy(self) -> Months:
        """Return electricity by where it comes from, and fuels by carrier [MWh]."""
        found = {name: self._by_month(rows) for name, rows in self._energy_rows().items()}
        return Months(self.names, {name: a for name, a in found.items() if a.any()})

    def _energy_rows(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        known = catalogue()
        for row in self._rows:
            if row["commodity"] == "electricity" and row["purpose"] in POWER:
                groups.setdefault(POWER[row["purpose"]], []).append(row["id"])
            elif row["purpose"] in FUEL and row["commodity"] in known:
                groups.setdefault(row["commodity"], []).append(row["id"])
        return groups

    def carbon(self, ledger: str = "park") -> Months:
        """Return the tonnes of a ledger by component.

        Raises
        ------
        InputError
            If the accounts of the folder are damaged.
        """
        terms, amounts, unplaced = self.stored.accounts["terms"], {}, 0.0
        power = f"carbon.{ledger}.electricity_t"
        for term in (*LEDGER_TERMS, power):
            name = "carbon.electricity_t" if term == power else term
            if term not in terms:
                raise InputError(f"{self.stored.folder}: accounts.json lacks the term '{term}'")
            total = np.zeros(len(self.names))
            for tonnes, shape in self._parts(terms[term]):
                if shape.sum() == 0.0:
                    unplaced += tonnes
                else:
                    total += tonnes * shape / shape.sum()
            if total.any():
                amounts[name] = total
        return Months(self.names, amounts, unplaced)

    def _parts(self, term: Mapping[str, Any]) -> Iterator[tuple[float, Floats]]:
        for part in term.get("parts", ()):
            yield float(part["value"]), self._by_month(part["rows"])
