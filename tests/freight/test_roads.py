"""Roads: fastest ways, gates, the grid that is assumed, and roads that cannot be."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.freight.roads import GATE, STREET_KM_H, RoadsSpec, road_map, roads_of

TRIANGLE = {
    "nodes": {"west": [0, 0], "east": [3000, 0], "north": [0, 4000]},
    "gates": ["west"],
    "edges": [
        {"between": ["west", "north"]},
        {"between": ["north", "east"], "speed_km_h": 50, "gradient_percent": -2},
        {"between": ["west", "east"], "km": 3.6, "speed_km_h": 12},
    ],
}


def spec(**changes):
    return RoadsSpec(**{**TRIANGLE, **changes})


def test_lengths_are_straight_distances_unless_given():
    ways = road_map(spec(), {"mill": (0.0, 4000.0)})
    row = ways.number
    assert ways.table.km[row["west"], row["mill"]] == pytest.approx(4.0, abs=2e-3)
    assert ways.street_km == pytest.approx(4.0 + 5.0 + 3.6)


def test_the_fastest_way_is_taken_not_the_shortest():
    """West to east: 3.6 km at 12 km/h takes 18 min; 4 + 5 km by the north 9.6 + 6 = 15.6 min."""
    ways = road_map(spec(), {"mill": (3000.0, 0.0)})
    here, there = ways.number["west"], ways.number["mill"]
    assert ways.table.km[here, there] == pytest.approx(9.0, abs=2e-3)
    assert ways.table.seconds[here, there] == pytest.approx(15.6 * 60, abs=2)
    assert [name for name, _ in ways.path("west", "mill")] == ["west", "north", "east", "mill"]
    assert ways.path("west", "mill")[1][1] == (0.0, 4000.0)


def test_a_gradient_is_felt_both_ways_with_opposite_sign():
    ways = road_map(spec(), {})
    (down,) = ways.legs("north", "east", 30.0)
    (up,) = ways.legs("east", "north", 30.0)
    assert (down.gradient, up.gradient) == (pytest.approx(-0.02), pytest.approx(0.02))
    assert down.payload_t == 30.0
    assert not ways.is_level
    assert road_map(None, {"a": (10.0, 10.0)}).is_level


def test_a_detour_makes_a_road_longer():
    roads = spec(edges=[{"between": ["west", "north"], "detour": 1.5}, *TRIANGLE["edges"][1:]])
    ways = road_map(roads, {})
    assert ways.graph.edges["west", "north"]["km"] == pytest.approx(6.0)


def test_goods_leave_by_the_nearest_gate():
    ways = road_map(spec(gates=["west", "east"]), {"mill": (0.0, 100.0), "kiln": (3000.0, 100.0)})
    assert (ways.gate_of("mill"), ways.gate_of("kiln")) == ("west", "east")


def test_without_roads_streets_are_assumed_and_said_so():
    places = {"a": (120.0, 420.0), "b": (2080.0, 1200.0)}
    ways = road_map(None, places, (2400.0, 1500.0))
    assert any("streets every 250 m" in text for text in ways.assumed)
    a, b = ways.number["a"], ways.number["b"]
    straight = math.hypot(1960.0, 780.0) / 1000.0
    manhattan = (1960.0 + 780.0) / 1000.0
    assert straight < ways.table.km[a, b] <= manhattan + 2 * 0.25
    speed = ways.table.km[a, b] / ways.table.seconds[a, b] * 3600.0
    assert speed == pytest.approx(STREET_KM_H, rel=0.01)


def test_another_agent_moves_nobody():
    """The grid follows the plan, so that the ways between two do not depend on a third."""
    places = {"a": (120.0, 420.0), "b": (2080.0, 1200.0)}
    few = road_map(None, places, (2400.0, 1500.0))
    many = road_map(None, {**places, "c": (733.0, 801.0)}, (2400.0, 1500.0))
    for ways in (few, many):
        assert GATE in ways.places
    assert (
        few.table.km[few.number["a"], few.number["b"]]
        == (many.table.km[many.number["a"], many.number["b"]])
    )


def test_who_has_no_place_stands_at_the_gate_and_it_is_said():
    ways = road_map(None, {"a": None, "b": (500.0, 500.0)})
    assert any("'gate': a" in text for text in ways.assumed)
    assert ways.table.km[ways.number["a"], ways.number[GATE]] <= 0.5


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 2000), st.floats(0, 1500)), min_size=2, max_size=6))
def test_ways_keep_the_triangle_inequality(points):
    table = roads_of(None, {f"p{i}": p for i, p in enumerate(points)}, (2000.0, 1500.0))
    assert np.allclose(table.km, table.km.T)
    assert np.all(np.diag(table.km) == 0.0)
    through = np.min(table.km[:, :, None] + table.km[None, :, :], axis=1)
    assert np.all(table.km <= through + 1e-9)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"gates": ["south"]}, "gates that are no nodes: south"),
        ({"gates": []}, "at least 1"),
        ({"edges": [{"between": ["west", "west"]}]}, "to itself"),
        ({"edges": [{"between": ["west", "east"], "gradient_percent": 40}]}, "15"),
        ({"edges": [{"between": ["west", "east"], "surface": "ice"}]}, "no kind of road 'ice'"),
        ({"edges": [{"between": ["west", "east"], "speed_km_h": 300}]}, "120"),
        ({"bridges": []}, "Extra inputs"),
    ],
)
def test_roads_that_cannot_be_are_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        spec(**changes)


def test_roads_to_nowhere_and_roads_that_do_not_meet():
    lost = spec(edges=[{"between": ["west", "moon"]}])
    with pytest.raises(ValueError, match="no node or agent 'moon'"):
        road_map(lost, {})
    apart = spec(edges=[{"between": ["west", "north"]}])
    with pytest.raises(ValueError, match="parts that do not meet"):
        road_map(apart, {})
    with pytest.raises(ValueError, match="called like nodes"):
        road_map(spec(), {"west": (1.0, 1.0)})
