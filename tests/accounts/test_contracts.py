"""Green contracts: what counts by vintage, and what each takes off the three ledgers."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.accounts.given import FOSSIL, PROVINCE, RESIDUAL, factors
from twin.accounts.annual import AnnualTotals, Electricity
from twin.accounts.choices import Choices
from twin.accounts.contracts import contract_terms, contract_warnings, contracts, standing
from twin.facts import Fact, Facts

JAN = dt.date(2025, 1, 1)


def bought(**volumes):
    """Return facts of contracts ``key__name=mwh``."""
    return [
        Fact("op", f"green_{key.partition('__')[0]}_mwh", mwh, "MWh", JAN, key.partition("__")[2])
        for key, mwh in volumes.items()
    ]


def year(grid, *facts):
    known = Facts(facts)
    power = Electricity(
        grid=grid,
        trade_renewable=known.total("green_trade_renewable_mwh"),
        trade_nuclear=known.total("green_trade_nuclear_mwh"),
        certificates=known.total("green_certificate_renewable_mwh"),
    )
    found = contracts(AnnualTotals(electricity=power), known, factors(), Choices())
    return {c.id: c for c in found}


def test_a_trade_takes_its_factor_off_two_ledgers_and_nothing_off_the_third():
    """30 of 100 MWh: 30 x 0.8325 of the park's, 30 x 0.6096 of the residual ledger."""
    found = year(100.0, *bought(trade_renewable__a=30.0))["op/a"]
    assert found.effect_t == pytest.approx(
        {"park": 30 * FOSSIL, "location": 0.0, "residual": 30 * RESIDUAL}
    )
    assert found.without_t == pytest.approx(
        {"park": 100 * FOSSIL, "location": 100 * PROVINCE, "residual": 100 * RESIDUAL}
    )


def test_traded_nuclear_counts_in_the_residual_ledger_only():
    found = year(100.0, *bought(trade_nuclear__n=30.0))["op/n"]
    assert found.effect_t["park"] == 0.0
    assert found.effect_t["residual"] == pytest.approx(30 * RESIDUAL)


def test_beyond_the_grid_power_each_contract_only_takes_what_the_other_leaves():
    """80 and 50 for 100: without the first 50 are covered, so it takes off 50, the other 20."""
    found = year(100.0, *bought(trade_renewable__a=80.0, certificate_renewable__b=50.0))
    assert found["op/a"].effect_t["park"] == pytest.approx(50 * FOSSIL)
    assert found["op/b"].effect_t["park"] == pytest.approx(20 * FOSSIL)


def test_what_has_expired_counts_nothing_and_is_told():
    facts = bought(expired__c=40.0, future__d=5.0, certificate_renewable__c=10.0)
    found = year(100.0, *facts)
    assert (found["op/c"].bought, found["op/c"].counted) == (50.0, 10.0)
    assert found["op/c"].effect_t["park"] == pytest.approx(10 * FOSSIL)
    assert found["op/d"].effect_t["park"] == 0.0
    told = {w.id: w.figures for w in contract_warnings(found.values())}
    assert told == {"contract_expired": {"mwh": 40.0}, "contract_future": {"mwh": 5.0}}


def test_terms_say_what_each_ledger_would_be():
    terms = {
        t.id: t for t in contract_terms(year(100.0, *bought(trade_renewable__a=30.0)).values())
    }
    term = terms["contract.op/a.park_without_t"]
    assert term.value == pytest.approx(100 * FOSSIL)
    assert sum(part.value for part in term.parts) == pytest.approx(term.value)


@pytest.mark.parametrize(("form", "vintage", "month", "day", "expected"), [
    ("certificate", None, 1, JAN, "counts"),
    ("certificate", 2025, 1, dt.date(2026, 12, 1), "counts"),  # the 24th month
    ("certificate", 2025, 1, dt.date(2027, 1, 1), "expired"),
    ("certificate", 2025, 7, dt.date(2027, 6, 1), "counts"),
    ("certificate", 2025, 7, dt.date(2027, 7, 1), "expired"),
    ("certificate", 2025, 7, dt.date(2025, 6, 1), "future"),
    ("certificate", 2022, 3, dt.date(2025, 12, 1), "counts"),  # of before 2024: to the end of 2025
    ("certificate", 2022, 3, dt.date(2026, 1, 1), "expired"),
    ("trade", 2025, 1, dt.date(2025, 12, 1), "counts"),
    ("trade", 2025, 1, dt.date(2026, 1, 1), "expired"),
    ("trade", 2026, 1, dt.date(2025, 12, 1), "future"),
])  # fmt: skip
def test_how_long_a_vintage_counts(form, vintage, month, day, expected):
    assert standing(form, vintage, month, day) == expected
