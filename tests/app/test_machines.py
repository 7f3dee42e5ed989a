"""A park with plants of power, heat and hydrogen is drawn whole, in both languages."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import numpy as np
import pytest

from scenarios.run import run_park
from scenarios.store import write_run
from tests.parks import SMALL, small_park
from views.energy import series
from views.energy.nodes import Groups
from views.energy.sankey import flows
from views.stored import records

ASSETS = {
    "engine": "{type: chp, power_mw: 3, level: hot_water_95, mode: power_led}",
    "turbine": "{type: chp, prime_mover: steam_turbine, fuel: raw_coal, mode: extraction,"
    " electric_efficiency: 0.32, power_mw: 4, level: steam_05mpa}",
    "ely": "{type: electrolyser, power_mw: 4, heat_share: 0.5}",
    "tank": "{type: hydrogen_store, capacity_kg: 500, rate_mw: 3, value_cny_per_mwh: 1100}",
    "cell": "{type: fuel_cell, power_mw: 1, om_cny_per_mwh: 0}",
    "orc": "{type: orc, source: cells, source_c: 90, power_mw: 0.1}",
    "capture": "{type: carbon_capture, source: boiler, capacity_t_per_h: 2}",
}
TEXT = SMALL.rstrip("\n") + "".join(
    f"\n  {name}:\n    kind: asset\n    label: {{zh: {name}, en: {name}}}\n"
    f"    component: {fields}\n    source: test\n    confidence: T"
    for name, fields in ASSETS.items()
)
CHANGES = {
    "days": 3,
    "agents.boiler.component.flue_gas": True,
    "prices.hydrogen": {"value": 10, "unit": "CNY/kg"},
}


@functools.cache
def stored() -> Path:
    """Return the folder of the run, made once."""
    return write_run(run_park(small_park(CHANGES, TEXT)), Path(tempfile.mkdtemp(prefix="runs")))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_energy_picture_balances_with_machines_in_it(lang):
    run = stored()
    rows, park = records.ledger_rows(run), records.document(run)
    graph = flows(rows, "energy", Groups(park, lang, "energy"))
    assert graph.worst_miss() < 1e-6
    ran = {n.partition("/")[0] for r in rows if r.total > 0.0 for n in (r.source, r.target)}
    drawn = {name.removeprefix("agent:") for name in graph.nodes}
    assert {"engine", "turbine", "cell", "orc"} & ran
    assert (set(ASSETS) - {"capture"}) & ran <= drawn
    assert not [node for node in graph.nodes if "@" in node or node.startswith("x:")]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("lens", series.LENSES)
def test_every_band_has_a_name(lens, lang):
    run = stored()
    rows, park = records.ledger_rows(run), records.document(run)
    assert all(group.label for group in series.groups(rows, lens, park, lang))


def test_power_in_equals_power_out_with_machines_in_it():
    run = stored()
    rows, park = records.ledger_rows(run), records.document(run)

    def total(lens):
        ids = [i for group in series.groups(rows, lens, park, "en") for i in group.rows]
        return records.flows(run, ids)[1].sum(axis=0)

    lost = [r.id for r in rows if r.commodity == "electricity" and r.purpose == "curtailed"]
    curtailed = records.flows(run, lost)[1].sum(axis=0)
    np.testing.assert_allclose(
        total("power_in"), total("power_out") + curtailed, rtol=1e-6, atol=1e-9
    )
