"""Rounds: as short as an exhaustive search finds them, within capacity, the same every time."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from agents.freight import rounds as module
from agents.freight.roads import road_map
from agents.freight.rounds import rounds

PLACES = {f"p{i}": (300.0 * (i % 3) + 120.0, 270.0 * (i // 3) + 90.0) for i in range(7)}


@pytest.fixture(scope="module")
def ways():
    return road_map(None, PLACES, (1200.0, 1000.0))


def km(ways, stops):
    rows = [ways.number[name] for name in ("gate", *stops, "gate")]
    return sum(ways.table.km[a, b] for a, b in itertools.pairwise(rows))


def test_one_round_is_the_shortest_there_is(ways):
    """5,040 orders of seven stops, all tried."""
    best = min(km(ways, order) for order in itertools.permutations(PLACES))
    (found,) = rounds(ways, "gate", dict.fromkeys(PLACES, 1.0), math.inf)
    assert sorted(found.stops) == sorted(PLACES)
    assert found.km == pytest.approx(km(ways, found.stops))
    assert found.km == pytest.approx(best)


def partitions(items, size):
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for n in range(size):
        for others in itertools.combinations(rest, n):
            left = [item for item in rest if item not in others]
            for more in partitions(left, size):
                yield [(first, *others), *more]


def test_several_rounds_are_the_shortest_there_are(ways):
    """Seven stops of 2 t, three to a truck of 6 t: every partition and order tried."""
    shortest = {}
    for n in (1, 2, 3):
        for stops in itertools.combinations(sorted(PLACES), n):
            shortest[stops] = min(km(ways, order) for order in itertools.permutations(stops))
    best = min(
        sum(shortest[tuple(sorted(group))] for group in groups)
        for groups in partitions(sorted(PLACES), 3)
    )
    found = rounds(ways, "gate", dict.fromkeys(PLACES, 2.0), 6.0)
    assert sum(tour.km for tour in found) == pytest.approx(best)
    assert all(tour.load_t <= 6.0 for tour in found)
    assert sorted(stop for tour in found for stop in tour.stops) == sorted(PLACES)


def test_a_stop_above_the_capacity_is_visited_more_than_once(ways):
    found = rounds(ways, "gate", {"p0": 14.0, "p1": 1.0}, 6.0)
    assert sum(tour.load_t for tour in found) == pytest.approx(15.0)
    assert max(tour.load_t for tour in found) <= 6.0
    assert sum(tour.stops.count("p0") for tour in found) == 3


def test_nothing_to_collect_is_no_round(ways):
    assert rounds(ways, "gate", {}, 6.0) == ()
    assert rounds(ways, "gate", {"p0": 0.0}, 6.0) == ()


@pytest.mark.parametrize("capacity", [0.0, -1.0, math.nan])
def test_a_vehicle_that_carries_nothing_is_refused(ways, capacity):
    with pytest.raises(ValueError, match="capacity"):
        rounds(ways, "gate", {"p0": 1.0}, capacity)


def test_the_same_stops_are_solved_once_and_alike(ways):
    """By content, whoever asks; and again from nothing, bit by bit."""
    loads = {name: 0.7 + 0.1 * i for i, name in enumerate(PLACES)}
    first = rounds(ways, "gate", loads, 3.0)
    asked = module._solved.cache_info().misses
    another = road_map(None, PLACES, (1200.0, 1000.0))
    again = rounds(another, "gate", dict(reversed(loads.items())), 3.0)
    assert module._solved.cache_info().misses == asked
    module._solved.cache_clear()
    assert rounds(ways, "gate", loads, 3.0) == again == first


def test_thirty_stops_are_within_the_bounds_of_haimovich_and_rinnooy_kan():
    """Math. Oper. Res. 10(4), 1985: from 2 sum(r) / Q to that plus (1 - 1/Q) of the whole tour."""
    luck = np.random.default_rng(3).random((30, 2)) * 2000.0
    places = {f"s{i:02d}": (float(x), float(y)) for i, (x, y) in enumerate(luck)}
    ways = road_map(None, places, (2000.0, 2000.0))
    found = rounds(ways, "gate", dict.fromkeys(places, 1.0), 6.0)
    (whole,) = rounds(ways, "gate", dict.fromkeys(places, 1.0), math.inf)
    away = [ways.table.km[ways.number["gate"], ways.number[name]] for name in places]
    least = 2.0 * sum(away) / 6.0
    assert least <= sum(tour.km for tour in found) <= least + (1.0 - 1.0 / 6.0) * whole.km
    assert len(found) == 5
