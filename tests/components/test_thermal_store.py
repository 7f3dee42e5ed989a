"""Stores of heat and cold: sizes by tables of water, losses in the ranges in use, bounds kept."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.components.skies import context_with, ledger_of, ref
from tests.small import NO_PEAKS, context, electric, make
from twin.components.thermal_store import tank_loss_per_h
from twin.dispatch.rules import Rules
from twin.errors import ClosureError
from twin.ledger import Ledger, build_ledger
from twin.network.compile import Row
from twin.network.pack import pack
from twin.plant import Plant
from twin.primitives import Profile, Purpose, Source, Storage
from twin.spec import TwinSpec, parts_of
from twin.timeline import Timeline


def stored(spec, name="tank"):
    """Return the storage among a component's parts."""
    (found,) = [p for p in spec.parts(name, context()) if isinstance(p, Storage)]
    return found


def offer(name, bus, series=None, limit=1.0, cost=0.0):
    """Return a source that needs no account: a series, or a steady rate."""
    base = None if series is None else np.asarray(series, dtype=float)
    return Source(name, bus, Purpose.PURCHASE, limit=Profile(limit, base), cost=cost)


def run(parts, series, value=5000.0, sources=()):
    """Settle a day of hours whose stores are worth ``value`` a unit, no planner asked."""
    ctx = context_with(series, days=1, step=60)
    items = [*parts_of(TwinSpec(ctx, parts))[0], *sources]
    items = [
        dataclasses.replace(i, planned=False, value=value) if isinstance(i, Storage) else i
        for i in items
    ]
    found = Plant(pack(items, ctx.timeline, set()), Rules())
    found.settle(24)
    ledger = build_ledger(found.network)
    ledger.close()
    levels = {s.storage.name: block.state.level[n] for block in found.network.blocks
              for n, s in enumerate(block.stores)}  # fmt: skip
    return ledger, levels


def tanked(tank, supply, demand, level="hot_water_95"):
    parts = {
        "tank": tank,
        "in": make("supply", bus=level, available=ref("in")),
        "out": make("demand", bus=level, rate=ref("out")),
    }
    return run(parts, {"in": supply, "out": demand})


def test_a_tank_by_hand():
    """1000 m3 from 95 to 40 °C: 1000 · 961.7 · (398.1 - 167.5) / 3.6e6 = 61.6 MWh."""
    tank = stored(make("hot_water_tank", volume_m3=1000.0, power_mw=10.0, return_c=40.0))
    assert tank.capacity == pytest.approx(61.6, rel=2e-3)
    assert tank.initial == pytest.approx(0.5 * tank.capacity)
    same = stored(make("hot_water_tank", energy_mwh=tank.capacity, power_mw=10.0))
    assert same.standing_loss_per_h == pytest.approx(tank.standing_loss_per_h)
    assert tank.planned


def test_a_chilled_water_store_by_hand():
    """1000 m3 from 13 to 7 °C: about 4.19 · 6 kJ/kg = 7.0 MWh."""
    store = stored(make("chilled_water_store", volume_m3=1000.0, power_mw=2.0))
    assert store.bus == "chilled_water_7"
    assert store.capacity == pytest.approx(1000 * 999.3 * 4.19 * 6 / 3.6e6, rel=3e-3)


@pytest.mark.parametrize(
    ("volume_m3", "least", "most"),
    [
        (10.0, 1e-3, 3e-3),  # small tanks 0.1-0.3 %/h
        (100.0, 1e-3, 3e-3),
        (10_000.0, 0.005 / 24, 0.02 / 24),  # large ones 0.5-2 %/d
        (1e6, 0.005 / 24, 0.02 / 24),
        (0.0, 1e-3, 3e-3),
    ],
)
def test_standing_losses_are_those_in_use(volume_m3, least, most):
    assert least <= tank_loss_per_h(volume_m3) <= most


def test_a_day_in_a_tank_by_hand():
    """4 MWh in at √0.98, 20 h at 1 %/h, then 2 MWh out; what is left and lost follows."""
    tank = make("hot_water_tank", energy_mwh=10.0, power_mw=5.0, initial_share=0.0,
                standing_loss_per_h=0.01)  # fmt: skip
    ledger, levels = tanked(tank, [4.0], [0.0] * 20 + [2.0])
    way = 0.98**0.5
    assert levels["tank"][1] == pytest.approx(4.0 * way)
    assert levels["tank"][21] == pytest.approx(4.0 * way * 0.99**20 - 2.0 / way)
    lost = ledger.total("tank>loss")
    assert lost == pytest.approx(4.0 - 2.0 - levels["tank"][24])
    assert ledger.total("unserved>hot_water_95") == 0.0


