"""What is well written and makes no sense: refused by name, or told of in check and run."""

from __future__ import annotations

import pytest

from scenarios.build import build
from scenarios.park_file import load_park
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


def test_a_call_outside_the_span_is_told_of(tmp_path):
    inside, outside = (CALL.format(date=date, grid="grid") for date in ("2025-03-03", "2026-03-05"))
    assert not built(tmp_path, more=inside).warnings
    (warning,) = built(tmp_path, more=outside).warnings
    assert "2026-03-05" in warning.en
    assert "2026-03-05" in warning.zh
