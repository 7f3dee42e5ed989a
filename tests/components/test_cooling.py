"""Chillers at rating conditions and by weather; towers and the water they take."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.components.skies import ledger_of, still
from tests.small import context, electric, make, plant
from twin.accounts.collect import Boundary
from twin.accounts.exergy import WasteExergy
from twin.accounts.heat_cascade import HeatByTemperature
from twin.accounts.resources import Resources
from twin.components.chiller import Chiller
from twin.components.cooling_tower import evaporated_m3_per_mwh, fan_factor
from twin.errors import InputError
from twin.primitives import Purpose
from twin.weather.moist import wet_bulb_c

HOURS = 48.0
COLD = "chilled_water_7"


def cooled(rate="6 MW", tower=True, **more):
    """Return a park with a demand of cold, and water for a tower."""
    parts = electric(need=make("demand", bus=COLD, rate=rate)) | more
    if tower:
        parts |= {
            "tower": make("cooling_tower", capacity_mw=40.0),
            "works": make("water_works", capacity_m3_per_h=500.0, pumping_kwh_per_m3=0.0),
            "plant": make("wastewater_plant", capacity_m3_per_h=500.0),
            "landfill": make("landfill"),
        }
    return parts


def weather(**values):
    return context(weather=still(**values))


def flows(ledger, *rows):
    return [ledger.total(row) / HOURS for row in rows]


def cop_of(ctx, **fields):
    (converter,) = make("chiller", capacity_mw=1.0, **fields).parts("c", ctx)
    return 1.0 / converter.inputs[0].coefficient.base[0]


@pytest.mark.parametrize(
    ("air_c", "humidity", "pressure", "wet_c"),
    [
        (20.0, 50.0, 101_325.0, 13.8),  # points of a psychrometric chart
        (35.0, 40.0, 101_325.0, 23.9),
        (30.0, 60.0, 101_325.0, 23.8),
        (25.0, 100.0, 101_325.0, 25.0),
        (25.0, 30.0, 81_000.0, 13.6),  # thin air, by hand: 15.6 - 6.6e-4·810·11.4 = 9.5 hPa
    ],
)
def test_wet_bulb_by_the_chart(air_c, humidity, pressure, wet_c):
    ctx = weather(temp_air_c=air_c, relative_humidity_pct=humidity, pressure_pa=pressure)
    assert wet_bulb_c(ctx.weather) == pytest.approx(wet_c, abs=0.3)


def test_performance_at_rating_conditions_is_that_of_machines_on_the_market():
    """Air of 35 °C: 2.9-3.4. Water 30/35 °C from a wet bulb of 26 °C: 5.5-6.5."""
    hot = weather(temp_air_c=35.0)
    assert 2.9 <= cop_of(hot, condenser="air") <= 3.4
    wet = weather(temp_air_c=26.0, relative_humidity_pct=100.0)
    assert 5.5 <= cop_of(wet, condenser="water") <= 6.5


def test_a_chiller_by_hand():
    """Air-cooled at 35 °C: condenses at 47, evaporates at 5: 0.47 · 278.15 / 42 = 3.1126."""
    ctx = weather(temp_air_c=35.0)
    parts = cooled(tower=False, chiller=make("chiller", capacity_mw=9.0, condenser="air"))
    ledger = ledger_of(parts, ctx)
    cold, work, warm = flows(
        ledger, f"chiller>{COLD}", "electricity>chiller", "chiller>condenser_heat@~air"
    )
    assert cold == pytest.approx(6.0)
    assert cold / work == pytest.approx(0.47 * 278.15 / 42.0, rel=1e-9)
    assert warm == pytest.approx(cold + work)
    row = next(r for r in ledger.rows if r.id == "chiller>condenser_heat@~air")
    assert row.purpose is Purpose.REJECTED


@given(st.floats(-20.0, 44.0), st.floats(10.0, 100.0), st.sampled_from(["air", "water"]))
def test_a_hotter_hour_costs_more_and_never_less_than_carnot(air_c, humidity, condenser):
    here = weather(temp_air_c=air_c, relative_humidity_pct=humidity)
    hotter = weather(temp_air_c=air_c + 1.0, relative_humidity_pct=humidity)
    cop = cop_of(here, condenser=condenser)
    assert cop >= cop_of(hotter, condenser=condenser) - 1e-12
    condensing = float(Chiller(capacity_mw=1.0, condenser=condenser).condensing_c(here)[0])
    assert condensing >= 25.0
    assert cop < 280.15 / (condensing - 7.0)


def test_condenser_heat_goes_through_the_tower_and_costs_water():
    """20 °C: E = 0.0015 · 859.8 m3 per MWh, 0.36 m3 per GJ; makeup 4/3 of it, blowdown the rest."""
    ctx = weather(temp_air_c=20.0)
    ledger = ledger_of(cooled(chiller=make("chiller", capacity_mw=9.0)), ctx)
    cold, work, into, out = flows(
        ledger, f"chiller>{COLD}", "electricity>chiller", "chiller>condenser_heat",
        "tower>condenser_heat@~air",
    )  # fmt: skip
    assert into == pytest.approx(cold + work)
    assert out == pytest.approx(into)
    evaporated = 0.0015 * 3.6e6 / 4187.0
    assert evaporated / 3.6 == pytest.approx(0.36, abs=0.005)
    circulating = 3.6e6 / 4187.0 / 5.0
    makeup, blowdown, around = flows(
        ledger, "process_water>tower", "tower>wastewater", "recirculated_water@~circuit>tower"
    )
    assert makeup == pytest.approx(into * evaporated * 4.0 / 3.0)
    assert blowdown == pytest.approx(into * (evaporated / 3.0 - 5e-5 * circulating))
    assert around == pytest.approx(into * circulating)
    bought = ledger.total("works/intake>fresh_water@intake") / HOURS
    assert bought == pytest.approx(makeup)


def test_more_cycles_of_concentration_save_water():
    taken = []
    for cycles in (3.0, 4.0, 6.0):
        tower = make("cooling_tower", capacity_mw=40.0, concentration_cycles=cycles)
        parts = cooled(chiller=make("chiller", capacity_mw=9.0)) | {"tower": tower}
        ledger = ledger_of(parts, weather(temp_air_c=30.0))
        taken.append(ledger.total("process_water>tower") / ledger.total("condenser_heat>tower"))
    assert taken == pytest.approx([0.0016 * 859.8 * n / (n - 1.0) for n in (3.0, 4.0, 6.0)], 1e-4)


@pytest.mark.parametrize(
    ("air_c", "per_k"),
    [(-25.0, 0.0010), (-10.0, 0.0010), (0.0, 0.0012), (15.0, 0.00145), (30.0, 0.0016),
     (42.0, 0.0016)],
)  # fmt: skip
def test_evaporation_by_the_standards_table(air_c, per_k):
    assert float(evaporated_m3_per_mwh(air_c)) == pytest.approx(per_k * 859.8, rel=1e-4)


def test_fans_in_thin_air():
    """As dense as at sea level: 1. All heat latent: the density. At 0.81 and 20 °C: 0.81-0.90."""
    one = evaporated_m3_per_mwh(np.array([20.0]))
    assert fan_factor(one, np.ones(1)) == pytest.approx(1.0)
    assert fan_factor(np.array([1e3]), np.array([0.81])) == pytest.approx(0.81)
    assert 0.81 < float(fan_factor(one, np.array([0.81]))[0]) < 0.90


def test_a_tower_that_is_too_small_leaves_cold_unserved_rather_than_heat_nowhere():
    parts = cooled(chiller=make("chiller", capacity_mw=9.0))
    parts |= {"tower": make("cooling_tower", capacity_mw=3.0)}
    ledger = ledger_of(parts, weather(temp_air_c=20.0))
    rejected, lacking, dumped = flows(
        ledger, "tower>condenser_heat@~air", f"unserved>{COLD}", "condenser_heat>surplus"
    )
    assert rejected == pytest.approx(3.0)
    assert dumped == pytest.approx(0.0, abs=1e-9)
    assert lacking > 3.0


def test_a_water_cooled_chiller_without_a_tower_is_refused_by_name():
    parts = cooled(tower=False, chiller=make("chiller", capacity_mw=9.0))
    with pytest.raises(InputError, match=r"chiller.*condenser_heat.*no cooling tower"):
        plant(parts, weather())


def absorbing(effect, level, ctx=None, **fields):
    machine = make("absorption_chiller", capacity_mw=9.0, effect=effect, level=level, **fields)
    heat = make("heat_supply", level=level, capacity_mw=40.0)
    return ledger_of(cooled(machine=machine, heat=heat), ctx or weather(temp_air_c=20.0))


@pytest.mark.parametrize(
    ("effect", "level", "cop"),
    [("single", "hot_water_95", 0.72), ("double", "steam_05mpa", 1.3)],
)
def test_an_absorption_chiller_by_hand(effect, level, cop):
    """6 MW of cold take 6/COP of heat; the tower sees 6·(1 + 1/COP), pumps apart."""
    ledger = absorbing(effect, level, pump_mwh_per_mwh=0.0)
    cold, heat, warm = flows(ledger, f"machine>{COLD}", f"{level}>machine", "condenser_heat>tower")
    assert cold == pytest.approx(6.0)
    assert heat == pytest.approx(6.0 / cop)
    assert warm == pytest.approx(6.0 * (1.0 + 1.0 / cop))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"level": "hot_water_60"}, r"60 °C\) cannot drive a single-effect.*85 °C"),
        ({"effect": "double"}, r"95 °C\) cannot drive a double-effect.*150 °C"),
        ({"cop": 1.3}, "expected 0.7 to 0.75"),
        ({"effect": "double", "level": "steam_05mpa", "cop": 0.72}, "expected 1.2 to 1.4"),
    ],
)
def test_an_absorption_chiller_on_too_cold_heat_is_refused(fields, word):
    with pytest.raises(ValueError, match=word):
        make("absorption_chiller", capacity_mw=1.0, **fields)


def test_rejected_condenser_heat_is_not_recoverable_waste_heat():
    """The indicator's denominator is declared waste heat; what chillers reject stands apart."""
    ledger = ledger_of(cooled(chiller=make("chiller", capacity_mw=9.0)), weather())
    terms = {t.id: t.value for t in Resources(ledger, Boundary()).waste_heat(("heat",))}
    assert terms["waste_heat.recoverable_mwh"] == 0.0
    heat = {t.id: t.value for t in HeatByTemperature(ledger, Boundary()).terms()}
    rejected = ledger.total("tower>condenser_heat@~air")
    assert heat["heat.condenser_rejected_mwh"] == pytest.approx(rejected)
    assert rejected > 6.0 * HOURS


