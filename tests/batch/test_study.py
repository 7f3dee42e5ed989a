"""Study files: what is wrong is told before any run, with file, line, field and what is allowed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenarios.batch import load_study, load_study_text, run_study
from scenarios.batch.plan import plan_of
from scenarios.batch.rows import scenario_of_row
from scenarios.run import run_park
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
    "no seeds": (
        HEAD + "seeds: 0\n",
        ["study.yaml:2 seeds", "seeds: expected a count of at least 1", "or a list of seeds"],
    ),
    "no such station": (
        HEAD + "weather_years: [{station: atlantis}]\n",
        ["climate.station", "atlantis"],
    ),
    "no such weather file": (HEAD + "weather_years: [{file: no.epw}]\n", ["weather", "no.epw"]),
    "unknown system": (
        HEAD + "outputs: {systems: [mars]}\n",
        ["study.yaml:2 outputs.systems", "no such indicator system"],
    ),
    "system that the park does not ask for": (
        HEAD + "set: {indicator_systems: [national]}\noutputs: {systems: [yunnan]}\ndays: 1\n",
        ["study.yaml:3 outputs.systems.0: no variant has this scorecard", "yunnan"],
    ),
    "unknown term": (
        HEAD + "outputs: {terms: [water.fresh_m3, water.fresh_m4, nonsense.term]}\ndays: 1\n",
        [
            "study.yaml:2 outputs.terms.1: no variant has this account term; near: water.fresh_m3",
            "study.yaml:2 outputs.terms.2",
            "'nonsense.term'",
            "2 problems",
        ],
    ),
    "range beyond the assumption": (
        HEAD + "samples:\n  method: grid\n  n: 2\n  parameters:\n"
        "    gas_price.factor: {min: 0.5, max: 99}\n",
        ["study.yaml:6 samples.parameters.gas_price.factor: ", "99", "between 0.4 and 3"],
    ),
    "range of a measure beyond it, among the samples": (
        HEAD + "measures:\n  a: [park_battery]\nsamples:\n  method: grid\n  n: 2\n  parameters:\n"
        "    park_battery.energy: {min: -5, max: 99}\n",
        ["study.yaml:8 samples.parameters.park_battery.energy: ", "value: -5"],
    ),
    "unknown name sampled": (
        HEAD + "samples: {method: grid, n: 2, parameters: {gas_prize.factor: {min: 1, max: 2}}}\n",
        ["study.yaml:2 samples.parameters.gas_prize.factor", "near: gas_price", "1 problem "],
    ),
    "parameter of a variant": (
        HEAD + "measures:\n  b: []\n  a: [roof_pv, park_battery: {energy: -3}]\n",
        ["study.yaml:4 measures.a.1.park_battery.energy: ", "value: -3"],
    ),
    "parameter of an assumption": (
        HEAD + "assumptions: [gas_price: {factor: 99}]\n",
        ["study.yaml:2 assumptions.0.gas_price.factor: ", "value: 99"],
    ),
    "measures as a list": (
        HEAD + "measures: [roof_pv]\n",
        ["study.yaml:2 measures: expected a mapping of variants", "1 problem "],
    ),
    "variant that is no list": (
        HEAD + "measures: {a: roof_pv}\n",
        ["study.yaml:2 measures.a: expected the variant's list of measures", "1 problem "],
    ),
    "measure that is none": (
        HEAD + "measures: {a: [roof_pv: 0.5]}\n",
        ["study.yaml:2 measures.a.0: expected an id, or an id with parameters", "1 problem "],
    ),
    "no weather years": (
        HEAD + "weather_years: 0\n",
        ["study.yaml:2 weather_years: expected a count of at least 1", "1 problem "],
    ),
    "negative seed": (HEAD + "seeds: [1, -1]\n", ["study.yaml:2 seeds.1", "-1", "1 problem "]),
    "weather year that is none": (
        HEAD + "weather_years: [no.epw]\n",
        ["study.yaml:2 weather_years.0: expected a seed, {station", "1 problem "],
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
        {"keep": "flows"}, {"outputs": {"terms": ["heat.demand_mwh"]}},
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


def test_a_term_of_one_variant_is_a_term_of_the_study(tmp_path):
    """What only one variant has is null in the others, and sets nothing aside."""
    text = HEAD + "measures: {as_is: [], biomass: [biomass_boiler]}\ndays: 1\nstep_minutes: 60\n"
    plain, more = (set(_terms(text, variant)) for variant in ("as_is", "biomass"))
    only = "energy.carrier.biomass_mwh"
    assert only in more - plain
    study = load_study_text(text + f"outputs: {{terms: [{only}]}}\n")
    outcome = run_study(study, tmp_path)
    assert not outcome.tally.aside
    found = outcome.tables["runs"].select(["variant", only]).to_pylist()
    assert [row["variant"] for row in found if row[only] is not None] == ["biomass"]


def _terms(text, variant):
    study = load_study_text(text)
    return [term.id for term in run_park(scenario_of_row(study, variant, {}).load()).accounts.book]
