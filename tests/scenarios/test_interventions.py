"""The shipped interventions do what their texts say, and reach the park from every door."""

from __future__ import annotations

from functools import lru_cache

import pytest

from scenarios.interventions import (
    assumption_names,
    intervention_names,
    load_assumption,
    load_intervention,
)
from scenarios.park_file import load_park, load_park_text
from scenarios.run import run_park
from tests.parks import SMALL, small_park
from twin.errors import InputError


@lru_cache(maxsize=16)
def value(term, *names, **_):
    return year(names).value(term)


@lru_cache(maxsize=8)
def year(entries):
    chosen = [{"id": name, "parameters": dict(given)} for name, given in entries]
    return run_park(load_park_text(SMALL, changes={"interventions": chosen}))


def applied(name, **parameters):
    """Return the small park with one measure."""
    return small_park({"interventions": [{"id": name, "parameters": parameters}]})


def test_all_load_with_texts_and_costs():
    assert intervention_names()
    for name in intervention_names():
        measure = load_intervention(name)
        assert measure.explanation.zh
        assert measure.explanation.en
        money = measure.economics
        paid = measure.awaits or money.capex or money.opex_per_year
        assert paid or money.lifetime_y == 1.0  # a contract, paid in the accounts


def test_all_assumptions_load_and_keep_the_park_sound():
    assert assumption_names()
    for name in assumption_names():
        assert load_assumption(name).explanation.zh
        assert small_park({"assumptions": [name]}).assumed[0].rule.id == name


SIZES = {"MW", "MWp", "MWh"}


def sizes_of(name):
    """Return the parameters of a measure that are sizes."""
    return {key: p for key, p in load_intervention(name).parameters.items() if p.unit in SIZES}


SIZED = [
    n for n in intervention_names() if sizes_of(n) and not any(p.min for p in sizes_of(n).values())
]


@pytest.mark.parametrize("name", SIZED)
def test_a_measure_of_size_zero_changes_no_account(name):
    sizes = dict.fromkeys(sizes_of(name), 0.0)
    try:
        year(((name, tuple(sizes.items())),))
    except InputError as error:
        if "needs" in str(error) or "the ground's year" in str(error):
            pytest.skip("the small park lacks what it needs")
        raise
    assert value("cost.total_cny", (name, tuple(sizes.items()))) == value("cost.total_cny")
    assert value("carbon.park.total_t", (name, tuple(sizes.items()))) == value(
        "carbon.park.total_t"
    )


def test_a_direct_line_takes_the_place_of_the_grid():
    line = ("direct_green_line", (("solar", 8.0), ("wind", 0.0), ("price", 210.0)))
    came = value("electricity.direct_mwh", line)
    saved = value("electricity.grid_mwh") - value("electricity.grid_mwh", line)
    assert came > 100.0
    assert saved == pytest.approx(came, rel=0.02)  # the test park's own battery moves a little
    per_mwh = year((line,)).accounts.book.value("cost.direct_supply_cny") / came
    assert per_mwh == pytest.approx(210.0, rel=1e-9)


def test_an_electrode_boiler_takes_gas_only_where_power_is_cheaper():
    boiler = ("electrode_boiler", (("heat", 2.0),))
    less_gas = value("energy.fuel_tce") - value("energy.fuel_tce", boiler)
    more_power = value("electricity.used_mwh", boiler) - value("electricity.used_mwh")
    assert less_gas > 0.0
    heat_mwh = less_gas / 0.1229 * 0.9  # the gas boiler's efficiency in the test park
    assert more_power == pytest.approx(heat_mwh / 0.985, rel=0.02)


def test_roof_pv_covers_what_is_free_and_never_twice():
    park = applied("roof_pv", coverage=1.0)
    under_pv = 3.0 / 0.175 * 1000.0
    wanted = {
        "machines": max(20000 * 0.65 - under_pv, 0.0),  # wholly covered already
        "cells": 15000 * 0.65,
        "office": 6000 / 4 * 0.5,  # the roof is floor over storeys
    }
    for name, free in wanted.items():
        plant = park.agents.get(f"new-roof-pv-{name}")
        if free == 0.0:
            assert plant is None
        else:
            assert plant[1].component.capacity_mw == pytest.approx(free * 0.175e-3)
            assert plant[1].owner("") == name
    assert park.applied[0].quantities["area"].value == pytest.approx(sum(wanted.values()))
    with pytest.raises(InputError, match="finds nothing to change"):
        load_park_text(park.resolved_yaml(), changes={"interventions": ["roof_pv"]})


def test_pv_without_a_roof_of_its_own_lies_on_all():
    text = SMALL.replace("    belongs_to: machines\n", "")
    park = small_park({"interventions": ["roof_pv"]}, text)
    usable = 20000 * 0.65 + 15000 * 0.65 + 750
    left = usable - 3.0 / 0.175 * 1000.0
    office = 750 * left / usable  # below 500 m²: too small for a plant
    assert "new-roof-pv-office" not in park.agents
    assert park.applied[0].quantities["area"].value == pytest.approx(0.5 * (left - office))


