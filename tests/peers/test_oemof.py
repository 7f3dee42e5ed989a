"""A third program finds the same optimum, penalties included."""

from __future__ import annotations

import dataclasses

import pytest

pytest.importorskip("oemof.solph", reason="needs the extra 'peers'")

from benchmarks.energy_park import energy_park
from benchmarks.oemof_model import oemof_optimum
from benchmarks.whole_year import whole_year
from tests.peers.test_whole_year import settled
from tests.small import make

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize(("days", "step"), [(14, 60), (3, 15)])
def test_oemof_finds_the_same_optimum(days, step):
    network = settled(energy_park(days, step, initial_share=0.0)).network
    assert oemof_optimum(network) == pytest.approx(whole_year(network), rel=1e-6)


def test_scarcity_costs_the_same_in_oemof():
    spec = energy_park(days=3, initial_share=0.0)
    grid = make("grid_connection", tariff="six", import_mw=12.0, export_mw=10.0)
    plant = settled(dataclasses.replace(spec, components={**spec.components, "grid": grid}))
    assert plant.unserved_so_far() > 1.0
    assert oemof_optimum(plant.network) == pytest.approx(whole_year(plant.network), rel=1e-6)