def test_a_building_on_chilled_water_asks_for_the_cold_its_own_machine_would_make():
    ctx = weather(temp_air_c=34.0, ghi_w_m2=300.0, dhi_w_m2=300.0)
    office = {"type_id": "office_existing", "floor_m2": 20_000.0, "storeys": 5}
    alone = ledger_of(electric(office=make("building", **office)), ctx)
    chiller = make("chiller", capacity_mw=9.0, condenser="air")
    served = make("building", **office, cooling=COLD)
    ledger = ledger_of(electric(office=served, chiller=chiller), ctx)
    cold = ledger.total(f"{COLD}>office/cooling")
    own_cop = 0.42 * 280.15 / (34.0 + 12.0 - 7.0)
    assert cold > 1.0
    assert alone.total("electricity>office/cooling") == pytest.approx(cold / own_cop, rel=1e-6)
    assert ledger.total(f"unserved>{COLD}") == 0.0


def cooled_line(rejected_by, temperature_c=90.0):
    return make(
        "production_line", meter="out", product="x", unit="t", electricity_mwh=0.1,
        waste_heat={"mwh": 0.2, "temperature_c": temperature_c, "rejected_by": rejected_by},
        waste_heat_bus="line",
    )  # fmt: skip


def recovering(rejected_by, tower=True):
    parts = cooled("0 MW", tower=tower, line=cooled_line(rejected_by))
    return parts | {
        "chiller": make("chiller", capacity_mw=1.0, condenser="air"),
        "exchanger": make("waste_heat_recovery", source="line", capacity_mw=1.2,
                          level="hot_water_60", effectiveness=0.8),
        "backup": make("boiler", fuel="electricity", capacity_mw=9.0, level="hot_water_60"),
        "wash": make("demand", bus="hot_water_60", rate="5 MW"),
    }  # fmt: skip


