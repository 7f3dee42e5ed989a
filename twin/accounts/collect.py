"""Collect the annual totals of the assessed park from the ledger and the recorded facts.

The boundary is data: all agents, or a named set (a park within the park). Power that only
passes through to others outside the boundary is not received; heat that goes to them, beyond
what they make themselves, is sent out.

Facts read: ``ccer_t``, ``green_trade_renewable_mwh``, ``green_trade_nuclear_mwh``,
``green_certificate_renewable_mwh``, ``green_certificates_sold_mwh``, ``green_hydrogen``, and
``heat_received_t_per_gj`` and ``heat_sent_t_per_gj`` where factors of fossil heat were measured.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.accounts.annual import (
    AnnualTotals,
    Electricity,
    Heat,
    ProductOutput,
)
from twin.accounts.choices import Factors
from twin.accounts.fuels import FuelReader
from twin.commodities import catalogue
from twin.errors import InputError
from twin.factors import GJ_PER_MWH
from twin.facts import Facts
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose

Floats = npt.NDArray[np.float64]

# Origins of direct supply that count zero; whatever is not declared non-fossil does not.
NON_FOSSIL = {"renewable", "hydro", "solar", "wind", "biomass", "geothermal", "non_fossil"}


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
        fuels = FuelReader(self.ledger, self.boundary.holds)
        return AnnualTotals(
            fuels=tuple(fuels.fuels()),
            feedstock=tuple(fuels.feedstock()),
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

    def _products(self) -> Iterable[ProductOutput]:
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in self._inside(Purpose.PRODUCT):
            if row.tags.get("factor"):
                groups.setdefault((row.tags["factor"], row.unit), []).append(row)
        for (factor, unit), rows in sorted(groups.items()):
            yield ProductOutput(factor, self._sum(rows), unit, tuple(r.id for r in rows))

    def _electricity(self) -> Electricity:
        rows = self._power_rows()
        passed = self._passing_through(rows) if self.boundary.outside else _Passed()
        mwh = {name: self._sum(found) for name, found in rows.items()}
        direct = mwh["renewable"] + mwh["nuclear"] + mwh["coal"]
        kept = 1.0 - min(passed.direct / direct, 1.0) if direct else 1.0
        facts = self.facts
        return Electricity(
            grid=max(mwh["grid"] - passed.grid, 0.0),
            direct_renewable=mwh["renewable"] * kept + passed.spared,
            direct_nuclear=mwh["nuclear"] * kept,
            direct_fossil=mwh["coal"] * kept + passed.spared_fuel,
            own=mwh["own"],
            fuel_generated=mwh["fuel"],
            sent_own=min(mwh["sent"] - passed.their_export + passed.own, mwh["own"]),
            sent_fuel=min(mwh["sent_fuel"] + passed.fuel, mwh["fuel"]),
            trade_renewable=facts.total("green_trade_renewable_mwh"),
            trade_nuclear=facts.total("green_trade_nuclear_mwh"),
            certificates=facts.total("green_certificate_renewable_mwh"),
            certificates_sold=facts.total("green_certificates_sold_mwh"),
            rows={
                "grid": _ids(rows["grid"]),
                "own": _ids(rows["own"]),
                "fuel": _ids(rows["fuel"]),
                "direct": _ids([*rows["renewable"], *rows["nuclear"]]),
                "direct_fossil": _ids(rows["coal"]),
                "sent": _ids(rows["sent"]),
                "sent_fuel": _ids(rows["sent_fuel"]),
            },
        )

    def _power_rows(self) -> dict[str, list[Row]]:
        """Return the rows of electricity by what they mean; ``their_`` are owners outside."""
        select = self.ledger.select
        own = list(select(Purpose.OWN_GENERATION))
        made = [r for r in select(Purpose.CONVERSION, commodities=("electricity",)) if r.into]
        direct = list(select(Purpose.DIRECT_SUPPLY))
        exports = list(select(Purpose.GRID_EXPORT))
        known = NON_FOSSIL | {"nuclear"}
        return {
            "grid": list(select(Purpose.GRID_IMPORT)),
            "own": [r for r in own if self.boundary.holds(r)],
            "their_own": [r for r in own if not self.boundary.holds(r)],
            "fuel": [r for r in made if self.boundary.holds(r)],
            "their_fuel": [r for r in made if not self.boundary.holds(r)],
            "renewable": [r for r in direct if r.origin in NON_FOSSIL],
            "nuclear": [r for r in direct if r.origin == "nuclear"],
            "coal": [r for r in direct if r.origin not in known],
            "sent": [r for r in exports if r.origin != "fuel"],
            "sent_fuel": [r for r in exports if r.origin == "fuel"],
        }

    def _passing_through(self, rows: dict[str, list[Row]]) -> _Passed:
        """Return what only passes through to owners outside, interval by interval.

        Their demand is first met by their own plants, then by grid power that passes through
        (it is not received by the park), then by the park's own generation (which is sent out),
        by direct supply, and last by power the park makes from fuel. What is exported is the
        park's own generation first, then theirs.
        """
        uses = (Purpose.USE, Purpose.CONVERSION)
        taken = self._series(
            r
            for r in self.ledger.select(*uses, commodities=("electricity",))
            if r.out_of and not self.boundary.holds(r)
        )
        flow = {name: self._series(found) for name, found in rows.items()}
        exported = np.minimum(np.maximum(flow["sent"] - flow["own"], 0.0), flow["their_own"])
        theirs = flow["their_own"] - exported + flow["their_fuel"]
        over = np.maximum(theirs - taken, 0.0)
        over_fuel = np.minimum(over, flow["their_fuel"])
        spare = np.maximum(flow["own"] - (flow["sent"] - exported), 0.0)
        direct = flow["renewable"] + flow["nuclear"] + flow["coal"]
        need, went = np.maximum(taken - theirs, 0.0), {}
        for name, available in (
            ("grid", flow["grid"]), ("own", spare), ("direct", direct), ("fuel", flow["fuel"]),
        ):  # fmt: skip
            part = np.minimum(need, available)
            need = need - part
            went[name] = float(part.sum())
        return _Passed(
            **went,
            spared=float((over - over_fuel).sum()),
            spared_fuel=float(over_fuel.sum()),
            their_export=float(exported.sum()),
        )

    def _heat(self) -> Heat:
        imports, exports = self._inside(Purpose.HEAT_IMPORT), self._inside(Purpose.HEAT_EXPORT)
        fossil_in = [r for r in imports if r.origin != "non_fossil"]
        clean_in = [r for r in imports if r.origin == "non_fossil"]
        others, sent, back = self._heat_of_others()
        ours = self._fossil_heat_share(inside=True) if sent else 0.0
        theirs = self._fossil_heat_share(inside=False) if back else 0.0
        fossil_out = self._sum(r for r in exports if r.origin != "non_fossil")
        clean_out = self._sum(r for r in exports if r.origin == "non_fossil")
        return Heat(
            in_fossil=(self._sum(fossil_in) + theirs * back) * GJ_PER_MWH,
            in_non_fossil=(self._sum(clean_in) + (1.0 - theirs) * back) * GJ_PER_MWH,
            out_fossil=(fossil_out + ours * sent) * GJ_PER_MWH,
            out_non_fossil=(clean_out + (1.0 - ours) * sent) * GJ_PER_MWH,
            in_factor=self._measured("heat_received_t_per_gj"),
            out_factor=self._measured("heat_sent_t_per_gj"),
            rows={
                "in_fossil": _ids(fossil_in),
                "in_non_fossil": _ids(clean_in),
                "out_fossil": _ids([*exports, *others]),
            },
        )

    def _measured(self, key: str) -> float | None:
        """Return the one measured factor recorded, None if there is none."""
        found = {fact.value for fact in self.facts.of(key)}
        if len(found) > 1:
            raise InputError(f"fact '{key}' is recorded with {len(found)} different values")
        return found.pop() if found else None

    def _heat_of_others(self) -> tuple[list[Row], float, float]:
        """Return the rows of owners outside, what they took of the park's heat and gave [MWh].

        Netted interval by interval: heat that they make and use themselves never was the park's.
        """
        levels = [c.id for c in catalogue().values() if c.kind == "heat"]
        purposes = (Purpose.USE, Purpose.CONVERSION, Purpose.HEAT_IMPORT)
        rows = [
            r
            for r in self.ledger.select(*purposes, commodities=levels)
            if not self.boundary.holds(r)
        ]
        taken = self._series(r for r in rows if r.out_of)
        net = taken - self._series(r for r in rows if r.into)
        sent, back = np.maximum(net, 0.0).sum(), np.maximum(-net, 0.0).sum()
        return rows, float(sent), float(back)

    def _fossil_heat_share(self, *, inside: bool) -> float:
        """Return the fossil share of the heat made inside (or outside), over the year."""
        fuels, levels = self.factors.fuels, {c.id for c in catalogue().values() if c.kind == "heat"}
        burning = {
            row.target
            for row in self.ledger.select(Purpose.FUEL_USE)
            if fuels.fuel(row.commodity).fossil
        }
        fossil = made = 0.0
        for row in self.ledger.select(Purpose.CONVERSION, Purpose.HEAT_IMPORT, commodities=levels):
            if not row.into or self.boundary.holds(row) != inside:
                continue
            amount = self.ledger.total(row.id)
            made += amount
            imported = row.purpose is Purpose.HEAT_IMPORT
            if row.source in burning or (imported and row.origin != "non_fossil"):
                fossil += amount
        return fossil / made if made > 0.0 else 0.0


def _ids(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row.id for row in rows)


@dataclass(frozen=True)
class _Passed:
    """Electricity of owners outside the boundary [MWh].

    ``grid``, ``own``, ``direct`` and ``fuel`` went to them through the park; ``spared`` of what
    they generated went to the park, ``spared_fuel`` of it made from fuel, and ``their_export``
    to the grid.
    """

    grid: float = 0.0
    own: float = 0.0
    direct: float = 0.0
    fuel: float = 0.0
    spared: float = 0.0
    spared_fuel: float = 0.0
    their_export: float = 0.0
