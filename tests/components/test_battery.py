"""The battery: losses by hand, a window that is never left, and no energy from nothing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.components.skies import context_with, ref
from tests.small import context, electric, make, plant
from twin.dispatch.rules import Rules
from twin.ledger import build_ledger
from twin.network.pack import pack
from twin.plant import Plant
from twin.spec import TwinSpec, parts_of
from twin.streams import Streams
from twin.weather import generate


def cell(**more):
    fields = {"energy_mwh": 10.0, "power_mw": 4.0, "round_trip_efficiency": 0.81,
              "initial_share": 0.0, "standing_loss_per_h": 0.05}  # fmt: skip
    return make("battery", **(fields | more))


def alone(battery, supply, demand):
    """Settle one day of hours of a battery between a given supply and demand, no planner asked.

    A unit in store is worth 100: all that comes is kept, and all that is needed is given.
    """
    ctx = context_with({"in": supply, "out": demand}, days=1, step=60)
    parts = {
        "battery": battery,
        "in": make("supply", bus="electricity", available=ref("in")),
        "out": make("demand", bus="electricity", rate=ref("out")),
    }
    items, _ = parts_of(TwinSpec(ctx, parts))
    items = [
        dataclasses.replace(item, planned=False, value=100.0) if item.name == "battery" else item
        for item in items
    ]
    found = Plant(pack(items, ctx.timeline, set()), Rules())
    found.settle(24)
    ledger = build_ledger(found.network)
    ledger.close()
    (block,) = found.network.blocks
    return ledger, block.state.level[0]


def test_two_steps_by_hand():
    """4 MWh at 0.9 are 3.6; kept for two hours at 0.95, 3.249; 2 MWh out at 0.9 leave 1.0268.

    Lost: 0.4 on the way in, 0.18 and 0.171 standing, 0.2222 on the way out.
    """
    ledger, level = alone(cell(), [4.0], [0.0, 0.0, 2.0])
    assert level[:4] == pytest.approx([0.0, 3.6, 3.42, 3.249 - 2.0 / 0.9])
    lost = ledger.flow("battery>loss")[:3]
    assert lost == pytest.approx([0.4, 0.18, 0.171 + 2.0 * (1 / 0.9 - 1)])
    assert level[24] == pytest.approx(level[3] * 0.95**21)


@pytest.mark.parametrize("efficiency", [1.0, 0.86, 0.5])
def test_from_empty_to_empty_the_round_trip_is_its_efficiency(efficiency):
    battery = cell(round_trip_efficiency=efficiency, standing_loss_per_h=0.0)
    ledger, level = alone(battery, [3.0, 2.0], [0.0] * 4 + [4.0] * 3)
    given_, taken = ledger.total("battery>electricity"), ledger.total("electricity>battery")
    assert taken == pytest.approx(5.0)
    assert level[-1] == pytest.approx(0.0, abs=1e-9)
    assert given_ / taken == pytest.approx(efficiency, rel=1e-9)


def test_window_and_power_bound_what_goes_in_and_out():
    """Of 10 MWh, 5 to 95 % are 9: at 4 MW and 0.9 two hours fill 7.2, the third takes 1.8 / 0.9."""
    ledger, level = alone(cell(standing_loss_per_h=0.0), [30.0] * 5, [0.0] * 6 + [50.0] * 3)
    assert ledger.flow("electricity>battery")[:5] == pytest.approx([4.0, 4.0, 2.0, 0.0, 0.0])
    assert level[1:6] == pytest.approx([3.6, 7.2, 9.0, 9.0, 9.0])
    assert ledger.flow("battery>electricity")[6:9] == pytest.approx([4.0, 4.0, 0.1])
    assert ledger.total("unserved>electricity") == pytest.approx(150.0 - 8.1)


def test_initial_share_is_of_the_window():
    (store,) = cell(soc_min=0.1, soc_max=0.9, initial_share=0.25).parts("b", context())
    assert (store.capacity, store.initial) == pytest.approx((8.0, 2.0))


@pytest.mark.parametrize("window", [(0.5, 0.5), (0.9, 0.1)])
def test_a_window_that_is_shut_is_refused(window):
    with pytest.raises(ValueError, match="soc_min"):
        cell(soc_min=window[0], soc_max=window[1])


@pytest.mark.parametrize(
    ("age", "left"),
    [
        ({"age_years": 10.0}, 0.825),  # 10 · 1.75 %
        ({"age_years": 4.0, "calendar_law": "sqrt_time"}, 0.965),  # √4 · 1.75 %
        ({"age_full_cycles": 7000.0}, 0.8),  # the end of its life by cycles alone
        ({"age_years": 8.0, "age_full_cycles": 2100.0}, 0.8),  # 14 + 6 %
    ],
)
def test_age_takes_from_the_energy_that_can_be_used(age, left):
    (store,) = cell(initial_share=0.5, **age).parts("b", context())
    assert (store.capacity, store.initial) == pytest.approx((9.0 * left, 4.5 * left))
    (new,) = cell(initial_share=0.5).parts("b", context())
    assert (new.capacity, new.charge_rate) == (10.0 * (0.95 - 0.05), store.charge_rate)


def test_an_age_beyond_the_law_is_refused_with_what_it_leaves():
    with pytest.raises(ValueError, match=r"leave 0.58 .* at least 0.6"):
        cell(age_years=24.0)


@settings(max_examples=12, deadline=None)
@given(
    st.floats(1.0, 200.0),
    st.floats(0.5, 60.0),
    st.floats(0.5, 1.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 0.02),
)
def test_content_follows_from_the_flows_and_stays_in_the_window(
    energy, power, efficiency, first, loss
):
    battery = make("battery", energy_mwh=energy, power_mw=power, initial_share=first,
                   round_trip_efficiency=efficiency, standing_loss_per_h=loss)  # fmt: skip
    climate = lambda timeline: generate("kunming", timeline, Streams(3))  # noqa: E731
    parts = electric(battery=battery, pv=make("pv", capacity_mw=120.0))
    found = plant(parts, context(days=3, weather=climate))
    found.settle(found.timeline.n_steps)
    ledger = build_ledger(found.network)
    charged, given_ = ledger.flow("electricity>battery"), ledger.flow("battery>electricity")
    assert max(charged.max(), given_.max()) <= power / 4.0 + 1e-9
    assert np.minimum(charged, given_).max() <= 1e-9
    one_way, usable = efficiency**0.5, 0.9 * energy
    level, lost = first * usable, 0.0
    for into, out in zip(charged, given_, strict=True):
        kept = level * (1.0 - loss) ** 0.25
        lost += level - kept + (1 - one_way) * into + (1 / one_way - 1) * out
        level = kept + one_way * into - out / one_way
        assert -1e-6 <= level <= usable + 1e-6
    assert ledger.total("battery>loss") == pytest.approx(lost, rel=1e-6, abs=1e-6)
