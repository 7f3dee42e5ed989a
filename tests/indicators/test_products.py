"""Unit energy of products against their limits, and which enterprises are large users."""

from __future__ import annotations

import pytest

from tests.accounts.given import factors
from tests.accounts.ledgers import DAY, facts, fuel, ledger, line, makes, product, row, use
from twin.accounts import product as products
from twin.accounts.book import AccountingInputs, build_accounts
from twin.accounts.choices import Choices
from twin.accounts.collect import Boundary
from twin.calendars import Calendar
from twin.errors import InputError
from twin.primitives import Purpose

FIRM = {"owner": "firm"}


def quota(level2, unit="kgce/t", lower_is_better=True):
    return products.Quota(
        "q", "x", unit, level2 * 0.8, level2, level2 * 1.2, lower_is_better, "GB 0", "", ""
    )


def account(*rows, outside=()):
    return products.Products(ledger(*rows), factors(), Boundary(frozenset(outside)))


def firm(tags=None):
    """500 t from 1,000 MWh of power, 100 MWh of steam, 200 MWh of gas and 300 MWh of coke.

    Its own boiler burns 110 MWh more for that steam: already in the steam.
    """
    return (
        product(500.0, "line", tags=tags or {}, **FIRM), use(1000.0, "line", **FIRM),
        use(100.0, "line", "steam_1mpa", **FIRM), makes(100.0, "steam_1mpa"),
        fuel(200.0, name="kiln", activity="terminal", **FIRM), fuel(110.0, **FIRM),
        row(Purpose.FEEDSTOCK_USE, 300.0, "line", "coke", **FIRM),
        use(50.0, "line", "fresh_water", unit="m3", **FIRM),
    )  # fmt: skip


# 1,000 · 0.1229 + 100 · 3.6 · 0.03412 + 500 · 3.6 / 29.3076 = 122.9 + 12.2832 + 61.4175 tce
CALORIFIC = 122.9 + 12.2832 + 1800.0 / 29.3076


def level2(limit, monkeypatch, rows=None):
    monkeypatch.setattr(products, "load_quotas", lambda: {"q": limit})
    terms = {t.id: t.value for t in account(*(rows or firm({"quotas": "q"}))).terms()}
    return terms["product.judged"], terms["product.level2"]


def test_unit_energy_takes_electricity_at_its_calorific_value():
    """196.6007 tce over 500 t: 393.2 kgce/t."""
    terms = {t.id: t for t in account(*firm()).terms()}
    got = terms["product.firm.unit_energy"]
    assert got.value == pytest.approx(CALORIFIC * 1000.0 / 500.0, rel=1e-12)
    assert got.unit == "kgce/t"
    assert (terms["product.judged"].value, terms["product.level2"].value) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("limit", "good"),
    [
        (quota(CALORIFIC * 2.0), 1.0),  # exactly level 2
        (quota(CALORIFIC * 2.0 - 0.01), 0.0),
        (quota(2000.0, "kWh/t"), 1.0),  # power alone: 1,000 MWh / 500 t
        (quota(1999.9, "kWh/t"), 0.0),
        (quota(300.0, lower_is_better=False), 1.0),
        (quota(500.0, lower_is_better=False), 0.0),
        (quota(float("nan")), 0.0),  # a level that is not set is met by none
        (quota(float("nan"), lower_is_better=False), 0.0),
    ],
)
def test_level_two_or_better(limit, good, monkeypatch):
    assert level2(limit, monkeypatch) == (1.0, good)


def test_a_product_not_made_is_not_judged(monkeypatch):
    assert level2(quota(1.0), monkeypatch, [product(0.0, tags={"quotas": "q"}, **FIRM)]) == (
        0.0,
        0.0,
    )


def test_an_unknown_limit_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(products, "load_quotas", dict)
    with pytest.raises(InputError, match="'q'"):
        list(account(*firm({"quotas": "q"})).terms())


def test_energy_of_an_enterprise_takes_electricity_at_its_equivalent_value():
    """1,000 · 0.2856 + 12.2832 + 61.4175 = 359.3007 tce; owners outside are not asked."""
    expected = 285.6 + 12.2832 + 1800.0 / 29.3076
    assert account(*firm()).enterprise_tce() == pytest.approx({"firm": expected})
    assert account(*firm(), outside=("firm",)).enterprise_tce() == {}


@pytest.mark.parametrize(("mwh", "large"), [(47.9, 0.0), (48.0, 1.0)])
def test_large_users_of_a_single_day_are_judged_by_a_year_of_such_days(mwh, large):
    """5,000 tce / 0.2856 / 365.25 = 47.931 MWh a day."""
    day = ledger(
        product(1.0, **FIRM), use(mwh, "line", **FIRM), line(mwh, "renewable", name="wire")
    )  # fmt: skip
    given = AccountingInputs(
        facts(), factors(), Choices(), Boundary(), {}, Calendar(DAY), carbon_cny_per_t=0.0
    )
    assert build_accounts(day, given).book.value("diagnosis.large_users") == large
