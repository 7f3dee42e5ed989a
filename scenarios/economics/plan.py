"""The cash book of a plan: its savings against the base, its costs, loans and taxes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from scenarios.economics.assumptions import EconomicAssumptions
from scenarios.economics.block import Applied, Subsidy
from scenarios.economics.cashbook import (
    INVESTMENT,
    OPERATION,
    Calendar,
    CashBook,
    Prices,
)
from scenarios.economics.figures import Standing
from scenarios.economics.finance import Floats
from scenarios.economics.investment import Investment, lead_years
from scenarios.economics.loan import borrowed
from scenarios.economics.parties import BANK, CATEGORIES, OWNERS, PARK, STATE
from scenarios.economics.payments import Payments
from scenarios.economics.tax import income_tax, write_off
from scenarios.economics.year import Output, Year
from twin.errors import InputError

Hosts = Mapping[str, Mapping[str, float]]  # measure: share by owner
WORKS, OM = "equipment_suppliers", "om_services"
CONTRACT = "contract_power"


class Plan:
    """All flows of a plan against its base.

    Parameters
    ----------
    base, plan : Year
    applied : sequence of Applied
        The measures by which the plan differs from the base.
    given : EconomicAssumptions
    hosts : mapping
        Who hosts (and, as ``owner``, invests in) a measure, with shares. Without it the owners of
        the measure's output, in proportion; else the owners together.
    """

    def __init__(
        self,
        base: Year,
        plan: Year,
        applied: Sequence[Applied],
        given: EconomicAssumptions,
        hosts: Hosts,
    ) -> None:
        self.base, self.plan, self.given, self.hosts = base, plan, given, hosts
        self.costed = [(one, one.economics) for one in applied if one.economics is not None]
        lead = max((lead_years(block) for _, block in self.costed), default=0)
        self.calendar = Calendar(lead, given.horizon_y)
        self.prices = Prices(given, self.calendar)
        self.investments = [Investment(one, block, self.calendar) for one, block in self.costed]
        self.book = CashBook(self.calendar)
        self._capex: dict[str, float] = defaultdict(float)
        self._written_off: dict[str, Floats] = defaultdict(self.calendar.zeros)
        self._savings()
        for investment in self.investments:
            self._invest(investment)
            self._sell(investment)
        self.after_tax = {party: self._tax(party) for party in self.taxed}

    @property
    def taxed(self) -> tuple[str, ...]:
        """Parties whose profit the plan changes: company, owners, third parties."""
        ours = self.owners | {PARK} | {one.investor for one in self.investments}
        return tuple(party for party in self.book.parties if party in ours)

    @property
    def owners(self) -> frozenset[str]:
        """Enterprises, buildings and fleets: all inside but the operating company."""
        inside = self.base.payments.inside | self.plan.payments.inside
        return frozenset(inside - {PARK} | {OWNERS})

    def standing(self, party: str) -> Standing:
        """Return how one party stands."""
        before = self.book.flow(party, (*INVESTMENT, *OPERATION, "subsidy"))
        untouched = self.calendar.zeros()
        return Standing(
            self._capex.get(party, 0.0),
            before,
            before - self.after_tax.get(party, untouched),
            self.book.flow(party),
        )

    def _savings(self) -> None:
        """Note every payment of the plan's year less that of the base's, year after year."""
        for year, sign in ((self.plan, 1.0), (self.base, -1.0)):
            for (payer, payee, category), cny in _yearly(year.payments).items():
                path = CATEGORIES[category].path
                net = sign * cny / year.years / (1.0 + self.given.vat.get(path, 0.0))
                self.book.pay(payer, payee, category, self.prices.yearly(net, path))

    def shares(self, investment: Investment) -> Mapping[str, float]:
        """Return who hosts a measure, with shares that sum to one."""
        name = investment.measure.id
        found = dict(self.hosts.get(name, {}))
        if not found:
            for out in self._outputs(investment):
                found[out.party] = found.get(out.party, 0.0) + out.amount
        whole = sum(found.values())
        return {p: s / whole for p, s in found.items()} if whole > 0.0 else {OWNERS: 1.0}

    def _outputs(self, investment: Investment) -> tuple[Output, ...]:
        return self.plan.outputs(investment.block.output)

    def _payers(self, investment: Investment) -> Mapping[str, float]:
        """Return who invests in a measure, with shares."""
        if investment.block.investor == "owner":
            return self.shares(investment)
        return {investment.investor: 1.0}

    def _invest(self, investment: Investment) -> None:
        """Note what is bought, what it leaves, what it costs to run, grants and loans."""
        prices = self.prices
        for party, share in self._payers(investment).items():
            self._capex[party] += share * investment.capex_cny
            untaxed = investment.untaxed_share(prices)
            for part in investment.purchases:
                kind = "capex" if part.is_first else "replacement"
                cost = prices.once(share * part.cost_cny, part.bought)
                self.book.pay(party, WORKS, kind, cost)
                left = prices.once(share * part.proceeds_cny, part.retired)
                self.book.pay(WORKS, party, "residual", left)
                free = untaxed if part.is_first else 0.0
                self._written_off[party] += share * write_off(part, prices, self.given, free)
            self.book.pay(party, OM, "opex", share * investment.opex(prices))
            for subsidy in investment.block.subsidy:
                self._grant(investment, subsidy, party, share)
            self._borrow(investment, party, share)

    def _grant(self, investment: Investment, subsidy: Subsidy, party: str, share: float) -> None:
        paid = share * investment.grant(subsidy, self.prices)
        self.book.pay(STATE, party, "subsidy", paid)
        if not subsidy.taxable:
            self._written_off[party] += paid  # takes it out of the income again

    def _borrow(self, investment: Investment, party: str, share: float) -> None:
        """Borrow for the first investment as far as grants do not pay it."""
        year, prices = investment.bought, self.prices
        cost = investment.capex_cny * float(prices.level[year])
        at_once = (s for s in investment.block.subsidy if not s.years)
        granted = sum(float(investment.grant(s, prices)[year]) for s in at_once)
        principal = share * self.given.loan_share * max(cost - granted, 0.0)
        loan = borrowed(principal, year, self.given, self.calendar)
        self.book.pay(BANK, party, "loan", loan.drawn)
        self.book.pay(party, BANK, "repayment", loan.repaid)
        self.book.pay(party, BANK, "interest", loan.interest)

    def _sell(self, investment: Investment) -> None:
        """Note what hosts pay for the output of a third party, or of the company at a price."""
        block = investment.block
        if block.line or (block.investor != "third_party" and block.share_of_tariff is None):
            return
        outputs = self._outputs(investment)
        if not outputs:
            raise InputError(
                f"{investment.measure.id}: nothing of {', '.join(block.output)} gave anything, so "
                "there is nothing to sell; look at 'output'"
            )
        share = self.given.share_of_tariff
        share = share if block.share_of_tariff is None else block.share_of_tariff
        for out in outputs:
            if out.at_grid_price_cny is None:
                raise InputError(
                    f"{investment.measure.id}: '{out.source}' gives {out.commodity}, which has no "
                    "grid price to sell it at; only power inside the park has"
                )
            vat = 1.0 + self.given.vat["electricity"]
            cny = share * out.at_grid_price_cny / self.plan.years / vat
            for host, part in self._buyers(investment, out).items():
                series = self.prices.yearly(part * cny, CATEGORIES[CONTRACT].path)
                self.book.pay(host, investment.investor, CONTRACT, series)

    def _buyers(self, investment: Investment, out: Output) -> Mapping[str, float]:
        """Return who buys an output: its owner, the hosts named, or all users by what they pay."""
        if out.party != PARK:
            return {out.party: 1.0}
        if investment.measure.id in self.hosts:
            return self.shares(investment)
        found: dict[str, float] = defaultdict(float)
        for row in self.plan.payments.rows:
            if row.payee == PARK and row.category == "grid_energy":
                found[row.payer] += row.cny
        whole = sum(found.values())
        return {p: cny / whole for p, cny in found.items()} if whole > 0.0 else {PARK: 1.0}

    def _tax(self, party: str) -> Floats:
        """Note a party's income tax, and return what it would be without loans."""
        income = self.book.flow(party, (*OPERATION, "subsidy"))
        taxable = income - self._written_off.get(party, self.calendar.zeros())
        interest = self.book.flow(party, ("interest",))
        rate, losses = self.given.tax_of(party), self.given.losses
        self.book.pay(party, STATE, "tax", income_tax(taxable + interest, rate, losses))
        return income_tax(taxable, rate, losses)


def _yearly(payments: Payments) -> Mapping[tuple[str, str, str], float]:
    """Return payments by payer, payee and category."""
    found: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in payments.rows:
        found[row.payer, row.payee, row.category] += row.cny
    return found
