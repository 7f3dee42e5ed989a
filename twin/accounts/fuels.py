"""Fuel burned and used as material, by activity, and apart what was made inside of other energy.

Two rules of the reading:

* fuel of a plant that makes power and heat is shared by the energy it delivers: the share
  ``Q / (P + Q)`` of its year counts as ``heating``, the rest as ``power``;
* a carrier made inside (hydrogen by electrolysis) is a conversion: the energy it was made from
  stands in the total already. Of each use the share ``made / (made + bought + drawn from stock)``
  is ``converted`` and not added again; lost or stored amounts thus fall on all uses alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from twin.accounts.annual import FeedstockUse, FuelActivity, FuelUse
from twin.commodities import catalogue
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose

Holds = Callable[[Row], bool]
Groups = dict[tuple[str, FuelActivity], dict[str, float]]
STOCK = {Purpose.DISCHARGE: 1.0, Purpose.LOSS: 1.0, Purpose.CHARGE: -1.0}


class FuelReader:
    """Reads the fuels of one ledger for one boundary."""

    def __init__(self, ledger: Ledger, holds: Holds) -> None:
        self.ledger, self.holds = ledger, holds
        self._made: dict[str, float] = {}

    def fuels(self) -> Iterable[FuelUse]:
        """Yield fuel burned by carrier and activity."""
        groups: Groups = {}
        for row in self.ledger.select(Purpose.FUEL_USE):
            if self.holds(row):
                self._share_out(row, groups)
        for (carrier, activity), amounts in sorted(groups.items()):
            yield FuelUse(carrier, sum(amounts.values()), activity, tuple(amounts))

    def _share_out(self, row: Row, groups: Groups) -> None:
        """Add one row to the activities it serves."""
        activity: FuelActivity = row.tags.get("activity", "terminal")  # type: ignore[assignment]
        amount, made = self.ledger.total(row.id), self.made_share(row.commodity)
        heat = self._heat_share(row.target) if activity == "power" else 0.0
        shares: list[tuple[FuelActivity, float]] = [
            (activity, (1.0 - made) * (1.0 - heat)),
            ("heating", (1.0 - made) * heat),
            ("converted", made),
        ]
        for name, share in shares:
            if share > 0.0:
                groups.setdefault((row.commodity, name), {})[row.id] = amount * share

    def _heat_share(self, plant: str) -> float:
        """Return which share of a plant's yearly output of power and heat is heat."""
        known, given = catalogue(), {"heat": 0.0, "electricity": 0.0}
        for row in self.ledger.select(Purpose.CONVERSION):
            kind = known[row.commodity].kind if row.commodity in known else ""
            if row.into and row.source == plant and kind in given:
                given[kind] += self.ledger.total(row.id)
        made = given["heat"] + given["electricity"]
        return given["heat"] / made if made > 0.0 else 0.0

    def feedstock(self) -> Iterable[FeedstockUse]:
        """Yield fuel used as material, covered where the same line's product has a factor."""
        products = self.ledger.select(Purpose.PRODUCT)
        covered = {r.source for r in products if self.holds(r) and r.tags.get("factor")}
        groups: dict[tuple[str, bool], list[Row]] = {}
        for row in self.ledger.select(Purpose.FEEDSTOCK_USE):
            if self.holds(row):
                groups.setdefault((row.commodity, row.target in covered), []).append(row)
        for (carrier, is_covered), rows in sorted(groups.items()):
            bought = (1.0 - self.made_share(carrier)) * sum(self.ledger.total(r.id) for r in rows)
            yield FeedstockUse(carrier, bought, is_covered, tuple(r.id for r in rows))

    def made_share(self, carrier: str) -> float:
        """Return the share of a carrier's supply that was made inside the boundary."""
        if carrier not in self._made:
            self._made[carrier] = self._share_made(carrier)
        return self._made[carrier]

    def _share_made(self, carrier: str) -> float:
        rows = list(self.ledger.select(commodities=(carrier,)))
        made = [r for r in rows if r.purpose is Purpose.CONVERSION and r.into]
        inside = sum(self.ledger.total(r.id) for r in made if self.holds(r))
        if inside <= 0.0:
            return 0.0
        bought = sum(self.ledger.total(r.id) for r in rows if r.purpose is Purpose.PURCHASE)
        drawn = sum(STOCK.get(r.purpose, 0.0) * self.ledger.total(r.id) for r in rows)
        every = sum(self.ledger.total(r.id) for r in made) + bought + max(drawn, 0.0)
        return inside / every
