"""The executor and its planners against a programme written straight over the same columns."""

from __future__ import annotations

import pytest

from benchmarks.energy_park import demands, energy_park, given_park, profiles
from benchmarks.given import load
from benchmarks.whole_year import cost_of_run, rolling_loop, whole_year
from tests.peers.hydrogen_park import hydrogen_park
from tests.small import NO_PEAKS
from twin.dispatch.lookahead import Perfect
from twin.errors import InputError
from twin.spec import TwinSpec, assemble, parts_of
from twin.streams import Streams
from twin.timeline import Timeline


def settled(spec):
    plant = assemble(spec)
    plant.settle(plant.timeline.n_steps)
    return plant


def without_stores(spec):
    """Return the same park without its stores."""
    left = {n: c for n, c in spec.components.items() if n not in {"battery", "tank"}}
    return TwinSpec(spec.context, left)


@pytest.mark.parametrize("step", [15, 60])
def test_without_stores_every_interval_is_optimal(step):
    plant = settled(without_stores(energy_park(days=28, step_minutes=step)))
    assert cost_of_run(plant.network) == pytest.approx(whole_year(plant.network), rel=1e-9)


@pytest.mark.parametrize(
    "make", [lambda: energy_park(days=28), lambda: hydrogen_park(tariff=NO_PEAKS)]
)
def test_perfect_is_the_optimum(make):
    plant = settled(make())
    least = whole_year(plant.network)
    plant.replan(Perfect(plant.network))
    for block in plant.network.blocks:
        for s, store in enumerate(block.stores):
            assert block.state.level[s, -1] >= store.storage.initial - 1e-6
    assert cost_of_run(plant.network) == pytest.approx(least, rel=1e-6)


def test_two_days_in_sight_are_nearly_all_that_a_day_needs():
    plant = settled(energy_park(days=28, initial_share=0.0))
    least = whole_year(plant.network)
    assert least * (1.0 - 1e-9) <= rolling_loop(plant.network) <= least * 1.001


def test_profiles_are_the_same_park_at_every_step():
    fine, coarse = (
        demands(Timeline(energy_park(1).context.timeline.start, 365, step), Streams(1))
        for step in (15, 60)
    )
    for name, values in fine.items():
        assert values.reshape(-1, 4).mean(axis=1) == pytest.approx(coarse[name], rel=1e-12)
    assert coarse["steam"].sum() == pytest.approx(60_000.0, rel=1e-12)
    assert fine["load"].max() == 20.0


def test_minimum_loads_are_no_linear_programme():
    with pytest.raises(InputError, match="minimum loads"):
        whole_year(settled(hydrogen_park(days=1, min_load=0.4)).network)


def test_profiles_made_beforehand_are_the_same_park(tmp_path):
    """What the benchmark measures from arrays is the park of the components, bit by bit."""
    profiles(60).save(tmp_path / "given.npz")
    given = load(tmp_path / "given.npz")
    park = energy_park()
    ours, theirs = (parts_of(spec)[0] for spec in (given_park(given), park))
    assert [part.name for part in ours] == [part.name for part in theirs]
    costs = [cost_of_run(settled(spec).network) for spec in (given_park(given), park)]
    assert costs[0] == costs[1]
