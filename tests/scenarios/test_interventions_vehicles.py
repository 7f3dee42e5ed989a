"""Measures on vehicles: what they set in the park, what they need and exclude, what they cost."""

from __future__ import annotations

import pytest

from agents.fleet import FleetSpec
from scenarios.interventions import load_intervention
from scenarios.interventions.derived import DERIVED
from scenarios.interventions.reader import Reader
from scenarios.park_file import load_park, load_park_text
from tests.parks import small_park
from twin.errors import InputError
from twin.station_types import station_types
from twin.vehicles import powertrains, price_cny, vehicle_classes

LOGISTICS = "tests/measures/logistics.yaml"


def logistics(*measures, **settings):
    return load_park(LOGISTICS, {"interventions": list(measures), **settings})


def groups(park, fleet="heavy-trucks"):
    return {
        (g.powertrain, g.battery_kwh, g.station): g.count for g in park.agents[fleet][1].vehicles
    }


def capex(name):
    found = load_intervention(name).economics
    return {item.quantity: item.cny_per_unit for item in found.capex}


def test_swapping_adds_a_station_and_tractors_that_use_it_alone():
    park = logistics({"id": "swap_station", "parameters": {"share": 0.5, "packs": 9}})
    station = park.agents["new-swap-station"][1].data
    assert (station.rack, station.rack_kwh, station.servers) == (9, 282.0, 1)
    assert (station.strategy, station.tariff) == ("tariff", "yunnan")
    assert groups(park) == {
        ("diesel", None, ""): 8, ("battery", None, ""): 4,
        ("battery", 282.0, "new-swap-station"): 8,
    }  # fmt: skip


def test_plugged_tractors_never_join_those_that_swap():
    measures = ["swap_station", {"id": "electric_heavy_trucks", "parameters": {"share": 1.0}}]
    plain = logistics(**{"agents.heavy-trucks.vehicles": [
        {"vehicle_class": "tractor_49t", "powertrain": "diesel", "count": 10},
    ]}).resolved_yaml()  # fmt: skip
    park = load_park_text(plain, changes={"interventions": measures})
    assert groups(park) == {
        ("diesel", None, ""): 0, ("battery", 282.0, "new-swap-station"): 3,
        ("battery", None, ""): 7,
    }  # fmt: skip


def test_vehicles_of_two_groups_of_one_sort_have_names_of_their_own():
    fleet: FleetSpec = logistics("swap_station").agents["heavy-trucks"][1]
    names = [name for name, _ in fleet.vehicle_names()]
    assert len(set(names)) == len(names) == 20


def test_fleets_that_are_filled_at_a_station_get_no_plugs():
    stationed = {
        "agents.yard.kind": "station", "agents.yard.station_type": "plugs",
        "agents.yard.model": "fast_240", "agents.yard.label": {"zh": "站", "en": "Yard"},
        "agents.yard.source": "test", "agents.yard.confidence": "L",
        "agents.heavy-trucks.station": "yard",
    }  # fmt: skip
    plain = logistics(**stationed).resolved_yaml()
    park = load_park_text(plain, changes={"interventions": ["electric_heavy_trucks"]})
    assert park.agents["heavy-trucks"][1].chargers == 4
    assert park.applied[0].quantities["power"].value == 0.0
    assert park.applied[0].quantities["vehicles"].value == 8.0


def test_control_goes_to_depots_without_any_and_no_others():
    park = logistics("smart_charging")
    assert park.agents["vans"][1].charging == "tariff"
    assert park.agents["vans"][1].tariff == "yunnan"
    assert park.agents["heavy-trucks"][1].charging == "balanced"
    assert park.applied[0].quantities["plugs"].value == 20.0


