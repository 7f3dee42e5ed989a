"""Strategies as data, their changes of a park, and the jobs that all of them share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.yard.tables import Job, Jobs, JobState
from scenarios.fleets.plan import _shared
from scenarios.fleets.service import deadline_s, service
from scenarios.fleets.strategy import FleetStrategy, chosen_strategies, strategy_names
from scenarios.fleets.workload import longer, more
from twin.errors import InputError
from twin.station_types import station_types

WANTED = {
    "depot_overnight", "diesel", "fuel_cell", "lng", "mixed", "opportunity", "pv_first", "smart",
    "swap", "v2g",
}  # fmt: skip
NAMED_ONLY = {"coordinated", "integrated"}


def test_all_shipped_strategies_are_sound_and_name_stations_that_there_are():
    assert set(strategy_names()) == WANTED | NAMED_ONLY
    assert {strategy.id for strategy in chosen_strategies("")} == WANTED
    for strategy in chosen_strategies("all"):
        assert strategy.label.zh
        assert strategy.explanation.en.endswith(".")
        for plan in strategy.stations.values():
            assert plan.type in station_types()


def test_unknown_and_repeated_names_are_refused_together():
    with pytest.raises(InputError) as error:
        chosen_strategies("diesel,steam,diesel,horses")
    assert len(error.value.problems) == 3
    assert "there are: " in str(error.value)


def plain(**more_):
    label = {"zh": "某", "en": "some"}
    return {"id": "x", "label": label, "explanation": label, "source": "test", "confidence": "T",
            "parts": [{"powertrain": "diesel"}], **more_}  # fmt: skip


SWAP = {"type": "integrated", "per_vehicle": 0.2}


@pytest.mark.parametrize(
    ("more_", "told"),
    [
        ({"parts": [{"powertrain": "diesel", "share": 0.7}]}, "sum to 1"),
        ({"parts": [{"powertrain": "battery"}]}, "depot or a midday station"),
        ({"depot": {"type": "depot_120", "per_vehicle": 1}}, "outside the park"),
        ({"parts": [{"powertrain": "diesel", "share": 0.5}] * 2}, "once"),
        (
            {
                "parts": [{"powertrain": "battery"}],
                "midday": SWAP,
                "depot": {"type": "depot_120", "per_vehicle": 1, "within": "midday"},
            },
            "expected that",
        ),
        ({"parts": [{"powertrain": "battery"}], "midday": SWAP | {"within": "midday"}}, "itself"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_strategy_that_does_not_hold_together_is_refused(more_, told):
    with pytest.raises(ValidationError, match=told):
        FleetStrategy(**plain(**more_))


@given(
    st.dictionaries(st.sampled_from("abcd"), st.floats(0.1, 50.0), min_size=1), st.integers(0, 500)
)
def test_a_number_divided_in_proportion_is_exact(weights, count):
    found = _shared(weights, count)
    assert sum(found.values()) == count
    whole = sum(weights.values())
    assert all(abs(found[k] - count * w / whole) < 1.0 + 1e-6 for k, w in weights.items())


def jobs(n):
    return Jobs.of([Job(60 * i, 0, 0, 0, 10.0, 10.0, 900, 900, 600, 30.0) for i in range(n)])


def test_longer_hauls_take_longer_at_the_same_speed():
    found = longer(jobs(3), 1.5).columns
    assert found["loaded_km"].tolist() == [15.0] * 3
    assert found["empty_s"].tolist() == [1350] * 3
    assert found["handling_s"].tolist() == [600] * 3


@given(st.floats(0.1, 2.0))
def test_more_or_fewer_jobs_are_spread_evenly(factor):
    found = more(jobs(1000), factor).columns["ready_s"]
    assert abs(len(found) - 1000 * factor) <= 3
    half = np.searchsorted(found, 60 * 500)
    assert abs(half - 500 * factor) <= 4
    assert (np.diff(found) >= 0).all()


def test_a_job_that_is_never_late_is_still_to_be_done():
    state = np.array([JobState.WAITING, JobState.UNDER_WAY, JobState.DONE, JobState.WAITING])
    ready, due = np.array([0, 0, 0, 0]), np.array([-1, -1, -1, 50])
    found = deadline_s(state, ready, due, np.full(4, 900))
    assert found.tolist() == [900, -1, -1, 50]
    zero = np.zeros(4, dtype=np.int64)
    told = service(state, ready, found, zero, zero, zero[:0], 0, 1000)
    assert (told.done, told.left, told.open) == (1, 2, 1)


def test_service_counts_every_job_once():
    states = [JobState.DONE, JobState.LATE, JobState.REFUSED, JobState.EXPIRED, JobState.WAITING,
              JobState.WAITING, JobState.UNDER_WAY]  # fmt: skip
    due = [100, 100, 100, 100, 100, 9000, -1]
    zero = np.zeros(7, dtype=np.int64)
    found = service(
        np.array(states), zero, np.array(due), zero + 60, np.array([0, 1200, 0, 0, 0, 0, 0]),
        np.array([0, 60, 120]), 2, 5000,
    )  # fmt: skip
    assert (found.done, found.late, found.refused, found.expired) == (1, 1, 1, 1)
    assert (found.left, found.open, found.due) == (1, 2, 5)
    assert found.late_bins == (0, 1, 0, 0)
    assert found.late_min.most == 20.0
    assert found.wait_min.p50 == 1.0
    assert found.start_min.count == 3
    assert found.reneged == 2
