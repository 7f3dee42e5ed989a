"""The signature of the code base: where slices are cut never changes one bit of the result."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.small import context, electric, make, plant
from twin.network.compile import compile_primitives
from twin.network.pack import pack
from twin.spec import TwinSpec, parts_of
from twin.streams import Streams
from twin.weather.generator import generate

METERED = ("line/output",)


def climate(timeline):
    return generate("kunming", timeline, Streams(3))


def park():
    return electric(
        pv=make("pv", capacity_mw=90.0),
        wind=make("wind", capacity_mw=10.0),
        battery=make("battery", energy_mwh=60.0, power_mw=20.0),
        gas=make("fuel_market", carriers=("natural_gas",)),
        boiler=make("boiler", fuel="natural_gas", capacity_mw=30.0, min_load=0.3),
        pump=make("heat_pump", capacity_mw=8.0, level="hot_water_60"),
        heat=make("heat_network"),
        warm=make("demand", bus="hot_water_60", rate="6 MW"),
        steam=make("demand", bus="steam_05mpa", meters=METERED),
        office=make("building", type_id="office_existing", floor_m2=9000, storeys=6),
        works=make("water_works", capacity_m3_per_h=500),
        plant=make("wastewater_plant", capacity_m3_per_h=80, reclaim_m3_per_h=30, basin_m3=200,
                   tank_m3=100),
        drain=make("supply", bus="wastewater", available="60 m3/h"),
        water=make("demand", bus="process_water", rate="50 m3/h"),
    )  # fmt: skip


def built(days=3):
    found = plant(park(), context(days=days, weather=climate))
    bank = found.meters
    number = bank.index(METERED[0])
    rng = np.random.default_rng(5)
    for second in np.sort(rng.integers(0, days * 86_400, 200)):
        bank.set(int(second), number, float(rng.choice([0.0, 2.0, 9.0, 14.5])))
    return found


def results(found):
    """Return every settled byte of a plant."""
    parts = [found.network.table.values.tobytes()]
    for block in found.network.blocks:
        state = block.state
        parts += [state.activity.tobytes(), state.price.tobytes(), state.level.tobytes()]
    return b"".join(parts)


@pytest.fixture(scope="module")
def whole():
    found = built()
    found.settle(found.timeline.n_steps)
    return results(found)


def test_one_step_slices(whole):
    found = built()
    for step in range(1, found.timeline.n_steps + 1):
        found.settle(step)
    assert results(found) == whole


def test_random_slices(whole):
    rng = np.random.default_rng(0)
    for _ in range(3):
        found = built()
        for step in np.sort(rng.integers(1, found.timeline.n_steps, 40)):
            found.settle(int(step))
        found.settle(found.timeline.n_steps)
        assert results(found) == whole


def test_observing_at_odd_seconds(whole):
    found = built()
    for second in range(0, found.timeline.end_second, 4_177):
        seen = found.observe(second)
        assert seen is None or seen.step == second // 900 - 1
    found.settle(found.timeline.n_steps)
    assert results(found) == whole


def test_a_command_that_asks_for_what_is_changes_nothing(whole):
    found = built()
    for second in range(100, found.timeline.end_second, 7_000):
        found.command(second, "grid/import", 1.0)
    found.settle(found.timeline.n_steps)
    assert results(found) == whole


def test_a_command_acts_from_the_next_interval_on():
    found = plant(electric())
    found.command(1_000, "grid/import", 0.05)  # inside interval 1, so from interval 2 on
    found.settle(found.timeline.n_steps)
    block = found.network.blocks[0]
    bought = block.state.activity[:, block.column_index()["grid/import"]] * 4.0
    assert bought[:2] == pytest.approx([50.0, 50.0])
    assert bought[2:] == pytest.approx(25.0)


def test_the_strictest_of_simultaneous_commands_holds_in_either_order():
    amounts = []
    for shares in ((0.04, 0.08), (0.08, 0.04)):
        found = plant(electric())
        for share in shares:
            found.command(900, "grid/import", share)
        found.settle(found.timeline.n_steps)
        amounts.append(found.amount("grid/import", slice(1, 2)) * 4.0)
    assert amounts == pytest.approx([20.0, 20.0])


def test_order_of_components_does_not_matter(whole):
    ctx = context(days=3, weather=climate)
    forward, backward = park(), dict(reversed(park().items()))
    one, _ = parts_of(TwinSpec(ctx, forward))
    two, _ = parts_of(TwinSpec(ctx, backward))
    assert [r.row.id for r in compile_primitives(one).fixed] == [
        r.row.id for r in compile_primitives(two).fixed
    ]
    shuffled = [one[i] for i in np.random.default_rng(1).permutation(len(one))]
    names = [[c.name for c in b.columns] for b in pack(shuffled, ctx.timeline).blocks]
    assert names == [[c.name for c in b.columns] for b in pack(one, ctx.timeline).blocks]


@pytest.mark.parametrize(
    ("name", "spec"),
    [
        ("a-battery", ("battery", {"energy_mwh": 0.0, "power_mw": 20.0})),
        ("a-pv", ("pv", {"capacity_mw": 0.0, "tilt_deg": 33.0})),
        ("a-boiler", ("boiler", {"fuel": "electricity", "capacity_mw": 0.0})),
        ("a-line", ("direct_line", {"capacity_mw": 0.0})),
        ("a-pump", ("heat_pump", {"capacity_mw": 0.0, "level": "steam_05mpa"})),
    ],
)
def test_a_zero_size_asset_changes_not_one_bit(name, spec):
    ctx = context(days=2, weather=climate)
    plain, more = (
        plant(parts, ctx) for parts in (park(), park() | {name: make(spec[0], **spec[1])})
    )
    for found in (plain, more):
        found.meters.set(0, 0, 6.0)
        found.settle(found.timeline.n_steps)
    for one, two in zip(plain.network.blocks, more.network.blocks, strict=True):
        assert one.buses == two.buses
        assert one.state.activity.tobytes() == two.state.activity.tobytes()


def test_leap_years_and_other_steps_settle():
    for step in (5, 15, 60):
        ctx = context(days=2, step=step, start=dt.date(2024, 2, 28), weather=climate)
        found = plant(park(), ctx)
        found.settle(found.timeline.n_steps)
        assert found.settled == 2 * 24 * 60 // step
