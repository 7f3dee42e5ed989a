"""The shipped interventions do what their texts say, and reach the park from every door."""

from __future__ import annotations

from functools import lru_cache

import pytest

from scenarios.interventions import intervention_names, load_intervention
from scenarios.park_file import load_park_text
from scenarios.run import run_park
from tests.parks import SMALL
from twin.errors import InputError


@lru_cache(maxsize=16)
def value(term, *names, **_):
    return year(names).value(term)


@lru_cache(maxsize=8)
def year(entries):
    chosen = [{"id": name, "parameters": dict(given)} for name, given in entries]
    return run_park(load_park_text(SMALL, changes={"interventions": chosen}))


def test_all_load_with_texts_and_ranges():
    assert intervention_names()
    for name in intervention_names():
        measure = load_intervention(name)
        assert measure.explanation.zh
        assert measure.explanation.en
        assert measure.parameters


@pytest.mark.parametrize("name", intervention_names())
def test_a_measure_of_size_zero_changes_no_account(name):
    measure = load_intervention(name)
    sizes = {key: 0.0 for key, p in measure.parameters.items() if p.unit in {"MW", "MWp", "MWh"}}
    assert value("cost.total_cny", (name, tuple(sizes.items()))) == value("cost.total_cny")
    assert value("carbon.park.total_t", (name, tuple(sizes.items()))) == value(
        "carbon.park.total_t"
    )


def test_a_direct_line_takes_the_place_of_the_grid():
    line = ("direct_green_line", (("solar", 8.0), ("wind", 0.0), ("price", 100.0)))
    came = value("electricity.direct_mwh", line)
    saved = value("electricity.grid_mwh") - value("electricity.grid_mwh", line)
    assert came > 100.0
    assert saved == pytest.approx(came, rel=0.02)  # the test park's own battery moves a little
    per_mwh = year((line,)).accounts.book.value("cost.direct_supply_cny") / came
    assert per_mwh == pytest.approx(100.0, rel=1e-9)


def test_an_electrode_boiler_takes_gas_only_where_power_is_cheaper():
    boiler = ("electrode_boiler", (("heat", 2.0),))
    less_gas = value("energy.fuel_tce") - value("energy.fuel_tce", boiler)
    more_power = value("electricity.used_mwh", boiler) - value("electricity.used_mwh")
    assert less_gas > 0.0
    heat_mwh = less_gas / 0.1229 * 0.9  # the gas boiler's efficiency in the test park
    assert more_power == pytest.approx(heat_mwh / 0.985, rel=0.02)


def test_a_parameter_out_of_range_is_refused():
    with pytest.raises(InputError, match="not between 0 and 2000"):
        load_park_text(
            SMALL,
            changes={"interventions": [{"id": "park_battery", "parameters": {"energy": 9e9}}]},
        )


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
