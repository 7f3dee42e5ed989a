"""Random heat networks: heat only falls, no machine beats the two laws, sizes scale everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.components.skies import ledger_of, still
from tests.small import context, make, plant
from twin.commodities import catalogue, heat_levels
from twin.errors import InputError
from twin.primitives import Purpose

LEVELS = [level.id for level in heat_levels()]
KELVIN = 273.15
EPS = 1e-7

sizes = st.floats(0.5, 12.0)
air = st.floats(-15.0, 38.0)


@st.composite
def machines(draw):
    """Return a handful of heat plants of every kind this park knows; some drawn ones cannot be."""
    made = {}
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["boiler", "pump", "loop_pump", "hot_pump", "exchanger",
                                     "gas_boiler", "chiller", "absorption", "tank"]))  # fmt: skip
        level, mw = draw(st.sampled_from(LEVELS)), draw(sizes)
        lower = draw(st.sampled_from(LEVELS))
        fraction = draw(st.floats(0.2, 0.75))
        wanted = {
            "boiler": ("boiler", {"fuel": "electricity", "level": level}),
            "pump": ("heat_pump", {"level": level, "carnot_fraction": fraction}),
            "loop_pump": ("heat_pump", {"level": level, "source": lower,
                                        "carnot_fraction": fraction}),
            "hot_pump": ("industrial_heat_pump", {"level": level, "source": lower}),
            "exchanger": ("waste_heat_recovery", {"level": level, "source": "works"}),
            "gas_boiler": ("waste_heat_boiler", {"level": level, "source": "works",
                                                 "gas_c": 300.0}),
            "chiller": ("chiller", {"condenser": draw(st.sampled_from(["air", "water"]))}),
            "absorption": ("absorption_chiller", {"level": level}),
            "tank": ("hot_water_tank", {"level": level, "energy_mwh": mw}),
        }[kind]  # fmt: skip
        try:
            size = "power_mw" if kind == "tank" else "capacity_mw"
            made[f"m{number}-{kind}"] = make(wanted[0], **{size: mw}, **wanted[1])
        except ValueError:
            continue  # beyond the machine's own limits: refused with a reason, tested elsewhere
    return made


@st.composite
def parks(draw):
    demands = {
        f"need-{level}": make("demand", bus=level, rate=draw(sizes))
        for level in draw(st.lists(st.sampled_from(LEVELS), unique=True, max_size=4))
    }
    demands["need-cold"] = make("demand", bus="chilled_water_7", rate=draw(sizes))
    joined = draw(st.one_of(st.just([]), st.lists(st.sampled_from(LEVELS), unique=True)))
    return _base(demands | draw(machines()), joined)


def _base(more, joined=(), scale=1.0):
    """Return what every drawn park has: power, water, a hot line, a cold backup, some steam."""
    return {
        "grid": make("grid_connection", tariff="test", import_mw=500.0 * scale),
        "own": make("own_generation"),
        "net": make("heat_network", levels=tuple(joined)),
        "line": make("production_line", meter="out", product="x", unit="t",
                     waste_heat={"mwh": 1.0, "temperature_c": 300.0}, waste_heat_bus="works"),
        "tower": make("cooling_tower", capacity_mw=100.0 * scale),
        "air-chiller": make("chiller", capacity_mw=30.0 * scale, condenser="air"),
        "works": make("water_works", capacity_m3_per_h=900.0 * scale),
        "treat": make("wastewater_plant", capacity_m3_per_h=900.0 * scale),
        "fill": make("landfill"),
        **{f"bought-{lv}": make("heat_supply", level=lv, capacity_mw=4.0 * scale)
           for lv in ("steam_4mpa", "steam_1mpa", "hot_water_95", "low_temp_35")},
    } | more  # fmt: skip


def settle(parts, air_c, rate=6.0):
    ctx = context(days=1, step=60, weather=still(temp_air_c=air_c))
    return ledger_of(parts, ctx, rates={"out": rate})


def settled(parts, air_c):
    """Settle a drawn park; one that cannot run is refused, and another is drawn."""
    try:
        return settle(parts, air_c)
    except InputError:
        reject()


def temperature(row):
    """Return the temperature of a row's heat or cold [°C], None if it is neither."""
    if row.commodity == "waste_heat":
        return 300.0
    found = catalogue().get(row.commodity)
    return found.temperature_c if found and found.kind in {"heat", "cold", "reject_heat"} else None


def by_converter(ledger):
    """Return [(row, flow)] taken and given by every machine."""
    found = {}
    purposes = (Purpose.CONVERSION, Purpose.TRANSFER, Purpose.REJECTED)
    for row in ledger.select(*purposes):
        if row.into or row.target == "~air" or row.id.endswith("@~air"):
            found.setdefault(row.source, ([], []))[1].append((row, ledger.flow(row.id)))
        elif row.out_of:
            found.setdefault(row.target, ([], []))[0].append((row, ledger.flow(row.id)))
    return {name: sides for name, sides in found.items() if all(sides)}


def exergy(row, flow, surroundings_c):
    if row.commodity == "electricity":
        return flow
    here = temperature(row)
    if here is None or row.commodity == "condenser_heat":
        return np.zeros_like(flow)
    factor = 1.0 - (surroundings_c + KELVIN) / (here + KELVIN)
    return -factor * flow if row.commodity == "chilled_water_7" else factor * flow


