"""The smallest numbers that meet a service level."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.fleets.sizing import size, smallest


@given(
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40),
    st.floats(0.0, 1.0),
    st.none() | st.integers(0, 60),
)
def test_on_a_monotone_service_it_is_the_smallest(levels, asked, guess):
    levels = sorted(levels)
    found = smallest(lambda n: levels[n], asked, 0, len(levels) - 1, guess)
    enough = [n for n, level in enumerate(levels) if level >= asked]
    assert found.reached == bool(enough)
    assert found.number == (enough[0] if enough else len(levels) - 1)
    assert found.is_monotone
    assert len(found.tried) <= 2 * 6 + 3


def test_a_service_that_is_not_monotone_is_told():
    levels = [0.1, 0.2, 0.99, 0.98, 0.99, 0.995, 1.0, 1.0]
    found = smallest(lambda n: levels[n], 0.97, 0, 7)
    assert (found.number, found.is_monotone) == (2, False)


def test_an_empty_range_is_refused():
    with pytest.raises(ValueError, match="empty range"):
        smallest(lambda n: 1.0, 0.9, 3, 2)


def exhaustive(serve, asked, most):
    """Return the fewest vehicles, then servers, by trying all."""
    for vehicles in range(1, most + 1):
        if serve(vehicles, {"depot": vehicles}) >= asked:
            for servers in range(1, vehicles + 1):
                if serve(vehicles, {"depot": servers}) >= asked:
                    return vehicles, servers
    return None


@given(st.integers(1, 60), st.floats(0.5, 6.0), st.floats(0.5, 0.99))
def test_fewest_vehicles_first_then_fewest_servers(work, per_server, asked):
    def serve(vehicles, servers):
        served = min(vehicles, servers["depot"] * per_server)
        return min(served / work, 1.0)

    found = size(serve, asked, (1, 80), {"depot": (1, 80)})
    wanted = exhaustive(serve, asked, 80)
    assert found.reached == (wanted is not None)
    if wanted:
        assert (found.vehicles, found.servers["depot"]) == wanted


def test_a_given_number_of_vehicles_stays():
    def serve(vehicles, servers):
        return 1.0 if servers["depot"] + servers["midday"] >= 7 else 0.5

    found = size(serve, 0.9, (10, 10), {"depot": (1, 10), "midday": (0, 4)})
    assert found.vehicles == 10
    assert found.servers == {"depot": 3, "midday": 4}


def test_what_cannot_be_reached_is_told():
    found = size(lambda v, s: 0.2, 0.9, (1, 12), {"depot": (1, 5)})
    assert not found.reached
    assert found.vehicles == 12
    assert found.servers == {"depot": 5}
