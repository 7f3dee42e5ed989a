"""The wind plant: its published curve, windpowerlib's own chain, and the density of the air."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import windpowerlib

from tests.components.skies import steady
from tests.small import context, make
from twin.components.wind import hub_density, unit_output
from twin.streams import Streams
from twin.timeline import Timeline
from twin.weather import generate

HOURS = Timeline(dt.date(2025, 3, 1), 10, 60)
TURBINE = "N131/3000"  # 3 MW; published from 3 to 20 m/s, rated from 11.5 m/s on
KUNMING = {"pressure_pa": 80_500.0, "temp_air_c": 15.4}  # 0.794 of sea level times 0.999


def at_hub(speeds, hub=20.0, **air):
    """Return power per nameplate for speeds at the hub (no shear); the low hub keeps the air."""
    padded = np.zeros(HOURS.n_steps)
    padded[: len(speeds)] = speeds
    weather = steady(HOURS, wind_speed_m_s=padded, **air)
    return unit_output(weather, TURBINE, hub, 0.0, 1.0)[: len(speeds)]


def chain_of_windpowerlib(weather, hub, shear):
    """Return the peer's chain: Hellman wind, lapse to the hub, ideal gas, corrected curve."""
    turbine = windpowerlib.WindTurbine(turbine_type=TURBINE, hub_height=hub)
    chain = windpowerlib.ModelChain(
        turbine, wind_speed_model="hellman", hellman_exp=shear, density_model="ideal_gas",
        temperature_model="linear_gradient", density_correction=True,
    )  # fmt: skip
    columns = [("wind_speed", 10), ("temperature", 2), ("pressure", 0), ("roughness_length", 0)]
    values = [weather.wind_speed_m_s, weather.temp_air_c + 273.15, weather.pressure_pa, 0.1]
    table = pd.DataFrame(dict(zip(columns, values, strict=True)), index=weather.mid_times)
    table.columns = pd.MultiIndex.from_tuples(columns)
    return chain.run_model(table).power_output.to_numpy() / 3e6


def test_curve_at_cut_in_half_way_rated_and_cut_out():
    """Points of the published curve: 3 m/s 33 kW, 8 m/s 1,915 kW, 12 to 20 m/s 3,000 kW."""
    power = at_hub([0.0, 2.9, 3.1, 8.0, 12.0, 16.0, 19.9, 20.0, 20.1, 30.0])
    assert power[:2].tolist() == [0.0, 0.0]
    assert 33 / 3000 < power[2] < 104 / 3000
    assert power[3] == pytest.approx(1915 / 3000, rel=0.005)
    assert power[4:8] == pytest.approx(1.0)
    assert power[8:].tolist() == [0.0, 0.0]


def test_the_whole_published_curve_comes_back_at_standard_density():
    """Every point from 0 to 20 m/s, in air of 1.225 kg/m³ at the hub."""
    published = windpowerlib.WindTurbine(turbine_type=TURBINE, hub_height=100.0).power_curve
    speeds = published["wind_speed"].to_numpy()
    at_station = hub_density(steady(HOURS), 20.0)[0]
    power = at_hub(speeds, pressure_pa=101_325.0 * 1.225 / at_station)
    assert power == pytest.approx(published["value"].to_numpy() / 3e6, abs=1e-9)
    assert len(speeds) > 20


@pytest.mark.parametrize("air", [KUNMING, {"pressure_pa": 95_000.0, "temp_air_c": 30.0}])
def test_in_thin_air_power_is_that_of_windpowerlibs_own_correction(air):
    """Point by point from cut-in to 19 m/s; ours only keeps the speed at which it stops."""
    speeds = np.linspace(0.5, 19.0, 75)
    curve = windpowerlib.WindTurbine(turbine_type=TURBINE, hub_height=100.0).power_curve
    density = hub_density(steady(HOURS, **air), 20.0)[0]
    theirs = windpowerlib.power_output.power_curve(
        pd.Series(speeds), curve["wind_speed"], curve["value"],
        density=pd.Series(np.full(75, density)), density_correction=True,
    )  # fmt: skip
    assert at_hub(speeds, **air) == pytest.approx(theirs.to_numpy() / 3e6, abs=2e-3)


