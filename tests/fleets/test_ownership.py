"""Total cost of ownership: to the cent by hand, against published figures, and where it turns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.economics.finance import npv
from scenarios.fleets.break_even import DIESEL_MWH_PER_L, QUANTITIES, break_even, break_evens
from scenarios.fleets.ownership import Case, Duty, bill, station_cny
from scenarios.fleets.ownership_assumptions import ownership_assumptions
from twin.components.hydrogen import LHV_MWH_PER_KG
from twin.factors import load_factor_set
from twin.station_types import station_types
from twin.vehicles import (
    powertrains,
    price_cny,
    trip_energy_mwh,
    vehicle_classes,
    wear_cny_per_mwh,
)

GIVEN = ownership_assumptions()
DIESEL = 7.0 / DIESEL_MWH_PER_L  # 7 CNY/L
POWER = 650.0  # CNY/MWh
FACTOR = 0.16103594264812895  # annuity of 6 % over 8 years: 0.06 · 1.06^8 / (1.06^8 - 1)


def case(name, powertrain, km, load, price, **more):
    """Return a case of short haul: loaded out, empty back; a charger of 0.95."""
    consumption = vehicle_classes()[name].of(powertrain)
    mwh = trip_energy_mwh(consumption, km / 2.0, km / 2.0, load, 0.0)
    battery = powertrain == "battery"
    duty = Duty(km=km, t_km=load * km / 2.0, energy_mwh=mwh / 0.95 if battery else mwh,
                stored_mwh=mwh if battery else 0.0)  # fmt: skip
    return Case(name, powertrain, duty, price, **more)


def tractor(powertrain, price, km=65_000.0, **more):
    return case("tractor_49t", powertrain, km, 30.0, price, **more)


def running(found):
    """Return what a vehicle costs a km beyond its purchase [CNY]."""
    items = ("energy", "swap_fee", "lease", "maintenance")
    return sum(found.items[name] for name in items) / found.km


def test_a_diesel_tractor_to_the_cent():
    """363,800 CNY, tax of 10 % without VAT of 13 %, 5 % left after 8 years, 6 %; 60,000 km.

    363,800 · (1 + 0.1/1.13) = 395,994.69; 0.05 · 363,800 / 1.06^8 = 11,412.63; the rest times the
    annuity 0.161036 is 61,931.53. 100 MWh of 700 CNY, 0.60 CNY/km, 2 % of 363,800.
    """
    duty = Duty(km=60_000.0, t_km=900_000.0, energy_mwh=100.0, co2_t=26.0)
    found = bill(Case("tractor_49t", "diesel", duty, 700.0, carbon_cny_per_t=100.0,
                      infrastructure_cny=1500.0, drivers=1.5), GIVEN)  # fmt: skip
    by_hand = {"capital": 61_931.53, "battery": 0.0, "lease": 0.0, "energy": 70_000.0,
               "swap_fee": 0.0, "maintenance": 36_000.0, "insurance": 7_276.0,
               "driver": 180_000.0, "infrastructure": 1_500.0, "carbon": 2_600.0}  # fmt: skip
    assert {name: round(value, 2) for name, value in found.items.items()} == by_hand
    assert round(found.total, 2) == 359_307.53
    assert found.per_km == pytest.approx(found.total / 60_000.0)
    assert found.per_t_km == pytest.approx(found.total / 900_000.0)


def test_a_battery_that_lasts_five_of_eight_years_by_hand():
    """450 cycles a year: 0.2 / (0.0175 + 450 · 0.00005) = 5 years; 350 kWh of 900 CNY.

    Bought at 0 and 5 at 0.97^5 of the price; the first leaves 10 %, the second, of which two years
    of five are left, 10 % + 90 % · 0.4; all discounted at 6 %.
    """
    duty = Duty(km=100_000.0, t_km=0.0, energy_mwh=165.0, stored_mwh=450.0 * 0.35)
    found = bill(Case("tractor_49t", "battery", duty, POWER), GIVEN)
    q5, q8 = 0.64169602, 0.49173028  # (0.97/1.06)^5 and ^8
    assert pytest.approx(q5, abs=1e-8) == (0.97 / 1.06) ** 5
    assert pytest.approx(q8, abs=1e-8) == (0.97 / 1.06) ** 8
    by_hand = FACTOR * 315_000.0 * (1.0 + 0.9 * q5 - 0.46 * q8)
    assert found.battery == pytest.approx(by_hand, abs=0.01)


def test_level_years_are_worth_what_is_paid():
    """Present value of the yearly capital equals price less present residual value."""
    found = bill(tractor("diesel", DIESEL), GIVEN)
    price = sum(price_cny(vehicle_classes()["tractor_49t"], "diesel").values())
    paid = price * (1.0 + 0.1 / 1.13) - 0.05 * price * 1.06**-8
    assert npv(0.06, [0.0, *[found.capital] * 8]) == pytest.approx(paid, rel=1e-12)


def test_no_rate_no_residue_no_tax_is_plain_division():
    plain = GIVEN.model_copy(
        update={"real_rate": 0.0, "residual_share": 0.0, "battery_salvage_share": 0.0,
                "battery_price_change": 0.0, "purchase_tax": dict.fromkeys(GIVEN.purchase_tax, 0.0)}
    )  # fmt: skip
    price = sum(price_cny(vehicle_classes()["tractor_49t"], "diesel").values())
    assert bill(tractor("diesel", DIESEL), plain).capital == pytest.approx(price / 8.0)
    duty = Duty(km=1.0, t_km=0.0, energy_mwh=0.0, stored_mwh=450.0 * 0.35)
    battery = bill(Case("tractor_49t", "battery", duty, POWER), plain).battery
    assert battery == pytest.approx(315_000.0 / 5.0)  # five years each, whatever is left counts


def test_the_last_mwh_through_a_battery_costs_its_wear():
    """Without interest, what a battery costs rises by 225 CNY for each MWh that goes into it."""
    plain = GIVEN.model_copy(
        update={"real_rate": 0.0, "battery_price_change": 0.0, "battery_salvage_share": 0.0}
    )
    duties = [Duty(km=1.0, t_km=0.0, energy_mwh=0.0, stored_mwh=mwh) for mwh in (150.0, 151.0)]
    costs = [bill(Case("tractor_49t", "battery", duty, POWER), plain).battery for duty in duties]
    wear = wear_cny_per_mwh(powertrains()["battery"].ageing, 900.0)
    assert costs[1] - costs[0] == pytest.approx(wear, rel=1e-9)


def test_swap_against_diesel_is_near_its_makers_claim():
    """-0.62 CNY/km at 100,000 km a year, 30,000 to 60,000 CNY a year (CATL); within 0.25 CNY/km."""
    swap = tractor("battery", POWER, 100_000.0, battery_kwh=342.0, leased=True, swaps_outside=True)
    saved = running(bill(swap, GIVEN)) - running(bill(tractor("diesel", DIESEL, 100_000.0), GIVEN))
    assert saved == pytest.approx(-0.62, abs=0.25)


def test_an_electric_tractor_of_tangshan_pays_back_in_three_to_four_years():
    """720,000 CNY against half of it less a little (2022), 140 to 220 km a day; within a year."""
    diesel, battery = (bill(tractor(p, c, 65_000.0), GIVEN) for p, c in
                       (("diesel", DIESEL), ("battery", POWER)))  # fmt: skip
    saved = (running(diesel) - running(battery)) * 65_000.0
    assert (720_000.0 - 350_000.0) / saved == pytest.approx(3.5, abs=1.0)


def test_battery_against_diesel_in_tangshan():
    """-35 % in all (ICCT 2024, per vehicle); ours -25 %, and within 12 points of theirs."""
    diesel = bill(tractor("diesel", DIESEL), GIVEN)
    battery = bill(tractor("battery", POWER, battery_kwh=282.0), GIVEN)
    assert battery.per_km / diesel.per_km - 1.0 == pytest.approx(-0.35, abs=0.12)


def test_tippers_were_at_parity_when_batteries_cost_twice_as_much():
    """31 t tippers reach parity in 2021 (ICCT), at packs of about 1,200 CNY/kWh."""
    diesel = case("tipper_31t", "diesel", 60_000.0, 15.0, DIESEL)
    battery = case("tipper_31t", "battery", 60_000.0, 15.0, POWER, battery_cny_per_kwh=1200.0)
    assert bill(battery, GIVEN).total < bill(diesel, GIVEN).total


def test_fuel_cells_where_cells_and_hydrogen_are_dear():
    """+122 % over battery for a 16 t truck of 500 km (doi 10.3390/su16062427); within 20 points.

    Hydrogen at the pump 60 CNY/kg (assumed: the paper's figure is not at hand). At the shipped
    28 CNY/kg the gap is less than half of that, so the result hangs on the price of hydrogen.
    """
    battery = bill(case("rigid_18t", "battery", 80_000.0, 8.0, POWER, battery_kwh=390.0), GIVEN)
    more = {}
    for cny_per_kg in (28.0, 60.0):
        cell = case("rigid_18t", "fuel_cell", 80_000.0, 8.0, cny_per_kg / LHV_MWH_PER_KG)
        more[cny_per_kg] = bill(cell, GIVEN).per_t_km / battery.per_t_km - 1.0
    assert more[60.0] == pytest.approx(1.22, abs=0.20)
    assert 0.2 < more[28.0] < 0.61


def test_a_leased_battery_is_paid_by_the_month_and_not_bought():
    owned, leased = (bill(tractor("battery", POWER, leased=x), GIVEN) for x in (False, True))
    assert owned.lease == leased.battery == leased.swap_fee == 0.0
    assert leased.lease == pytest.approx(350.0 * 12.5 * 12.0)
    assert owned.insurance - leased.insurance == pytest.approx(0.02 * 315_000.0)


def test_a_hard_worked_battery_costs_more_and_a_warm_one_too():
    usual = tractor("battery", POWER)
    hard = replace(usual, duty=replace(usual.duty, stored_mwh=3.0 * usual.duty.stored_mwh))
    warm = replace(usual, duty=replace(usual.duty, temperatures_c=(35.0,)))
    costs = [bill(x, GIVEN).battery for x in (usual, hard, warm)]
    assert costs[0] < min(costs[1:])


def test_a_station_by_hand():
    """560,000 CNY over 10 years at 6 % is 76,086.05 a year, and 3 % of upkeep."""
    found = station_cny(station_types()["depot_120"], GIVEN)
    assert found == pytest.approx(560_000.0 * 0.13586796 + 16_800.0, abs=0.01)
    swap = station_types()["swap_282"]
    packs = station_cny(swap, GIVEN, rack=8) - station_cny(swap, GIVEN, rack=7)
    assert packs == pytest.approx(
        (180_000.0 + 282.0 * 900.0) * 0.11927703 + 0.06 * 180_000.0, abs=0.01
    )


PAIR = (tractor("diesel", DIESEL), tractor("battery", POWER))


def test_at_the_break_even_both_cost_the_same():
    for what, value in break_evens(*PAIR, GIVEN).items():
        if value is not None:
            one, other = (QUANTITIES[what].apply(x, value) for x in PAIR)
            assert bill(one, GIVEN).total == pytest.approx(bill(other, GIVEN).total, rel=1e-6)


def test_break_even_of_a_price_is_the_closed_form():
    """Cost is linear in a price: p* = p + gap / energy."""
    one, other = (bill(x, GIVEN) for x in PAIR)
    mwh = PAIR[1].duty.energy_mwh
    expected = POWER + (one.total - other.total) / mwh
    found = break_even(*PAIR, "electricity", GIVEN)
    assert found * 1000.0 == pytest.approx(expected, rel=1e-9)
    assert break_even(*PAIR[::-1], "electricity", GIVEN) == pytest.approx(found, rel=1e-9)


def test_what_nobody_pays_has_no_break_even():
    assert break_even(*PAIR, "hydrogen", GIVEN) is None
    assert break_even(PAIR[0], PAIR[0], "diesel", GIVEN) is None


def test_more_distance_pays_for_the_dearer_vehicle():
    least = break_even(*PAIR, "km", GIVEN)
    assert 5_000.0 < least < 65_000.0
    for km, sign in ((0.8 * least, 1.0), (1.2 * least, -1.0)):
        diesel, battery = (bill(replace(x, duty=x.duty.times(km / 65_000.0)), GIVEN) for x in PAIR)
        assert (battery.total - diesel.total) * sign > 0.0


def test_units_of_fuels_are_those_of_the_shipped_factors():
    fuels = load_factor_set("annex4_db_v2").fuels
    assert pytest.approx(0.84 * fuels["diesel"].ncv_gj_per_unit / 3600.0) == DIESEL_MWH_PER_L
    assert QUANTITIES["hydrogen"].apply(tractor("fuel_cell", 1.0), 30.0).energy_cny_per_mwh == (
        pytest.approx(900.0)
    )
    lng = QUANTITIES["lng"].apply(tractor("lng", 1.0), 5.0).energy_cny_per_mwh
    assert lng == pytest.approx(5.0 * 3600.0 / fuels["lng"].ncv_gj_per_unit)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(n, p) for n, c in vehicle_classes().items() for p in c.powertrains]),
    st.floats(100.0, 200_000.0),
    st.floats(0.0, 500.0),
    st.floats(0.0, 3000.0),
)
def test_all_items_are_of_at_least_nothing_and_sum_up(which, km, mwh, price):
    duty = Duty(km=km, t_km=0.0, energy_mwh=mwh, stored_mwh=mwh)
    found = bill(Case(*which, duty, price), GIVEN)
    assert all(value >= 0.0 for value in found.items.values())
    assert found.total == pytest.approx(sum(found.items.values()))
    assert found.per_t_km is None
    dearer = bill(Case(*which, duty, price + 1.0), GIVEN)
    assert dearer.total - found.total == pytest.approx(mwh, abs=1e-6)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Duty(km=-1.0, t_km=0.0, energy_mwh=0.0), "km: -1"),
        (lambda: Duty(km=1.0, t_km=float("nan"), energy_mwh=0.0), "t_km: nan"),
        (lambda: tractor("diesel", 1.0, leased=True), "has no battery"),
        (lambda: break_even(replace(PAIR[0], duty=Duty(0.0, 0.0, 0.0)), PAIR[1], "km", GIVEN),
         "some distance"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(make, told):
    with pytest.raises(ValueError, match=told):
        make()
