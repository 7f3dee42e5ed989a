"""Collect the annual totals of the assessed park from the ledger and the recorded facts.

The boundary is data: all agents, or a named set (a park within the park). Power that only
passes through to others outside the boundary is not received; heat that goes to them is sent out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.accounts.annual import (
    AnnualTotals,
    Electricity,
    FeedstockUse,
    FuelActivity,
    FuelUse,
    Heat,
    ProductOutput,
)
from twin.accounts.choices import Factors
from twin.commodities import catalogue
from twin.factors import GJ_PER_MWH
from twin.facts import Facts
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Boundary:
    """Who is inside the assessed park.

    Attributes
    ----------
    outside : frozenset of str
        Owners in the twin that do not belong to the assessed park.
    """

    outside: frozenset[str] = frozenset()

    def holds(self, row: Row) -> bool:
        """Return whether a row belongs to the assessed park."""
        return row.owner not in self.outside


class Collector:
    """Reads one ledger for one boundary."""

    def __init__(self, ledger: Ledger, facts: Facts, factors: Factors, boundary: Boundary) -> None:
        self.ledger, self.facts = ledger, facts
        self.factors, self.boundary = factors, boundary

    def totals(self) -> AnnualTotals:
        """Return the annual totals."""
        return AnnualTotals(
            fuels=tuple(self._fuels()),
            feedstock=tuple(self._feedstock()),
            products=tuple(self._products()),
            electricity=self._electricity(),
            heat=self._heat(),
            ccer_t=self.facts.total("ccer_t"),
            green_hydrogen=self.facts.total("green_hydrogen") > 0.0,
        )

    def _inside(self, *purposes: Purpose) -> list[Row]:
        return [row for row in self.ledger.select(*purposes) if self.boundary.holds(row)]

    def _sum(self, rows: Iterable[Row]) -> float:
        return sum(self.ledger.total(row.id) for row in rows)

    def _series(self, rows: Iterable[Row]) -> Floats:
        out = np.zeros(self.ledger.timeline.n_steps)
        for row in rows:
            out += self.ledger.flow(row.id)
        return out

    def _fuels(self) -> Iterable[FuelUse]:
        groups: dict[tuple[str, FuelActivity], list[Row]] = {}
        for row in self._inside(Purpose.FUEL_USE):
            activity: FuelActivity = row.tags.get("activity", "terminal")  # type: ignore[assignment]
            groups.setdefault((row.commodity, activity), []).append(row)
        for (carrier, activity), rows in sorted(groups.items()):
            yield FuelUse(carrier, self._sum(rows), activity, tuple(r.id for r in rows))

    def _feedstock(self) -> Iterable[FeedstockUse]:
        made = {row.owner for row in self._inside(Purpose.PRODUCT) if row.tags.get("factor")}
        groups: dict[tuple[str, bool], list[Row]] = {}
        for row in self._inside(Purpose.FEEDSTOCK_USE):
            groups.setdefault((row.commodity, row.owner in made), []).append(row)
        for (carrier, covered), rows in sorted(groups.items()):
            yield FeedstockUse(carrier, self._sum(rows), covered, tuple(r.id for r in rows))

    def _products(self) -> Iterable[ProductOutput]:
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in self._inside(Purpose.PRODUCT):
            if row.tags.get("factor"):
                groups.setdefault((row.tags["factor"], row.unit), []).append(row)
        for (factor, unit), rows in sorted(groups.items()):
            yield ProductOutput(factor, self._sum(rows), unit, tuple(r.id for r in rows))

    def _electricity(self) -> Electricity:
        ledger = self.ledger
        grid_rows = list(ledger.select(Purpose.GRID_IMPORT))
        own_rows = list(ledger.select(Purpose.OWN_GENERATION))
        direct_rows = list(ledger.select(Purpose.DIRECT_SUPPLY))
        export_rows = list(ledger.select(Purpose.GRID_EXPORT))
        grid, own = self._sum(grid_rows), self._sum(own_rows)
        sent_own = self._sum(r for r in export_rows if r.origin != "fuel")
        direct = {
            kind: self._sum(
                r for r in direct_rows if (r.origin == "nuclear") == (kind == "nuclear")
            )
            for kind in ("renewable", "nuclear")
        }
        if self.boundary.outside:
            passed = self._passing_through(grid_rows, own_rows, export_rows)
            grid -= passed.grid
            sent_own += passed.own
            own -= passed.theirs
            scale = 1.0 - passed.direct / max(sum(direct.values()), 1e-300)
            direct = {kind: mwh * scale for kind, mwh in direct.items()}
            direct["renewable"] += passed.spared
        facts = self.facts
        return Electricity(
            grid=grid,
            direct_renewable=direct["renewable"],
            direct_nuclear=direct["nuclear"],
            own=own,
            sent_own=sent_own,
            trade_renewable=facts.total("green_trade_renewable_mwh"),
            trade_nuclear=facts.total("green_trade_nuclear_mwh"),
            certificates=facts.total("green_certificate_renewable_mwh"),
            certificates_sold=facts.total("green_certificates_sold_mwh"),
            rows={
                "grid": tuple(r.id for r in grid_rows),
                "own": tuple(r.id for r in own_rows),
                "direct": tuple(r.id for r in direct_rows),
                "sent": tuple(r.id for r in export_rows),
            },
        )

    def _passing_through(
        self, grid_rows: list[Row], own_rows: list[Row], export_rows: list[Row]
    ) -> _Passed:
        """Return what only passes through to owners outside, interval by interval.

        Their demand is first met by their own plants, then by grid power that passes through
        (it is not received by the park), then by the park's own generation (which is sent out),
        and last by direct supply.
        """
        outside = self.boundary.outside
        uses = (Purpose.USE, Purpose.CONVERSION)
        taken = self._series(
            r
            for r in self.ledger.select(*uses, commodities=("electricity",))
            if r.out_of and r.owner in outside
        )
        theirs = self._series(r for r in own_rows if r.owner in outside)
        need = np.maximum(taken - theirs, 0.0)
        through = np.minimum(need, self._series(grid_rows))
        kept = self._series(r for r in own_rows if r.owner not in outside)
        spare = np.maximum(kept - self._series(export_rows), 0.0)
        from_own = np.minimum(need - through, spare)
        return _Passed(
            grid=float(through.sum()),
            own=float(from_own.sum()),
            direct=float((need - through - from_own).sum()),
            theirs=float(theirs.sum()),
            spared=float(np.maximum(theirs - taken, 0.0).sum()),
        )

    def _heat(self) -> Heat:
        imports = self._inside(Purpose.HEAT_IMPORT)
        exports = self._inside(Purpose.HEAT_EXPORT)
        fossil_in = [r for r in imports if r.origin != "non_fossil"]
        clean_in = [r for r in imports if r.origin == "non_fossil"]
        levels = [c.id for c in catalogue().values() if c.kind == "heat"]
        others = [
            r
            for r in self.ledger.select(Purpose.USE, commodities=levels)
            if r.out_of and not self.boundary.holds(r)
        ]
        sent = self._sum(others) * GJ_PER_MWH
        share = self._fossil_heat_share() if sent else 0.0
        fossil_out = self._sum(r for r in exports if r.origin != "non_fossil") * GJ_PER_MWH
        clean_out = self._sum(r for r in exports if r.origin == "non_fossil") * GJ_PER_MWH
        return Heat(
            in_fossil=self._sum(fossil_in) * GJ_PER_MWH,
            in_non_fossil=self._sum(clean_in) * GJ_PER_MWH,
            out_fossil=fossil_out + share * sent,
            out_non_fossil=clean_out + (1.0 - share) * sent,
            rows={
                "in_fossil": tuple(r.id for r in fossil_in),
                "in_non_fossil": tuple(r.id for r in clean_in),
                "out_fossil": tuple(r.id for r in (*exports, *others)),
            },
        )

    def _fossil_heat_share(self) -> float:
        """Return the share of the park's heat made from fossil fuel, over the year."""
        fuels = self.factors.fuels
        burning = {
            row.target
            for row in self.ledger.select(Purpose.FUEL_USE)
            if fuels.fuel(row.commodity).fossil
        }
        fossil = made = 0.0
        for row in self.ledger.select(Purpose.CONVERSION, Purpose.HEAT_IMPORT):
            if not row.into or catalogue()[row.commodity].kind != "heat":
                continue
            amount = self.ledger.total(row.id)
            made += amount
            if row.source in burning or (
                row.purpose is Purpose.HEAT_IMPORT and row.origin != "non_fossil"
            ):
                fossil += amount
        return fossil / made if made > 0.0 else 0.0


@dataclass(frozen=True)
class _Passed:
    """Electricity of owners outside the boundary [MWh].

    ``grid``, ``own`` and ``direct`` went to them through the park; ``theirs`` they generated,
    and ``spared`` of it went to the park.
    """

    grid: float
    own: float
    direct: float
    theirs: float
    spared: float
