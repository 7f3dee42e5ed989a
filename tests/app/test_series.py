"""Series: windows, means that keep amounts, thinning that keeps peaks."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest

from scenarios.charted import thinning
from tests.app.stored import stored_run
from tests.app.test_flows_add_up import run_of
from views.energy import duration_view, series, series_data, time_view, windows
from views.energy.time_view import stretch_of
from views.frame.numbers import amount, big, number, power_form, tiny
from views.frame.texts import say
from views.stored import cache, records
from views.stored.cache import Run
from views.stored.records import Span

SPAN = Span(dt.date(2025, 1, 20), 21, 15)


def test_windows_cover_what_they_say():
    assert windows.window(SPAN, "year", SPAN.start)[:2] == (0, 21 * 96)
    february = windows.window(SPAN, "month", dt.date(2025, 2, 3))
    assert (february.first, february.last) == (12 * 96, 21 * 96)
    week = windows.window(SPAN, "week", dt.date(2025, 1, 29))
    assert (week.first, week.last, week.bucket) == (7 * 96, 14 * 96, 1)
    day = windows.window(SPAN, "day", dt.date(2025, 1, 22))
    assert (day.first, day.last, day.bucket) == (2 * 96, 3 * 96, 1)
    assert windows.window(SPAN, "interval", dt.date(2025, 1, 22), 5)[:2] == (197, 198)
    late = windows.window(SPAN, "day", dt.date(2026, 1, 1))
    assert late.last == 21 * 96


@pytest.mark.parametrize("step", [5, 15, 30, 60])
@pytest.mark.parametrize("days", [1, 21, 365])
def test_no_window_has_more_buckets_than_are_drawn(days, step):
    span = Span(dt.date(2025, 1, 1), days, step)
    for scale in ("year", "month", "week", "day"):
        found = windows.window(span, scale, span.start)
        assert (found.last - found.first) / found.bucket <= windows.MOST_BUCKETS


def test_the_next_and_the_one_before():
    first = SPAN.start
    assert windows.moved(SPAN, "month", first, 1) == dt.date(2025, 2, 1)
    assert windows.moved(SPAN, "month", dt.date(2025, 2, 9), -1) == first
    assert windows.moved(SPAN, "week", first, 1) == dt.date(2025, 1, 27)
    assert windows.moved(SPAN, "day", first, -1) == first


def test_stamps_are_civil_times():
    assert windows.stamps(SPAN, [0, 5]) == ["2025-01-20 00:00", "2025-01-20 01:15"]


@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Shanghai", "nowhere"])
def test_a_mark_in_the_chart_is_a_stretch_of_intervals(zone):
    window = windows.window(SPAN, "year", SPAN.start)
    where = dt.timezone(dt.timedelta(hours=8 if zone == "Asia/Shanghai" else 0))
    begins = dt.datetime(2025, 1, 21, tzinfo=where).timestamp() * 1000
    area = {"coord_range": [begins, begins + 6 * 3600_000]}
    assert stretch_of([area], window, SPAN, zone) == (96, 120)
    assert stretch_of([{"coord_range": [begins, begins]}], window, SPAN, zone) is None
    assert stretch_of([{}], window, SPAN, zone) is None


def test_a_mark_is_followed_once_and_again_when_it_was_off(monkeypatch):
    session = {}
    monkeypatch.setattr(time_view.st, "session_state", session)
    monkeypatch.setattr(time_view.st, "rerun", lambda: None)
    run, window = SimpleNamespace(id="a"), windows.window(SPAN, "year", SPAN.start)
    begins = dt.datetime(2025, 1, 21, tzinfo=dt.UTC).timestamp() * 1000
    marked = {"selection": {"areas": [{"coord_range": [begins, begins + 6 * 3600_000]}]}}

    def follow(at, picked):
        time_view._zoom(run, at, SPAN, picked)
        return session.pop(time_view.ZOOM, None)

    assert follow(window, marked) == (("a", window), (96, 120))
    assert follow(windows.between(SPAN, 96, 120), {"selection": {}}) is None
    assert follow(window, marked) is None  # the way back, before the chart has let go of its mark
    assert follow(window, {"selection": {}}) is None
    assert follow(window, marked) is not None


@pytest.mark.parametrize("scale", ["year", "month", "week", "day"])
def test_bands_keep_the_amount_and_the_extremes(scale):
    run = run_of("small")
    span = cache.span(run)
    window = windows.window(span, scale, dt.date(2025, 1, 29))
    found = series_data.bands(run, "power_out", window, "en")
    ids = tuple(name for group in found.groups for name in group.rows)
    whole = cache.rates(run, (ids,), window.first, window.last)[0]
    assert found.total.mean() == pytest.approx(whole.mean(), rel=1e-9)
    assert (found.high.max(), found.low.min()) == pytest.approx((whole.max(), whole.min()))
    assert found.mean.shape[1] <= windows.MOST_BUCKETS


def test_another_runs_window_has_the_same_dates(monkeypatch):
    run, other = Run("a", 1), Run("b", 1)
    spans = {run: SPAN, other: Span(dt.date(2025, 1, 1), 365, 60)}
    monkeypatch.setattr(cache, "span", spans.get)
    window = windows.window(SPAN, "day", dt.date(2025, 1, 22))
    same = series_data.same_window(run, other, window._replace(bucket=4))
    assert same[:3] == (21 * 24, 22 * 24, 1)
    assert series_data.same_window(run, other, window) is None  # quarters of an hour it has not
    wide = windows.window(spans[other], "year", dt.date(2025, 1, 1))
    assert series_data.same_window(other, run, wide) is None


@pytest.mark.parametrize("name", ["small", "plan", "heat"])
def test_power_in_equals_power_out(name):
    run = run_of(name).path
    rows, park = records.ledger_rows(run), records.document(run)

    def total(lens):
        ids = [i for group in series.groups(rows, lens, park, "en") for i in group.rows]
        return records.flows(run, ids)[1].sum(axis=0)

    losses = [r.id for r in rows if r.commodity == "electricity" and r.purpose == "curtailed"
              and r.source == "electricity"]  # fmt: skip
    lost = records.flows(run, losses)[1].sum(axis=0) if losses else 0.0
    np.testing.assert_allclose(total("power_in"), total("power_out") + lost, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("lens", series.LENSES)
def test_every_row_is_in_one_band(lens):
    run = stored_run()
    found = series.groups(records.ledger_rows(run), lens, records.document(run), "zh")
    ids = [i for group in found for i in group.rows]
    assert len(ids) == len(set(ids))


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


def test_powers_of_a_small_park_have_digits_enough():
    values = np.full(8, 0.0342)
    told = duration_view.figures(values, thinning.duration(values, 1.0), "zh")
    assert told[say("zh", "duration.mean")] == "0.034 MW"
    assert told[say("zh", "duration.peak")] == "0.034 MW"
    assert power_form(0.0342) == "%,.3f MW"
    assert power_form(165.3) == "%,.1f MW"
