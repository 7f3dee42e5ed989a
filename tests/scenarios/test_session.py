"""What-ifs in one process: whatever is reused, the run is that of a process of its own."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.build import Options
from scenarios.run import run_park
from scenarios.session import Session
from tests.parks import SMALL, small_park
from tests.scenarios.test_memo import PARK, written
from twin.resettle import same

BATTERY = {
    "kind": "asset", "label": {"zh": "储", "en": "B"}, "source": "test", "confidence": "T",
    "component": {"type": "battery", "energy_mwh": 4, "power_mw": 2},
}  # fmt: skip
# Each is laid on the park as it is; the run before it is what a session may take over from.
WHAT_IFS = {
    "nothing": {},
    "nothing again": {},
    "an indicator system": {"indicator_systems": ["national"]},
    "a battery": {"agents.battery": BATTERY},
    "a larger battery": {
        "agents.battery": {**BATTERY, "component": {**BATTERY["component"], "energy_mwh": 9}}
    },
    "more PV": {"agents.roof.component.capacity_mw": 9.0},
    "no PV": {"agents.roof.component.capacity_mw": 0.0},
    "tilted PV": {"agents.roof.component.tilt_deg": 25.0},
    "a fuel price": {"prices.natural_gas": 5.5},
    "a carbon price": {"prices.carbon": 120.0},
    "a tariff": {"tariffs.yunnan": {"energy_cny_per_mwh": 260.0}},
    "an intensity": {"agents.cells.intensities": {"electricity_kwh": 40.0}},
    "a larger office": {"agents.office.floor_m2": 9000},
    "a contract": {"agents.operator.purchases": [{"form": "certificate", "mwh_per_year": 500}]},
    "more orders": {"agents.cells.output_per_year": 1_000_000},
    "more outages": {"agents.roof.outages": {"mtbf_h": 20, "mttr_h": 5}},
    "other luck": {"seed": 12},
    "colder": {"climate.station": "harbin"},
    "who looks": {
        "agents.operator.purchases": [{"form": "trade", "follow_import_share": 0.4}]
    },
    "as it was": {},
}  # fmt: skip


@pytest.mark.parametrize("dispatch", ["rules", "rolling", "perfect"])
def test_a_chain_of_what_ifs_is_the_same_byte_for_byte(dispatch, tmp_path):
    options = Options(dispatch=dispatch)
    session = Session("small", SMALL, options)
    recalled, taken = [], {}
    for name, changes in WHAT_IFS.items():
        if dispatch == "perfect" and name == "who looks":
            continue  # refused: what an agent would have done is unknown
        all_changes = {**PARK, **changes}
        told = session.what_if(all_changes)
        acted = run_park(small_park(all_changes), options)
        assert written(told, tmp_path / "told") == written(acted, tmp_path / "acted"), name
        if told.built.is_recalled:
            recalled.append(name)
        taken[name] = told.built.plant.rows_known
    acts = {"nothing", "more orders", "more outages", "other luck", "colder", "who looks"}
    assert set(recalled) == set(WHAT_IFS) - acts
    assert {name for name in recalled if not taken[name]} == {
        "tilted PV", "a fuel price", "a larger office", "a contract", "as it was",
    }  # fmt: skip


def test_an_earlier_result_is_left_as_it_was():
    session = Session("small", SMALL)
    first = session.what_if(PARK)
    states = [block.state for block in first.built.plant.network.blocks]
    before = [[array.copy() for array in state] for state in states]
    values = first.built.plant.network.table.values.copy()
    session.what_if({**PARK, "agents.roof.component.capacity_mw": 9.0, "dispatch": "perfect"})
    session.what_if({**PARK, "agents.roof.component.tilt_deg": 25.0})
    assert np.array_equal(first.built.plant.network.table.values, values)
    assert same(before, [list(state) for state in states])


def test_contents_are_compared_bit_by_bit():
    assert same(np.array([1.0, np.nan]), np.array([1.0, np.nan]))
    assert not same(np.array([0.0]), np.array([-0.0]))
    assert not same(np.array([1.0]), np.array([1]))
    assert not same(1, 1.0)
    assert same({"a": (1, [2.0])}, {"a": (1, [2.0])})
    assert not same({"a": 1}, {"b": 1})
    assert not same(object(), object())
