"""Sources of heat pumps, the industrial machine's limits, and published performance."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.components.skies import context_with, ledger_of, ref, steady, still
from tests.small import context, electric, make
from twin.errors import InputError
from twin.streams import Streams
from twin.thermo import carnot_cop
from twin.timeline import Timeline
from twin.weather import generate
from twin.weather.ground import Surface, ground_temperature_c, surface_of

HOURS = 48.0


def heated(level, pump, **more):
    need = make("demand", bus=level, rate="5 MW")
    return electric(need=need, pump=pump) | more


def cop(level, pump, ctx=None, **more):
    ledger = ledger_of(heated(level, pump, **more), ctx)
    heat = ledger.total(f"pump>{level}")
    assert heat == pytest.approx(5.0 * HOURS)
    return heat / ledger.total("electricity>pump")


@pytest.mark.parametrize(
    ("hot_c", "cold_c", "fraction", "least", "most"),
    [
        (90.0, 35.0, 0.5, 3.25, 3.35),  # 3.3 by hand at a fraction of 0.5
        (90.0, 35.0, 0.53, 3.4, 3.6),  # the IEA's assumption of 3.5
        (125.0, 60.0, 0.45, 2.6, 3.0),  # DEA, industrial below 125 °C: 2.6-3.0
        (60.0, 25.0, 0.55, 5.1, 5.3),  # DEA, district heat 45/75 °C from excess heat 30/20 °C: 5.2
    ],
)
def test_published_performance_by_mean_temperatures(hot_c, cold_c, fraction, least, most):
    assert least <= float(carnot_cop(hot_c, cold_c, fraction)) <= most


def test_water_of_a_given_temperature_by_hand():
    """12 → 60 °C, 5 K on both sides: 0.5 · 338.15 / (65 - 7)."""
    pump = make("heat_pump", capacity_mw=9.0, source="water", water_c="12 degC")
    assert cop("hot_water_60", pump) == pytest.approx(0.5 * 338.15 / 58.0, rel=1e-9)


def test_water_as_a_series():
    ctx = context_with({"river": np.r_[np.full(96, 5.0), np.full(96, 20.0)]})
    pump = make("heat_pump", capacity_mw=9.0, source="water", water_c=ref("river", "degC"))
    ledger = ledger_of(heated("hot_water_60", pump), ctx)
    work = ledger.flow("electricity>pump")
    day = [5.0 / 4 * lift / (0.5 * 338.15) for lift in (65.0 - 0.0, 65.0 - 15.0)]
    assert work[[0, -1]] == pytest.approx(day)


@pytest.mark.parametrize("water_c", [-1.0, 91.0])
def test_water_that_is_ice_or_steam_is_refused(water_c):
    pump = make("heat_pump", capacity_mw=9.0, source="water", water_c=water_c)
    with pytest.raises(InputError, match="0 to 90 °C"):
        ledger_of(heated("hot_water_95", pump))


def test_ground_of_a_given_year_by_hand():
    """3 March at 1.5 m: way 1.5·√(π/18.25) = 0.6224; 12 - 10·e^-w·cos(2π(62 - 20)/365 - w)."""
    pump = make("heat_pump", capacity_mw=9.0, source="ground", ground_depth_m=1.5,
                ground_mean_c=12.0, ground_swing_k=10.0)  # fmt: skip
    ctx = context(weather=still(temp_air_c=-30.0))
    way = 1.5 * np.sqrt(np.pi / 365.0 / 0.05)
    assert way == pytest.approx(0.6224, abs=1e-4)
    days = [
        12.0 - 10.0 * np.exp(-way) * np.cos(2 * np.pi * (day - 20.0) / 365.0 - way)
        for day in (62, 63)
    ]
    work = np.mean([65.0 - day + 5.0 for day in days]) / (0.5 * 338.15)
    assert cop("hot_water_60", pump, ctx) == pytest.approx(1.0 / work, rel=1e-9)


def test_the_grounds_year_is_read_from_a_whole_year_of_air():
    timeline = Timeline(dt.date(2025, 1, 1), 365, 60)
    day = np.repeat(np.arange(1, 366), 24)
    air = 14.0 - 9.0 * np.cos(2 * np.pi * (day - 25.0) / 365.0)
    weather = steady(timeline, temp_air_c=air)
    assert surface_of(weather) == pytest.approx((14.0, 9.0, 25.0), abs=1e-6)
    shallow, deep = (ground_temperature_c(weather, d, Surface(14, 9, 25)) for d in (0.5, 20.0))
    assert np.ptp(shallow) > 14.0
    assert deep == pytest.approx(14.0, abs=0.01)
    assert np.argmin(shallow) / 24.0 == pytest.approx(24.0 + 0.2075 * 365.0 / 2 / np.pi, abs=1.5)


def test_the_ground_of_a_cold_city_is_milder_than_its_air():
    timeline = Timeline(dt.date(2025, 1, 1), 365, 60)
    weather = generate("harbin", timeline, Streams(1))
    ground = ground_temperature_c(weather, 3.0, surface_of(weather))
    assert ground.mean() == pytest.approx(weather.temp_air_c.mean(), abs=0.2)
    assert ground.min() > weather.temp_air_c.min() + 20.0


def test_a_few_days_do_not_show_a_year():
    pump = make("heat_pump", capacity_mw=9.0, source="ground")
    with pytest.raises(InputError, match=r"2 days.*ground_mean_c"):
        ledger_of(heated("hot_water_60", pump), context(weather=still()))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"source": "water"}, "water_c"),
        ({"source": "air", "water_c": 10.0}, "water_c"),
        ({"source": "ground", "ground_mean_c": 10.0}, "together"),
        ({"source": "air", "ground_mean_c": 10.0, "ground_swing_k": 3.0}, "ground"),
        ({"source": "sea"}, "source"),
    ],
)
def test_a_source_that_is_half_told_is_refused(fields, word):
    with pytest.raises(ValueError, match=word):
        make("heat_pump", capacity_mw=1.0, **fields)


def machine(**fields):
    given = {"capacity_mw": 9.0, "source": "hot_water_95", "level": "steam_05mpa"} | fields
    return make("industrial_heat_pump", **given)


def test_an_industrial_machine_by_hand():
    """95 → 159 °C with 5 K: 0.5 · 437.15 / 74; what it draws and its work are what it gives."""
    loop = make("heat_supply", level="hot_water_95", capacity_mw=20.0)
    ledger = ledger_of(heated("steam_05mpa", machine(), loop=loop))
    work, drawn = ledger.total("electricity>pump"), ledger.total("hot_water_95>pump")
    assert 240.0 / work == pytest.approx(0.5 * 437.15 / 74.0, rel=1e-9)
    assert work + drawn == pytest.approx(240.0)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"level": "steam_1mpa"}, r"184 °C\): the machine delivers 80 to 160"),
        ({"source": "low_temp_35", "level": "hot_water_60"}, "80 to 160"),
        ({"source": "hot_water_60"}, "lift of 99 K; the machine lifts at most 95 K"),
        ({"source": "steam_05mpa", "level": "hot_water_95"}, "not colder"),
        ({"carnot_fraction": 0.6}, "carnot_fraction"),
        ({"carnot_fraction": 0.4}, "carnot_fraction"),
    ],
)
def test_an_industrial_machine_beyond_its_limits_is_refused(fields, word):
    with pytest.raises(ValueError, match=word):
        machine(**fields)


def test_two_stages_lift_further_where_that_is_told():
    assert machine(source="hot_water_60", max_lift_k=100.0)
