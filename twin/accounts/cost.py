"""Cost account: the park's bill of a year by category; who pays whom comes with ownership."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from twin.accounts.connection import KW_PER_MW, direct_charges, network_charge
from twin.accounts.terms import Part, Term, total
from twin.calendars import Calendar
from twin.facts import Facts
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import OUTSIDE, Purpose
from twin.tariffs import Tariff

CATEGORY = {
    Purpose.GRID_EXPORT: "cost.feed_in_cny",
    Purpose.DIRECT_SUPPLY: "cost.direct_supply_cny",
    Purpose.PURCHASE: "cost.fuel_cny",
    Purpose.HEAT_IMPORT: "cost.heat_cny",
    Purpose.WATER_INTAKE: "cost.water_cny",
    Purpose.WASTE_DISPOSED: "cost.waste_cny",
    Purpose.BYPRODUCT: "cost.waste_cny",
    Purpose.CAPTURED: "cost.capture_cny",
    Purpose.CO2_STORED: "cost.capture_cny",
}
OTHER = "cost.operation_cny"
ROUNDING = 1e-9  # of what was paid, when a price is nothing but a charge


class Costs:
    """Reads the bill of one ledger."""

    def __init__(
        self,
        ledger: Ledger,
        facts: Facts,
        tariffs: Mapping[str, Tariff],
        calendar: Calendar,
        carbon_cny_per_t: float,
    ) -> None:
        self.ledger, self.facts, self.tariffs = ledger, facts, tariffs
        self.calendar, self.carbon_cny_per_t = calendar, carbon_cny_per_t

    def terms(self, direct_t: float, others: Iterable[Term] = ()) -> Iterator[Term]:
        """Yield the bill of the whole park, also where a park within it is assessed.

        Carbon is priced on ``direct_t``, what the whole park itself emits (fuel and process);
        ``others`` are terms of the bill that are made elsewhere.
        """
        groups: dict[str, list[Part]] = {name: [] for name in (*CATEGORY.values(), OTHER)}
        grid: list[Row] = []
        for row in self.ledger.rows:
            if row.purpose is Purpose.GRID_IMPORT:
                grid.append(row)
            elif row.price is not None and row.purpose not in OUTSIDE:
                whole = self.ledger.total_paid(row)
                paid = whole - network_charge(self.ledger, row)
                if abs(paid) > ROUNDING * abs(whole):
                    name = CATEGORY.get(row.purpose, OTHER)
                    groups[name].append(Part(row.id, paid, "CNY", rows=(row.id,)))
        bill = [*self._grid(grid), *(total(n, "CNY", parts) for n, parts in groups.items())]
        bill += [direct_charges(self.ledger), *self._contracts(), *others]
        carbon = Part(
            "fuel and process CO2", direct_t, "t", self.carbon_cny_per_t, "CNY/t",
            "carbon price of the region",
        )  # fmt: skip
        bill.append(total("cost.carbon_cny", "CNY", [carbon]))
        yield from bill
        yield Term("cost.total_cny", "CNY", sum(t.value for t in bill), "sum of all categories")

    def _grid(self, rows: list[Row]) -> Iterator[Term]:
        """Yield the energy component, what does not float, and the demand charge."""
        energy: list[Part] = []
        fixed: list[Part] = []
        demand: list[Part] = []
        for row in rows:
            amount = self.ledger.total(row.id)
            whole = self.ledger.total_paid(row)
            if "tariff" not in row.tags:
                price = whole / amount if amount else 0.0
                what = "CNY/MWh, mean of what was bought beside the tariff"
                energy.append(
                    Part(row.source, amount, "MWh", price, what, "price of the supply", (row.id,))
                )
                continue
            tariff = self.tariffs[row.tags["tariff"]]
            adders = tariff.adders_total_cny_per_mwh
            floating = whole - adders * amount
            mean = floating / amount if amount else 0.0
            energy.append(
                Part(
                    "energy component", amount, "MWh", mean, "CNY/MWh, mean over time of use",
                    tariff.source, (row.id,),
                )
            )  # fmt: skip
            for name, price in sorted(tariff.adders_cny_per_mwh.items()):
                fixed.append(Part(name, amount, "MWh", price, "CNY/MWh", tariff.source, (row.id,)))
            demand += self._demand(row, tariff)
        yield total("cost.grid_energy_cny", "CNY", energy, "Σ import · floating price")
        yield total("cost.grid_adders_cny", "CNY", fixed, "Σ import · parts that do not float")
        yield total("cost.demand_charge_cny", "CNY", demand, "Σ months: highest demand · charge")

    def _demand(self, row: Row, tariff: Tariff) -> Iterator[Part]:
        """Yield each month's charge; of a month that is not whole, by its days in the span."""
        power_mw = self.ledger.flow(row.id) / self.ledger.timeline.step_hours
        for month, inside, share in self.ledger.timeline.months():
            peak = float(power_mw[inside].max())
            yield Part(
                f"peak of {month}", peak * KW_PER_MW, "kW",
                tariff.demand_cny_per_kw_month * share, "CNY/kW", tariff.source, (row.id,),
            )  # fmt: skip

    def _contracts(self) -> Iterator[Term]:
        for key, name in (
            ("green_purchase_cny", "cost.green_power_cny"),
            ("ccer_cny", "cost.offset_cny"),
        ):
            parts = [Part(f"{f.agent}: {f.note}", f.value, "CNY") for f in self.facts.of(key)]
            yield total(name, "CNY", parts)
