"""What rules reach: level 2 of a limit, agents tied to others, the last day; recorded facts."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from scenarios.interventions.derived import DERIVED
from scenarios.interventions.reader import Reader
from scenarios.park_file import load_park
from scenarios.run import run_park
from tests.parks import SMALL, small_park
from twin.configs import PLUGINS_VARIABLE
from twin.errors import InputError

RULE = """
label: {zh: 甲, en: A}
explanation: {zh: 甲, en: A}
pathway: industry
instrument: {zh: 无, en: none}
economics: {investor: park, lifetime_y: 10, lead_time_y: 1}
source: test
confidence: T
"""


@pytest.fixture
def rule(tmp_path, monkeypatch):
    """Write a measure into a folder of plug-ins."""
    monkeypatch.setenv(PLUGINS_VARIABLE, str(tmp_path))
    folder = tmp_path / "configs" / "interventions"
    folder.mkdir(parents=True)
    return lambda name, text: (folder / f"{name}.yaml").write_text(RULE + text, encoding="utf-8")


def test_level_2_asks_for_less_than_level_1_and_for_nothing_where_it_is_met():
    reader = Reader(load_park("yunnan", {"interventions": []}).document)
    cuts = {key: rule(reader, "wafer") for key, rule in DERIVED.items() if "cut" in key}
    planned = 330_000 * 0.1229 + 100 * 34.12  # kgce per million wafers
    assert cuts["energy_cut_to_level_2"] == pytest.approx(1 - 40_485 / planned)
    assert cuts["energy_cut_to_level_1"] > cuts["energy_cut_to_level_2"] > 0.0
    assert DERIVED["energy_cut_to_level_2"](reader, "board") == 0.0
    assert DERIVED["electricity_cut_to_level_2"](reader, "cement-grinding") == pytest.approx(1 / 30)
    assert DERIVED["electricity_cut_to_level_2"](reader, "data-hall") == 0.0  # 1.25 meets 1.3


def test_agents_tied_to_others_are_those_that_name_them():
    base = load_park("yunnan", {"interventions": []})
    park = load_park("yunnan", {"interventions": ["move_out_silicon"]})
    gone = set(base.agents) - set(park.agents)
    assert gone == {"silicon", "waste-heat-silicon", "yard-silica"}
    assert park.applied[0].quantities["output"].value == 12_000.0
    base = load_park("jiangxi", {"interventions": []})
    park = load_park("jiangxi", {"interventions": ["move_out_tiles"]})
    gone = set(base.agents) - set(park.agents)
    assert gone == {"tiles", "waste-heat-tiles", "roof-pv-tiles", "yard-mineral"}


def test_what_is_not_there_cannot_move_out():
    with pytest.raises(InputError, match="there is no industrial silicon"):
        load_park("jiangxi", {"interventions": ["move_out_silicon"]})


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2025-01-01", "", "2025-12-31"),
        ("2024-02-10", "days: 20", "2024-02-29"),
        ("2024-02-29", "", "2025-02-27"),
    ],
)
def test_the_last_day_is_filled_in(rule, start, days, last):
    rule("note", 'changes: [{op: append, path: facts, value: {key: ccer_t, date: "{end}"}}]')
    text = SMALL.replace("start: 2025-01-20", f"start: {start}").replace("days: 21", days)
    park = small_park({"interventions": ["note"]}, text)
    assert park.spec.facts[-1].date == dt.date.fromisoformat(last)


def test_recorded_management_is_shown_and_changes_nothing_else():
    names = ["energy_carbon_platform", "energy_management_certificate"]
    base, plan = (run_park(small_park({"interventions": chosen})) for chosen in ([], names))
    changed = {
        term.id for term in plan.accounts.book if term.value != base.value(term.id)
    }  # fmt: skip
    assert changed == {
        "management.energy_carbon_platform", "management.energy_management_certificates",
    }  # fmt: skip
    assert plan.value("management.energy_management_certificates") == 10.0


def test_a_closed_circuit_keeps_gross_water_and_what_evaporates():
    park = load_park("yunnan", {"interventions": [{"id": "water_recirculation"}]})
    before = load_park("yunnan", {"interventions": []}).agents["wafer"][1].plant
    after = park.agents["wafer"][1].plant
    for plant in (before, after):
        gross = plant.fresh_water_m3 / (1.0 - plant.reuse_rate)
        assert gross == pytest.approx(900 / 0.4)
        assert plant.fresh_water_m3 - plant.wastewater_m3 == pytest.approx(200.0)
    assert after.fresh_water_m3 == pytest.approx(720.0)
    assert yaml.safe_load(park.resolved_yaml())["agents"]["board"].get("intensities") is None