@settings(max_examples=40, deadline=None)
@given(parks(), air)
def test_heat_only_falls_and_no_machine_beats_the_two_laws(parts, air_c):
    """Exergy out is at most exergy in and work, surroundings being the outdoor air."""
    ledger = settled(parts, air_c)
    for name, (taken, made) in by_converter(ledger).items():
        heats = [temperature(r) for r, _ in taken if temperature(r) is not None]
        works = any(r.commodity == "electricity" and f.max() > 0.0 for r, f in taken)
        for row, flow in made:
            here = temperature(row)
            if flow.max() > EPS and here is not None and not works:
                assert here <= max(heats), name
        surplus = sum(exergy(r, f, air_c) for r, f in taken)
        surplus = surplus - sum(exergy(r, f, air_c) for r, f in made)
        assert surplus.min() >= -EPS, name


@settings(max_examples=25, deadline=None)
@given(parks(), air)
def test_machines_on_a_heat_level_close_their_energy(parts, air_c):
    """Work and heat taken is heat given: for pumps between levels, chillers and transfers."""
    ledger = settled(parts, air_c)
    for name, (taken, made) in by_converter(ledger).items():
        if not name.endswith(("loop_pump", "hot_pump", "-chiller", "absorption")):
            continue
        cold = sum(f for r, f in made if r.commodity == "chilled_water_7")
        into = sum(f for r, f in taken) + cold
        out = sum(f for r, f in made if r.commodity != "chilled_water_7")
        np.testing.assert_allclose(into, out, atol=1e-9, err_msg=name)


ASSETS = {
    "boiler": {"fuel": "electricity", "capacity_mw": 8.0, "level": "steam_1mpa"},
    "heat_pump": {"capacity_mw": 3.0, "level": "hot_water_60"},
    "industrial_heat_pump": {"capacity_mw": 2.0, "level": "steam_05mpa", "source": "hot_water_95"},
    "waste_heat_recovery": {"capacity_mw": 2.0, "level": "hot_water_95", "source": "works"},
    "waste_heat_boiler": {"capacity_mw": 2.0, "level": "steam_1mpa", "source": "works",
                          "gas_c": 300.0},
    "chiller": {"capacity_mw": 3.0},
    "absorption_chiller": {"capacity_mw": 2.0},
    "cooling_tower": {"capacity_mw": 5.0},
    "hot_water_tank": {"energy_mwh": 5.0, "power_mw": 2.0, "standing_loss_per_h": 0.002},
    "chilled_water_store": {"energy_mwh": 5.0, "power_mw": 2.0, "standing_loss_per_h": 0.002},
    "steam_accumulator": {"energy_mwh": 2.0, "power_mw": 2.0},
}  # fmt: skip
EXTENSIVE = {"capacity_mw", "energy_mwh", "power_mw"}


def scaled(scale):
    """Return one park with an asset of every kind, all sizes and demands times ``scale``."""
    more = {
        f"one-{kind}": make(kind, **{k: v * scale if k in EXTENSIVE else v
                                     for k, v in fields.items()})
        for kind, fields in ASSETS.items()
    }  # fmt: skip
    for level, mw in (("steam_1mpa", 9.0), ("hot_water_60", 6.0), ("chilled_water_7", 8.0)):
        more[f"need-{level}"] = make("demand", bus=level, rate=mw * scale)
    return _base(more, (), scale)


@pytest.mark.parametrize("scale", [2.0, 0.25])
def test_all_sizes_and_demands_times_a_number_are_all_flows_times_it(scale):
    """With standing losses given: by default a larger tank loses a smaller share."""
    one, other = settle(scaled(1.0), 12.0), settle(scaled(scale), 12.0, rate=6.0 * scale)
    assert [r.id for r in one.rows] == [r.id for r in other.rows]
    total = sum(one.total(r.id) for r in one.rows)
    for row in one.rows:
        np.testing.assert_allclose(
            other.flow(row.id), scale * one.flow(row.id), atol=1e-9 * total, err_msg=row.id
        )


@pytest.mark.parametrize("kind", sorted(ASSETS))
def test_an_asset_of_no_size_changes_not_one_bit(kind):
    nothing = {k: 0.0 if k in EXTENSIVE - {"power_mw"} else v for k, v in ASSETS[kind].items()}
    ctx = context(days=1, step=60, weather=still(temp_air_c=12.0))
    found = []
    for more in ({}, {"a-new-one": make(kind, **nothing)}):
        parts = scaled(1.0) | more
        park = plant(parts, ctx)
        park.meters.set(0, park.meters.index("out"), 6.0)
        park.settle(park.timeline.n_steps)
        found.append(park)
    plain, fuller = found
    assert len(plain.network.blocks) == len(fuller.network.blocks)
    for one, two in zip(plain.network.blocks, fuller.network.blocks, strict=True):
        assert one.buses == two.buses
        assert one.state.activity.tobytes() == two.state.activity.tobytes()


def test_pipes_of_no_length_change_not_one_bit():
    one = settle(scaled(1.0), 12.0)
    pipe = {"level": "hot_water_60", "length_m": 0.0, "design_mw": 5.0}
    other = settle(scaled(1.0) | {"net": make("heat_network", pipes=(pipe,))}, 12.0)
    assert all((one.flow(r.id) == other.flow(r.id)).all() for r in one.rows)
