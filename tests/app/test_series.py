"""Series: windows, means that keep amounts, thinning that keeps peaks."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.app.stored import stored_run
from views.energy import series
from views.frame.numbers import amount, big, number, tiny
from views.stored import records
from views.stored.records import Span

SPAN = Span(dt.date(2025, 1, 20), 21, 15)


def test_windows_cover_what_they_say():
    assert series.window(SPAN, "year", SPAN.start) == (0, 21 * 96, 96, "year")
    february = series.window(SPAN, "month", dt.date(2025, 2, 3))
    assert (february.first, february.last) == (12 * 96, 21 * 96)
    day = series.window(SPAN, "day", dt.date(2025, 1, 22))
    assert (day.first, day.last, day.bucket) == (2 * 96, 3 * 96, 1)
    late = series.window(SPAN, "day", dt.date(2026, 1, 1))
    assert late.last == 21 * 96


def test_stamps_are_civil_times():
    assert series.stamps(SPAN, [0, 5]) == ["2025-01-20 00:00", "2025-01-20 01:15"]


def test_means_keep_the_amount():
    values = np.arange(24.0).reshape(2, 12)
    assert series.means(values, 4).sum() * 4 == pytest.approx(values.sum())
    assert series.means(np.arange(5.0), 2).tolist() == [0.5, 2.5, 4.0]


def test_thinning_keeps_peaks_ends_and_order():
    values = np.sin(np.arange(40_000) / 300.0)
    values[12_345], values[20_000] = 9.0, -9.0
    kept = series.thin(values)
    assert len(kept) <= series.MOST_POINTS
    assert {0, 12_345, 20_000, 39_999} <= set(kept.tolist())
    assert (np.diff(kept) > 0).all()
    assert len(series.thin(values[:100])) == 100


def test_power_in_equals_power_out():
    run = stored_run()
    rows, park = records.ledger_rows(run), records.document(run)

    def total(lens):
        ids = [i for group in series.groups(rows, lens, park, "en") for i in group.rows]
        return records.flows(run, ids)[1].sum(axis=0)

    losses = [r.id for r in rows if r.commodity == "electricity" and r.purpose == "curtailed"]
    lost = records.flows(run, losses)[1].sum(axis=0) if losses else 0.0
    np.testing.assert_allclose(total("power_in"), total("power_out") + lost, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("lens", series.LENSES)
def test_every_row_is_in_one_band(lens):
    run = stored_run()
    found = series.groups(records.ledger_rows(run), lens, records.document(run), "zh")
    ids = [i for group in found for i in group.rows]
    assert len(ids) == len(set(ids))


def test_hours_of_a_day():
    span = Span(dt.date(2025, 1, 1), 2, 30)
    assert series.hourly(np.arange(96.0), span)[1, 0] == 48.5


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.1234, "1", "12.3%"), (-2.5, "MWh", "−2.500 MWh"), (123456.7, "t", "123,457 t"),
        (None, "t", "–"), (float("nan"), "t", "–"), (3.0, "", "3"),
    ],
)  # fmt: skip
def test_amounts(value, unit, text):
    assert amount(value, unit) == text


def test_large_numbers():
    assert big(1_160_000.0, "t", "zh") == ("116.0", "万 t")
    assert big(965_881_667.0, "CNY", "zh") == ("9.66", "亿 元")
    assert big(965_881_667.0, "CNY", "en")[1] == "million CNY"
    assert big(1_314_364.0, "MWh", "en") == ("1,314", "GWh")
    assert number(999.95) == "1,000.0"
    assert (tiny(0.0), tiny(9.4e-16)) == ("0", "9e−16")
