"""A park with heat and cold of every kind: it closes, serves all, and can be drawn."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import pytest

from scenarios.run import run_park
from scenarios.store import write_run
from tests.parks import SMALL, small_park
from views.energy.nodes import Groups
from views.energy.sankey import DOMAINS, flows
from views.stored import records

ASSETS = {
    "big-chiller": "type: chiller, capacity_mw: 3",
    "absorber": "type: absorption_chiller, capacity_mw: 1, level: hot_water_95",
    "tower": "type: cooling_tower, capacity_mw: 20",
    "cold-tank": "type: chilled_water_store, volume_m3: 500, power_mw: 1",
    "hot-tank": "type: hot_water_tank, volume_m3: 300, power_mw: 2",
    "steam-drum": "type: steam_accumulator, volume_m3: 60, power_mw: 1",
    "river-pump": "type: heat_pump, source: water, water_c: 14, capacity_mw: 1",
    "hot-pump": "type: industrial_heat_pump, source: hot_water_60, level: hot_water_95,"
    " capacity_mw: 1",
}
OTHERS = """
components:
  cooling: {type: demand, bus: chilled_water_7, rate: 2 MW}
  heat-network:
    type: heat_network
    pipes: [{level: hot_water_95, length_m: 2000, design_mw: 3}]
"""


def text():
    agents = "".join(
        f"\n  {name}:\n    kind: asset\n    label: {{zh: {name}, en: {name}}}\n"
        f"    component: {{{component}}}\n    source: test\n    confidence: T\n"
        for name, component in ASSETS.items()
    )
    cells = "    archetype: battery_cell\n"
    tower = "    intensities: {waste_heat: {gj: 0.05, temperature_c: 90, rejected_by: tower}}\n"
    office = "    building_type: office_existing\n"
    told = SMALL.replace(cells, cells + tower).replace(office, office + COOLED)
    return told.rstrip("\n") + agents + OTHERS


COOLED = "    cooling: chilled_water_7\n"


@functools.cache
def run():
    return run_park(small_park({}, text()))


@functools.cache
def stored():
    return write_run(run(), Path(tempfile.mkdtemp(prefix="runs")))


def test_it_closes_and_serves_all():
    result = run()
    assert max(c.worst for c in result.closure.values()) <= 1e-9
    assert not result.unserved
    assert result.ledger.total("cells/line-1/waste-heat-cooling>condenser_heat") > 0.0
    assert result.ledger.total("tower>condenser_heat@~air") > 0.0
    assert any(
        r.id.endswith("/cooling") and r.source == "chilled_water_7" for r in result.ledger.rows
    )
    assert result.value("heat.condenser_rejected_mwh") > 0.0
    assert result.value("waste_heat.exergy_recovered_mwh") > 0.0


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("domain", DOMAINS)
def test_its_pictures_balance(domain, lang):
    rows, park = records.ledger_rows(stored()), records.document(stored())
    graph = flows(rows, domain, Groups(park, lang, domain, ()))
    assert graph.links
    assert graph.worst_miss() < 1e-6
