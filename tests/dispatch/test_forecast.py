"""What a look-ahead is told: errors as stated, yesterday and no more, prices as they will be."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.components.skies import context_with
from tests.dispatch.worlds import Sizes, components, series_of, world
from twin.dispatch.forecast import Forecast
from twin.dispatch.lookahead import Rolling
from twin.dispatch.rules import Rules
from twin.spec import TwinSpec, assemble
from twin.timeline import Timeline

YEAR = Timeline(dt.date(2025, 1, 1), 365, 60)
ERROR = 0.2
CHOSEN = Sizes(9, 4, 15.0, 2.0, 3.0, 3.0, 5.0, peaks=True)
FUTURE = 48


def factors(seed=1, name="demand_factor", error=ERROR):
    """Return the errors of every day's two-day forecast; shape (days, 48)."""
    forecast = Forecast(YEAR, exact=True, error=error, seed=seed)
    return np.array([getattr(forecast.horizon(24 * d, 48), name) for d in range(365)])


@pytest.mark.parametrize("name", ["demand_factor", "source_factor"])
def test_errors_have_mean_one_and_the_stated_spread_and_no_memory(name):
    """Within four standard errors; at 0.2 the cut at zero is five deviations away."""
    drawn = factors(name=name).ravel()
    n = drawn.size
    assert drawn.mean() == pytest.approx(1.0, abs=4.0 * ERROR / n**0.5)
    assert drawn.std() == pytest.approx(ERROR, abs=4.0 * ERROR / (2.0 * n) ** 0.5)
    table = factors(name=name) - 1.0
    for lag in (1, 24):
        pairs = table[:, :-lag].ravel(), table[:, lag:].ravel()
        assert abs(np.corrcoef(*pairs)[0, 1]) < 4.0 / pairs[0].size ** 0.5


def test_errors_of_demand_and_sources_are_independent():
    one, other = factors().ravel(), factors(name="source_factor").ravel()
    assert abs(np.corrcoef(one, other)[0, 1]) < 4.0 / one.size**0.5


def test_every_day_is_foreseen_anew():
    table = factors()
    seen_before, seen_again = table[:-1, 24:].ravel(), table[1:, :24].ravel()
    assert abs(np.corrcoef(seen_before, seen_again)[0, 1]) < 4.0 / seen_again.size**0.5


def test_a_seed_and_a_day_decide_the_errors():
    assert factors().tobytes() == factors().tobytes()
    assert not np.allclose(factors(seed=2), factors())
    late = Forecast(YEAR, exact=True, error=ERROR, seed=1).horizon(24 * 200, 48)
    assert late.demand_factor.tobytes() == factors()[200].tobytes()


def test_errors_are_by_the_hour_and_never_below_zero():
    quarters = Timeline(dt.date(2025, 1, 1), 30, 15)
    ahead = Forecast(quarters, exact=True, error=1.0, seed=1).horizon(96, 192)
    by_hour = ahead.demand_factor.reshape(48, 4)
    assert (by_hour == by_hour[:, :1]).all()
    assert by_hour.min() == 0.0
    assert len(np.unique(by_hour)) > 30


def test_an_exact_forecast_without_error_is_the_recorded_year():
    ahead = Forecast(YEAR, exact=True).horizon(240, 48)
    assert ahead.data.tolist() == ahead.price.tolist() == list(range(240, 288))
    assert (ahead.demand_factor == 1.0).all()
    assert (ahead.source_factor == 1.0).all()


def test_persistence_reads_yesterday_and_the_prices_to_come():
    forecast = Forecast(YEAR)
    assert forecast.horizon(0, 48) is None
    ahead = forecast.horizon(240, 48)
    assert ahead.data.tolist() == [*range(216, 240)] * 2
    assert ahead.price.tolist() == list(range(240, 288))
    assert ahead.day.tolist() == [10] * 24 + [11] * 24


def test_beyond_the_end_the_last_day_comes_again():
    last = 24 * 364
    ahead = Forecast(YEAR, exact=True).horizon(last, 48)
    assert ahead.price.tolist() == ahead.data.tolist() == [*range(last, last + 24)] * 2


class Recording:
    """A planner that remembers every plan another one wrote."""

    name = "recording"
    knows = ()

    def __init__(self, planner):
        self.planner, self.plans = planner, []

    def plan(self, network, first_step):
        self.planner.plan(network, first_step)
        self.plans.append([
            getattr(block.state, name).tobytes()
            for block in network.blocks
            for name in ("value", "target", "lean", "peak_goal")
        ])  # fmt: skip


def plans(make_planner, changed):
    """Return the plans of four days; demand and sun differ from the third day on if told so."""
    series, ctx = series_of(CHOSEN), world(CHOSEN)
    if changed:
        rng = np.random.default_rng(1)
        for values in series.values():
            values[FUTURE:] *= rng.uniform(0.4, 1.6, values.size - FUTURE)
        sky = ctx.climate
        for values in (sky.ghi_w_m2, sky.dhi_w_m2):
            values[FUTURE:] *= 0.3
        other = context_with(series, days=CHOSEN.days, step=60, weather=lambda _: sky)
        ctx = other
    plant = assemble(TwinSpec(ctx, components(CHOSEN)))
    plant.settle(plant.timeline.n_steps)
    recording = Recording(make_planner(plant.timeline))
    plant.replan(recording)
    return recording.plans


@pytest.mark.parametrize("make_planner", [lambda time: Rolling(Forecast(time)), lambda _: Rules()])
def test_what_is_to_come_changes_no_plan(make_planner):
    """The plan of the third day is made at its start, when two days are known."""
    one, other = plans(make_planner, changed=False), plans(make_planner, changed=True)
    assert one[:3] == other[:3]
    assert one[3] != other[3]


def test_an_exact_forecast_does_look():
    def make_planner(time):
        return Rolling(Forecast(time, exact=True))

    one, other = plans(make_planner, changed=False), plans(make_planner, changed=True)
    assert one[0] == other[0]
    assert one[1] != other[1]
