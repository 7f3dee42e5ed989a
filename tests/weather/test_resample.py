"""From hourly means to intervals: means stay, bounds hold, straight lines stay straight."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from twin.timeline import Timeline
from twin.weather.resample import irradiance, smooth
from twin.weather.sun import Place, sun_over

PARTS = st.sampled_from([1, 2, 3, 4, 6, 12])


def cells(low, high):
    return hnp.arrays(np.float64, st.integers(1, 60), elements=st.floats(low, high, width=32))


@settings(deadline=None)
@given(cells(-60, 60), PARTS, st.booleans())
def test_every_cell_keeps_its_mean(means, parts, cyclic):
    fine = smooth(means, parts, cyclic=cyclic)
    assert fine.shape == (len(means) * parts,)
    assert fine.reshape(len(means), parts).mean(axis=1) == pytest.approx(means, abs=1e-11)


@settings(deadline=None)
@given(cells(0, 100), PARTS)
def test_bounds_hold_and_means_with_them(means, parts):
    fine = smooth(means, parts, lower=0.0, upper=100.0)
    assert fine.min() >= 0.0
    assert fine.max() <= 100.0
    assert fine.reshape(len(means), parts).mean(axis=1) == pytest.approx(means, abs=1e-11)


@settings(deadline=None)
@given(st.floats(-5, 5), st.floats(-20, 20), PARTS)
def test_a_straight_line_stays_straight(slope, level, parts):
    means = level + slope * np.arange(12.0)
    expected = level + slope * ((np.arange(12 * parts) + 0.5) / parts - 0.5)
    inner = slice(2 * parts, -2 * parts)  # the ends have no neighbours
    assert smooth(means, parts)[inner] == pytest.approx(expected[inner], abs=1e-9)


def test_a_cyclic_curve_closes_on_itself():
    day = np.cos(2 * np.pi * np.arange(24) / 24)
    fine = smooth(day, 12, cyclic=True)
    turned = smooth(np.roll(day, 7), 12, cyclic=True)
    assert turned == pytest.approx(np.roll(fine, 7 * 12))
    steps = np.abs(np.diff(np.append(fine, fine[0])))
    assert steps.max() < 0.03  # no jump anywhere, the seam included


@settings(deadline=None)
@given(
    st.integers(0, 364),
    st.floats(-65, 65),
    st.sampled_from([5, 10, 15, 20, 30, 60]),
    st.floats(0, 1),
    st.floats(0, 0.8),
)
@example(0, 56.0, 5, 0.0, 0.5)
def test_irradiance_keeps_hourly_means_and_closes(day, latitude, step, share, clearness):
    place = Place(latitude, 105.0, 500.0)
    date = dt.date(2025, 1, 1) + dt.timedelta(days=day)
    ghi = clearness * sun_over(place, Timeline(date, 1, 60)).horizontal_w_m2
    fine = sun_over(place, Timeline(date, 1, step))
    total, beam, diffuse = irradiance(ghi, share * ghi, fine)
    assert total.reshape(24, -1).mean(axis=1) == pytest.approx(ghi, abs=1e-9)
    assert diffuse + beam * fine.cos_zenith == pytest.approx(total, abs=1e-9)
    assert beam.min() >= 0.0
    mean = fine.horizontal_w_m2.reshape(24, -1).mean(axis=1)
    clear = np.divide(ghi, mean, out=np.zeros(24), where=mean > 0.0)  # of the fine hour
    assert (beam.reshape(24, -1).max(axis=1) <= 1420.0 * clear + 1e-9).all()


def test_twilight_of_a_file_stays_as_diffuse_light():
    place = Place(25.0, 105.0, 500.0)
    ghi = np.zeros(24)
    ghi[2] = 4.0  # in the middle of the night
    fine = sun_over(place, Timeline(dt.date(2025, 1, 1), 1, 15))
    total, beam, diffuse = irradiance(ghi, np.zeros(24), fine)
    assert total[8:12].tolist() == [4.0] * 4
    assert beam.max() == 0.0
    assert diffuse.tolist() == total.tolist()
