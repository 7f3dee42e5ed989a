"""From the bill of a run to who paid whom.

The bill is read term by term (``cost.*`` of the accounts), so that what is divided is exactly what
was paid. Rules, in the order they are used:

* power from the grid and over direct lines is bought by the operating company and borne by those
  who take it in the same interval, behind their own generation (:mod:`scenarios.economics.power`);
  the demand charge of a month by what each took in the interval of its peak;
* fuels are bought by whoever takes them, heat from outside by the company for its users, both by
  the amounts of the span; wastes are paid by whoever hands them over;
* carbon is paid by whoever emits; contracts and calls by the agent that has them;
* what a plant of the company bears is passed on at cost to those it serves
  (:mod:`scenarios.economics.services`).

What an owner's plant gives to others is paid for only if it is power; heat, cold and waste heat
given away are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from scenarios.economics.parties import (
    DIRECT,
    GAS,
    GRID,
    PARK,
    PARK_ITSELF,
    STATE,
    Holder,
    Owners,
)
from scenarios.economics.payments import Payments, Till
from scenarios.economics.power import PowerUse
from scenarios.economics.services import Services
from scenarios.run import RunResult
from twin.accounts.carbon import carbon_terms
from twin.accounts.collect import Boundary, Collector
from twin.accounts.terms import Book, Part
from twin.network.compile import Row
from twin.primitives import Purpose

Floats = npt.NDArray[np.float64]
TOOK = {Purpose.PURCHASE, Purpose.HEAT_IMPORT, Purpose.WATER_INTAKE}
GAVE = {Purpose.WASTE_DISPOSED, Purpose.BYPRODUCT, Purpose.CO2_STORED}
BY_AMOUNT: Mapping[str, tuple[str, str]] = {  # term: category, payee
    "cost.fuel_cny": ("fuel", "fuel_suppliers"),
    "cost.heat_cny": ("heat", "heat_supplier"),
    "cost.water_cny": ("water", "water_utility"),
    "cost.waste_cny": ("waste", "waste_disposers"),
    "cost.capture_cny": ("capture", "co2_services"),
    "cost.operation_cny": ("operation", "om_services"),
}
FACTS = {
    "green_purchase_cny": ("green_power", "green_power_sellers"),
    "ccer_cny": ("offset", "offset_sellers"),
}


def payments_of(run: RunResult) -> Payments:
    """Return who paid whom in the span of a run."""
    return Settlement(run).payments()


def owners_of(run: RunResult) -> Owners:
    """Return the owners of a run's park."""
    return Owners({name: kind for name, (kind, _) in run.park.agents.items()})