@pytest.mark.parametrize("air", [{"temp_air_c": -30.0, "pressure_pa": 103_000.0}, KUNMING])
def test_a_turbine_stops_at_its_wind_speed_in_dense_and_in_thin_air(air):
    power = at_hub([18.0, 19.0, 20.0, 20.5, 22.0, 25.0], **air)
    assert power[:3] == pytest.approx(1.0)
    assert power[3:].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(("air", "close"), [({}, 0.003), (KUNMING, 0.01)])
@pytest.mark.parametrize("hub", [80.0, 140.0])
def test_power_is_that_of_windpowerlibs_own_chain(air, close, hub):
    """Up to the cut-out; its pressure falls by 1/8 hPa a metre at any altitude, ours by ρ·g."""
    rng = np.random.default_rng(4)
    weather = steady(HOURS, wind_speed_m_s=rng.uniform(0.0, 19.0, 240) * (10 / hub) ** 0.2, **air)
    ours = unit_output(weather, TURBINE, hub, 0.2, 1.0)
    theirs = chain_of_windpowerlib(weather, hub, 0.2)
    assert np.abs(ours - theirs).max() < close
    assert ours.sum() == pytest.approx(theirs.sum(), rel=close)


def test_wind_rises_to_the_hub_by_the_power_law_and_the_factor_of_the_site():
    """5 m/s at 10 m are 5 · 16^0.2 = 8.706 m/s at 160 m; a site with 1.2 times that has 10.45."""
    weather = steady(HOURS, wind_speed_m_s=5.0)
    for factor, speed in ((1.0, 8.7055), (1.2, 10.4466)):
        raised = unit_output(weather, TURBINE, 160.0, 0.2, factor)[0]
        plain = unit_output(steady(HOURS, wind_speed_m_s=speed), TURBINE, 160.0, 0.0, 1.0)[0]
        assert raised == pytest.approx(plain, rel=1e-4)


def test_air_of_kunming_is_four_fifths_as_dense_as_at_sea_level():
    weather = generate("kunming", Timeline(dt.date(2025, 1, 1), 365, 60), Streams(1))
    assert weather.air_density_kg_m3.mean() / 1.225 == pytest.approx(0.81, abs=0.02)


def test_thin_air_moves_the_curve_below_rated_and_nothing_above():
    """Below 7.5 m/s the curve moves by (ρ₀/ρ)^(1/3): at 0.794 of ρ₀, 6 m/s to 6.480 m/s."""
    density = KUNMING["pressure_pa"] / (287.058 * (KUNMING["temp_air_c"] + 273.15))
    moved = 6.0 * (1.225 / density) ** (1 / 3)
    assert moved == pytest.approx(6.48, abs=0.01)
    assert at_hub([moved], **KUNMING)[0] == pytest.approx(802 / 3000, rel=0.005)
    sea, high = (at_hub([4.0, 6.0, 8.0, 10.0, 15.0], **air) for air in ({}, KUNMING))
    assert (high[:4] < sea[:4]).all()
    assert high[2] / sea[2] == pytest.approx(0.8, abs=0.03)
    assert high[4] == sea[4] == pytest.approx(1.0)


def test_losses_and_nameplate_scale_the_plant():
    ctx = context(weather=steady)
    (part,) = make("wind", capacity_mw=50.0, losses=0.12).parts("wind", ctx)
    assert part.limit.scale == pytest.approx(44.0)
    assert part.bus == "electricity@own"
    (part,) = make("wind", capacity_mw=50.0, line="ridge").parts("wind", ctx)
    assert (part.bus, part.purpose) == ("electricity@ridge", "generation")


def test_an_unknown_turbine_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"(?s)Windy 5000.*N131/3000"):
        make("wind", capacity_mw=1.0, turbine="Windy 5000")