def test_a_fleet_keeps_its_vehicles_and_gets_plugs():
    park = applied("fleet_electrification", share=0.34, plugs=0.5)
    groups = {g.powertrain: g.count for g in park.agents["trucks"][1].vehicles}
    assert groups == {"diesel": 2, "battery": 6}  # 3 x 0.34 is one vehicle
    assert park.agents["trucks"][1].chargers == 2 + 1
    assert park.applied[0].quantities["vehicles"].value == 1.0
    assert park.applied[0].quantities["power"].value == pytest.approx(0.34 * 0.5 * 3 * 0.12)


def test_a_fleet_without_battery_vehicles_gets_a_group_of_the_class():
    base = {"agents.trucks.vehicles": [
        {"vehicle_class": "tractor_49t", "powertrain": "diesel", "count": 4},
        {"vehicle_class": "van_4t5", "powertrain": "diesel", "count": 2},
    ], "agents.trucks.payload_t": 1.0}  # fmt: skip
    plain = small_park(base)
    park = load_park_text(
        plain.resolved_yaml(), changes={"interventions": ["fleet_electrification"]}
    )
    counts = {(g.vehicle_class, g.powertrain): g.count for g in park.agents["trucks"][1].vehicles}
    assert counts == {
        ("tractor_49t", "diesel"): 2, ("van_4t5", "diesel"): 1,
        ("tractor_49t", "battery"): 2, ("van_4t5", "battery"): 1,
    }  # fmt: skip


def test_a_diagnosis_is_a_date_and_saves_nothing():
    park = applied("energy_diagnosis")
    assert str(park.agents["cells"][1].diagnosed_on) == "2025-01-20"
    before = small_park()
    assert park.agents["cells"][1].plant == before.agents["cells"][1].plant
    assert park.applied[0].quantities["enterprises"].value == 2.0
    changed = {path for path in park.applied[0].writes if not path.endswith(".diagnosed_on")}
    assert not changed


def test_a_retrofit_reaches_level_1_as_planned_and_no_further():
    park = load_park("yunnan", {"interventions": ["process_retrofit_level_1"]})
    base = load_park("yunnan")
    beer, before = park.agents["brewery"][1].plant, base.agents["brewery"][1].plant
    energy = beer.electricity_kwh * 0.1229 + 34.12 * (
        sum(beer.heat_gj.values()) + sum(beer.direct_fired_gj.values())
    )
    was = before.electricity_kwh * 0.1229 + 34.12 * (
        sum(before.heat_gj.values()) + sum(before.direct_fired_gj.values())
    )
    assert energy == pytest.approx(min(26.0, was))  # beer, kgce/kL
    assert set(beer.heat_gj) == set(before.heat_gj)
    assert park.agents["cement-grinding"][1].plant.electricity_kwh == pytest.approx(26.0)
    assert park.agents["food-1"][1].plant == base.agents["food-1"][1].plant  # no limit of its own


def test_a_building_retrofit_takes_the_largest_first():
    half = load_park("yunnan", {"interventions": [{"id": "building_retrofit", "parameters": {}}]})
    done = {n for n, (k, s) in half.agents.items() if k == "building" and s.floor_m2 == 12000}
    assert all(half.agents[n][1].building_type == "office_retrofitted" for n in done)
    total = 9000 + 7500 + 12000 + 6000 + 8000 + 5000
    assert half.applied[0].quantities["floor"].value <= total / 2


def test_a_parameter_out_of_range_is_refused():
    with pytest.raises(InputError, match="not between 0 and 2000"):
        applied("park_battery", energy=9e9)


def test_set_changes_what_an_intervention_brought():
    changes = {
        "interventions": ["park_battery"],
        "agents.new-battery.component.energy_mwh": 7.0,
    }
    spec = load_park_text(SMALL, changes=changes).agents["new-battery"][1]
    assert spec.component.energy_mwh == 7.0


def test_set_chooses_the_region():
    park = load_park_text(SMALL, changes={"region": "jiangxi"})
    assert park.spec.climate.station == "nanchang"


def test_assumptions_scale_what_the_files_of_others_say():
    park = small_park({"assumptions": [
        {"id": "electricity_price", "parameters": {"factor": 2}},
        {"id": "peak_valley_spread", "parameters": {"factor": 0.5}},
        {"id": "green_power_price", "parameters": {"factor": 3}},
        {"id": "gas_price", "parameters": {"factor": 2}},
        {"id": "irradiation", "parameters": {"factor": 0.9}},
        {"id": "outage_rate", "parameters": {"factor": 0.5}},
    ]})  # fmt: skip
    tariff = park.spec.tariffs["yunnan"]
    assert tariff == {"energy_cny_per_mwh": 520.0, "ratios": {"high": 1.25, "valley": 0.75}}
    assert park.agents["operator"][1].purchases[0].premium_cny_per_mwh == 30.0  # a default tripled
    assert park.spec.prices["natural_gas"].value == pytest.approx(6.9)
    assert park.spec.climate.ghi_scale == pytest.approx(0.9)
    assert park.agents["roof"][1].outages.mtbf_h == 50.0
    assert park.agents["boiler"][1].outages is None


def test_measures_are_sized_in_the_world_as_assumed():
    changes = {"interventions": ["process_retrofit_level_1"]}
    growth = [{"id": "output_growth", "parameters": {"factor": 1.5}}]
    plain, grown = (
        load_park("yunnan", changes),
        load_park("yunnan", {**changes, "assumptions": growth}),
    )
    saved, more = (p.applied[0].quantities["power_saved"].value for p in (plain, grown))
    assert more == pytest.approx(1.5 * saved)
