"""The shipped plans do as docs/plans.md tells, and the tempting ones fail for the told reason."""

from __future__ import annotations

from functools import lru_cache

import pytest

from scenarios.build import Options
from scenarios.scenario import load_scenario, scenario_of
from scenarios.session import Session
from twin.configs import config_names

PARKS = ("yunnan", "jiangxi")
TEMPTING = ("certificates_only", "roofs_only", "capture_only", "green_but_gas")
STUDIED = ["yunnan_short_haul"]  # docs/fleets.md
FILES = [f"{park}_{kind}" for park in PARKS for kind in ("plan", *TEMPTING)]


@lru_cache
def session(park):
    return Session(park, options=Options(step_minutes=60))


@lru_cache
def told(name):
    """Return the figures of a shipped scenario that docs/plans.md tells."""
    scenario = load_scenario(name)
    result = session(scenario.park).what_if(scenario.changes())
    cards = result.accounts.green.to_json()["direct_connection"]["cards"]
    terms = ("used_mwh", "direct_and_own_used_mwh", "other_mwh")
    used, direct, other = (result.value(f"electricity.{term}") for term in terms)
    return {
        "card": result.scorecards[scenario.park].to_json(),
        "lines": {r["id"]: r["state"] for line in cards for r in line["ratios"]},
        "direct": direct / used,
        "zero": 1.0 - other / used,
        "carbon": result.value("carbon.park.total_t"),
        "captured": result.value("capture.captured_t"),
        "unserved": dict(result.unserved),
        "spilled": dict(result.spilled),
    }


@lru_cache
def base(park):
    result = session(park).what_if({"interventions": []})
    return {
        "card": result.scorecards[park].to_json(),
        "carbon": result.value("carbon.park.total_t"),
    }


def states(name, kind=""):
    """Return the state of every indicator of a kind."""
    found = told(name)["card"]["indicators"]
    return {key: score["state"] for key, score in found.items() if kind in ("", score["kind"])}


def value(name, indicator):
    return told(name)["card"]["indicators"][indicator]["value"]


def test_every_shipped_scenario_is_told():
    assert sorted([*FILES, *STUDIED]) == list(config_names("scenarios"))
    assert scenario_of("yunnan_plan").park == "yunnan"


@pytest.mark.parametrize("name", FILES)
def test_a_plan_is_made_of_measures_only(name):
    scenario = load_scenario(name)
    assert scenario.measures
    assert not scenario.assumptions
    assert not scenario.settings


def test_yunnan_passes_with_all_characteristic_indicators():
    assert told("yunnan_plan")["card"]["verdict"] == "passed"
    assert set(states("yunnan_plan", "core").values()) == {"met"}
    assert list(states("yunnan_plan", "characteristic").values()) == ["met"] * 5
    assert set(states("yunnan_plan", "guiding").values()) == {"met"}
    assert told("yunnan_plan")["direct"] >= 0.5


def test_jiangxi_meets_its_core_without_offsets():
    assert states("jiangxi_plan", "core") == {"unit_energy_carbon": "met"}
    assert value("jiangxi_plan", "offset_share") == 0.0
    missed = [key for key, state in states("jiangxi_plan").items() if state != "met"]
    assert missed == ["waste_heat_use"]
    assert told("jiangxi_plan")["direct"] >= 0.3


@pytest.mark.parametrize("park", PARKS)
def test_a_plan_is_sensible(park):
    plan = told(f"{park}_plan")
    assert set(plan["lines"].values()) == {"met"}
    assert len(plan["lines"]) == 3
    assert plan["unserved"] == {}
    assert plan["spilled"] == {}
    assert plan["carbon"] < 0.15 * base(park)["carbon"]


@pytest.mark.parametrize("park", PARKS)
@pytest.mark.parametrize("kind", TEMPTING)
def test_the_tempting_plans_fail_at_the_core_and_at_clean_energy(park, kind):
    name = f"{park}_{kind}"
    assert told(name)["card"]["verdict"] == "failed"
    assert states(name)["unit_energy_carbon"] == "not_met"
    assert states(name)["clean_energy_share"] == "not_met"


@pytest.mark.parametrize("park", PARKS)
def test_certificates_zero_all_power_and_fuel_is_left(park):
    name = f"{park}_certificates_only"
    assert told(name)["zero"] == pytest.approx(1.0)
    core = told(name)["card"]["indicators"]["unit_energy_carbon"]
    assert core["value"] > 1.3 * core["target"]
    assert told(name)["direct"] < 0.1


@pytest.mark.parametrize("park", PARKS)
def test_all_roofs_carry_less_than_a_fifth(park):
    assert value("yunnan_roofs_only", "roof_pv") == pytest.approx(1.0, abs=0.01)
    assert 0.1 < told(f"{park}_roofs_only")["direct"] < 0.2


@pytest.mark.parametrize("park", PARKS)
def test_capture_is_not_deducted_and_adds_fuel(park):
    found = told(f"{park}_capture_only")
    assert found["captured"] > 70_000.0
    assert found["carbon"] > base(park)["carbon"]


@pytest.mark.parametrize("park", PARKS)
def test_93_percent_green_fails_if_gas_is_kept(park):
    name = f"{park}_green_but_gas"
    assert told(name)["zero"] == pytest.approx(0.93, abs=0.015)
    assert value(name, "unit_energy_carbon") > 1.5 * {"yunnan": 0.2, "jiangxi": 0.4}[park]
    missed = {key for key, state in states(name).items() if state != "met"}
    assert missed == {"unit_energy_carbon", "clean_energy_share", "waste_heat_use"}
    assert set(told(name)["lines"].values()) == {"met"}


@pytest.mark.parametrize("park", PARKS)
def test_without_the_trade_no_plan_passes(park):
    changes = load_scenario(f"{park}_plan").changes()
    measures = [m for m in changes["interventions"] if m["id"] != "green_power_share"]
    result = session(park).what_if({"interventions": measures})
    assert result.scorecards[park].to_json()["verdict"] == "failed"
