"""Small random parks for the tests of dispatch: sun, stores, boilers, a heat pump, a tariff."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from tests.components.skies import context_with, ref, still
from tests.small import NO_PEAKS, TARIFF, electric, make
from twin.dispatch.forecast import Forecast
from twin.dispatch.lookahead import Rolling
from twin.dispatch.regret import Still
from twin.dispatch.rules import Rules
from twin.dispatch.settings import Dispatch
from twin.spec import TwinSpec, assemble

HOURS = np.arange(24)
DAYTIME = np.clip(np.sin((HOURS - 6.0) / 12.0 * np.pi), 0.0, None)


@dataclass(frozen=True)
class Sizes:
    """What a random park is made of; stores in hours of the mean load, a tariff with or without."""

    seed: int
    days: int
    pv_mw: float
    battery_h: float
    tank_h: float
    pump_mw: float
    electrode_mw: float
    peaks: bool

    @property
    def without_stores(self):
        return replace(self, battery_h=0.0, tank_h=0.0)


def sizes():
    """Return a strategy of random parks."""
    return st.builds(
        Sizes,
        seed=st.integers(0, 10_000),
        days=st.integers(2, 4),
        pv_mw=st.sampled_from([0.0, 15.0, 60.0]),
        battery_h=st.sampled_from([0.5, 2.0]),
        tank_h=st.sampled_from([0.0, 3.0]),
        pump_mw=st.sampled_from([0.0, 3.0]),
        electrode_mw=st.sampled_from([0.0, 5.0]),
        peaks=st.booleans(),
    )


def series_of(chosen):
    """Return hourly load, steam and warm water [MW] of a random park."""
    rng, hours = np.random.default_rng(chosen.seed), 24 * chosen.days
    shift = np.tile((HOURS >= 8) & (HOURS < 20), chosen.days)
    return {
        "load": 8.0 + 10.0 * shift + rng.uniform(0.0, 4.0, hours),
        "steam": 2.0 + 4.0 * shift + rng.uniform(0.0, 2.0, hours),
        "warm": rng.uniform(0.5, 4.0, hours),
    }


def world(chosen):
    """Return the context of a random park: every day has its own clouds."""
    rng = np.random.default_rng(chosen.seed + 1)
    light = np.concatenate([
        900.0 * rng.uniform(0.2, 1.0) * DAYTIME * rng.uniform(0.6, 1.0, 24)
        for _ in range(chosen.days)
    ])  # fmt: skip
    sky = still(ghi_w_m2=light, dhi_w_m2=light)
    tariff = TARIFF if chosen.peaks else NO_PEAKS
    return context_with(series_of(chosen), days=chosen.days, step=60, weather=sky, tariff=tariff)


def components(chosen):
    """Return the components of a random park."""
    return electric(
        grid=make("grid_connection", tariff="test", import_mw=60.0, export_mw=20.0,
                  feed_in_cny_per_mwh=200.0),
        load=make("demand", bus="electricity", rate=ref("load")),
        pv=make("pv", capacity_mw=chosen.pv_mw),
        battery=make("battery", energy_mwh=15.0 * chosen.battery_h, power_mw=8.0),
        gas=make("fuel_market", carriers=("natural_gas",)),
        boiler=make("boiler", fuel="natural_gas", capacity_mw=12.0, level="steam_1mpa"),
        electrode=make("boiler", fuel="electricity", capacity_mw=chosen.electrode_mw,
                       level="steam_1mpa"),
        pump=make("heat_pump", capacity_mw=chosen.pump_mw, level="hot_water_60"),
        net=make("heat_network"),
        tank=make("hot_water_tank", energy_mwh=2.0 * chosen.tank_h, power_mw=2.0,
                  level="hot_water_60"),
        steam=make("demand", bus="steam_1mpa", rate=ref("steam")),
        warm=make("demand", bus="hot_water_60", rate=ref("warm")),
    )  # fmt: skip


def settled(chosen, dispatch=None, parts=None):
    """Return a random park settled by rules, or as told."""
    how = dispatch or Dispatch()
    found = assemble(TwinSpec(world(chosen), parts or components(chosen), dispatch=how))
    found.settle(found.timeline.n_steps)
    return found


def planners(timeline, seed=7):
    """Return every planner that may fall short of perfect foresight."""
    return {
        "rules": Rules(),
        "persistence": Rolling(Forecast(timeline)),
        "exact": Rolling(Forecast(timeline, exact=True)),
        "in error": Rolling(Forecast(timeline, exact=True, error=0.3, seed=seed)),
        "still": Still(),
    }


def written(plant):
    """Return every byte that a settled plant has written or remembers."""
    return [
        (name, np.asarray(array).tobytes())
        for block in plant.network.blocks
        for name, array in block.state._asdict().items()
    ]
