"""Scenario files: what they say reaches the park, the run folder and the errors, with lines."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from scenarios import load_scenario
from scenarios.cli import cli
from scenarios.scenario import Chosen, parse_chosen, scenario_of
from tests.parks import SMALL
from twin.errors import InputError

PLAN = """
park: small.yaml
label: {zh: 方案, en: Plan}
measures:
  - energy_diagnosis
  - park_battery: {energy: 4, power: 1}
assumptions:
  - gas_price: {factor: 1.5}
set: {days: 1, step_minutes: 60}
seed: 5
"""


@pytest.fixture
def plan(tmp_path):
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")

    def write(text=PLAN):
        path = tmp_path / "plan.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file_is_a_scenario(plan):
    scenario = load_scenario(plan())
    assert scenario.measures == (
        Chosen("energy_diagnosis"), Chosen("park_battery", {"energy": 4, "power": 1}),
    )  # fmt: skip
    park = scenario.load()
    assert park.scenario == "plan"
    assert park.spec.seed == 5
    assert park.agents["new-battery"][1].component.energy_mwh == 4
    assert park.spec.prices["natural_gas"].value == pytest.approx(3.45 * 1.5)


def test_run_takes_scenarios_and_keeps_what_was_applied(plan, tmp_path):
    command = ["run", str(plan()), "--with", "roof_pv:coverage=0.2", "--assume",
               "carbon_price:factor=2", "--set", "days=2", "--json"]  # fmt: skip
    done = CliRunner().invoke(cli, [*command, "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    folder = json.loads(done.stdout)["run_dir"]
    with open(f"{folder}/manifest.json", encoding="utf-8") as stream:  # noqa: PTH123
        manifest = json.load(stream)
    told = manifest["scenario"]
    assert told["name"] == "plan"
    assert told["park"] == "small"
    assert [m["id"] for m in told["measures"]] == ["energy_diagnosis", "park_battery", "roof_pv"]
    assert told["measures"][2]["parameters"]["coverage"] == {"value": 0.2, "unit": "1"}
    assert told["measures"][2]["quantities"]["area"]["value"] == pytest.approx(0.2 * (9750 + 750))
    assert [a["id"] for a in told["assumptions"]] == ["gas_price", "carbon_price"]
    assert told["settings"]["days"] == 2


BAD = {
    "unknown lever": ("energy_diagnosis\n", "energy_diagnosys\n", 5, "no interventions called"),
    "unknown parameter": ("power: 1", "pwer: 1", 6, "has no parameter pwer"),
    "out of range": ("energy: 4", "energy: -4", 6, "not between 0 and 2000"),
    "no number": ("energy: 4", "energy: much", 6, "expected a number"),
    "assumption as lever": ("energy_diagnosis\n", "gas_price\n", 5, "is an assumption"),
    "lever as assumption": ("- gas_price: {factor: 1.5}", "- roof_pv", 8, "is a measure"),
    "twice": ("energy_diagnosis\n", "park_battery\n", 6, "stands twice"),
    "no such park": ("small.yaml", "smal.yaml", 2, "does not exist"),
    "unknown key": ("seed: 5", "sead: 5", 10, "did you mean 'seed'"),
    "setting that does not fit": ("days: 1", "days: -1", 9, "greater than or equal"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_told_with_its_line(plan, case):
    old, new, line, told = BAD[case]
    assert old in PLAN
    path = plan(PLAN.replace(old, new))
    with pytest.raises(InputError) as caught:
        load_scenario(path).load()
    assert told in str(caught.value)
    assert f"plan.yaml:{line}" in str(caught.value)


def test_what_is_missing_in_the_park_is_told(plan):
    path = plan(PLAN.replace("energy_diagnosis\n", "building_retrofit\n"))
    (path.parent / "small.yaml").write_text(
        SMALL.replace("office_existing", "office_code"), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"plan.yaml:5.*building_retrofit needs"):
        load_scenario(path).load()


def test_options_are_read():
    assert parse_chosen("roof_pv", "--with") == Chosen("roof_pv")
    found = parse_chosen("park_battery:energy=50,suffix=b", "--with")
    assert found == Chosen("park_battery", {"energy": 50}, "b")
    for text in ("", ":x=1", "roof_pv:coverage", "roof_pv:=1"):
        with pytest.raises(InputError, match="expected id"):
            parse_chosen(text, "--with")


def test_check_takes_a_scenario_too(plan):
    done = CliRunner().invoke(cli, ["check", str(plan())])
    assert done.exit_code == 0
    assert "sound" in done.output


def test_the_keys_told_are_those_of_the_file(plan):
    text = PLAN.replace("energy_diagnosis\n", "roofPvv\n").replace("energy: 4", "energy: -4")
    with pytest.raises(InputError) as caught:
        load_scenario(plan(text.replace("factor: 1.5", "factor: 99"))).load()
    paths = {problem.path: problem for problem in caught.value.problems}
    assert set(paths) == {"measures.0", "measures.1.park_battery.energy"}
    assert paths["measures.1.park_battery.energy"].value == "-4"
    assert paths["measures.1.park_battery.energy"].line == 6
    with pytest.raises(InputError) as caught:
        load_scenario(plan(PLAN.replace("factor: 1.5", "factor: 99"))).load()
    (problem,) = caught.value.problems
    assert (problem.path, problem.value, problem.line) == (
        "assumptions.0.gas_price.factor",
        "99",
        8,
    )


def test_every_parameter_is_told_at_its_own_line(plan):
    text = PLAN.replace("{energy: 4, power: 1}", "\n      energy: -4\n      pwer: 1")
    with pytest.raises(InputError) as caught:
        load_scenario(plan(text)).load()
    assert [(p.line, p.value) for p in caught.value.problems] == [(7, "-4"), (8, "1")]


def test_an_entry_that_is_no_measure_is_told_in_words(plan):
    with pytest.raises(InputError, match=r"plan.yaml:6 measures.1: expected an id.*coverage") as e:
        load_scenario(plan(PLAN.replace("{energy: 4, power: 1}", "4")))
    assert len(e.value.problems) == 1


def test_options_are_told_as_they_were_given(plan):
    path = plan()
    with pytest.raises(InputError) as caught:
        scenario_of(str(path), ["roof_pv:coverage=7", "roofPvv"]).load()
    first, second = caught.value.problems
    assert (first.file, first.path, first.value) == (
        "--with roof_pv:coverage=7", "roof_pv.coverage", "7",
    )  # fmt: skip
    assert (second.file, second.path, second.line) == ("--with roofPvv", "", None)


def test_a_doubled_parameter_is_refused():
    with pytest.raises(InputError, match="coverage stands twice"):
        parse_chosen("roof_pv:coverage=0.1,coverage=0.6", "--with")
