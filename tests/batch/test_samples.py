"""Samples: distributions have their moments, designs their strata."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from scenarios.batch.samples import Range, Samples, draw


def values(method, n, **parameters):
    table = draw(Samples(method=method, n=n, parameters=parameters))
    return np.array(table.values, dtype=float)


def test_a_grid_is_the_product_with_its_ends():
    found = values("grid", 3, a=Range(min=0, max=1), b=Range(values=(5, 7)))
    assert found.tolist() == [[0, 5], [0, 7], [0.5, 5], [0.5, 7], [1, 5], [1, 7]]


def test_a_latin_hypercube_has_one_sample_in_every_stratum():
    found = values("latin_hypercube", 50, a=Range(min=0, max=50), b=Range(min=-50, max=0))
    for column in (found[:, 0], found[:, 1] + 50):
        assert sorted(np.floor(column)) == list(range(50))


def test_a_sobol_sequence_fills_every_dyadic_box_evenly():
    found = values("sobol", 64, a=Range(min=0, max=8), b=Range(min=0, max=8))
    counts = np.histogram2d(found[:, 0], found[:, 1], bins=8, range=[[0, 8], [0, 8]])[0]
    assert (counts == 1).all()


@pytest.mark.parametrize(
    ("held", "mean", "sd"),
    [
        (Range(min=2, max=4), 3.0, 2 / np.sqrt(12)),
        (Range(min=0, max=10, distribution="triangular", mode=2), 4.0, np.sqrt(84 / 18)),
        (Range(min=-50, max=50, distribution="normal", mean=1, sd=3), 1.0, 3.0),
        (Range(values=(1, 2, 6)), 3.0, np.sqrt(14 / 3)),
    ],
)
def test_distributions_have_their_moments(held, mean, sd):
    found = values("sobol", 4096, a=held)[:, 0]
    assert found.mean() == pytest.approx(mean, rel=2e-3)
    assert found.std() == pytest.approx(sd, rel=4e-3)


def test_a_normal_distribution_is_cut_off_at_its_ends():
    found = values("sobol", 512, a=Range(min=0, max=1, distribution="normal", mean=0, sd=5))
    assert found.min() >= 0
    assert found.max() <= 1
    assert found.mean() == pytest.approx(0.5, abs=0.01)


def test_the_luck_of_samples_is_their_own_seed():
    def drawn(seed):
        held = {"a": Range(min=0, max=1)}
        return draw(Samples(method="latin_hypercube", n=5, seed=seed, parameters=held)).values

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"min": 3, "max": 3}, "the range is empty"),
        ({"min": 4, "max": 3}, "the range is empty"),
        ({"min": 4}, "expected 'values', or 'min' and 'max'"),
        ({"values": []}, "at least 1 item"),
        ({"values": [1, 1]}, "stands twice"),
        ({"values": [1], "min": 0}, "stands alone"),
        ({"min": 0, "max": 1, "distribution": "normal"}, "takes mean and sd"),
        ({"min": 0, "max": 1, "distribution": "triangular", "mode": 2}, "not between"),
        ({"min": 0, "max": 1, "mode": 0.5}, "neither mode"),
        ({"min": 0, "max": float("inf")}, "finite"),
    ],
)
def test_ranges_that_cannot_be_are_refused(given, told):
    with pytest.raises(ValidationError, match=told):
        Range(**given)
