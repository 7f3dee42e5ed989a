"""What is well written and makes no sense: refused by name, or told of in check and run."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.build import Options, build
from scenarios.park_file import load_park
from scenarios.present import print_result
from scenarios.run import run_park
from twin.errors import InputError

PARK = """
format: 1
label: {{zh: 园, en: Park}}
region: yunnan
start: 2025-03-03
days: {days}
step_minutes: 60
{more}
components:
  grid: {{type: grid_connection, tariff: yunnan, import_mw: 50}}
  load: {{type: demand, bus: electricity, rate: 4}}
  {part}
"""
CALL = """agents:
  op:
    kind: operator
    label: {{zh: 运营, en: Operator}}
    source: test
    confidence: T
    calls: [{{date: {date}, from_hour: 3, to_hour: 5, kind: demand_response, grid: {grid},
             pay_cny_per_mwh: 100}}]
"""
CHP = """chp: {type: chp, power_mw: 20, level: hot_water_95, min_load: 0.9}
  boiler: {type: boiler, fuel: natural_gas, capacity_mw: 10, level: hot_water_95}
  heat: {type: demand, bus: hot_water_95, rate: 4}"""


def built(folder, part="", more="", days=1):
    file = folder / "park.yaml"
    file.write_text(PARK.format(part=part, more=more, days=days), encoding="utf-8")
    return build(load_park(file))


@pytest.mark.parametrize(
    ("part", "more", "words"),
    [
        ("w: {type: supply, bus: electricity@nix, available: 5, kind: generation}", "",
         ("nix", "no direct_line of this name")),
        ("l: {type: direct_line, capacity_mw: 5}", "", ("no plant feeds this line", "line: l")),
        ("", CALL.format(date="2025-03-03", grid="load"),
         ("load", "no grid connection", "there are: grid")),
        ("", "dispatch: {curtail_first: [load, grid]}", ("load", "grid", "only plants of sun")),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_refused(tmp_path, part, more, words):
    with pytest.raises(InputError) as caught:
        built(tmp_path, part, more)
    for word in words:
        assert word in str(caught.value)


def test_a_plant_whose_least_load_nobody_can_take_is_told_of(tmp_path):
    """18 MW of power and their heat, where 4 MW of heat are taken: a boiler serves the bus."""
    (warning,) = built(tmp_path, CHP).warnings
    assert warning.id == "never_runs"
    assert "hot_water_95" in warning.en
    assert warning.figures["most"] == pytest.approx(4.0)
    assert warning.figures["least"] > 4.0
    assert not built(tmp_path, CHP.replace("rate: 4}", "rate: 40}")).warnings


def test_an_electrolyser_too_large_for_its_hydrogen_is_told_of(tmp_path):
    """5 MW at 0.3 are 1.5 / 50 t/h = 1 MW of hydrogen; 0.3 MW are taken, and some is bought."""
    part = """works: {type: water_works, capacity_m3_per_h: 500}
  wtp: {type: wastewater_plant, capacity_m3_per_h: 500}
  ely: {type: electrolyser, power_mw: 5}
  need: {type: demand, bus: hydrogen, rate: 0.3}
  pipe: {type: supply, bus: hydrogen, available: 1}"""
    (warning,) = built(tmp_path, part).warnings
    assert warning.figures == pytest.approx({"least": 1.0, "most": 0.3})


def test_a_call_outside_the_span_is_told_of(tmp_path):
    inside, outside = (CALL.format(date=date, grid="grid") for date in ("2025-03-03", "2026-03-05"))
    assert not built(tmp_path, more=inside).warnings
    (warning,) = built(tmp_path, more=outside).warnings
    assert "2026-03-05" in warning.en
    assert "2026-03-05" in warning.zh


def test_regret_and_foresight_name_what_stands_in_their_way(tmp_path):
    """Before anything is simulated."""
    held = CALL.format(date="2025-03-03", grid="grid").replace(
        "pay_cny_per_mwh: 100", "import_limit_share: 0.5"
    )
    file = tmp_path / "park.yaml"
    file.write_text(PARK.format(part="", more=held, days=1), encoding="utf-8")
    for options in (Options(regret=True), Options(dispatch="perfect")):
        with pytest.raises(InputError, match=r"(?s)agents.op.*calls.0.import_limit_share"):
            build(load_park(file), options)


def test_a_wrong_key_of_an_intensity_is_told_where_it_stands(tmp_path):
    firm = """agents:
  m: {kind: enterprise, label: {zh: 厂, en: Mill}, source: test, confidence: T,
      archetype: paper_board,
      output_per_year: 1000, intensities: {waste_heat: {mwh: 1, temperature_c: 80}}}"""
    with pytest.raises(InputError) as caught:
        built(tmp_path, more=firm)
    told = str(caught.value)
    assert "intensities.waste_heat.mwh: unknown key; allowed: gj, kind" in told


def test_a_capture_on_a_boiler_that_offers_nothing_says_what_to_set(tmp_path):
    part = """cc: {type: carbon_capture, source: b, capacity_t_per_h: 1}
  b: {type: boiler, fuel: natural_gas, capacity_mw: 10, level: hot_water_95}
  h: {type: demand, bus: hot_water_95, rate: 3}"""
    with pytest.raises(InputError, match="'b' offers no flue gas; set flue_gas: true"):
        built(tmp_path, part)


def test_a_few_days_have_no_yearly_bill(tmp_path, capsys):
    built(tmp_path)
    result = run_park(load_park(tmp_path / "park.yaml"))
    for lang, words, wrong in (
        ("en", "bill of the span", "yearly bill"),
        ("zh", "本期费用", "年度费用"),
    ):
        print_result(result, Path(), lang)
        told = capsys.readouterr().out
        assert words in told
        assert wrong not in told
        assert "…" not in told
