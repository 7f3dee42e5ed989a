"""All accounts of a run in one book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from twin.accounts.annual import AnnualTotals
from twin.accounts.calls import CallDesk, CallOrder, call_cost, call_warnings
from twin.accounts.capture import capture_terms
from twin.accounts.carbon import carbon_terms
from twin.accounts.choices import Choices, Factors
from twin.accounts.collect import Boundary, Collector
from twin.accounts.connection import connection_terms
from twin.accounts.cost import Costs
from twin.accounts.declared import declared_terms
from twin.accounts.energy import energy_terms
from twin.accounts.exergy import WasteExergy
from twin.accounts.green import Green, GreenInputs, green_power
from twin.accounts.heat_cascade import HeatByTemperature
from twin.accounts.integrity import Warning_, integrity_warnings
from twin.accounts.product import Products
from twin.accounts.resources import Resources
from twin.accounts.shortage import shortage_warnings
from twin.accounts.storage import StorageAccount
from twin.accounts.terms import Book
from twin.calendars import Calendar
from twin.facts import Facts
from twin.ledger import Ledger
from twin.tariffs import Tariff


@dataclass(frozen=True)
class Accounts:
    """The book, the totals behind it, green power, and what a reader must be warned of."""

    totals: AnnualTotals
    book: Book
    green: Green
    warnings: tuple[Warning_, ...]


@dataclass(frozen=True)
class AccountingInputs:
    """What accounts need beside the ledger."""

    facts: Facts
    factors: Factors
    choices: Choices
    boundary: Boundary
    tariffs: Mapping[str, Tariff]
    calendar: Calendar
    carbon_cny_per_t: float
    calls: tuple[CallOrder, ...] = ()


def annual_book(totals: AnnualTotals, factors: Factors, choices: Choices) -> Book:
    """Return the energy and carbon accounts of annual totals, without a simulation."""
    book = Book()
    book.extend(energy_terms(totals, factors, choices))
    book.extend(carbon_terms(totals, factors, choices))
    return book


def build_accounts(ledger: Ledger, given: AccountingInputs) -> Accounts:
    """Return all accounts of a settled year."""
    totals = Collector(ledger, given.facts, given.factors, given.boundary).totals()
    book = annual_book(totals, given.factors, given.choices)
    resources = Resources(ledger, given.boundary)
    book.extend(resources.water())
    book.extend(resources.waste())
    book.extend(resources.waste_heat(given.choices.waste_heat_kinds))
    book.extend(WasteExergy(ledger, given.boundary).terms(given.choices.waste_heat_kinds))
    book.extend(HeatByTemperature(ledger, given.boundary).terms())
    products = Products(ledger, given.factors, given.boundary)
    book.extend(products.terms())
    ends, years = ledger.timeline.dates[-1], ledger.timeline.years
    yearly_tce = {name: tce / years for name, tce in products.enterprise_tce().items()}
    book.extend(declared_terms(given.facts, ends, yearly_tce))
    book.extend(StorageAccount(ledger).terms())
    book.extend(capture_terms(ledger, given.boundary))
    book.extend(connection_terms(ledger))
    whole = _whole(ledger, given, totals)
    calls = CallDesk(ledger, given.calendar, given.calls).settle()
    costs = Costs(ledger, given.facts, given.tariffs, given.calendar, given.carbon_cny_per_t)
    book.extend(costs.terms(_direct_t(whole, given), (call_cost(calls),)))
    inputs = GreenInputs(
        totals, whole, given.facts, given.factors, given.choices, given.boundary
    )  # fmt: skip
    green = green_power(ledger, inputs, calls)
    book.extend(green.terms)
    found = [
        *integrity_warnings(totals, book, given.factors),
        *green.warnings,
        *call_warnings(calls),
        *shortage_warnings(ledger),
    ]
    return Accounts(totals, book, green, tuple(found))


def _whole(ledger: Ledger, given: AccountingInputs, assessed: AnnualTotals) -> AnnualTotals:
    """Return the annual totals of the whole park, also where a park within it is assessed."""
    if not given.boundary.outside:
        return assessed
    return Collector(ledger, given.facts, given.factors, Boundary(frozenset())).totals()


def _direct_t(whole: AnnualTotals, given: AccountingInputs) -> float:
    """Return what the whole park emits from fuel and process [t]."""
    book = Book(carbon_terms(whole, given.factors, given.choices))
    return book.value("carbon.fuel_t") + book.value("carbon.process_t")
