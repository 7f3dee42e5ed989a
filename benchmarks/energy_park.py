"""The small energy park of the benchmarks and cross-checks: real components, seeded profiles.

20 MW of peak load, 60 GWh of steam and 10 GWh of hot water a year; PV, wind, battery, gas
and electrode boiler, heat pump, hot-water tank, and a tariff of six levels. What is drawn by
chance is drawn by the quarter of an hour, and coarser steps are its means, so that the park is
the same at every step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from benchmarks.given import Given, Renewable
from twin.calendars import Calendar
from twin.components.base import ComponentSpec, Part, component_type
from twin.context import Context, Price
from twin.dispatch.settings import Dispatch
from twin.factors import load_factor_set
from twin.primitives import Storage
from twin.series import SeriesRef
from twin.spec import TwinSpec
from twin.streams import Streams
from twin.tariffs import Tariff
from twin.timeline import Timeline
from twin.weather.weather import Weather

Floats = npt.NDArray[np.float64]

SEED = 20_250_101
START = dt.date(2025, 1, 1)
PEAK_LOAD_MW = 20.0
STEAM_MWH_PER_YEAR = 60_000.0
HOT_WATER_PEAK_MW = 2.6
ORIGIN = {"pv": "solar", "wind": "wind"}

# Levels and hours in the manner of Chinese two-part tariffs (configs/tariffs); six bands, which no
# shipped tariff has, so that every planner must tell many prices apart.
TARIFF = Tariff(
    id="six", zh="六段电价", en="Six-level tariff", source="made for the benchmark",
    confidence="T", energy_cny_per_mwh=400.0,
    ratios={"sharp": 1.8, "peak": 1.5, "shoulder": 1.2, "valley": 0.5, "deep": 0.25},
    seasons=[
        {
            "months": [1, 7, 8, 12],
            "periods": {
                "shoulder": ["07:00-09:00"], "peak": ["09:00-11:30", "16:30-22:00"],
                "sharp": ["18:00-20:00"], "valley": ["00:00-06:00"], "deep": ["12:00-14:00"],
            },
        },
        {
            "months": [2, 3, 4, 5, 6, 9, 10, 11],
            "periods": {
                "shoulder": ["08:00-10:00"], "peak": ["17:00-22:00"],
                "valley": ["01:00-06:00", "11:00-14:30"], "deep": ["12:00-14:00"],
            },
        },
    ],
    adders_cny_per_mwh={"transmission_distribution": 150.0, "system_operation": 50.0},
)  # fmt: skip

PRICES = {"natural_gas": Price(3.45, "CNY/m3"), "pv_feed_in": Price(0.20, "CNY/kWh")}


class Tank(ComponentSpec):
    """A hot-water tank, well mixed, as a store of heat above the return's temperature."""

    energy_mwh: float
    power_mw: float
    bus: str = "hot_water_60"
    standing_loss_per_h: float = 0.005
    initial_share: float = 0.5

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the tank as a store."""
        yield Storage(
            name=name, bus=self.bus, capacity=self.energy_mwh, charge_rate=self.power_mw,
            discharge_rate=self.power_mw, standing_loss_per_h=self.standing_loss_per_h,
            initial=self.initial_share * self.energy_mwh, planned=True,
        )  # fmt: skip


def context(climate: Weather, series: Mapping[str, Floats], prices: Mapping[str, Price]) -> Context:
    """Return the world of the park: its weather, its own tariff, its own profiles and prices."""
    timeline = climate.timeline

    def read(ref: SeriesRef, unit: str) -> Floats:  # noqa: ARG001 - as they are needed
        return series[ref.column]

    return Context(
        timeline, Calendar(timeline), load_factor_set("guideline_2015"), prices, {"six": TARIFF},
        climate, read,
    )  # fmt: skip


def demands(timeline: Timeline, streams: Streams) -> dict[str, Floats]:
    """Return load, steam and hot-water demand [MW] on a timeline.

    Two-shift works: a weekly and a daily shape, and first-order noise that fades over some
    hours. The year's steam is met exactly over 365 days.
    """
    quarters = Timeline(START, 365, 15)
    hour, days = quarters.hour_of_step, np.repeat(np.arange(365), 96)
    calendar = Calendar(quarters)
    workday = np.array([calendar.is_workday(date) for date in quarters.dates])
    week = np.where(workday[days], 1.0, 0.65)
    shift = 0.62 + 0.30 * _bump(hour, 8.0, 18.0) + 0.08 * _bump(hour, 18.0, 23.0)
    cold = np.cos(2.0 * np.pi * (days - 15.0) / 365.0)
    load = week * shift * (1.0 + 0.04 * _noise(streams, "load"))
    steam = (
        (0.5 + 0.5 * week * shift) * (1.0 + 0.1 * cold) * (1.0 + 0.05 * _noise(streams, "steam"))
    )
    bath = (0.35 + 0.65 * (_bump(hour, 6.0, 9.0) + _bump(hour, 17.0, 22.0))) * (1.0 + 0.35 * cold)
    found = {
        "load": PEAK_LOAD_MW * load / load.max(),
        "steam": steam * STEAM_MWH_PER_YEAR / (steam.sum() * 0.25),
        "hot_water": HOT_WATER_PEAK_MW * bath / bath.max(),
    }
    per_step, span = timeline.step_minutes // 15, 96 * timeline.days
    return {name: np.maximum(v[:span], 0.0).reshape(-1, per_step).mean(axis=1)
            for name, v in found.items()}  # fmt: skip


def _bump(hour: Floats, first: float, last: float) -> Floats:
    """Return a block of the day with shoulders of an hour."""
    return np.clip(hour + 0.5 - first, 0.0, 1.0) * np.clip(last + 0.5 - hour, 0.0, 1.0)


def _noise(streams: Streams, name: str) -> Floats:
    """Return first-order noise of unit spread that fades over four hours, clipped at three."""
    kept = float(np.exp(-0.25 / 4.0))
    drawn = streams.get(f"benchmark/{name}").standard_normal(365 * 96)
    shocks = (np.sqrt(1.0 - kept**2) * drawn).tolist()
    fading = list(accumulate(shocks, lambda before, shock: kept * before + shock))
    return np.clip(np.array(fading), -3.0, 3.0)


def renewables() -> dict[str, ComponentSpec]:
    """Return photovoltaics and wind by name, by their models."""
    return {
        "pv": _make("pv", capacity_mw=20),
        "wind": _make("wind", capacity_mw=5, speed_factor=1.5),
    }


def components(initial_share: float = 0.5) -> dict[str, ComponentSpec]:
    """Return the park's other components by name; stores begin at ``initial_share``."""
    begin = {"initial_share": initial_share}
    return {
        "battery": _make("battery", energy_mwh=40, power_mw=10, soc_min=0, soc_max=1, **begin),
        "cascade": _make("heat_network", levels=("steam_1mpa", "hot_water_60")),
        "electrode": _make("boiler", fuel="electricity", capacity_mw=10),
        "gas": _make("fuel_market", carriers=("natural_gas",)),
        "gas-boiler": _make("boiler", fuel="natural_gas", capacity_mw=14),
        "grid": _make("grid_connection", tariff="six", import_mw=45, export_mw=10),
        "heat-pump": _make("heat_pump", capacity_mw=2, source="air", level="hot_water_60"),
        "hot-water": _demand("hot_water_60", "hot_water"),
        "load": _demand("electricity", "load"),
        "own": _make("own_generation"),
        "steam": _demand("steam_1mpa", "steam"),
        "tank": Tank(energy_mwh=20, power_mw=4, **begin),
    }