def test_feeding_back_needs_plugs_of_50_kw():
    park = small_park({"interventions": ["vehicle_to_grid"]})
    assert [g.feed_mw for g in park.agents["trucks"][1].vehicles] == [0.0, 0.06]
    slow = {"agents.trucks.charging": "balanced", "agents.sweepers.charger_mw": 0.04}
    plain = small_park(slow).resolved_yaml()
    with pytest.raises(InputError, match="vehicle_to_grid needs"):
        load_park_text(plain, changes={"interventions": ["vehicle_to_grid"]})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("smart_charging", "vehicle_to_grid"),
        ("pv_charging", "smart_charging"),
        ("vehicle_to_grid", "pv_charging"),
        ("swap_station", "fleet_electrification"),
        ("hydrogen_trucks", "fleet_electrification"),
    ],
)
def test_what_has_the_same_vehicles_excludes_the_other(one, other):
    for pair in ((one, other), (other, one)):
        with pytest.raises(InputError, match="exclude each other"):
            logistics(*pair)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("swap_station", "no diesel heavy trucks"),
        ("hydrogen_trucks", "no diesel heavy trucks"),
        ("smart_charging", "no depot charges without control"),
        ("rail_siding", "no plant has 200,000 t a year by road"),
    ],
)
def test_what_is_not_there_is_needed(name, reason):
    without = {
        "agents.heavy-trucks.vehicles": [
            {"vehicle_class": "tractor_49t", "powertrain": "battery", "count": 4}
        ],
        "agents.vans.charging": "balanced",
        "agents.cold-store.output_per_year": 1000,
    }
    plain = logistics(**without).resolved_yaml()
    with pytest.raises(InputError, match=reason):
        load_park_text(plain, changes={"interventions": [name]})


def test_tonnes_leave_several_fleets_in_proportion_to_what_they_carry():
    twin_ = {
        "kind": "fleet", "label": {"zh": "二队", "en": "Second"}, "jobs_per_day": 30, "km": 30,
        "payload_t": 20, "shift": "continuous", "source": "test", "confidence": "L",
        "vehicles": [{"vehicle_class": "tractor_49t", "powertrain": "diesel", "count": 9}],
    }  # fmt: skip
    reader = Reader(logistics(**{"agents.second": twin_}).document)
    falls = {name: DERIVED["jobs_per_t"](reader, name) for name in ("heavy-trucks", "second")}
    assert DERIVED["jobs_per_t"](reader, "vans") == 0.0
    carried = {"heavy-trucks": 90 * 30 * 295.0, "second": 30 * 20 * 365.0}
    assert falls["heavy-trucks"] * 30 * 295 + falls["second"] * 20 * 365 == pytest.approx(1.0)
    ratio = falls["heavy-trucks"] / 90 / (falls["second"] / 30)
    assert ratio == pytest.approx(1.0)  # all jobs fall by the same share
    assert falls["second"] == pytest.approx(30 / sum(carried.values()))


def test_jobs_of_the_park_fall_with_its_goods_not_twice():
    live = logistics(**{"agents.heavy-trucks.jobs": "park"}).resolved_yaml()
    park = load_park_text(live, changes={"interventions": ["rail_siding"]})
    assert park.agents["heavy-trucks"][1].jobs_per_day == 90
    [rail] = park.agents["cold-store"][1].conveyors
    assert (rail.kind, rail.t_per_year) == ("rail", park.applied[0].quantities["moved"].value)


def test_costs_are_those_of_the_tables():
    swap, pump = station_types()["swap_282"], station_types()["hydrogen_35"]
    body = vehicle_classes()["tractor_49t"]
    pack = 282 * powertrains()["battery"].store_cny_per_kwh
    more = {
        name: sum(price_cny(body, name, kwh).values()) - sum(price_cny(body, "diesel").values())
        for name, kwh in (("battery", 282.0), ("fuel_cell", None))
    }
    assert capex("swap_station") == {
        "stations": swap.capex_fixed_cny, "bays": swap.capex_per_server_cny,
        "packs": pytest.approx(pack), "vehicles": pytest.approx(more["battery"]),
    }  # fmt: skip
    assert load_intervention("swap_station").economics.capex[2].cny_per_unit == (
        swap.capex_per_slot_cny
    )
    assert capex("hydrogen_trucks") == {
        "stations": pump.capex_fixed_cny, "pumps": pump.capex_per_server_cny,
        "bank": pump.capex_per_bank_kg_cny, "compressor": pump.capex_per_kg_h_cny,
        "vehicles": pytest.approx(more["fuel_cell"], rel=0.001),
    }  # fmt: skip
