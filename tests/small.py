"""A small twin for tests: a context with its own prices and factors, and ready components."""

from __future__ import annotations

import datetime as dt

from twin.calendars import Calendar
from twin.components.base import component_type
from twin.context import Context, Price
from twin.dispatch.settings import Dispatch
from twin.factors import FactorSet, Fuel
from twin.spec import TwinSpec, assemble
from twin.tariffs import Tariff
from twin.timeline import Timeline

FUELS = FactorSet(
    id="test", zh="测试", en="test", source="test",
    fuels={
        name: Fuel(
            unit=unit, ncv_gj_per_unit=ncv, co2_t_per_unit=co2, fossil=co2 > 0, clean=co2 == 0,
            set="test", source="test", confidence="T",
        )
        for name, unit, ncv, co2 in (
            ("natural_gas", "m3", 0.035611, 0.0020369),
            ("raw_coal", "t", 20.0, 1.9),
            ("diesel", "t", 42.652, 3.096),
            ("biomass", "t", 15.9, 0.0),
        )
    },
)  # fmt: skip

TARIFF = Tariff(
    id="test", zh="测试", en="test", source="test", confidence="T",
    energy_cny_per_mwh=300.0, ratios={"high": 1.5, "valley": 0.5},
    seasons=[
        {
            "months": range(1, 13),
            "periods": {"high": ["07:30-09:00", "18:00-24:00"], "valley": ["02:00-06:00"]},
        }
    ],
    adders_cny_per_mwh={"network": 150.0}, demand_cny_per_kw_month=36.0,
)  # fmt: skip

PRICES = {
    "natural_gas": Price(3.45, "CNY/m3"),
    "raw_coal": Price(700.0, "CNY/t"),
    "diesel": Price(8200.0, "CNY/t"),
    "biomass": Price(600.0, "CNY/t"),
    "fresh_water": Price(4.0, "CNY/m3"),
    "general_waste_disposal": Price(200.0, "CNY/t"),
    "hazardous_waste_treatment": Price(2500.0, "CNY/t"),
    "purchased_heat": Price(75.0, "CNY/GJ"),
}


NO_PEAKS = TARIFF.model_copy(update={"demand_cny_per_kw_month": 0.0})


def context(days=2, step=15, start=dt.date(2025, 3, 3), weather=None, prices=PRICES, tariff=TARIFF):
    """Return a context over a few days."""
    timeline = Timeline(start, days, step)
    climate = weather(timeline) if weather else None
    return Context(timeline, Calendar(timeline), FUELS, prices, {"test": tariff}, climate)


def make(type_name, **fields):
    """Return a component by type name."""
    return component_type(type_name)(**fields)


def electric(**more):
    """Return the components every electric test park has, and more."""
    base = {
        "grid": make("grid_connection", tariff="test", import_mw=500.0, export_mw=40.0,
                     feed_in_cny_per_mwh=200.0),
        "own": make("own_generation"),
        "load": make("demand", bus="electricity", rate="50 MW"),
    }  # fmt: skip
    return base | more


def plant(components, ctx=None, dispatch="rules", **spec):
    """Return an assembled plant."""
    how = Dispatch(planner=dispatch)
    return assemble(TwinSpec(ctx or context(), components, dispatch=how, **spec))


def settled(components, ctx=None, **spec):
    """Return a plant settled to its end."""
    found = plant(components, ctx, **spec)
    found.settle(found.timeline.n_steps)
    return found
