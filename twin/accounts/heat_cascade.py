"""Heat by temperature: what is asked for, who makes it, and the least that would have to be made.

The least is the hot utility of a cascade in every interval, of the waste heat there is against
the heat asked for by level, with 5 K between any two (the least pinch of an exchanger here), each
at its one temperature as everywhere in the twin. It is a bound for direct exchange: heat pumps and
stores can go below it, exchangers with a larger pinch or a loss stay above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from twin.accounts.collect import Boundary
from twin.accounts.terms import Part, Term, total
from twin.accounts.waste_heat import WasteHeat
from twin.commodities import catalogue
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.pinch import Cascade, Stream, cascade
from twin.primitives import Purpose

Floats = npt.NDArray[np.float64]
LEAST_DIFFERENCE_K = 5.0


class HeatByTemperature:
    """Reads one ledger for one boundary."""

    def __init__(self, ledger: Ledger, boundary: Boundary) -> None:
        self.ledger, self.boundary = ledger, boundary
        self._levels = {c.id: c.temperature_c for c in catalogue().values() if c.kind == "heat"}

    def terms(self) -> Iterator[Term]:
        """Yield heat asked for, made, bought and given to the air, and the cascade's two leasts."""
        fuel = {r.target for r in self.ledger.select(Purpose.FUEL_USE)}
        flows = self.ledger.select(Purpose.CONVERSION, commodities=("waste_heat",))
        waste = {r.target for r in flows if r.out_of}
        made = [r for r in self._rows(Purpose.CONVERSION) if r.into]
        yield self._sum("heat.demand_mwh", self.demands)
        yield self._sum("heat.from_fuel_mwh", (r for r in made if r.source in fuel))
        yield self._sum("heat.from_waste_heat_mwh", (r for r in made if r.source in waste))
        others = (r for r in made if r.source not in fuel | waste)
        yield self._sum("heat.from_electricity_mwh", others, "electric boilers, heat pumps")
        yield self._sum("heat.bought_mwh", self._rows(Purpose.HEAT_IMPORT))
        cooled = self.ledger.select(Purpose.REJECTED, commodities=("condenser_heat",))
        away = (row for row in cooled if self.boundary.holds(row))
        yield self._sum("heat.condenser_rejected_mwh", away, "by chillers and cooling towers")
        yield from self._cascade()

    def _rows(self, *purposes: Purpose) -> list[Row]:
        found = self.ledger.select(*purposes, commodities=self._levels)
        return [row for row in found if self.boundary.holds(row)]

    def _sum(self, term_id: str, rows: Iterable[Row], formula: str = "") -> Term:
        parts = [Part(r.id, self.ledger.total(r.id), r.unit, rows=(r.id,)) for r in rows]
        return total(term_id, "MWh", parts, formula)

    @cached_property
    def demands(self) -> list[Row]:
        """Rows of heat that is used up: by users, pipes and machines that make no heat of it."""
        makers = {r.source for r in self._rows(Purpose.CONVERSION) if r.into}
        ends = (Purpose.USE, Purpose.LOSS, Purpose.HEAT_EXPORT)
        used = [r for r in self._rows(*ends) if r.out_of]
        driven = [r for r in self._rows(Purpose.CONVERSION) if r.out_of and r.target not in makers]
        return used + driven

    @cached_property
    def sources(self) -> list[Row]:
        """Rows of waste heat, taken and rejected, each with its temperature."""
        offered = WasteHeat(self.ledger, self.boundary).offered(("heat",))
        return [row for row in offered if "temperature_c" in row.tags]

    @cached_property
    def streams(self) -> tuple[Stream, ...]:
        """Waste heat and heat asked for by temperature, over time."""
        by_temperature: dict[tuple[bool, float], Floats] = {}
        for rows, gives in ((self.sources, True), (self.demands, False)):
            for row in rows:
                told = row.tags["temperature_c"] if gives else self._levels[row.commodity]
                key = (gives, float(told or 0.0))
                before = by_temperature.get(key, np.zeros(1))
                by_temperature[key] = before + np.maximum(self.ledger.flow(row.id), 0.0)
        return tuple(
            Stream(here, here, heat, gives)
            for (gives, here), heat in sorted(by_temperature.items())
        )

    def of_the_span(self) -> Cascade | None:
        """Return the cascade of the span's sums; None without any heat."""
        sums = [
            Stream(s.supply_c, s.target_c, float(np.sum(s.heat)), s.gives) for s in self.streams
        ]
        return cascade(sums, LEAST_DIFFERENCE_K) if sums else None

    def _cascade(self) -> Iterator[Term]:
        hot = cold = 0.0
        if self.streams:
            found = cascade(self.streams, LEAST_DIFFERENCE_K)
            hot, cold = float(found.hot_utility.sum()), float(found.cold_utility.sum())
        told = "cascade of waste heat and heat asked for, interval by interval, 5 K between any two"
        yield Term("heat.least_made_mwh", "MWh", hot, f"hot utility of the {told}")
        yield Term("heat.least_rejected_mwh", "MWh", cold, f"cold utility of the {told}")
        yield self._pinch()

    def _pinch(self) -> Term:
        """Return the pinch of the span as a whole, in shifted temperature."""
        told = "shifted temperature past which no heat of the span's sums falls"
        whole = self.of_the_span()
        pinch = whole.pinch_c() if whole else None
        why = "" if pinch is not None else "no pinch: heat is only asked for, or only left over"
        return Term("heat.pinch_c", "°C", pinch or 0.0, told, missing=why)
