"""Prices of every interval against the tariff read minute by minute."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.small import TARIFF
from twin.calendars import Calendar
from twin.tariffs import FLAT, Tariff
from twin.timeline import Timeline

SEASONS = [
    {"months": [2, 12], "periods": {"high": ["18:10-20:00"], "valley": ["00:00-06:00"]}},
    {"months": [1], "periods": {"high": ["09:00-11:30", "18:00-24:00"]}},
]
BREAK = [{"breaks": ["spring_festival"], "periods": {"valley": ["10:00-16:00"]}}]


def by_minutes(tariff, timeline, calendar):
    """Return the energy price [CNY/MWh] of every interval as the mean of its minutes."""
    found = []
    for date in timeline.dates:
        band = [FLAT] * 1440
        groups = [s.periods for s in tariff.seasons if date.month in s.months]
        name = calendar.break_name(date)
        groups += [b.periods for b in tariff.on_breaks if name and name in b.breaks]
        for periods in groups:
            for key, spans in periods.items():
                for span in spans:
                    (h0, m0), (h1, m1) = (map(int, t.split(":")) for t in span.split("-"))
                    first, last = 60 * h0 + m0, 60 * h1 + m1
                    band[first:last] = [key] * (last - first)
        ratios = np.array([1.0 if key == FLAT else tariff.ratios[key] for key in band])
        found.append(ratios.reshape(-1, timeline.step_minutes).mean(axis=1))
    return tariff.energy_cny_per_mwh * np.concatenate(found)


@pytest.mark.parametrize("on_breaks", [[], BREAK])
@pytest.mark.parametrize(("days", "step"), [(1, 60), (16, 15), (17, 60), (80, 60), (80, 5)])
def test_prices_are_those_of_the_minutes(on_breaks, days, step):
    data = TARIFF.model_dump() | {"seasons": SEASONS, "on_breaks": on_breaks}
    tariff = Tariff.model_validate(data)
    timeline = Timeline(dt.date(2024, 12, 15), days, step)
    calendar = Calendar(timeline)
    found = tariff.energy_price(timeline, calendar)
    np.testing.assert_allclose(found, by_minutes(tariff, timeline, calendar), rtol=1e-12)