def test_round_trip_of_a_day_is_within_what_is_said_of_tanks():
    """Filled and emptied within a day, a tank of 1,000 m3 gives back 0.95 to 0.98."""
    tank = make("hot_water_tank", volume_m3=1000.0, power_mw=10.0, initial_share=0.0)
    ledger, _ = tanked(tank, [10.0] * 5, [0.0] * 12 + [10.0] * 5)
    given_, taken = ledger.total("tank>hot_water_95"), ledger.total("hot_water_95>tank")
    assert taken == pytest.approx(50.0)
    assert 0.95 <= given_ / taken <= 0.98


def test_an_accumulator_by_hand():
    """100 m3, 184 → 159 °C, nine tenths water: 100 · 0.9 · 882 · (781 - 671) / 3.6e6 = 2.42 MWh."""
    vessel = stored(make("steam_accumulator", volume_m3=100.0, power_mw=2.0))
    assert vessel.capacity == pytest.approx(2.42, rel=0.01)
    assert vessel.bus == "steam_05mpa@tank"
    assert vessel.standing_loss_per_h > tank_loss_per_h(100.0)


def test_an_accumulator_is_filled_from_above_and_serves_below():
    """Steam of 1.0 MPa for 2 h; 0.5 MPa steam for 2 h later, through fill and flash."""
    parts = {
        "acc": make("steam_accumulator", energy_mwh=8.0, power_mw=4.0, initial_share=0.0,
                    standing_loss_per_h=0.02),
        "in": make("supply", bus="steam_1mpa", available=ref("in")),
        "out": make("demand", bus="steam_05mpa", rate=ref("out")),
    }  # fmt: skip
    ledger, levels = run(parts, {"in": [3.0, 3.0], "out": [0.0] * 4 + [2.5, 2.5]})
    assert ledger.total("steam_1mpa>acc/fill") == pytest.approx(6.0)
    assert levels["acc"][2] == pytest.approx(3.0 * 0.98 + 3.0)
    assert ledger.total("acc/flash>steam_05mpa") == pytest.approx(5.0)
    assert ledger.total("unserved>steam_05mpa") == 0.0


@pytest.mark.parametrize(
    ("kind", "fields", "word"),
    [
        ("hot_water_tank", {"volume_m3": 1.0, "level": "steam_05mpa"}, "too hot for a water tank"),
        ("hot_water_tank", {"volume_m3": 1.0, "return_c": 95.0}, "return_c 95"),
        ("hot_water_tank", {"volume_m3": 1.0, "energy_mwh": 1.0}, "give the size once"),
        ("hot_water_tank", {}, "give the size once"),
        ("chilled_water_store", {"volume_m3": 1.0, "return_c": 7.0}, "above 7 °C"),
        ("steam_accumulator", {"energy_mwh": 1.0, "level": "hot_water_95"}, "not steam"),
        ("steam_accumulator", {"energy_mwh": 1.0, "charged_from": "steam_05mpa"}, "hotter than"),
        ("steam_accumulator", {"energy_mwh": 4.1}, "more than 4 h of 1 MW"),
    ],
)
def test_a_store_that_cannot_be_is_refused(kind, fields, word):
    with pytest.raises(ValueError, match=word):
        make(kind, power_mw=1.0, **fields)


KINDS = {
    "hot_water_tank": ("hot_water_95", "hot_water_95"),
    "chilled_water_store": ("chilled_water_7", "chilled_water_7"),
    "steam_accumulator": ("steam_1mpa", "steam_05mpa"),
}


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(KINDS)),
    st.floats(0.0, 40.0),
    st.floats(10.0, 30.0),
    st.floats(0.0, 1.0),
    st.lists(st.floats(0.0, 30.0), min_size=24, max_size=24),
    st.lists(st.floats(0.0, 30.0), min_size=24, max_size=24),
)
def test_no_store_leaves_its_bounds_and_what_is_lost_is_accounted(
    kind, energy, power, first, supply, demand
):
    upper, lower = KINDS[kind]
    store = make(kind, energy_mwh=energy, power_mw=power, initial_share=first)
    parts = {
        "store": store,
        "out": make("demand", bus=lower, rate=ref("out")),
        "spare": make("demand", bus=upper, rate=0.0),
    }
    sources = (offer("in", upper, supply), offer("backup", lower, cost=900.0))
    ledger, levels = run(parts, {"out": demand}, sources=sources)
    if energy == 0.0:
        assert not levels
        return
    level = levels["store"]
    assert level.min() >= -1e-9
    assert level.max() <= energy + 1e-9
    inner = stored(store, "store").bus
    into, out = ledger.total(f"{inner}>store"), ledger.total(f"store>{inner}")
    lost = ledger.total("store>loss")
    assert into - out - lost == pytest.approx(level[-1] - level[0], abs=1e-6)
    assert ledger.flow(f"{inner}>store").max() <= power + 1e-9


