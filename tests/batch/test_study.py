"""Study files: what is wrong is told before any run, with file, line, field and what is allowed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenarios.batch import load_study, load_study_text
from scenarios.batch.plan import plan_of
from tests.batch import worlds
from twin.errors import InputError

HEAD = f"park: {worlds.PARK}\n"
BAD = {
    "unknown key": (HEAD + "seads: 3\n", ["study.yaml:2 seads", "did you mean 'seeds'"]),
    "no park": ("seeds: 3\n", ["give either 'park' or 'scenario'"]),
    "park and scenario": (HEAD + "scenario: x.yaml\n", ["give either 'park' or 'scenario'"]),
    "no such park": ("park: atlantis\n", ["study.yaml:1 park", "atlantis"]),
    "unknown lever": (
        HEAD + "measures:\n  a: [perpetual_motion]\n",
        ["study.yaml:3 measures.a.0", "perpetual_motion"],
    ),
    "unknown parameter": (
        HEAD + "measures:\n  a: [park_battery: {enrgy: 3}]\n",
        ["study.yaml:3", "park_battery", "enrgy"],
    ),
    "lever beyond its range": (
        HEAD + "measures:\n  a: [park_battery: {energy: -3}]\n",
        ["study.yaml:3", "park_battery", "-3"],
    ),
    "an assumption as a measure": (
        HEAD + "measures:\n  a: [gas_price: {factor: 1.2}]\n",
        ["study.yaml:3 measures.a.0", "is an assumption, not a measure"],
    ),
    "empty range": (
        HEAD + "samples:\n  method: sobol\n  n: 4\n  parameters:\n"
        "    prices.carbon: {min: 5, max: 5}\n",
        ["study.yaml:6 samples.parameters.prices.carbon", "the range is empty"],
    ),
    "range beyond the lever": (
        HEAD + "measures:\n  a: [park_battery: {energy: {min: -5, max: 5}}]\n"
        "samples: {method: sobol, n: 4}\n",
        ["park_battery", "-5", "with park_battery.energy = -5"],
    ),
    "range of a lever no variant has": (
        HEAD + "samples: {method: sobol, n: 4, parameters: {roof_pv.coverage: {min: 0, max: 1}}}\n",
        ["study.yaml:2", "no variant has the measure roof_pv"],
    ),
    "not a path of the park": (
        HEAD + "samples: {method: sobol, n: 4, parameters: {agents.roof.component.size: "
        "{min: 1, max: 2}}}\n",
        ["study.yaml:2", "unknown key", "size"],
    ),
    "no power of two": (
        HEAD + "samples: {method: sobol, n: 5, parameters: {prices.carbon: {min: 0, max: 2}}}\n",
        ["study.yaml:2 samples", "power of two"],
    ),
    "unknown method": (
        HEAD + "samples: {method: magic, n: 5, parameters: {prices.carbon: {min: 0, max: 2}}}\n",
        ["study.yaml:2 samples.method", "'grid'"],
    ),
    "seed sampled": (
        HEAD + "samples: {method: grid, n: 2, parameters: {seed: {min: 0, max: 2}}}\n",
        ["this is not sampled: use 'seeds'"],
    ),
    "ranges without samples": (
        HEAD + "measures:\n  a: [park_battery: {energy: {min: 1, max: 5}}]\n",
        ["study.yaml:2 measures", "must say how to sample"],
    ),
    "seeds twice": (HEAD + "seeds: [1, 2, 1]\n", ["study.yaml:2 seeds", "stands twice"]),
    "no seeds": (HEAD + "seeds: 0\n", ["study.yaml:2 seeds", "greater than or equal to 1"]),
    "no such station": (
        HEAD + "weather_years: [{station: atlantis}]\n",
        ["climate.station", "atlantis"],
    ),
    "no such weather file": (HEAD + "weather_years: [{file: no.epw}]\n", ["weather", "no.epw"]),
    "unknown system": (
        HEAD + "outputs: {systems: [mars]}\n",
        ["study.yaml:2 outputs.systems", "no such indicator system"],
    ),
    "not YAML": (HEAD + "seeds: [1,\n", ["study.yaml", "not valid YAML"]),
    "damaged": ("\x00\x01", ["study.yaml"]),
    "too large": (
        HEAD + "seeds: 100000\nweather_years: 100000\n",
        ["are 10000000000 rows; at most 1000000"],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_studies_are_refused_with_the_place(name):
    text, told = BAD[name]
    with pytest.raises(InputError) as error:
        plan_of(load_study_text(text))
    for part in told:
        assert part in str(error.value), str(error.value)


def test_all_problems_are_told_at_once():
    text = HEAD + "measures:\n  a: [one_thing]\n  b: [another_thing]\noutputs: {systems: [mars]}\n"
    with pytest.raises(InputError) as error:
        plan_of(load_study_text(text))
    assert len(error.value.problems) == 3


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        load_study(tmp_path / "none.yaml")


def test_a_study_is_a_cross_product():
    plan = plan_of(worlds.study())
    assert len(plan.rows) == 2 * 2 * 2 * 2
    assert len({row.key for row in plan.rows}) == len(plan.points) == 16
    assert [row.variant for row in plan.rows[::8]] == ["as_is", "battery"]


def test_runs_that_share_events_stand_together():
    points = plan_of(worlds.study()).points
    worlds_met = [(p.seed, p.changes["climate.seed"]) for p in points]
    assert worlds_met == sorted(worlds_met)


@pytest.mark.parametrize(
    "change",
    [
        {"days": 4}, {"step_minutes": 30}, {"set": {"prices.carbon": 3}}, {"dispatch": "rolling"},
        {"keep": "flows"}, {"outputs": {"terms": ["heat.supplied_mwh"]}},
        {"assumptions": [{"gas_price": {"factor": 1.1}}]},
    ],
)  # fmt: skip
def test_what_decides_a_number_is_in_the_hash(change):
    before = {point.key for point in plan_of(worlds.study(samples=None)).points}
    after = {point.key for point in plan_of(worlds.study(samples=None, **change)).points}
    assert not before & after


def test_names_and_counts_are_not_in_the_hash():
    text = worlds.STUDY.replace("  battery:", "  store:")
    more = plan_of(worlds.study(text, seeds=3)).points
    assert {p.key for p in plan_of(worlds.study()).points} < {p.key for p in more}


def test_a_scenario_is_the_base(tmp_path):
    scenario = f"park: {worlds.PARK}\nmeasures: [park_battery: {{energy: 4}}]\nseed: 9\n"
    (tmp_path / "plan_a.yaml").write_text(scenario + "set: {prices.carbon: 7}\n")
    plan = plan_of(load_study_text("scenario: plan_a.yaml\ndays: 1\n", folder=tmp_path))
    (point,) = plan.points
    assert point.seed == 9
    assert point.changes["prices.carbon"] == 7
    assert point.changes["interventions"] == [{"id": "park_battery", "parameters": {"energy": 4}}]


def test_the_study_of_the_document_is_sound():
    text = (worlds.PARK.parents[1] / "docs" / "batch.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    study = load_study_text(example.replace("park: yunnan", f"park: {worlds.PARK}"))
    study = replace(study, file=study.file.model_copy(update={"days": 1, "weather_years": 2}))
    assert len(plan_of(study).rows) == 2 * 50 * 2 * 5
