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
from twin.accounts.waste_heat import WasteHeat
from twin.commodities import catalogue
from twin.ledger import Ledger
from twin.network.compile import Row
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
        self.ledger, self.found = ledger, WasteHeat(ledger, boundary)
        self._catalogue = catalogue()

    def terms(self, kinds: tuple[str, ...]) -> Iterator[Term]:
        """Yield recoverable and recovered exergy, of the kinds that are scored and of each."""
        groups: Mapping[str, tuple[str, ...]] = {"": kinds} | {f"{k}.": (k,) for k in KINDS}
        for name, chosen in groups.items():
            delivered = map(self._delivered, self.found.taken(chosen))
            yield self._term(f"waste_heat.{name}exergy_recovered_mwh", delivered)
            offered = map(self._offered, self.found.offered(chosen))
            yield self._term(f"waste_heat.{name}exergy_recoverable_mwh", offered)

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
        flows = self.found.recovery(row)
        given = sum(self.ledger.total(r.id) * self._worth(r) for r in flows.given)
        factor = given / flows.taken_mwh if flows.taken_mwh > 0.0 else 0.0
        factor *= self.found.taken_share(row)
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