@pytest.mark.parametrize("dispatch", ["rules", "rolling"])
@pytest.mark.parametrize("fuel", ["electricity", "natural_gas"])
def test_planners_take_a_tank_without_losing_demand(dispatch, fuel):
    """Whatever a planner thinks of its content, with the grid in sight or not."""
    parts = electric(
        tank=make("hot_water_tank", volume_m3=500.0, power_mw=4.0),
        need=make("demand", bus="hot_water_95", rate="3 MW"),
        boiler=make("boiler", fuel=fuel, capacity_mw=8.0, level="hot_water_95"),
        market=make("fuel_market", carriers=("natural_gas",)),
    )
    ledger = ledger_of(parts, dispatch=dispatch)
    assert ledger.total("unserved>hot_water_95") == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("dispatch", ["rules", "rolling"])
def test_a_tank_beside_an_electric_boiler_moves_heat_to_cheap_hours(dispatch):
    """3 MW of heat at a tariff of 300, 450 and 600 CNY/MWh: a tank of 46 MWh saves a tenth.

    Without a demand charge, which would keep the boiler small.
    """
    bills = []
    for volume_m3 in (0.0, 800.0):
        parts = {
            "grid": make("grid_connection", tariff="test", import_mw=50.0),
            "own": make("own_generation"),
            "need": make("demand", bus="hot_water_95", rate="3 MW"),
            "boiler": make("boiler", fuel="electricity", capacity_mw=8.0, level="hot_water_95"),
            "tank": make("hot_water_tank", volume_m3=volume_m3, power_mw=5.0, initial_share=0.0),
        }
        ledger = ledger_of(parts, context(days=5, tariff=NO_PEAKS), dispatch=dispatch)
        bills.append(sum(ledger.total_paid(row) for row in ledger.rows))
    assert bills[1] < 0.9 * bills[0]


@settings(max_examples=15, deadline=None)
@given(
    demands=st.lists(st.sampled_from([0.0, 0.3, 1.0, 2.7]), min_size=24, max_size=24),
    energy_mwh=st.floats(0.001, 6.0),
    loss=st.sampled_from([0.0, 0.01, 0.05]),
    initial=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_the_ledger_closes_while_an_accumulator_runs_dry(demands, energy_mwh, loss, initial):
    """A vessel nobody refills: what is left of it is rounding, and no fault of the balance."""
    vessel = make("steam_accumulator", energy_mwh=energy_mwh, power_mw=max(energy_mwh, 0.1),
                  standing_loss_per_h=loss, initial_share=initial)  # fmt: skip
    parts = {
        "acc": vessel,
        "in": make("supply", bus="steam_1mpa", available="8 MW"),
        "pipe": make("heat_network", levels=("steam_1mpa", "steam_05mpa")),
        "out": make("demand", bus="steam_05mpa", rate=ref("out")),
    }
    run(parts, {"out": demands}, value=0.0)


def test_dust_is_no_flow_of_a_bus_and_a_flow_is_no_dust():
    """1.8e-14 MWh beside valves of 2 MW is nothing; a millionth of a MWh that vanishes is not."""
    for amount, closes in ((1.8e-14, True), (1e-6, False)):
        row = Row("a>b", "a", "heat@acc", "hot_water_60", "MWh", Purpose.TRANSFER, into="heat@acc")
        flow = np.repeat([0.0, amount], 12)
        ledger = Ledger(
            Timeline(dt.date(2025, 3, 3), 1, 60), {row.id: (row, lambda span, f=flow: f[span])},
            capacity={"heat@acc": 2.0},
        )  # fmt: skip
        if closes:
            ledger.close()
        else:
            with pytest.raises(ClosureError, match="does not close"):
                ledger.close()
