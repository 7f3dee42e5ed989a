"""Green by the year, by the hour and by the interval: by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts.ledgers import grid, ledger, pv, row, use
from tests.accounts.test_tracing import hours, transfer
from twin.accounts.annual import Electricity
from twin.accounts.collect import Boundary
from twin.accounts.contracts import contract_series
from twin.accounts.matching import Supply, green_supply, matching_profile, matching_terms
from twin.accounts.tracing import Tracing
from twin.facts import Fact, Facts
from twin.primitives import Purpose
from twin.timeline import Timeline


def supply_of(*rows, contracts=0.0, outside=(), **power):
    boundary = Boundary(frozenset(outside))
    series = np.full(24, contracts / 24.0)
    return green_supply(Tracing(ledger(*rows)), boundary, Electricity(**power), series)


def values(supply, step=60):
    return {t.id.removeprefix("green."): t.value for t in matching_terms(supply, step)}


def sunny_day(contracts=0.0, **power):
    """6 MWh of sun at noon, 4 used and 2 in the next hour; 24 of use, the rest from the grid."""
    sun, load = hours(h12=4.0, h13=2.0), np.full(24, 1.0) + hours(h12=3.0, h13=1.0)
    away, here = transfer(sun)
    rows = pv(sun), away, here, grid(load - sun), use(load)
    return supply_of(*rows, contracts=contracts, **power)


def test_without_contracts_the_hours_are_the_year():
    found = values(sunny_day())
    assert found["consumption_mwh"] == pytest.approx(28.0)
    for name in ("physical", "annual", "hourly", "interval"):
        assert found[f"{name}_share"] == pytest.approx(6.0 / 28.0)


def test_a_yearly_contract_covers_more_than_its_hours_do():
    """22 MWh of grid power in 22 hours, none in the two sunny ones; contracts even over 24.

    Of 24 (1 an hour) the hours cover all 22. Of 11 (11/24 an hour) the year covers 11, the hours
    only 22 x 11/24 = 10.083.
    """
    assert values(sunny_day(24.0))["hourly_share"] == pytest.approx(1.0)
    some = values(sunny_day(11.0))
    assert some["annual_matched_mwh"] == pytest.approx(17.0)
    assert some["hourly_matched_mwh"] == pytest.approx(6.0 + 22.0 * 11.0 / 24.0)


def test_quarters_of_an_hour_are_stricter_than_the_hour():
    """Grid power of 4 in one quarter, contracts of 1 in each: 4 by the hour, 1 by the quarter."""
    found = Supply(np.full(4, 2.0), np.zeros(4), np.array([4.0, 0.0, 0.0, 0.0]), np.ones(4))
    assert values(found, 15)["hourly_matched_mwh"] == 4.0
    assert values(found, 15)["interval_matched_mwh"] == 1.0


def test_sold_certificates_take_the_physical_share_with_them():
    """Of 6 own, 3 are sold as certificates: half of what is traced is kept."""
    found = values(sunny_day(own=6.0, certificates_sold=3.0))
    assert found["physical_mwh"] == pytest.approx(3.0)


def test_what_was_not_served_was_not_consumed():
    lack = row(Purpose.UNSERVED, 6.0, "unserved", side="in")
    found = values(supply_of(grid(18.0), lack, use(24.0), contracts=9.0))
    assert (found["consumption_mwh"], found["annual_share"]) == pytest.approx((18.0, 0.5))


def test_only_the_assessed_firms_count():
    rows = grid(48.0), use(24.0, "a", owner="in"), use(24.0, "b", owner="out")
    found = values(supply_of(*rows, outside=("out",), contracts=6.0))
    assert (found["consumption_mwh"], found["annual_share"]) == pytest.approx((24.0, 0.25))


def test_a_park_without_electricity_says_what_lacks():
    found = list(matching_terms(supply_of(row("water_intake", 1.0, commodity="fresh_water")), 60))
    assert {t.missing for t in found if t.unit == "1"} == {"no electricity is used"}


series = st.lists(st.floats(0.0, 9.0), min_size=96, max_size=96).map(np.array)


@given(series, series, series)
def test_a_shorter_period_never_matches_more(physical, net, bought):
    found = values(Supply(physical + net, physical, net, bought), 15)
    slack = 1e-9
    assert found["interval_matched_mwh"] <= found["hourly_matched_mwh"] + slack
    assert found["hourly_matched_mwh"] <= found["annual_matched_mwh"] + slack
    assert found["annual_matched_mwh"] <= found["consumption_mwh"] + slack


def test_a_contract_is_spread_over_its_month_and_nuclear_trade_is_none():
    timeline = Timeline(dt.date(2025, 1, 1), 59, 60)
    facts = Facts([
        Fact("op", "green_trade_renewable_mwh", 28.0, "MWh", dt.date(2025, 2, 1), "trade-1"),
        Fact("op", "green_trade_nuclear_mwh", 99.0, "MWh", dt.date(2025, 2, 1), "trade-2"),
        Fact("", "green_certificate_renewable_mwh", 59.0),
    ])  # fmt: skip
    found = contract_series(facts, timeline)
    assert found[: 31 * 24] == pytest.approx(np.full(31 * 24, 1.0 / 24.0))
    assert found[31 * 24 :] == pytest.approx(np.full(28 * 24, 2.0 / 24.0))


@pytest.mark.parametrize("step", [15, 60])
def test_months_and_hours_of_the_day_add_up_to_the_terms(step):
    line = Timeline(dt.date(2025, 1, 20), 21, step)
    rng = np.random.default_rng(3)
    physical, grid, contracts = rng.random((3, line.n_steps))
    supply = Supply(physical + grid, physical, grid, contracts)
    profile, terms = matching_profile(supply, line), values(supply, step)
    assert profile["months"] == ["2025-01", "2025-02"]
    for part in (profile["by_month"], profile["by_hour"]):
        matched = sum(part["physical"]) + sum(part["covered"])
        assert matched == pytest.approx(terms["hourly_matched_mwh"], rel=1e-12)
        assert sum(part["used"]) == pytest.approx(terms["consumption_mwh"], rel=1e-12)
    by_month = profile["by_month"]
    assert sum(by_month["balanced"]) >= sum(by_month["covered"])
    noon = line.hour_of_step.astype(int) == 12
    assert profile["by_hour"]["grid"][12] == pytest.approx(grid[noon].sum())