class Settlement:
    """Divides the bill of one run."""

    def __init__(self, run: RunResult) -> None:
        self.run, self.ledger, self.book = run, run.ledger, run.accounts.book
        self.rows = {row.id: row for row in self.ledger.rows}
        self.owners = owners_of(run)
        self.power = PowerUse(self.ledger, self.owners)
        self.services = Services(self.ledger, self.owners)
        self._till = Till()
        self._pools: dict[tuple[str, str], float] = defaultdict(float)
        self._bought: dict[tuple[str, str, str], Floats] = {}

    def payments(self) -> Payments:
        """Return all payments."""
        self._grid()
        self._direct()
        self._lines()
        self._divide_power()
        self._feed_in()
        self._neighbours()
        for term in BY_AMOUNT:
            for part in self.book[term].parts:
                self._by_amount(term, part)
        self._contracts()
        self._carbon()
        for (party, category, kind), cny in self.services.pass_on(self._pools).items():
            self._till.pay(party, PARK, category, cny, kind)
        return self._till.payments((PARK, *self.owners.names))

    def _bear(
        self, shares: Mapping[Holder, float], payee: str, category: str, *, service: str = ""
    ) -> None:
        """Note what holders bear [CNY]; with a service the company pays and they pay it."""
        for holder, cny in shares.items():
            buyer = PARK if service or holder.plant else holder.party
            self._till.pay(buyer, payee, category, cny)
            if holder.plant:
                self._pools[holder.plant, category] += cny
            elif service:
                self._till.pay(holder.party, PARK, category, cny, service)

    def _parts(self, term: str) -> Iterator[tuple[Part, Row]]:
        for part in self.book[term].parts:
            yield part, self.rows[part.rows[0]]

    def _grid(self) -> None:
        """Divide energy and what does not float by interval, the demand charge by peak."""
        for part, row in self._parts("cost.grid_energy_cny"):
            adders = self._adders(row)
            paid = self.ledger.paid(row) - adders * self.ledger.flow(row.id)
            if "tariff" in row.tags:
                self._spread(paid, part.value, GRID, "grid_energy")
            else:
                self._spread(paid, part.value, "power_sellers", "direct_power")
        for part, row in self._parts("cost.grid_adders_cny"):
            self._spread(self.ledger.flow(row.id), part.value, GRID, "grid_network")
        months = self.ledger.timeline.labels.astype("datetime64[M]")
        for part, row in self._parts("cost.demand_charge_cny"):
            month = np.datetime64(part.what.removeprefix("peak of "), "M")
            flow = self.ledger.flow(row.id)
            at_peak = np.zeros(len(flow))
            at_peak[int(np.argmax(np.where(months == month, flow, -1.0)))] = 1.0
            self._spread(at_peak, part.value, GRID, "grid_demand")

    def _adders(self, row: Row) -> float:
        """Return what does not float of a row's price; nothing where no tariff applies."""
        tariff = row.tags.get("tariff")
        tariffs = self.run.built.accounting().tariffs
        return tariffs[tariff].adders_total_cny_per_mwh if tariff else 0.0

    def _spread(
        self, weights: Floats, cny: float, payee: str, category: str, users: str = ""
    ) -> None:
        """Spread an amount over intervals by weights, to be divided among the users of power."""
        if cny:
            paid = weights * (cny / float(weights.sum()))
            key = (payee, category, users)
            self._bought[key] = self._bought[key] + paid if key in self._bought else paid

    def _divide_power(self) -> None:
        for (payee, category, users), paid in self._bought.items():
            shares = self.power.split(paid, (u for u in users.split(",") if u))
            self._bear(shares, payee, category, service="electricity")

    def _direct(self) -> None:
        for part, row in self._parts("cost.direct_supply_cny"):
            users = row.tags.get("users", "")
            weights = self.ledger.paid(row)
            self._spread(weights, part.value, DIRECT + row.source, "direct_power", users)
        for part, row in self._parts("cost.direct_charges_cny"):
            users = row.tags.get("users", "")
            self._spread(self.ledger.flow(row.id), part.value, GRID, "direct_network", users)

    def _lines(self) -> None:
        """Note what plants on direct lines earn and pay beside it: no part of the park's bill."""
        for row in self.ledger.select(Purpose.DIRECT_FEED_IN):
            line = DIRECT + row.out_of.partition("@")[2]
            self._till.pay(line, GRID, "feed_in", self.ledger.total_paid(row))
        for row in self.ledger.select(Purpose.GENERATION):
            line = DIRECT + row.into.partition("@")[2]
            self._till.pay(line, "om_services", "operation", self.ledger.total_paid(row))

    def _feed_in(self) -> None:
        made = list(self.ledger.select(Purpose.OWN_GENERATION))
        for part, row in self._parts("cost.feed_in_cny"):
            if part.value:
                shares = self.power.exported_of(made, self.ledger.paid(row))
                self._bear(shares, GRID, "feed_in")

    def _neighbours(self) -> None:
        """Pay owners for power beyond their use, at the energy component of the first grid row."""
        rows = [r for r in self.ledger.select(Purpose.GRID_IMPORT) if "tariff" in r.tags]
        if not rows or rows[0].price is None:
            return
        known = rows[0].price.published
        price = rows[0].price.scale * (1.0 if known is None else known) - self._adders(rows[0])
        owed = np.zeros(self.ledger.timeline.n_steps)
        for party, excess in self.power.excess.items():
            owed += excess * price
            self._till.pay(PARK, party, "neighbour_power", float((excess * price).sum()))
        for holder, cny in self.power.split(owed).items():
            if holder.plant:
                self._pools[holder.plant, "neighbour_power"] += cny
            else:
                self._till.pay(holder.party, PARK, "neighbour_power", cny, "electricity")

    def _by_amount(self, term: str, part: Part) -> None:
        """Divide one row's cost by the amounts of the span."""
        row = self.rows[part.rows[0]]
        category, payee = _named(row, *BY_AMOUNT[term])
        shares = {h: s * part.value for h, s in self._bearers(row).items()}
        service = "heat" if row.purpose is Purpose.HEAT_IMPORT else ""
        self._bear(shares, payee, category, service=service)

    def _bearers(self, row: Row) -> Mapping[Holder, float]:
        """Return who bears what was paid for a row, with shares that sum to one."""
        if row.purpose in TOOK and row.into:
            shares = self.services.takers(row.into)
        elif row.purpose in GAVE and row.out_of:
            shares = self.services.givers(row.out_of)
        else:
            holder = self.owners.giver(row)
            return {holder: 1.0}
        return shares or {PARK_ITSELF: 1.0}

    def _contracts(self) -> None:
        for key, (category, payee) in FACTS.items():
            for fact in self.run.facts.of(key):
                self._till.pay(self.owners.party(fact.agent), payee, category, fact.value)
        for call in self.run.accounts.green.calls:
            self._till.pay(self.owners.party(call.agent), GRID, "demand_response", -call.net_cny)

    def _carbon(self) -> None:
        """Divide the carbon cost by the fuel and process CO2 of the whole park."""
        cny = self.book.value("cost.carbon_cny")
        found: dict[Holder, float] = defaultdict(float)
        for part in self._emissions() if cny else ():
            rows = [self.rows[name] for name in part.rows]
            whole = sum(self.ledger.total(row.id) for row in rows)
            for row in rows if whole > 0.0 else ():
                is_fuel = row.purpose is Purpose.FUEL_USE
                holder = self.owners.taker(row) if is_fuel else self.owners.giver(row)
                found[holder] += part.value * self.ledger.total(row.id) / whole
        tonnes = sum(found.values())
        if tonnes:
            self._bear({h: t * cny / tonnes for h, t in found.items()}, STATE, "carbon")
        else:
            self._till.pay(PARK, STATE, "carbon", cny)

    def _emissions(self) -> Iterator[Part]:
        given, totals = self.run.built.accounting(), self.run.accounts.totals
        if given.boundary.outside:
            whole = Boundary(frozenset())
            totals = Collector(self.ledger, given.facts, given.factors, whole).totals()
        book = Book(carbon_terms(totals, given.factors, given.choices))
        yield from book["carbon.fuel_t"].parts
        yield from book["carbon.process_t"].parts


def _named(row: Row, category: str, payee: str) -> tuple[str, str]:
    """Return category and payee of a row, where they depend on what it is."""
    if row.purpose is Purpose.PURCHASE:
        if row.commodity in GAS:
            return "gas", "gas_supplier"
        return category, payee
    return (category, "recycled_market") if row.purpose is Purpose.BYPRODUCT else (category, payee)
