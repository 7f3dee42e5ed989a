"""Pipes of the heat network: losses by length, diameters by flow, pumps, seasons."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.components.skies import ledger_of, still
from tests.small import context, electric, make
from twin.components.levels import Pipe
from twin.steam import evaporation_kj_kg, steam_density_kg_m3, water_density_kg_m3

HOURS = 48.0


def piped(level="hot_water_95", air=15.0, ctx=None, **fields):
    pipe = {"level": level, "length_m": 3000.0} | fields
    parts = electric(
        net=make("heat_network", pipes=(pipe,)),
        boiler=make("boiler", fuel="electricity", capacity_mw=40.0, level=level),
        need=make("demand", bus=level, rate="5 MW"),
    )
    return ledger_of(parts, ctx or context(weather=still(temp_air_c=air)))


def test_a_water_pipe_by_hand():
    """0.5 · π · 0.25 · 3000 · ((95 - 15) + (75 - 15)) = 0.1649 MW, and the boiler makes it."""
    ledger = piped(diameter_m=0.25)
    loss = ledger.total("hot_water_95>net/hot_water_95-pipe-loss") / HOURS
    assert loss == pytest.approx(0.5 * np.pi * 0.25 * 3000.0 * 140.0 / 1e6)
    assert ledger.total("boiler>hot_water_95") / HOURS == pytest.approx(5.0 + loss)


def test_diameter_and_pumps_from_the_design_flow():
    """10 MW over 20 K: 123.6 l/s; at 1.5 m/s 0.324 m; 70 Pa/m both ways over 0.7: 74 kW."""
    pipe = Pipe(level="hot_water_95", length_m=3000.0, design_mw=10.0)
    assert pipe.design_flow_m3_s == pytest.approx(10e6 / (4205 * 20 * 961.8), rel=3e-3)
    assert pipe.diameter == pytest.approx(0.324, abs=0.001)
    ledger = piped(design_mw=10.0)
    drawn = ledger.total("electricity>net/hot_water_95-pumps") / HOURS
    assert drawn == pytest.approx(pipe.design_flow_m3_s * 70 * 6000 / 0.7 / 1e6)
    slower = Pipe(level="hot_water_95", length_m=3000.0, design_mw=10.0, flow_share=0.5)
    assert slower.pump_mw == pytest.approx(pipe.pump_mw / 8.0)


@pytest.mark.parametrize("level", ["steam_05mpa", "steam_1mpa"])
def test_steam_over_five_kilometres_loses_five_to_ten_per_cent(level):
    """At the usual load, six tenths of the design; steam moves without pumps."""
    pipe = Pipe(level=level, length_m=5000.0, design_mw=14.0)
    loss = float(pipe.loss_mw(np.array([15.0]))[0])
    assert 0.05 <= loss / (0.6 * 14.0) <= 0.10
    assert pipe.pump_mw == 0.0


def test_hot_water_over_three_kilometres_loses_four_to_eight_per_cent():
    """Of a year's heat, at three tenths of the design on average."""
    pipe = Pipe(level="hot_water_95", length_m=3000.0, design_mw=10.0)
    assert 0.04 <= float(pipe.loss_mw(np.array([15.0]))[0]) / 3.0 <= 0.08


@pytest.mark.parametrize(
    ("temp_c", "kg_m3", "kj_kg"), [(158.83, 3.169, 2085.6), (184.06, 5.638, 1999.9)]
)
def test_steam_by_the_table_of_pressures(temp_c, kg_m3, kj_kg):
    """Saturated steam of 0.6 and 1.1 MPa absolute (IAPWS-IF97), between the points held."""
    assert steam_density_kg_m3(temp_c) == pytest.approx(kg_m3, rel=5e-3)
    assert evaporation_kj_kg(temp_c) == pytest.approx(kj_kg, rel=2e-3)
    assert water_density_kg_m3(50.0) == pytest.approx(988.0, rel=1e-3)
    with pytest.raises(ValueError, match="expected 100 to 280"):
        steam_density_kg_m3(90.0)


def test_a_network_that_is_off_loses_nothing():
    """31 March is off, 1 April on."""
    ctx = context(start=dt.date(2025, 3, 31), weather=still())
    ledger = piped(ctx=ctx, diameter_m=0.2, design_mw=5.0, months=(4, 5))
    for row in ("hot_water_95>net/hot_water_95-pipe-loss", "electricity>net/hot_water_95-pumps"):
        flow = ledger.flow(row)
        assert flow[:96].max() == 0.0
        assert flow[96:].min() > 0.0


@pytest.mark.parametrize(
    ("pipes", "word"),
    [
        ([{"level": "hot_water_95", "length_m": 5.0}], "diameter_m, or design_mw"),
        ([{"level": "hot_water_95", "length_m": -5.0, "diameter_m": 0.1}], "length_m"),
        ([{"level": "hot_water_95", "length_m": 5.0, "diameter_m": 0.1}] * 2, "stands 2 times"),
    ],
)
def test_pipes_that_cannot_be_are_refused(pipes, word):
    with pytest.raises(ValueError, match=word):
        make("heat_network", pipes=pipes)
