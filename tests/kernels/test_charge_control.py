"""Every strategy: ready at departure, limits kept, and what each of them is for."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agents.yard.tables import NONE, Control
from tests.kernels.charge_programmes import all_can_be_served, cheapest
from tests.kernels.plugs import Plugs, Stay
from twin.kernels.charge_control import next_look
from twin.kernels.charge_flow import flow

HOUR = 3600
ALL = list(Control)
TRADERS = [Control.V2G, Control.COORDINATED]


def signals(seed: int, days: int = 4) -> dict[str, np.ndarray]:
    luck = np.random.default_rng(seed)
    n = 24 * days
    return {
        "price": luck.integers(1, 6, n) * 200.0,
        "surplus": luck.uniform(0, 0.3, n) * (luck.random(n) < 0.4),
        "seen": luck.uniform(0, 0.3, n) * (luck.random(n) < 0.4),
        "value": luck.uniform(100, 1000, n),
    }


@st.composite
def stays(draw, taper=True, together=False):
    made = []
    for _ in range(draw(st.integers(1, 6))):
        arrive = 0 if together else draw(st.integers(0, 30 * HOUR))
        depart = arrive + draw(st.integers(1200, 40 * HOUR))
        have = draw(st.floats(0.05, 0.45))
        stay = Stay(arrive, depart, have, draw(st.floats(have, 0.5)))
        begin, end = (draw(st.sampled_from([0.6, 0.8])), 0.25) if taper else (1.0, 1.0)
        fill, feed = draw(st.sampled_from([0.05, 0.12])), draw(st.sampled_from([0.0, 0.1]))
        made.append(
            Stay(arrive, depart, have, stay.want, 0.5, fill, feed, taper_from=begin, taper_to=end)
        )
    return made


def could_reach(stay: Stay) -> float:
    curve = stay.taper_from, stay.taper_to, stay.fill_mw
    seconds = float(stay.depart_s - stay.arrive_s)
    return min(stay.want, flow(stay.have, stay.store, stay.fill_mw, *curve, seconds))


@pytest.mark.parametrize("control", ALL)
@given(found=stays(), seed=st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_whoever_can_be_ready_is_whatever_was_forecast(control, found, seed):
    left = Plugs(control, **signals(seed), wear=50.0).run(found)
    for stay, content in zip(found, left, strict=True):
        assert content == pytest.approx(could_reach(stay), abs=1e-9)


@pytest.mark.parametrize("control", ALL)
@given(found=stays(taper=False, together=True), tight=st.floats(0.2, 0.9), seed=st.integers(0, 5))
@settings(max_examples=25, deadline=None)
def test_a_limit_is_kept_and_costs_nobody_the_departure_that_a_plan_for_all_would_save(
    control, found, tight, seed
):
    limit = tight * sum(stay.fill_mw for stay in found)
    name = "limit_mw" if control == Control.PEAK_LIMITED else "site_mw"
    plugs = Plugs(control, **signals(seed), **{name: limit})
    left = plugs.run(found)
    assert plugs.peak_mw <= limit * (1 + 1e-9)
    assume(all_can_be_served(found, limit * plugs.efficiency))
    assert left == pytest.approx([stay.want for stay in found], abs=1e-7)


@pytest.mark.parametrize("control", ALL)
@given(found=stays(), tight=st.floats(0.05, 0.9))
@settings(max_examples=25, deadline=None)
def test_no_limit_is_broken_even_if_some_will_not_be_ready(control, found, tight):
    limit = tight * sum(stay.fill_mw for stay in found)
    plugs = Plugs(control, **signals(1), site_mw=limit)
    left = plugs.run(found)
    assert plugs.peak_mw <= limit * (1 + 1e-9)
    assert plugs.fed_mw <= limit * (1 + 1e-9)
    assert all(s.floor - 1e-9 <= x <= s.want + 1e-9 for s, x in zip(found, left, strict=True))


@given(found=stays(), tight=st.floats(0.3, 0.9))
@settings(max_examples=25, deadline=None)
def test_taper_frees_power_for_others_within_an_interval(found, tight):
    """With a limit, as early as possible: whatever is short used all there was, or its own most."""
    limit = tight * sum(stay.fill_mw for stay in found)
    plugs = Plugs(Control.PEAK_LIMITED, limit_mw=limit)
    plugs.run(found)
    for begin, end, mw, most in plugs.looks:
        assert end > begin
        total = mw.sum() / plugs.efficiency
        assert total == pytest.approx(min(limit, most.sum() / plugs.efficiency), rel=1e-9)


def test_balanced_is_one_power_all_the_time():
    stay = Stay(1000, 12 * HOUR + 17, 0.1, 0.49)
    plugs = Plugs(Control.BALANCED, step_s=900)
    assert plugs.run([stay, Stay(5000, 9000, 0.1, 0.2)])[0] == pytest.approx(0.49)
    powers = [mw[0] for begin, _, mw, _ in plugs.looks if begin >= 1000]
    assert powers == pytest.approx([powers[0]] * len(powers), rel=1e-9)
    assert powers[0] == pytest.approx(0.39 / 11.727, rel=0.06)  # a little more: the end tapers


@given(stays(taper=False), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_tariff_and_trade_cost_what_a_linear_programme_says(found, seed):
    price = signals(seed)["price"]
    for stay in found:
        assume(could_reach(stay) >= stay.want - 1e-9)
        for control in (Control.TARIFF, Control.V2G):
            plugs = Plugs(control, price=price, wear=40.0)
            plugs.run([stay])
            able = stay if control == Control.V2G else stay.without_feeding()
            best = cheapest(able, price, plugs.efficiency, 40.0)
            assert plugs.cost_cny == pytest.approx(best, abs=1e-6)


def test_coordinated_goes_by_the_value_and_keeps_its_limit():
    value = np.tile(np.r_[np.full(6, 500.0), np.full(6, 100.0), np.full(12, 400.0)], 4)
    plugs = Plugs(Control.COORDINATED, value=value, price=value[::-1].copy(), limit_mw=0.2)
    left = plugs.run([Stay(0, 20 * HOUR, 0.1, 0.3) for _ in range(4)])
    assert left == pytest.approx(0.3)
    assert plugs.peak_mw == pytest.approx(0.2)
    assert plugs.drawn_between(6 * HOUR, 12 * HOUR) == pytest.approx(0.8)


def test_surplus_is_taken_now_and_awaited_as_far_as_departure_allows():
    surplus = np.zeros(96)
    surplus[[2, 10, 11]] = 0.05, 0.2, 0.2
    stay = Stay(0, 14 * HOUR, 0.1, 0.4, taper_from=1.0)
    plugs = Plugs(Control.SURPLUS, surplus=surplus)
    assert plugs.run([stay])[0] == pytest.approx(0.4)
    assert plugs.drawn_between(2 * HOUR, 3 * HOUR) == pytest.approx(0.05 * 0.95)
    assert plugs.drawn_between(10 * HOUR, 12 * HOUR) == pytest.approx(0.24)
    assert plugs.drawn_between(13 * HOUR, 14 * HOUR) == pytest.approx(0.3 - 0.24 - 0.0475)
    blind = Plugs(Control.SURPLUS, surplus=surplus, seen=np.zeros(96))
    assert blind.run([stay])[0] == pytest.approx(0.4)
    deceived = Plugs(Control.SURPLUS, surplus=np.zeros(96), seen=np.full(96, 1.0))
    assert deceived.run([stay])[0] == pytest.approx(0.4)
    assert deceived.drawn_between(0, 11 * HOUR) == pytest.approx(0.0)


def test_dear_wear_ends_trading():
    stay, price = Stay(18 * HOUR, 32 * HOUR, 0.3, 0.45, feed_mw=0.1), signals(3)["price"]
    runs = {}
    for wear in (0.0, 1e6):
        plugs = Plugs(Control.V2G, price=price, wear=wear)
        plugs.run([stay])
        runs[wear] = plugs
    plain = Plugs(Control.TARIFF, price=price)
    plain.run([stay])
    assert runs[0.0].fed_mw > 0.0
    assert runs[1e6].fed_mw == 0.0
    assert runs[1e6].cost_cny == pytest.approx(plain.cost_cny)


@pytest.mark.parametrize("control", ALL)
def test_whoever_waits_for_work_charges_at_once(control):
    plugs = Plugs(control, price=np.arange(96.0)[::-1].copy(), wear=0.0)
    plugs.run([Stay(0, NONE, 0.1, 0.2, feed_mw=0.1), Stay(0, 20 * HOUR, 0.1, 0.2)], 30 * HOUR)
    assert plugs.looks[0][2][0] == pytest.approx(0.12)
    limited = Plugs(control, site_mw=0.1)
    limited.run([Stay(0, NONE, 0.1, 0.2) for _ in range(2)], 30 * HOUR)
    assert limited.looks[0][2] == pytest.approx([0.0475, 0.0475])


def test_only_strategies_that_go_by_signals_wake_at_edges():
    assert next_look(int(Control.BALANCED), 100, 900) == NONE
    assert next_look(int(Control.TARIFF), 900, 900) == 1800