def _make(type_name: str, **fields: object) -> ComponentSpec:
    return component_type(type_name)(**fields)


def _demand(bus: str, column: str) -> ComponentSpec:
    return _make("demand", bus=bus, rate=SeriesRef(file="given", column=column, unit="MW"))


def energy_park(
    days: int = 365, step_minutes: int = 60, dispatch: str = "rules", initial_share: float = 0.5
) -> TwinSpec:
    """Return the park over ``days`` from 1 January 2025."""
    from twin.weather.generator import generate

    timeline = Timeline(START, days, step_minutes)
    climate = generate("nanchang", timeline, Streams(SEED))
    world = context(climate, demands(timeline, Streams(SEED)), PRICES)
    parts = components(initial_share) | renewables()
    return TwinSpec(world, parts, dispatch=Dispatch(planner=dispatch))


def profiles(step_minutes: int) -> Given:
    """Return the year's profiles and prices as our models make them."""
    world = energy_park(step_minutes=step_minutes).context
    series, scale_mw = demands(world.timeline, Streams(SEED)), {}
    series["air_c"] = world.weather.temp_air_c
    for name, plant in renewables().items():
        (source,) = plant.parts(name, world)
        series[name], scale_mw[name] = source.limit.base, source.limit.scale
    prices = {name: float(world.price(name, "MWh")) for name in PRICES}
    return Given(world.timeline, series, scale_mw, prices)


def given_park(given: Given, dispatch: str = "rules", initial_share: float = 0.5) -> TwinSpec:
    """Return the park with profiles made beforehand."""
    parts = components(initial_share)
    for name, scale_mw in given.scale_mw.items():
        output = SeriesRef(file="given", column=name, unit="MW")
        parts[name] = Renewable(scale_mw=scale_mw, output=output, origin=ORIGIN[name])
    prices = {name: Price(value, "CNY/MWh") for name, value in given.prices.items()}
    world = context(given.climate, given.series, prices)
    return TwinSpec(world, parts, dispatch=Dispatch(planner=dispatch))
