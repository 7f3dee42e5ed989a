"""A given supply: what is bought stands in every ledger, what no account holds is refused."""

from __future__ import annotations

import pytest

from tests.accounts.given import book_of, factors
from tests.components.skies import ledger_of
from tests.components.test_grid import values
from tests.small import context, electric, make
from twin.accounts.collect import Boundary, Collector
from twin.facts import Facts


def accounted(**more):
    """Return ledger and book of a day of a park."""
    ledger = ledger_of(electric(**more), context(days=1, step=60))
    return ledger, book_of(Collector(ledger, Facts(()), factors(), Boundary()).totals())


def test_power_bought_beside_the_grid_is_received_and_paid():
    """30 of 50 MW come from a seller at 100 CNY/MWh: energy and carbon as from the grid."""
    _, plain = accounted()
    ledger, book = accounted(
        seller=make("supply", bus="electricity", available="30 MW", price=100.0)
    )
    assert ledger.total("seller>electricity") == pytest.approx(720.0)
    for name in ("energy.total_equivalent_tce", "carbon.park.total_t", "carbon.location.total_t",
                 "carbon.residual.total_t"):  # fmt: skip
        assert book.value(name) == pytest.approx(plain.value(name)) != 0.0
    got = values(ledger)
    floating = 20.0 * 300.0 * (7.5 * 1.5 + 4.0 * 0.5 + 12.5)
    assert got["grid_energy_cny"] == pytest.approx(floating + 72_000.0)
    assert got["grid_adders_cny"] == pytest.approx(20.0 * 24.0 * 150.0)
    assert got["fuel_cny"] == 0.0


@pytest.mark.parametrize(("origin", "counted"), [("", 1.0), ("non_fossil", 0.0)])
def test_heat_that_is_bought_is_bought_heat(origin, counted):
    """2 MW for a day are 172.8 GJ at 0.11 t/GJ; heat without fossil fuel emits nothing."""
    ledger, book = accounted(
        need=make("demand", bus="hot_water_60", rate="2 MW"),
        pipe=make("supply", bus="hot_water_60", available="3 MW", price=100.0, origin=origin),
    )
    assert book.value("carbon.heat_t") == pytest.approx(172.8 * 0.11 * counted)
    assert values(ledger)["heat_cny"] == pytest.approx(4_800.0)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"bus": "electricity", "kind": "generation"}, "electricity@LINE"),
        ({"bus": "hot_water_60", "kind": "own_generation"}, "electricity alone"),
        ({"bus": "chilled_water_7"}, "no account holds chilled_water_7"),
        ({"bus": "electricity@own"}, "may not be resold"),
    ],
)
def test_a_supply_that_no_account_holds_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        make("supply", available=1.0, **fields)
