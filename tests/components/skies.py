"""Worlds for the tests of components: weather that stands still, and series given as arrays."""

from __future__ import annotations

import dataclasses

import numpy as np

from tests.small import context, plant
from twin.ledger import build_ledger
from twin.series import SeriesRef
from twin.weather.weather import Weather

STEADY = {
    "ghi_w_m2": 0.0,
    "dni_w_m2": 0.0,
    "dhi_w_m2": 0.0,
    "temp_air_c": 15.0,
    "wind_speed_m_s": 5.0,
    "relative_humidity_pct": 60.0,
    "pressure_pa": 101_325.0,
}


def steady(timeline, **values):
    """Return weather at 25° N 105° E, dark unless told otherwise; numbers or arrays."""
    arrays = {
        name: np.broadcast_to(np.asarray(value, dtype=float), (timeline.n_steps,)).copy()
        for name, value in (STEADY | values).items()
    }
    return Weather(timeline, 25.0, 105.0, 0.0, **arrays)


def still(**values):
    """Return a maker of steady weather, as ``context`` takes it."""
    return lambda timeline: steady(timeline, **values)


def ref(column, unit="MW"):
    return SeriesRef(file="test.csv", column=column, unit=unit)


def context_with(series, **more):
    """Return a context whose series are arrays; what they leave of the span is zero."""
    made = context(**more)

    def read(asked, _unit):
        found = np.zeros(made.timeline.n_steps)
        given = np.asarray(series[asked.column], dtype=float)
        found[: given.size] = given
        return found

    return dataclasses.replace(made, read_series=read)


def ledger_of(components, ctx=None, rates=None, **spec):
    """Return the closed ledger of a park whose meters run at steady rates."""
    found = plant(components, ctx, **spec)
    for name, rate in (rates or {}).items():
        found.meters.set(0, found.meters.index(name), rate)
    found.settle(found.timeline.n_steps)
    ledger = build_ledger(found.network)
    ledger.close()
    return ledger
