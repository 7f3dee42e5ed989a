"""Water, solid waste and waste heat: what is used again over what there was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from twin.accounts.collect import Boundary
from twin.accounts.terms import Part, Term, total
from twin.accounts.waste_heat import WasteHeat
from twin.commodities import catalogue
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose


class Resources:
    """Reads one ledger for one boundary."""

    def __init__(self, ledger: Ledger, boundary: Boundary) -> None:
        self.ledger, self.boundary = ledger, boundary

    def _rows(self, *purposes: Purpose, kind: str) -> list[Row]:
        known = catalogue()
        return [
            row
            for row in self.ledger.select(*purposes)
            if self.boundary.holds(row)
            and row.commodity in known
            and known[row.commodity].kind == kind
        ]

    def _term(self, term_id: str, unit: str, rows: Iterable[Row], formula: str = "") -> Term:
        parts = [Part(r.id, self.ledger.total(r.id), r.unit, rows=(r.id,)) for r in rows]
        return total(term_id, unit, parts, formula)

    def water(self) -> Iterator[Term]:
        """Yield fresh, recirculated, reclaimed, waste and discharged water.

        Reuse rate (GB/T 7119): recirculated and reclaimed over those plus fresh intake.
        """
        fresh = self._water("water.fresh_m3", Purpose.WATER_INTAKE, self._share_used())
        again = self._water("water.recirculated_m3", Purpose.WATER_RECIRCULATED)
        reclaimed = self._water("water.reclaimed_m3", Purpose.WATER_RECLAIMED, self._share_used())
        sewage = self._water("water.wastewater_m3", Purpose.WASTEWATER)
        yield from (fresh, again, reclaimed, sewage)
        yield self._water("water.discharged_m3", Purpose.DISCHARGED, self._share_sent())
        reused = again.value + reclaimed.value
        yield Term("water.reused_m3", "m3", reused, "recirculated + reclaimed")
        yield Term("water.gross_m3", "m3", reused + fresh.value, "fresh + reused")
        yield Term(
            "water.without_recirculation_m3", "m3", reclaimed.value + fresh.value,
            "fresh + reclaimed, inner circuits left out",
        )  # fmt: skip

    def _water(self, term_id: str, purpose: Purpose, share: float = 1.0) -> Term:
        """Return a term of water; works and plant serve all, so a park within takes its share."""
        what = "share of the assessed park" if share < 1.0 else ""
        parts = [
            Part(r.id, self.ledger.total(r.id), r.unit, share, what, rows=(r.id,))
            for r in self._rows(purpose, kind="water")
        ]
        return total(term_id, "m3", parts)

    def _share_used(self) -> float:
        return self._inside(
            r for r in self.ledger.select(Purpose.USE) if r.unit == "m3" and r.out_of
        )

    def _share_sent(self) -> float:
        return self._inside(self.ledger.select(Purpose.WASTEWATER))

    def _inside(self, rows: Iterable[Row]) -> float:
        """Return the share of rows' amounts that belongs to the assessed park; all if none."""
        amounts = [(self.boundary.holds(r), self.ledger.total(r.id)) for r in rows]
        every = sum(amount for _, amount in amounts)
        inside = sum(amount for holds, amount in amounts if holds)
        return inside / every if every > 0.0 else 1.0

    def waste(self) -> Iterator[Term]:
        """Yield general waste arising, used, disposed of, and taken from earlier stock.

        Rate: used (earlier stock included) over arising plus used earlier stock; hazardous
        waste and internal returns are not in it.
        """
        arising = self._term(
            "waste.arising_t", "t", self._rows(Purpose.WASTE_ARISING, kind="waste")
        )
        used = total("waste.used_t", "t", self._taken(Purpose.WASTE_USED))
        yield from (arising, used)
        yield total("waste.disposed_t", "t", self._taken(Purpose.WASTE_DISPOSED))
        yield self._term(
            "waste.hazardous_t", "t", self._rows(Purpose.WASTE_ARISING, kind="hazardous_waste")
        )
        earlier = self._earlier_stock_used()
        drawn = "by category: net draw on stock, at most used"
        yield Term("waste.earlier_stock_used_t", "t", earlier, drawn)
        yield Term("waste.base_t", "t", arising.value + earlier, "arising + earlier stock used")

    def _taken(self, purpose: Purpose) -> Iterator[Part]:
        """Yield waste used or disposed of, of each category the share that arises inside."""
        for row in self._rows(purpose, kind="waste"):
            share = self._share_inside(row.commodity)
            what = "share that arises inside" if share < 1.0 else ""
            yield Part(row.id, self.ledger.total(row.id), row.unit, share, what, rows=(row.id,))

    def _share_inside(self, commodity: str) -> float:
        """Return how much of a category arises inside the boundary; all if none arises."""
        return self._inside(self.ledger.select(Purpose.WASTE_ARISING, commodities=(commodity,)))

    def _earlier_stock_used(self) -> float:
        """Return earlier stock that was used: what went from a yard to disposal is not."""
        drawn: dict[str, float] = {}
        for row in self._rows(Purpose.DISCHARGE, kind="waste"):
            drawn[row.commodity] = drawn.get(row.commodity, 0.0) + self._drawn_down(row)
        used = dict.fromkeys(drawn, 0.0)
        for row in self._rows(Purpose.WASTE_USED, kind="waste"):
            if row.commodity in used:
                used[row.commodity] += self.ledger.total(row.id) * self._share_inside(row.commodity)
        return sum(min(drawn[name], used[name]) for name in sorted(drawn))

    def _drawn_down(self, row: Row) -> float:
        """Return by how much a yard is emptier at the end than at the start."""
        charged = f"{row.into or row.commodity}>{row.source}"
        return max(self.ledger.total(row.id) - self.ledger.total(charged), 0.0)

    def waste_heat(self, kinds: tuple[str, ...]) -> Iterator[Term]:
        """Yield recoverable and recovered energy by kind, weighted by recoverable energy.

        Recovered is what exchangers deliver: what they lose on the way counts as not recovered.
        """
        every, title = ("heat", "cold", "pressure"), ("heat", "pressure")
        groups: dict[str, tuple[str, ...]] = {f"{kind}.": (kind,) for kind in every}
        groups |= {"": kinds, "all.": every, "heat_pressure.": title}
        found = WasteHeat(self.ledger, self.boundary)
        for name, chosen in groups.items():
            delivered = (self._delivered(found, row) for row in found.taken(chosen))
            yield total(f"waste_heat.{name}recovered_mwh", "MWh", delivered)
            yield self._term(f"waste_heat.{name}recoverable_mwh", "MWh", found.offered(chosen))

    def _delivered(self, found: WasteHeat, row: Row) -> Part:
        """Return what a source's exchangers deliver of what they take."""
        flows = found.recovery(row)
        given, taken = sum(self.ledger.total(r.id) for r in flows.given), flows.taken_mwh
        share = min(given / taken, 1.0) if taken > 0.0 and given > 0.0 else 1.0
        share *= found.taken_share(row)
        what = "delivered of what is taken" if share < 1.0 else ""
        return Part(row.id, self.ledger.total(row.id), row.unit, share, what, rows=(row.id,))