@pytest.mark.parametrize("wanted", ["5 MW", "0.4 MW"])
def test_waste_heat_that_nobody_takes_costs_cooling_water_where_a_tower_must_take_it(wanted):
    """2 MW offered: with 1.5 taken at 0.8 the tower sees 0.5 MW; with 0.5 taken, 1.5 MW."""
    ctx = weather(temp_air_c=20.0)
    need = {"wash": make("demand", bus="hot_water_60", rate=wanted)}
    ledger = ledger_of(recovering("tower") | need, ctx, rates={"out": 10.0})
    taken, cooled_away, makeup = flows(
        ledger, "waste_heat@line>exchanger", "waste_heat@line>line/waste-heat-cooling",
        "process_water>tower",
    )  # fmt: skip
    assert taken == pytest.approx({"5 MW": 1.5, "0.4 MW": 0.5}[wanted])
    assert taken + cooled_away == pytest.approx(2.0)
    assert makeup == pytest.approx(cooled_away * 0.0015 * 3.6e6 / 4187.0 * 4.0 / 3.0)


@pytest.mark.parametrize("rejected_by", ["air", "tower"])
def test_the_accounts_of_waste_heat_do_not_depend_on_where_the_rest_goes(rejected_by):
    """1.2 of 2 MW recovered; in exergy at 60 of 90 °C."""
    ctx = weather(temp_air_c=20.0)
    ledger = ledger_of(recovering(rejected_by), ctx, rates={"out": 10.0})
    got = {t.id: t.value / HOURS for t in Resources(ledger, Boundary()).waste_heat(("heat",))}
    assert got["waste_heat.recovered_mwh"] == pytest.approx(1.2)
    assert got["waste_heat.recoverable_mwh"] == pytest.approx(2.0)
    got = {t.id: t.value / HOURS for t in WasteExergy(ledger, Boundary()).terms(("heat",))}
    assert got["waste_heat.exergy_recovered_mwh"] == pytest.approx(1.2 * (1 - 298.15 / 333.15))
    assert got["waste_heat.exergy_recoverable_mwh"] == pytest.approx(2 * (1 - 298.15 / 363.15))
    got = {t.id: t.value / HOURS for t in HeatByTemperature(ledger, Boundary()).terms()}
    assert got["heat.from_waste_heat_mwh"] == pytest.approx(1.2)
    assert got["heat.least_made_mwh"] == pytest.approx(3.0)


def test_a_line_that_must_be_cooled_needs_a_tower_and_heat_above_its_water():
    with pytest.raises(InputError, match="no cooling tower"):
        plant(recovering("tower", tower=False), weather())
    cold = recovering("tower") | {"line": cooled_line("tower", 30.0)}
    del cold["exchanger"]
    with pytest.raises(InputError, match=r"at most 30 °C cannot serve condenser_heat \(37 °C\)"):
        plant(cold, weather())


def test_a_tower_takes_no_pressure():
    with pytest.raises(ValueError, match="takes heat, not pressure"):
        make(
            "production_line", meter="out", product="x", unit="t",
            waste_heat={"mwh": 1.0, "temperature_c": 40.0, "kind": "pressure",
                        "rejected_by": "tower"},
        )  # fmt: skip
    with pytest.raises(ValueError, match="kind"):
        make("production_line", meter="out", product="x", unit="t",
             waste_heat={"mwh": 1.0, "temperature_c": 40.0, "kind": "presure"})  # fmt: skip
