"""What holds for every asset of power and hydrogen: no size no change, scale, bounds, outages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small import context, electric, make, plant
from twin.ledger import build_ledger
from twin.primitives import Purpose
from twin.streams import Streams
from twin.weather import generate

RATES = {"mill/output": 6.0, "furnace/output": 2.0}
EXTRACTION = {"prime_mover": "steam_turbine", "fuel": "raw_coal", "mode": "extraction",
              "electric_efficiency": 0.3, "level": "steam_05mpa"}  # fmt: skip

# Each asset of size s; every one of them has a reason to run in the park below.
ASSETS = {
    "pv": lambda s: make("pv", capacity_mw=30.0 * s, soiling=0.02),
    "bifacial": lambda s: make("pv", capacity_mw=20.0 * s, on_roof=False, bifacial={}),
    "wind": lambda s: make("wind", capacity_mw=20.0 * s),
    "battery": lambda s: make("battery", energy_mwh=30.0 * s, power_mw=10.0 * s, age_years=3.0),
    "engine": lambda s: make("chp", power_mw=8.0 * s, level="hot_water_60", min_load=0.3,
                             electric_efficiency=0.44, heat_efficiency=0.5),
    "turbine": lambda s: make("chp", power_mw=9.0 * s, prime_mover="steam_turbine",
                              fuel="raw_coal", mode="power_led", level="hot_water_60"),
    "extraction": lambda s: make("chp", power_mw=12.0 * s, **EXTRACTION),
    "orc": lambda s: make("orc", source="mill", source_c=180.0, power_mw=1.0 * s),
    "expander": lambda s: make("expander", source="furnace", power_mw=1.0 * s),
    "electrolyser": lambda s: make("electrolyser", power_mw=9.0 * s, heat_share=0.5),
    "tank": lambda s: make("hydrogen_store", capacity_mwh=40.0 * s, rate_mw=8.0 * s,
                           value_cny_per_mwh=1000.0),
    "cell": lambda s: make("fuel_cell", power_mw=2.0 * s, om_cny_per_mwh=1.0),
    "line": lambda s: make("direct_line", capacity_mw=15.0 * s, price_cny_per_mwh=200.0,
                           network_charge_cny_per_mwh=20.0),
}  # fmt: skip


def climate(timeline):
    return generate("kunming", timeline, Streams(3))


def line(name, kind, celsius, s):
    return make(
        "production_line", meter=f"{name}/output", product=name, unit="t", electricity_mwh=0.5 * s,
        waste_heat={"mwh": 2.0 * s, "temperature_c": celsius, "kind": kind}, waste_heat_bus=name,
    )  # fmt: skip


def world(s=1.0):
    """Return a park of size s with every kind of source and demand, and none of the assets."""
    return electric(
        grid=make("grid_connection", tariff="test", import_mw=500.0 * s, export_mw=20.0 * s,
                  feed_in_cny_per_mwh=200.0),
        load=make("demand", bus="electricity", rate=f"{40.0 * s} MW"),
        market=make("fuel_market", carriers=("natural_gas", "raw_coal")),
        boiler=make("boiler", fuel="natural_gas", capacity_mw=90.0 * s, level="steam_05mpa"),
        levels=make("heat_network"),
        warm=make("demand", bus="hot_water_60", rate=f"{7.0 * s} MW"),
        steam=make("demand", bus="steam_05mpa", rate=f"{9.0 * s} MW"),
        works=make("water_works", capacity_m3_per_h=500.0 * s),
        pipe=make("supply", bus="hydrogen", available=f"{12.0 * s} MW", price=900.0),
        trucks=make("demand", bus="hydrogen", rate=f"{4.0 * s} MW"),
        mill=line("mill", "heat", 180.0, s),
        furnace=line("furnace", "pressure", 200.0, s),
        far=make("supply", bus="electricity@line", available=f"{12.0 * s} MW", kind="generation"),
    )  # fmt: skip


def settle(parts, rates=RATES, days=2, **spec):
    found = plant(parts, context(days=days, weather=climate), **spec)
    for name, rate in rates.items():
        found.meters.set(0, found.meters.index(name), rate)
    found.settle(found.timeline.n_steps)
    ledger = build_ledger(found.network)
    ledger.close()
    return found, ledger


def rows_of(ledger, name):
    """Return the rows that a component called ``name`` writes."""
    mine = lambda node: node == name or node.startswith(f"{name}/")  # noqa: E731
    return [r for r in ledger.rows if mine(r.source) or mine(r.target)]


@pytest.mark.parametrize("name", ASSETS)
def test_an_asset_of_no_size_changes_not_one_bit(name):
    """Beside the bus that only this asset uses, which its own rows name."""
    bare = {k: v for k, v in world().items() if name != "line" or k != "far"}
    _, without = settle(bare)
    _, with_ = settle(world() | {name: ASSETS[name](0.0)})
    for row in without.rows:
        if not row.id.startswith("far>"):
            assert with_.flow(row.id).tobytes() == without.flow(row.id).tobytes(), row.id
    for row in rows_of(with_, name):
        assert with_.total(row.id) == 0.0, row.id


@pytest.mark.parametrize("name", ASSETS)
def test_every_asset_runs_in_this_park_and_an_outage_stops_it(name):
    parts, meter = world() | {name: ASSETS[name](1.0)}, f"{name}/availability"
    if name == "cell":  # it needs hydrogen that costs less than the power it replaces
        parts["pipe"] = make("supply", bus="hydrogen", available="12 MW", price=150.0)
    given_ = {"availability": {name: meter}}
    _, up = settle(parts, RATES | {meter: 1.0}, **given_)
    _, down = settle(parts, RATES | {meter: 0.0}, **given_)
    flowing = [r.id for r in rows_of(up, name) if r.purpose is not Purpose.LOSS]
    assert sum(up.total(row) for row in flowing) > 0.0
    assert [row for row in flowing if down.total(row) > 1e-9] == []


def everything(s):
    return world(s) | {name: make_(s) for name, make_ in ASSETS.items()}


@pytest.mark.parametrize("size", [2.0, 0.25])
def test_sizes_and_demands_scale_every_flow(size):
    """All sizes and demands times two make all flows times two in every interval."""
    _, one = settle(everything(1.0))
    _, other = settle(everything(size))
    for row in one.rows:
        if row.purpose is Purpose.PRODUCT:
            continue
        assert other.flow(row.id) == pytest.approx(
            size * one.flow(row.id), rel=1e-6, abs=1e-6 * size
        ), row.id


def test_where_slices_are_cut_changes_no_bit():
    whole, _ = settle(everything(1.0))
    cut = plant(everything(1.0), context(days=2, weather=climate))
    for name, rate in RATES.items():
        cut.meters.set(0, cut.meters.index(name), rate)
    for step in (1, 2, 17, 95, 96, 97, 150, cut.timeline.n_steps):
        cut.settle(step)
    for a, b in zip(whole.network.blocks, cut.network.blocks, strict=True):
        assert a.state.activity.tobytes() == b.state.activity.tobytes()
        assert a.state.level.tobytes() == b.state.level.tobytes()


@settings(max_examples=10, deadline=None)
@given(
    st.floats(0.0, 3.0).map(lambda x: round(x, 3)),
    st.floats(0.0, 10.0).map(lambda x: round(x, 2)),
    st.floats(0.0, 1.0).map(lambda x: round(x, 2)),
    st.floats(0.0, 0.01).map(lambda x: round(x, 4)),
)
def test_stores_never_leave_their_bounds(size, age, first, leak):
    parts = world() | {
        "electrolyser": ASSETS["electrolyser"](1.0),
        "battery": make("battery", energy_mwh=30.0 * size, power_mw=12.0, age_years=age,
                        initial_share=first),
        "tank": make("hydrogen_store", capacity_kg=2000.0 * size, rate_mw=9.0,
                     initial_share=first, standing_loss_per_h=leak, value_cny_per_mwh=950.0),
        "pv": make("pv", capacity_mw=60.0),
    }  # fmt: skip
    found, _ = settle(parts)
    for block in found.network.blocks:
        for number, store in enumerate(block.stores):
            level = block.state.level[number]
            assert level.min() >= 0.0
            assert level.max() <= store.storage.capacity + 1e-9
