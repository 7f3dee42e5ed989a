"""A look-ahead leaves out what cannot matter: the same plan from less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.dispatch.worlds import Sizes, components, world
from tests.peers.hydrogen_park import Given
from tests.small import NO_PEAKS, context, electric, make, settled
from twin.dispatch import selection
from twin.dispatch.forecast import Forecast
from twin.dispatch.lookahead import Rolling, recorded_horizon
from twin.dispatch.programme import Programme
from twin.dispatch.regret import shortfall
from twin.dispatch.selection import planned_parts
from twin.dispatch.spans import horizon_spans
from twin.primitives import Profile, Purpose, Source
from twin.spec import TwinSpec, assemble
from twin.timeline import Timeline

CHOSEN = Sizes(9, 4, 15.0, 2.0, 3.0, 3.0, 5.0, peaks=True)
PER_DAY, HORIZON = 24, 48


def park_of(chosen):
    made = assemble(TwinSpec(world(chosen), components(chosen)))
    made.settle(made.timeline.n_steps)
    return made


@pytest.fixture
def plant():
    return park_of(CHOSEN)


@pytest.fixture
def dark():
    return park_of(replace(CHOSEN, pv_mw=0.0))


def part_of(plant):
    ((block, part),) = planned_parts(plant.network)
    return block, part


def with_prices(block, part, by_day):
    """Return the block with the price of its purchase set for every day."""
    (row,) = {int(block.problem.cost_row[j]) for (j, *_) in part.groups} - {-1}
    values = block.problem.values.copy()
    values[row] = np.tile(by_day, values.shape[1] // PER_DAY)
    return replace(block, problem=block.problem._replace(values=values))


def spans_at(plant, by_day):
    block, part = part_of(plant)
    return horizon_spans(plant.timeline, with_prices(block, part, by_day), part).tolist()


def test_today_is_seen_interval_by_interval_and_tomorrow_by_two_hours_of_one_price(dark):
    prices = np.repeat([1.0, 3.0, 2.0], [7, 4, 13])
    joined = [2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 2, 2, 1]
    assert spans_at(dark, prices) == [1] * PER_DAY + joined


def test_while_the_sun_rises_or_sets_nothing_is_joined(plant):
    """Night and, about noon, hours that differ by less than a tenth are; all others are not."""
    spans = spans_at(plant, np.ones(PER_DAY))[PER_DAY:]
    first = np.cumsum(spans) - spans
    alone = {int(k) for k, n in zip(first, spans, strict=True) if n == 1}
    assert {6, 7, 8, 15, 16, 17} <= alone
    assert spans[:3] == [2, 2, 2]


def test_a_store_lasts_until_the_sun_is_up():
    """Sun of seven times the load at noon, none at six: by two hours at a time it was 13 % dear."""
    ctx = context(10, 15, tariff=NO_PEAKS)
    hours = ctx.timeline.hour_of_step + 0.125
    light = np.clip(np.sin((hours - 6.0) / 12.0 * np.pi), 0.0, None)
    clouds = np.random.default_rng(0).uniform(0.5, 1.0, len(light))
    sun = Source("sun", "electricity@own", Purpose.OWN_GENERATION, unused=Purpose.CURTAILED,
                 limit=Profile(30.0, light * clouds))  # fmt: skip
    parts = electric(
        grid=make("grid_connection", tariff="test", import_mw=10.0),
        load=make("demand", bus="electricity", rate="4 MW"),
        battery=make("battery", energy_mwh=60.0, power_mw=20.0),
        sun=Given(primitives=(sun,)),
    )
    made = settled(parts, ctx)
    made.replan(Rolling(Forecast(made.timeline, exact=True)))
    assert shortfall(made, by_carbon=False).share <= 0.005


def test_where_every_hour_has_its_price_nothing_is_joined(plant):
    assert spans_at(plant, np.arange(24.0)) == [1] * HORIZON


def test_a_price_that_changes_on_one_day_only_is_not_joined_on_any(plant):
    block, part = part_of(plant)
    block = with_prices(block, part, np.ones(PER_DAY))
    (row,) = {int(block.problem.cost_row[j]) for (j, *_) in part.groups} - {-1}
    block.problem.values[row, 2 * PER_DAY + 5 :] = 2.0
    spans = horizon_spans(plant.timeline, block, part)
    assert PER_DAY + 5 in np.cumsum(spans)


def test_quarters_of_an_hour_are_joined_up_to_two_hours(dark):
    block, part = part_of(dark)
    values = np.ones((len(block.problem.values), 4 * 96))
    quarters = Timeline(dark.timeline.start, 4, 15)
    flat = replace(block, problem=block.problem._replace(values=values))
    assert horizon_spans(quarters, flat, part).tolist() == [1] * 96 + [8] * 12


def whole_span(plant, part, block, by_carbon):
    steps = plant.timeline.n_steps
    programme = Programme(plant.network, block, part, np.ones(steps, np.int64), "test", by_carbon)
    begin = np.array([block.stores[s].storage.initial for s in part.stores])
    return programme, programme.solve(
        recorded_horizon(plant.network), begin, np.zeros(len(part.peaks)), begin
    )


@pytest.mark.parametrize("by_carbon", [False, True])
def test_a_fuel_that_can_always_be_bought_needs_no_row(plant, monkeypatch, by_carbon):
    """The optimum is that of the programme in which its bus is balanced like any other."""
    block, part = part_of(plant)
    left_out, lean = whole_span(plant, part, block, by_carbon)
    monkeypatch.setattr(selection, "_bought", lambda *_: {})
    block, full = part_of(plant)
    balanced, plain = whole_span(plant, full, block, by_carbon)
    assert {block.buses[i] for i in part.bought} == {"natural_gas"}
    assert left_out.at.n_rows < balanced.at.n_rows
    assert lean.cost == pytest.approx(plain.cost, rel=1e-9)


def test_a_fuel_that_is_limited_is_balanced_again(plant):
    block, part = part_of(plant)
    (seller,) = part.bought.values()
    assert part.fits(block)
    block.state.limit[seller] = 0.5
    assert not part.fits(block)
    _, again = part_of(plant)
    assert not again.bought
    assert len(again.buses) == len(part.buses) + 1
    planner = Rolling(Forecast(plant.timeline, exact=True))
    block.state.limit[seller] = 1.0
    planner.plan(plant.network, 0)
    before = planner._programmes
    planner.plan(plant.network, PER_DAY)
    assert planner._programmes is before
    block.state.limit[seller] = 0.5
    planner.plan(plant.network, PER_DAY)
    assert planner._programmes is not before


def test_a_warm_programme_finds_what_a_new_one_finds(plant):
    """Only what changed is passed: a horizon does not depend on those solved before it."""
    block, part = part_of(plant)
    spans = horizon_spans(plant.timeline, block, part)
    forecast = Forecast(plant.timeline, exact=True, error=0.3, seed=4)
    warm = Programme(plant.network, block, part, spans, "test")
    for day in range(3):
        levels = 0.3 * block.problem.capacity[part.stores] * day
        given = (
            forecast.horizon(day * PER_DAY, HORIZON),
            levels,
            np.full(len(part.peaks), 5.0 * day),
        )
        new = Programme(plant.network, block, part, spans, "test")
        assert warm.solve(*given, None).cost == pytest.approx(
            new.solve(*given, None).cost, rel=1e-9
        )
