"""Product account: each product's unit energy against its national limit (当量值 electricity)."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from twin.accounts.choices import Factors
from twin.accounts.collect import Boundary
from twin.accounts.terms import Part, Term, total
from twin.configs import config_folders
from twin.errors import InputError
from twin.factors import GJ_PER_MWH, TCE_PER_MWH
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose

KG_PER_T = 1000.0
RELATIVE_EPSILON = 1e-9  # a year's sum may round
USES = (Purpose.USE, Purpose.FUEL_USE, Purpose.FEEDSTOCK_USE)


@dataclass(frozen=True)
class Quota:
    """One entry of the national limits: level 1 advanced, 2 access, 3 limit.

    ``effective_from`` is the day a standard comes into force; nothing is held against it before.
    """

    id: str
    product: str
    unit: str
    level1: float
    level2: float
    level3: float
    lower_is_better: bool
    standard: str
    scope: str
    source: str
    effective_from: dt.date = dt.date.min

    def meets_level2(self, value: float) -> bool:
        """Return whether a figure is at level 2 or better; a level not set is met by none."""
        slack = RELATIVE_EPSILON * abs(self.level2)
        if self.lower_is_better:
            return value <= self.level2 + slack
        return value >= self.level2 - slack


@lru_cache(maxsize=1)
def load_quotas() -> Mapping[str, Quota]:
    """Return all limits by id.

    Raises
    ------
    InputError
        If the table is missing or a row cannot be read.
    """
    found: dict[str, Quota] = {}
    for folder in reversed(config_folders()):
        for path in sorted((folder / "quotas").glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as stream:
                for number, row in enumerate(csv.DictReader(stream), start=2):
                    try:
                        quota = _quota(row)
                    except (KeyError, ValueError) as error:
                        raise InputError(f"{path}:{number}: {error}") from error
                    found[quota.id] = quota
    return found


def _quota(row: Mapping[str, str]) -> Quota:
    levels = [float(row[f"level{n}"]) if row[f"level{n}"] else float("nan") for n in (1, 2, 3)]
    return Quota(
        id=row["id"],
        product=row["product"],
        unit=row["unit"],
        level1=levels[0],
        level2=levels[1],
        level3=levels[2],
        lower_is_better=row["lower_is_better"].strip().lower() in {"true", "1", "yes"},
        standard=row["standard"],
        scope=row["scope"],
        source=row["source"],
        effective_from=dt.date.fromisoformat(row["effective_from"] or "0001-01-01"),
    )


class Products:
    """Unit energy of every enterprise's product, with its limits."""

    def __init__(self, ledger: Ledger, factors: Factors, boundary: Boundary) -> None:
        self.ledger, self.factors, self.boundary = ledger, factors, boundary

    def terms(self) -> Iterator[Term]:
        """Yield unit energies, and the products judged and at level 2 or better."""
        judged: list[Part] = []
        good: list[Part] = []
        for owner, rows in self._products():
            made = sum(self.ledger.total(row.id) for row in rows)
            if made <= 0.0:
                continue
            energy = self._unit_energy(owner, made, rows)
            yield energy
            for key in filter(None, rows[0].tags.get("quotas", "").split(",")):
                value, quota = self._value_for(key, owner, made, energy.value)
                if quota.effective_from > self.ledger.timeline.dates[-1]:
                    continue
                what = f"{owner}: {value:.4g} against {quota.level2:g} {quota.unit}"
                part = Part(what, 1.0, "", source=quota.standard, rows=tuple(r.id for r in rows))
                judged.append(part)
                if quota.meets_level2(value):
                    good.append(part)
        yield total("product.judged", "", judged, "products with a national energy limit")
        yield total("product.level2", "", good, "of these at level 2 or better")

    def enterprise_tce(self) -> Mapping[str, float]:
        """Return the energy of every producing enterprise [tce], electricity at 等价值."""
        return {
            owner: sum(self._tce(row, self.factors.equivalent.value) for row in self._uses(owner))
            for owner, _ in self._products()
        }

    def _products(self) -> Iterable[tuple[str, list[Row]]]:
        by_owner: dict[str, list[Row]] = {}
        for row in self.ledger.select(Purpose.PRODUCT):
            if self.boundary.holds(row) and row.owner:
                by_owner.setdefault(row.owner, []).append(row)
        return sorted(by_owner.items())

    def _uses(self, owner: str) -> list[Row]:
        """Return what an enterprise's lines use; its boilers' fuel is already in their heat."""
        return [
            row
            for row in self.ledger.select(*USES, owners=(owner,))
            if row.out_of and row.tags.get("activity") not in {"heating", "power"}
        ]

    def _tce(self, row: Row, electricity_tce_per_mwh: float) -> float:
        amount = self.ledger.total(row.id)
        if row.commodity == "electricity":
            return amount * electricity_tce_per_mwh
        if row.purpose in {Purpose.FUEL_USE, Purpose.FEEDSTOCK_USE}:
            return amount * TCE_PER_MWH
        if row.unit == "MWh":
            return amount * GJ_PER_MWH * self.factors.heat_tce.value
        return 0.0

    def _unit_energy(self, owner: str, made: float, rows: list[Row]) -> Term:
        calorific = self.factors.calorific
        parts = [
            Part(row.id, self._tce(row, calorific.value) * KG_PER_T / made, "kgce", rows=(row.id,))
            for row in self._uses(owner)
        ]
        unit = rows[0].unit
        return total(
            f"product.{owner}.unit_energy", f"kgce/{unit}",
            [part for part in parts if part.amount],
            "Σ energy used by its lines / output; electricity at 当量值",
        )  # fmt: skip

    def _value_for(
        self, key: str, owner: str, made: float, unit_kgce: float
    ) -> tuple[float, Quota]:
        """Return a product's figure in the unit of one limit.

        Raises
        ------
        InputError
            If there is no such limit.
        """
        quotas = load_quotas()
        if key not in quotas:
            raise InputError(f"no energy limit '{key}' in the quota tables")
        quota = quotas[key]
        if quota.unit.startswith("kWh"):
            electricity = sum(
                self.ledger.total(row.id)
                for row in self._uses(owner)
                if row.commodity == "electricity"
            )
            return electricity * KG_PER_T / made, quota
        return unit_kgce, quota
