"""The ledger closes hard, and says where it does not."""

from __future__ import annotations

import numpy as np
import pytest

from tests.kernels.highs_reference import optimum
from tests.plant.test_invariance import climate, park
from tests.small import NO_PEAKS, context, electric, make, plant, settled
from twin.dispatch.rules import Rules
from twin.errors import ClosureError
from twin.ledger import build_ledger
from twin.network.pack import pack
from twin.plant import Plant
from twin.primitives import Converter, Port, Purpose, Sink, Source


@pytest.fixture(scope="module")
def year():
    sunny = park() | {"load": make("demand", bus="electricity", rate="15 MW")}
    found = plant(sunny, context(days=6, weather=climate))
    for second, rate in ((0, 5.0), (90_000, 9.5), (200_000, 2.0), (300_000, 14.0)):
        found.meters.set(second, 0, rate)
    found.settle(found.timeline.n_steps)
    return found, build_ledger(found.network)


def test_every_bus_closes_in_every_interval(year):
    _, ledger = year
    closure = ledger.close()
    assert "electricity" in closure
    assert max(c.worst for c in closure.values()) <= 1e-9
    assert closure["electricity"].throughput > 0.0


@pytest.mark.parametrize("fault", [1e-6, float("nan")])
def test_a_tampered_flow_fails_naming_bus_time_and_terms(fault):
    found = settled(electric())
    block = found.network.blocks[0]
    number = block.column_index()["grid/import"]
    block.state.activity[37, number] += fault
    with pytest.raises(ClosureError) as caught:
        build_ledger(found.network).close()
    message = str(caught.value)
    assert "electricity" in message
    assert "2025-03-03T09:15" in message
    assert "grid/import>electricity" in message


def test_unserved_demand_is_a_row_with_a_name():
    found = settled(electric(load=make("demand", bus="electricity", rate="600 MW")))
    ledger = build_ledger(found.network)
    ledger.close()
    assert ledger.total("unserved>electricity") == pytest.approx(100.0 * 48)
    assert ledger.total("grid/import>electricity") == pytest.approx(500.0 * 48)


def test_heat_is_over_only_where_it_is_forced_in():
    """A converter paid 100 CNY/MWh to make 9 MW of heat makes the 4 that are wanted.

    8 MW of heat that comes unasked leave 4 over, and then the converter stands still.
    """
    level = "hot_water_60"
    items = [
        Source("power", "electricity", Purpose.PURCHASE),
        Converter("paid", (Port("electricity", 0.1),), (Port(level, 1.0),), capacity=9.0,
                  cost=-100.0),
        Sink("need", level, Purpose.USE, fixed=4.0),
    ]  # fmt: skip
    rates = []
    for more in ([], [Source("kiln", level, Purpose.PURCHASE, fixed=8.0)]):
        found = Plant(pack([*items, *more], context(days=1).timeline), Rules())
        found.settle(96)
        ledger = build_ledger(found.network)
        ledger.close()
        rates.append([ledger.total(row) / 24.0 for row in (f"paid>{level}", f"{level}>surplus")])
    assert rates[0] == pytest.approx([4.0, 0.0])
    assert rates[1] == pytest.approx([0.0, 4.0])


def test_available_power_is_used_or_curtailed(year):
    found, ledger = year
    row = next(r for r in ledger.rows if r.id == "pv>electricity@own")
    block, number = found._place["pv"]
    problem = found.network.blocks[block].problem
    available = problem.cap[number] * found.network.table.values[problem.cap_row[number]]
    used, lost = ledger.flow(row.id), ledger.flow("pv>curtailed")
    np.testing.assert_allclose(used + lost, available, atol=1e-12)
    assert lost.sum() > 0.0


def test_a_battery_keeps_its_energy(year):
    found, ledger = year
    block = next(b for b in found.network.blocks if b.stores)
    number = [s.storage.name for s in block.stores].index("battery")
    level = block.state.level[number]
    charged, given = ledger.total("electricity>battery"), ledger.total("battery>electricity")
    assert charged - given - ledger.total("battery>loss") == pytest.approx(level[-1] - level[0])
    assert charged > 0.0
    assert given <= 0.86 * charged + level[0]


def test_boiler_efficiency_and_minimum_load(year):
    _, ledger = year
    heat, gas = ledger.flow("boiler>steam_1mpa"), ledger.flow("natural_gas>boiler")
    np.testing.assert_allclose(heat, 0.9 * gas, atol=1e-12)
    running = heat[heat > 0.0] * 4.0
    assert running.size
    assert running.min() >= 0.3 * 30.0 - 1e-9


def test_exports_come_from_own_generation_only(year):
    _, ledger = year
    out = ledger.flow("electricity@own>grid/export")
    made = ledger.flow("pv>electricity@own") + ledger.flow("wind>electricity@own")
    assert out.max() > 0.0
    assert (out <= made + 1e-12).all()


def test_executor_agrees_with_highs_on_the_intervals_of_a_park():
    """Without stores, minimum loads and demand charge an interval is a plain linear programme."""
    kept = {k: v for k, v in park().items() if k not in {"battery", "plant", "drain"}}
    boiler = make("boiler", fuel="natural_gas", capacity_mw=30.0)
    found = plant(kept | {"boiler": boiler}, context(days=4, weather=climate, tariff=NO_PEAKS))
    found.meters.set(0, 0, 11.0)
    found.settle(found.timeline.n_steps)
    for block in found.network.blocks:
        assert max(_difference(found, block, block.demand, k) for k in range(0, 384, 3)) <= 1e-9


def _difference(found, block, net, k):
    problem, values = block.problem, found.network.table.values
    pick = lambda const, row: const * np.where(row >= 0, values[row, k], 1.0)  # noqa: E731
    n = block.state.activity.shape[1]  # without the tiers
    cost = problem.cost + np.where(problem.cost_row >= 0, values[problem.cost_row, k], 0.0)
    av = pick(problem.coefficient, problem.coefficient_row)
    cap, cost = pick(problem.cap, problem.cap_row)[:n], cost[:n]
    reference = optimum(problem.ap[: n + 1], problem.ai, av, cost, cap, net[k])
    return abs(cost @ block.state.activity[k] - reference) / max(1.0, abs(reference))


def test_select_filters_by_purpose_commodity_and_owner(year):
    _, ledger = year
    assert {r.commodity for r in ledger.select(Purpose.FUEL_USE)} == {"natural_gas"}
    assert not list(ledger.select(owners=("nobody",)))
    assert all(r.commodity == "electricity" for r in ledger.select(commodities=("electricity",)))
