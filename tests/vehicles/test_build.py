"""Vehicles built of body, drive and store: rows of a yard, masses, prices, refusals."""

from __future__ import annotations

import dataclasses

import pytest
from pydantic import ValidationError

from agents.yard.tables import Drive, StationKind, Vehicles
from twin.station_types import STATION_KINDS, StationType, station_types
from twin.vehicles import (
    FUEL_OF,
    POWERTRAINS,
    Consumption,
    mass_t,
    payload_t,
    powertrains,
    price_cny,
    vehicle_classes,
    vehicle_row,
)

ALL = [(name, p) for name, body in vehicle_classes().items() for p in body.powertrains]


def test_numbers_of_powertrains_and_kinds_are_those_of_the_yard():
    assert [name.upper() for name in POWERTRAINS] == [drive.name for drive in Drive]
    assert [name.upper() for name in STATION_KINDS] == [kind.name for kind in StationKind]
    assert set(FUEL_OF) == set(POWERTRAINS) == set(powertrains())
    assert {name: data.fuel for name, data in powertrains().items()} == FUEL_OF


@pytest.mark.parametrize(("name", "powertrain"), ALL)
def test_a_row_has_columns_of_the_yard_within_their_ranges(name, powertrain):
    row = vehicle_row(name, powertrain)
    assert set(row) < {field.name for field in dataclasses.fields(Vehicles)}
    assert Drive(row["drive"]).name.lower() == powertrain
    assert 0.0 < row["floor_mwh"] < row["first_mwh"] <= row["store_mwh"]
    assert 0.0 < row["taper_to"] <= 1.0
    assert 0.0 <= row["taper_from"] <= 1.0
    assert row["fill_mw"] > 0.0
    assert row["payload_t"] > 0.0
    assert row["per_km"] + row["per_h"] > 0.0


def test_row_of_a_tractor_by_hand():
    """350 kWh from 5 to 100 %; the taper begins at (80-5)/95 of the window; 0.95 kWh/km."""
    row = vehicle_row("tractor_49t", "battery", feed_mw=0.06)
    assert row["store_mwh"] == pytest.approx(0.3325)
    assert row["floor_mwh"] == pytest.approx(0.03325)
    assert row["taper_from"] == pytest.approx(75 / 95)
    assert (row["taper_to"], row["fill_mw"], row["feed_mw"]) == pytest.approx((0.25, 0.35, 0.06))
    assert (row["per_km"], row["per_t_km"]) == pytest.approx((0.95e-3, 0.018e-3))


def test_hydrogen_of_a_tractor_is_that_of_its_source():
    """9 to 9.2 kg/100 km are typical of 49 t; at 30 t of load, within 5 %."""
    row = vehicle_row("tractor_49t", "fuel_cell")
    kg_per_100_km = (row["per_km"] + 30.0 * row["per_t_km"]) * 3600.0 / 120.0 * 100.0
    assert kg_per_100_km == pytest.approx(9.1, rel=0.05)


def test_age_takes_from_the_usable_store():
    new, old = (vehicle_row("tractor_49t", "battery", age_years=y) for y in (0.0, 4.0))
    assert old["store_mwh"] / new["store_mwh"] == pytest.approx(1.0 - 4 * 0.0175)


def test_a_bigger_battery_is_heavier_dearer_and_takes_payload():
    body = vehicle_classes()["tractor_49t"]
    small, big = (payload_t(body, "battery", kwh) for kwh in (300.0, 400.0))
    assert small - big == pytest.approx(0.8)  # 100 kWh of 8 kg
    assert mass_t(body, "battery", 400.0) + big == pytest.approx(body.kerb_t + body.payload_t)
    assert payload_t(body, "diesel") == body.payload_t
    cheap, dear = (sum(price_cny(body, "battery", kwh).values()) for kwh in (300.0, 400.0))
    assert dear - cheap == pytest.approx(90_000.0)


def test_prices_of_tractors_stand_in_the_relation_of_their_source():
    """Tangshan 2022: 720,000 CNY with 282 kWh, more than two diesels; packs were dearer then."""
    body = vehicle_classes()["tractor_49t"]
    diesel, battery = (sum(price_cny(body, p).values()) for p in ("diesel", "battery"))
    assert 300_000 < diesel < 720_000 / 1.9
    assert 1.6 * diesel < battery < 720_000


def test_counterweight_and_premises_cost_no_payload():
    for name in ("forklift_3t", "yard_tractor"):
        body = vehicle_classes()[name]
        assert payload_t(body, "battery", 200.0) == body.payload_t


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"powertrain": "diesel", "battery_kwh": 100.0}, "diesel vehicles have none"),
        ({"battery_kwh": 0.0}, "expected above 0"),
        ({"battery_kwh": 5000.0}, "no payload"),
        ({"feed_mw": -0.1}, "at least 0"),
        ({"fill_mw": 0.0}, "above 0"),
        ({"powertrain": "lng", "feed_mw": 0.1}, "gives nothing back"),
        ({"age_years": 30.0}, "below which fading is not known"),
    ],
)
def test_what_cannot_be_built_is_refused(change, told):
    fields = {"vehicle_class": "tractor_49t", "powertrain": "battery"} | change
    with pytest.raises(ValueError, match=told):
        vehicle_row(**fields)


def test_a_consumption_has_one_store():
    fields = {"unit": "kWh", "per_km": 1.0, "per_t_km": 0.0, "source": "x", "confidence": "L"}
    for stores in ({}, {"battery_kwh": 1.0, "tank_kwh": 1.0}):
        with pytest.raises(ValidationError, match="one of the two"):
            Consumption(**fields, **stores)


def test_stations_grow_with_what_they_hold():
    pumps, swap = station_types()["hydrogen_35"], station_types()["swap_282"]
    assert pumps.capex_cny(servers=3) - pumps.capex_cny() == pytest.approx(900_000.0)
    assert pumps.capex_cny(bank_kg=600.0) - pumps.capex_cny() == pytest.approx(500_000.0)
    assert pumps.bank_mwh == pytest.approx(500.0 / 30.0)  # 120 MJ/kg
    assert swap.capex_cny(rack=8) - swap.capex_cny() == pytest.approx(180_000.0)
    with_packs = swap.capex_cny() + swap.rack * swap.rack_kwh * 900.0
    assert with_packs == pytest.approx(10e6, rel=0.05)  # "around 10 million" with its packs
    assert swap.rack * 24 * swap.server_mw * 1e3 / swap.rack_kwh == pytest.approx(168.0)  # a day


def test_an_integrated_station_holds_its_plugs():
    whole, plugs = station_types()["integrated"], station_types()["fast_240"]
    assert whole.space_m2() == pytest.approx(120.0 + 120.0 + plugs.space_m2())
    assert whole.capex_cny() > station_types()["swap_282"].capex_cny() + plugs.capex_cny()


def test_a_station_type_holds_what_its_kind_needs_and_no_more():
    fields = station_types()["depot_120"].model_dump()
    for change in ({"kind": "swap"}, {"rack": 3}, {"storage_mwh": 1.0}):
        with pytest.raises(ValidationError, match=r"expected above zero|go together"):
            StationType(**fields | change)
