"""The account of storage by hand: throughput, cycles, losses, wear and life."""

from __future__ import annotations

import pytest

from tests.accounts.ledgers import DAY, ledger, row
from tests.components.skies import ledger_of
from tests.small import NO_PEAKS, context, electric, make
from twin.accounts.storage import StorageAccount
from twin.primitives import Purpose

YEARS = DAY.years
WEAR = {"capacity": 9.0, "health": 0.9, "age_years": 4.0, "end_of_life": 0.8,
        "calendar_fade": 0.0175, "cycle_fade": 0.2 / 7000.0, "calendar_law": "linear"}  # fmt: skip


def account(tags, charged=20.0, given=16.0, lost=3.0, commodity="electricity"):
    """Return the terms of one store that moved so much."""
    rows = ledger(
        row(Purpose.CHARGE, charged, "b", commodity, tags=tags),
        row(Purpose.DISCHARGE, given, "b", commodity, side="in", tags=tags),
        row(Purpose.LOSS, lost, "b", commodity, side="in", bus="loss"),
    )
    return {t.id.removeprefix("storage.b."): t for t in StorageAccount(rows).terms()}


def test_throughput_cycles_and_losses():
    """20 in, 16 out, 3 lost, 1 more in store: 2 cycles of 9 MWh, 16/19 of what was taken out."""
    got = account(WEAR)
    assert got["charged_mwh"].value == pytest.approx(20.0)
    assert got["discharged_mwh"].value == pytest.approx(16.0)
    assert got["loss_mwh"].value == pytest.approx(3.0)
    assert got["full_cycles"].value == pytest.approx(2.0)
    assert got["round_trip_efficiency"].value == pytest.approx(16.0 / 19.0)


def test_wear_of_a_day_and_life_at_its_duty():
    """10 MWh when new: 1.75 % by days in the year, 2/7000 of 20 %; 10 % are left to lose.

    2 cycles a day are 730.5 a year, 2.087 % of it; with 1.75 %, 2.606 years from the fourth on.
    """
    got = account(WEAR)
    lost = 10.0 * (0.0175 * YEARS + 2.0 * 0.2 / 7000.0)
    assert got["capacity_lost_mwh"].value == pytest.approx(lost)
    assert sum(p.value for p in got["capacity_lost_mwh"].parts) == pytest.approx(lost)
    assert got["expected_life_years"].value == pytest.approx(4.0 + 0.1 / 0.0383714, rel=1e-4)


def test_life_with_the_square_root_of_time():
    """Unused: 0.04 · √t reaches 20 % in 25 years."""
    still = {**WEAR, "health": 1.0 - 0.04 * 2.0, "calendar_fade": 0.04,
             "calendar_law": "sqrt_time"}  # fmt: skip
    got = account(still, charged=0.0, given=0.0, lost=0.0)
    assert got["expected_life_years"].value == pytest.approx(25.0)
    assert got["round_trip_efficiency"].missing


def test_what_does_not_fade_has_no_life_and_a_worn_one_no_years_left():
    assert account({**WEAR, "calendar_fade": 0.0, "cycle_fade": 0.0})["expected_life_years"].missing
    worn = account({**WEAR, "health": 0.75})
    assert worn["expected_life_years"].value == pytest.approx(4.0)


@pytest.mark.parametrize("commodity", ["hot_water_95", "chilled_water_7", "hydrogen"])
def test_other_stores_of_energy_have_no_wear(commodity):
    got = account({"capacity": 5.0}, commodity=commodity)
    assert got["full_cycles"].value == pytest.approx(3.6)
    assert "capacity_lost_mwh" not in got


@pytest.mark.parametrize("commodity", ["waste_metal", "wastewater"])
def test_yards_and_basins_are_no_stores_of_energy(commodity):
    assert account({"capacity": 5.0}, commodity=commodity) == {}


def test_a_real_run_carries_its_capacity_and_closes_its_account():
    """Two days at 0.5 : 1.5 of price: what was taken in is given, lost or still there."""
    battery = make("battery", energy_mwh=20.0, power_mw=8.0, age_years=4.0, initial_share=0.0)
    settled = ledger_of(electric(battery=battery), context(tariff=NO_PEAKS))
    got = {t.id.removeprefix("storage.battery."): t.value for t in StorageAccount(settled).terms()}
    usable = 18.0 * (1.0 - 4 * 0.0175)
    assert got["full_cycles"] > 1.0
    moved = got["charged_mwh"] + got["discharged_mwh"]
    assert got["full_cycles"] == pytest.approx(moved / 2.0 / usable)
    assert -1e-9 <= got["charged_mwh"] - got["discharged_mwh"] - got["loss_mwh"] <= usable
    assert 0.85 < got["round_trip_efficiency"] < 0.87
