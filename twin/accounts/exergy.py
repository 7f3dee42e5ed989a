"""Waste heat, cold and pressure in exergy: what the same recovery is worth in work.

Shown beside the rate of the indicator systems, which weighs by energy, and never in its place.
Weights with surroundings at 25 °C (298.15 K), the usual reference state: heat ``1 - T0/T``, cold
``T0/T - 1``, waste pressure and electricity 1. What is recovered counts at the level at which
it is delivered, so heat of 320 °C that warms water of 60 °C is recovered by energy and mostly lost
by exergy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from twin.accounts.collect import Boundary
from twin.accounts.terms import Part, Term, total
from twin.commodities import catalogue
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose
from twin.thermo import KELVIN

SURROUNDINGS_K = 25.0 + KELVIN
SOURCE = "1 - T0/T, T0 = 298.15 K"
KINDS = ("heat", "cold", "pressure")
UNTOLD = "temperature of waste heat"


def weight(kind: str, temperature_c: float) -> float:
    """Return exergy per energy of a kind of waste energy at its temperature; 0 if it has none."""
    if kind == "pressure":
        return 1.0
    carnot = 1.0 - SURROUNDINGS_K / (temperature_c + KELVIN)
    return max(-carnot if kind == "cold" else carnot, 0.0)


class WasteExergy:
    """Reads one ledger for one boundary."""

    def __init__(self, ledger: Ledger, boundary: Boundary) -> None:
        self.ledger, self.boundary = ledger, boundary
        self._catalogue = catalogue()

    def terms(self, kinds: tuple[str, ...]) -> Iterator[Term]:
        """Yield recoverable and recovered exergy, of the kinds that are scored and of each."""
        groups: Mapping[str, tuple[str, ...]] = {"": kinds} | {f"{k}.": (k,) for k in KINDS}
        taken, rejected = (self._rows(p) for p in (Purpose.RECOVERED, Purpose.REJECTED))
        for name, chosen in groups.items():
            used = [r for r in taken if r.tags.get("kind", "heat") in chosen]
            lost = [r for r in rejected if r.tags.get("kind", "heat") in chosen]
            yield self._term(f"waste_heat.{name}exergy_recovered_mwh", map(self._delivered, used))
            parts = map(self._offered, [*used, *lost])
            yield self._term(f"waste_heat.{name}exergy_recoverable_mwh", parts)

    def _rows(self, purpose: Purpose) -> list[Row]:
        found = self.ledger.select(purpose, commodities=("waste_heat",))
        return [row for row in found if self.boundary.holds(row)]

    def _term(self, term_id: str, parts: Iterable[Part | None]) -> Term:
        known = list(parts)
        if None in known:
            return Term(term_id, "MWh", 0.0, missing=UNTOLD)
        return total(term_id, "MWh", [part for part in known if part], SOURCE)

    def _offered(self, row: Row) -> Part | None:
        """Return the exergy of what a source offers; None if its temperature is not told."""
        kind = row.tags.get("kind", "heat")
        if kind != "pressure" and "temperature_c" not in row.tags:
            return None
        factor = weight(kind, float(row.tags.get("temperature_c", "0")))
        return self._part(row, factor, SOURCE)

    def _delivered(self, row: Row) -> Part:
        """Return the exergy that what is taken of a source still has where it is delivered."""
        bus = row.into or row.commodity
        flows = list(self.ledger.select(Purpose.CONVERSION))
        makers = {r.target: self.ledger.total(r.id) for r in flows if r.out_of == bus}
        outputs = [r for r in flows if r.into and r.source in makers]
        taken = sum(makers.values())
        given = sum(self.ledger.total(r.id) * self._worth(r) for r in outputs)
        factor = given / taken if taken > 0.0 else 0.0
        return self._part(row, factor, "exergy delivered of energy taken")

    def _worth(self, row: Row) -> float:
        """Return exergy per energy of what a machine delivers."""
        here = self._catalogue.get(row.commodity)
        if here is None or here.kind == "electricity":
            return 1.0 if here else 0.0
        if here.kind in {"heat", "cold"} and here.temperature_c is not None:
            return weight(here.kind, here.temperature_c)
        return 0.0

    def _part(self, row: Row, factor: float, source: str) -> Part:
        amount = self.ledger.total(row.id)
        return Part(row.id, amount, row.unit, factor, "MWh/MWh", source, (row.id,))
