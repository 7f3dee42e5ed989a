"""The worth of a content, carried back with a scale, against pieces laid out one by one."""

from __future__ import annotations

import numba as nb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.kernels.basis import invert, renew
from twin.kernels.worth import ALIKE_CNY, add, leave_out, rescale, sample

CAPACITY, CELLS = 10.0, 24


@nb.njit
def carried_back(offers, counts, charging, keep, capacity, pieces, cells):
    worth, length, row = np.zeros(pieces), np.zeros(pieces), np.zeros(cells)
    length[0] = capacity
    first, last, scale = 0, 1, 1.0
    for t in range(len(counts)):
        scale, total = rescale(worth, length, first, last, scale, capacity)
        scale *= keep
        for j in range(counts[t]):
            total += offers[t, 1, j] * scale
        first, last = add(worth, length, first, last, scale, offers[t], counts[t])
        left = charging[t] * scale
        first, last = leave_out(length, first, last, left, total - left - capacity * scale)
    sample(worth, length, first, last, scale, capacity, row)
    return row, length[first:last].sum() / scale, worth[first:last] * scale


def laid_out(offers, charging, keep, capacity):
    """Return worth and length of every piece, dear to cheap, each interval merged as a whole."""
    pieces = [(0.0, capacity)]
    for offer, left in zip(offers, charging, strict=True):
        pieces = [(w * keep, size / keep) for w, size in pieces] + list(offer)
        pieces.sort(key=lambda piece: -piece[0])
        edges = np.cumsum([0.0, *(size for _, size in pieces)])
        inside = np.clip(edges, left, left + capacity)
        pieces = [(w, b - a) for (w, _), a, b in zip(pieces, inside[:-1], inside[1:], strict=True)]
    return pieces


def by_cell(pieces, capacity):
    edges = np.cumsum([0.0, *(size for _, size in pieces)])
    total = np.cumsum([0.0, *(w * size for w, size in pieces)])
    nodes = np.linspace(0.0, capacity, CELLS + 1)
    return np.diff(np.interp(nodes, edges, total)) / (capacity / CELLS)


PRICE, SIZE = st.integers(0, 900), st.floats(0.01, 3.0)
OFFER = st.lists(st.tuples(PRICE, SIZE), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(OFFER, st.integers(0, 3)), min_size=1, max_size=30),
    st.sampled_from([1.0, 0.995, 0.6, 1e-3]),
    st.sampled_from([256, 6]),
)
def test_the_staircase_is_the_merged_pieces(days, keep, room):
    found = [(sorted(offer, reverse=True), min(n, len(offer))) for offer, n in days]
    charging = np.array([sum(size for _, size in offer[:n]) for offer, n in found])
    offers = np.zeros((len(found), 2, 4))
    for t, (offer, _) in enumerate(found):
        offers[t, :, : len(offer)] = np.array(offer, dtype=float).T
    counts = np.array([len(offer) for offer, _ in found])
    row, whole, worths = carried_back(offers, counts, charging, keep, CAPACITY, room, CELLS)
    assert whole == pytest.approx(CAPACITY, rel=1e-8)
    assert (np.diff(worths) <= 1e-9).all()
    if room == 256:
        expected = by_cell(laid_out([o for o, _ in found], charging, keep, CAPACITY), CAPACITY)
        assert row == pytest.approx(expected, abs=ALIKE_CNY * len(found))


@nb.njit
def renewed(ap, ai, av, basis, binv, row):
    return renew(ap, ai, av, binv, row, basis[row], np.zeros(len(basis)))


@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_changed_column_renews_the_inverse(row):
    ap, ai = np.array([0, 3, 6, 9]), np.tile(np.arange(3), 3)
    av = np.array([2.0, 1.0, 0.0, -1.0, 3.0, 0.5, 0.0, 1.0, 4.0])
    basis, binv, fresh, work = np.arange(3), *np.zeros((3, 3, 3))
    assert invert(ap, ai, av, basis, binv, work)
    av[3 * row : 3 * row + 3] += np.array([0.3, -0.2, 0.1])
    assert renewed(ap, ai, av, basis, binv, row)
    assert invert(ap, ai, av, basis, fresh, work)
    assert binv == pytest.approx(fresh, abs=1e-14)


def test_a_column_that_nearly_vanishes_asks_for_a_new_inverse():
    ap, ai, av = np.array([0, 1, 2]), np.array([0, 1]), np.array([1e-3, 1.0])
    assert not renewed(ap, ai, av, np.arange(2), np.eye(2), 0)
