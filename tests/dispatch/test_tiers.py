"""A planned store's move in an interval, against a programme written down apart from the kernel."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.small import context
from twin.network.block import TIERS, VALUE_CELLS
from twin.network.pack import pack
from twin.plant import Plant
from twin.primitives import Purpose, Sink, Source, Storage

CAPACITY, RATE, ETA_IN, ETA_OUT, LOSS = 10.0, 4.0, 0.9, 0.8, 0.01
PRICES, POWERS = (120.0, 310.0, 540.0, 790.0), (3.0, 2.5, 2.0, 4.0)
DEMAND, GIVEN = 5.0, 1.5
SHORT_CNY = 1e5


class Tables:
    """A planner that writes tables, targets and leans as they are given."""

    name = "tables"
    knows = ()

    def __init__(self, tables, targets, lean):
        self.tables, self.targets, self.lean = tables, targets, lean

    def plan(self, network, first_step):
        state = network.blocks[0].state
        state.value[0], state.target[0], state.lean[0] = self.tables, self.targets, self.lean


def settled(tables, targets, lean, initial=4.0):
    """Return one day of a bus with four suppliers, a demand and a store under given tables."""
    items = [
        Source(f"supply-{i}", "electricity", Purpose.PURCHASE, limit=power, cost=price)
        for i, (price, power) in enumerate(zip(PRICES, POWERS, strict=True))
    ]
    items += [
        Sink("need", "electricity", Purpose.USE, fixed=DEMAND),
        Source("given", "electricity", Purpose.PURCHASE, fixed=GIVEN),
        Storage("store", "electricity", capacity=CAPACITY, charge_rate=RATE, discharge_rate=RATE,
                charge_efficiency=ETA_IN, discharge_efficiency=ETA_OUT, initial=initial,
                standing_loss_per_h=LOSS, planned=True),
    ]  # fmt: skip
    network = pack(items, context(days=1, step=60).timeline)
    plant = Plant(network, Tables(tables, targets, lean))
    plant.settle(24)
    return plant.network.blocks[0]


def worth_between(table, low, high):
    """Return the worth of filling from ``low`` to ``high`` by integrating the table [CNY]."""
    nodes = np.linspace(0.0, CAPACITY, VALUE_CELLS + 1)
    sums = np.concatenate([[0.0], np.cumsum(table * CAPACITY / VALUE_CELLS)])
    return float(np.interp(high, nodes, sums) - np.interp(low, nodes, sums))


def pieces(table, target, lean, start, end):
    """Return length of level and mean worth of the pieces of a move from ``start`` to ``end``."""
    edges = np.linspace(start, end, TIERS + 1)
    if min(start, end) < target < max(start, end):
        edges = np.concatenate([[start], np.linspace(target, end, TIERS)])
    found = []
    for a, b in itertools.pairwise(edges):
        low, high = min(a, b), max(a, b)
        if high > low:
            mean = worth_between(table, low, high) / (high - low)
            found.append((high - low, mean + (lean if 0.5 * (low + high) < target else -lean)))
    return found


def best(table, target, lean, level):
    """Return the optimum of one interval and the level it leads to."""
    kept = level * (1.0 - LOSS)
    up = min(RATE * ETA_IN, CAPACITY - kept)
    down = min(RATE / ETA_OUT, kept)
    rise = pieces(table, target, lean, kept, kept + up)
    fall = pieces(table, target, lean, kept, kept - down)
    cost = [*PRICES, SHORT_CNY, *(-w for _, w in rise), *(w for _, w in fall)]
    most = [*POWERS, DEMAND, *(n for n, _ in rise), *(n for n, _ in fall)]
    gives = [1.0] * (len(PRICES) + 1) + [-1.0 / ETA_IN] * len(rise) + [ETA_OUT] * len(fall)
    done = linprog(cost, A_eq=[gives], b_eq=[DEMAND - GIVEN],
                   bounds=[(0.0, m) for m in most], method="highs")  # fmt: skip
    assert done.status == 0
    n = len(PRICES) + 1
    return kept + done.x[n : n + len(rise)].sum() - done.x[n + len(rise) :].sum()


def falling(rng):
    """Return 24 hours of tables that fall with the level, by random steps [CNY/MWh]."""
    return -np.sort(-rng.uniform(0.0, 900.0, (24, VALUE_CELLS)), axis=1)


@pytest.mark.parametrize("has_target", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_every_move_is_the_optimum_of_its_interval(seed, has_target):
    rng = np.random.default_rng(seed)
    tables = falling(rng)
    targets = rng.uniform(0.0, CAPACITY, 24) if has_target else np.full(24, -1.0)
    lean = 3.0 if has_target else 0.0
    level = settled(tables, targets, lean).state.level[0]
    expected = [best(tables[k], targets[k], lean, level[k]) for k in range(24)]
    np.testing.assert_allclose(level[1:], expected, atol=1e-8)
    assert np.ptp(level) > 0.2 * CAPACITY


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    spread=st.sampled_from([0.0, 1.0, 900.0, 1e5]),
    initial=st.sampled_from([0.0, 1e-9, 5.0, CAPACITY]),
    lean=st.sampled_from([0.0, 0.01, 1000.0]),
)
def test_whatever_the_table_a_store_keeps_its_bounds(seed, spread, initial, lean):
    """Tables that rise, are flat, negative or absurd, and targets outside the store."""
    rng = np.random.default_rng(seed)
    tables = rng.uniform(-spread, spread, (24, VALUE_CELLS))
    targets = rng.uniform(-0.2 * CAPACITY, 1.2 * CAPACITY, 24)
    block = settled(tables, targets, lean, initial)
    level, state, problem = block.state.level[0], block.state, block.problem
    taken, given = (state.activity[:, int(j[0])] for j in (problem.charge, problem.discharge))
    for flow in (taken, given):
        assert flow.min() >= -1e-9
        assert flow.max() <= RATE + 1e-9
    assert level.min() >= 0.0
    assert level.max() <= CAPACITY
    expected = level[:-1] * (1.0 - LOSS) + ETA_IN * taken - given / ETA_OUT
    np.testing.assert_allclose(level[1:], expected, atol=1e-9)
