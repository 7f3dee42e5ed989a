"""Fuel of power and heat is shared out, hydrogen made inside is counted once: by hand."""

from __future__ import annotations

import pytest

from tests.accounts.given import FOSSIL, TCE, E, book_of, warned
from tests.accounts.ledgers import fuel, grid, makes, pv, row, totals, use
from twin.primitives import Purpose

THEM = ("tenant",)


def by_activity(year):
    return {(f.carrier, f.activity): f.mwh for f in year.fuels}


def chp(power, heat, gas, **more):
    return (
        fuel(gas, name="chp", activity="power", **more),
        makes(power, "electricity", "chp", **more),
        makes(heat, "hot_water_95", "chp", **more),
    )


def hydrogen(made, **more):
    return makes(made, "hydrogen", "electrolyser", **more)


def test_fuel_of_a_plant_is_shared_by_the_energy_it_delivers():
    """100 MWh of gas, 40 of power and 45 of heat: 45/85 of it for heating."""
    year = totals(grid(30.0), *chp(40.0, 45.0, 100.0), fuel(10.0, name="boiler"), use(70.0))
    assert by_activity(year) == pytest.approx(
        {("natural_gas", "heating"): 100.0 * 45.0 / 85.0 + 10.0,
         ("natural_gas", "power"): 100.0 * 40.0 / 85.0}
    )  # fmt: skip
    assert year.electricity.fuel_generated == pytest.approx(40.0)
    assert year.electricity.used == pytest.approx(70.0)


def test_a_plants_power_and_heat_are_not_added_to_its_fuel():
    """110 MWh of gas and 30 from the grid: 110/8.141 + 30 · 0.2856 tce; 47.63 t of CO2."""
    year = totals(grid(30.0), *chp(40.0, 45.0, 100.0), fuel(10.0, name="boiler"), use(70.0))
    book = book_of(year)
    assert book.value("energy.total_equivalent_tce") == pytest.approx(110.0 / TCE + 30.0 * E)
    assert book.value("carbon.park.total_t") == pytest.approx(110.0 * 0.20592 + 30.0 * FOSSIL)
    assert book.value("electricity.sent_mwh") == 0.0
    assert warned(year) == {}


def test_a_plant_that_only_makes_power_burns_for_power():
    year = totals(*chp(40.0, 0.0, 100.0))
    assert by_activity(year) == {("natural_gas", "power"): pytest.approx(100.0)}


def test_a_plant_that_stood_all_year_burns_nothing():
    assert sum(by_activity(totals(*chp(0.0, 0.0, 0.0))).values()) == 0.0


def test_hydrogen_made_inside_is_counted_as_the_power_it_was_made_from():
    """100 MWh of grid power make 63 of hydrogen, a cell gives 30 back: 28.56 tce, 83.25 t."""
    year = totals(
        grid(100.0), row(Purpose.CONVERSION, 100.0, "electrolyser"), hydrogen(63.0),
        fuel(63.0, "hydrogen", "cell", "power"), makes(30.0, "electricity", "cell"), use(30.0),
    )  # fmt: skip
    assert by_activity(year) == {("hydrogen", "converted"): pytest.approx(63.0)}
    book = book_of(year)
    assert book.value("energy.total_equivalent_tce") == pytest.approx(100.0 * E)
    assert book.value("carbon.park.total_t") == pytest.approx(100.0 * FOSSIL)
    assert book.value("electricity.used_mwh") == pytest.approx(130.0)  # electrolyser and load
    assert "grey_hydrogen" not in warned(year)


def test_hydrogen_from_own_sun_adds_no_carbon_and_no_clean_energy_twice():
    year = totals(
        pv(100.0),
        row(Purpose.CONVERSION, 100.0, "electrolyser"),
        hydrogen(63.0),
        fuel(63.0, "hydrogen", "trucks", "transport"),
    )
    book = book_of(year)
    assert book.value("carbon.park.total_t") == 0.0
    assert book.value("energy.clean_tce") == pytest.approx(100.0 * E)
    assert book.value("energy.clean_tce") == book.value("energy.total_equivalent_tce")


def test_bought_and_made_hydrogen_share_every_use_and_every_loss():
    """60 made, 40 bought, 10 lost: of 54 burned and 36 as material six tenths are made."""
    year = totals(
        grid(95.0), hydrogen(60.0),
        row(Purpose.PURCHASE, 40.0, "market", "hydrogen", side="in"),
        row(Purpose.CHARGE, 50.0, "tank", "hydrogen"),
        row(Purpose.DISCHARGE, 40.0, "tank", "hydrogen", side="in"),
        row(Purpose.LOSS, 10.0, "tank-loss", "hydrogen", side="in", bus="~loss"),
        fuel(54.0, "hydrogen", "cell", "power"), row(Purpose.FEEDSTOCK_USE, 36.0, "plant",
                                                     "hydrogen"),
    )  # fmt: skip
    assert by_activity(year) == pytest.approx(
        {("hydrogen", "converted"): 32.4, ("hydrogen", "power"): 21.6}
    )
    assert [f.mwh for f in year.feedstock] == pytest.approx([14.4])
    total = book_of(year).value("energy.total_equivalent_tce")
    assert total == pytest.approx(95.0 * E + (21.6 + 14.4) / TCE)


def test_hydrogen_drawn_from_last_years_stock_counts_as_fuel():
    """30 made, the tank 10 emptier: a quarter of the 40 burned was not made this year."""
    year = totals(
        hydrogen(30.0), row(Purpose.DISCHARGE, 10.0, "tank", "hydrogen", side="in"),
        fuel(40.0, "hydrogen", "cell", "power"),
    )  # fmt: skip
    assert by_activity(year)["hydrogen", "power"] == pytest.approx(10.0)


def test_hydrogen_that_others_make_is_fuel_to_the_park():
    year = totals(
        hydrogen(30.0, owner="tenant"), fuel(30.0, "hydrogen", "cell", "power"), outside=THEM
    )
    assert by_activity(year) == {("hydrogen", "power"): pytest.approx(30.0)}


def test_power_of_hydrogen_made_inside_earns_no_credit_when_sent_out():
    year = totals(
        hydrogen(63.0), fuel(63.0, "hydrogen", "cell", "power"),
        makes(30.0, "electricity", "cell"),
        row(Purpose.GRID_EXPORT, 5.0, "export", bus="electricity@cell", origin="fuel"),
    )  # fmt: skip
    assert book_of(year).value("carbon.park.total_t") == 0.0
