"""What vehicles are doing, from the log: no gap, no overlap, and what the books say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.yard.doing import Doing, Trips, closing, parked
from agents.yard.states import Course
from agents.yard.tables import Happened, Jobs, JobState
from agents.yard.vehicle_log import VehicleLog, VehicleStates
from tests.yard.test_properties import drawn, many
from tests.yard.yards import DAY, job, roads, rosters, stations, vehicles, yard

GATE = np.zeros(3, dtype=np.int64), np.array([False, False, True])
DRIVES = (Doing.DRIVING_EMPTY, Doing.DRIVING_LOADED, Doing.SERVING)
USES = (*DRIVES, Doing.LOADING, Doing.UNLOADING, Doing.WORKING)
SERVED = (Doing.CHARGING, Doing.SWAPPING, Doing.REFUELLING)
END = 2 * DAY


def told(jobs, edges=(END,), gate=GATE, **rich):
    """Return the yard at the end, the states of its vehicles, and the yards' queues at edges."""
    y, log, queues = yard(**rich), VehicleLog(), []
    columns = Jobs.of(jobs).columns
    y.add(Jobs(columns))
    log.open(y.vehicles.names, y.roads.names, (), y.stations.names)
    course = Course(y.vehicles, y.stations, *gate)
    log.extend(parked(y.vehicles))
    for edge in edges:
        y.advance(edge)
        news = y.news().log
        begun = news.place[news.code == Happened.LOADED]
        trips = Trips._make(columns[name][begun] for name in Trips._fields)
        log.extend(course.rows(news, trips))
        queues.append(y.done.stations.queue)
    log.extend(closing(y.now, *y.shares()))
    parts = zip(*log.states(edges[-1]), strict=True)
    return y, VehicleStates(*map(np.concatenate, parts)), queues


@many
@given(st.integers(0, 10**6))
def test_states_tile_the_span_and_places_chain(seed):
    rich, jobs = drawn(seed)
    y, s, _ = told(jobs, **rich)
    for v in range(len(y.vehicles.names)):
        mine = np.flatnonzero(s.vehicle == v)
        begin, end = s.begin_s[mine], s.end_s[mine]
        assert (begin[0], end[-1]) == (0, END)
        assert (end > begin).all()
        assert np.array_equal(begin[1:], end[:-1])
        assert s.place_from[mine[0]] == y.vehicles.home[v]
        assert np.array_equal(s.place_from[mine][1:], s.place[mine][:-1])
        moves = np.isin(s.doing[mine], (*DRIVES, Doing.WORKING))
        assert (s.place_from[mine] == s.place[mine])[~moves].all()
        fills = y.vehicles.depot[v] >= 0  # others are filled outside at no loss of time
        assert np.allclose(s.soc_from[mine][1:], s.soc[mine][:-1]) or not fills


@many
@given(st.integers(0, 10**6))
def test_states_agree_with_the_books(seed):
    """Kilometres, energy driven, what is left and every job's begin and end are the yard's own."""
    rich, jobs = drawn(seed)
    y, s, _ = told(jobs, **rich)
    done, (still, share) = y.done, y.shares()
    uses = np.isin(s.doing, USES)
    mwh = (s.soc_from - s.soc) * y.vehicles.store_mwh[s.vehicle]
    driven = np.bincount(s.vehicle[uses], mwh[uses], minlength=len(y.vehicles.names))
    km = np.bincount(s.vehicle, s.km, minlength=len(y.vehicles.names))
    assert driven[still] == pytest.approx(done.vehicles.driven_mwh[still], abs=1e-5)
    assert km[still] == pytest.approx(done.vehicles.driven_km[still], rel=1e-5)
    last = np.append(s.vehicle[1:] != s.vehicle[:-1], True)
    assert s.soc[last][still] == pytest.approx(share, abs=1e-6)
    assert (mwh[uses] >= -1e-7).all()
    assert s.km[~np.isin(s.doing, DRIVES)].sum() == 0.0
    payload = Jobs.of(jobs).columns["payload_t"]
    over = np.flatnonzero(np.isin(done.jobs.state, (JobState.DONE, JobState.LATE)))
    for j in over.tolist():
        v, begin, end = (getattr(done.jobs, n)[j] for n in ("vehicle", "begin_s", "end_s"))
        during = (s.vehicle == v) & (s.begin_s >= begin) & (s.end_s <= end)
        assert s.end_s[during].max() == end
        assert s.begin_s[during].min() == begin
        assert np.isin(s.doing[during], (*USES, Doing.RESTING)).all()
        loaded = during & (s.doing == Doing.DRIVING_LOADED)
        assert (s.load_t[loaded] == np.float32(payload[j])).all()


@many
@given(st.integers(0, 10**6))
def test_queues_recounted_from_states_are_the_stations_own(seed):
    rich, jobs = drawn(seed)
    edges = (*range(5 * 3600, END, 5 * 3600 + 77), END)
    y, s, queues = told(jobs, edges, **rich)
    for edge, queue in zip(edges, queues, strict=True):
        now = (s.begin_s < edge) & (s.end_s >= edge)
        waits = now & (s.doing == Doing.QUEUEING)
        assert np.array_equal(np.bincount(s.station[waits], minlength=3), queue), edge
        served = now & np.isin(s.doing, SERVED)
        assert (np.bincount(s.station[served], minlength=3) <= y.stations.servers).all()
    joined = s.doing == Doing.QUEUEING
    assert (s.queue[joined] >= 1).all()
    assert (s.queue[~joined] == -1).all()
    assert np.array_equal(y.stations.node[s.station[joined]], s.place[joined])


@many
@given(st.integers(0, 10**6))
def test_waits_of_states_are_those_of_services(seed):
    rich, jobs = drawn(seed)
    y, s, _ = told(jobs, **{**rich, "broken": None})
    waits = s.doing == Doing.QUEUEING
    seconds = np.bincount(s.vehicle[waits], (s.end_s - s.begin_s)[waits], len(y.vehicles.names))
    open_ = waits & (s.end_s == END)
    still = np.bincount(s.vehicle[open_], (s.end_s - s.begin_s)[open_], len(y.vehicles.names))
    assert np.array_equal(seconds - still, y.done.vehicles.waited_s)


@many
@given(st.integers(0, 10**6))
def test_how_the_span_is_cut_changes_no_state(seed):
    rich, jobs = drawn(seed)
    _, whole, _ = told(jobs, **rich)
    _, cut, _ = told(jobs, (*range(3601, END, 3601), END), **rich)
    for one, other in zip(whole, cut, strict=True):
        assert np.array_equal(one, other)


WAYS = roads([[0, 3, 8], [3, 0, 6], [8, 6, 0]])
LONG = {"loaded_km": 20.0, "empty_km": 12.0, "loaded_s": 2000, "empty_s": 1200,
        "handling_s": 601, "payload_t": 30.0}  # fmt: skip


def course_of(one, **more):
    """Return what a vehicle at node 0 does from when a job calls it until it waits again."""
    cars = vehicles(per_t_km=1e-5, per_h=0.01, **more)
    shifts = rosters([(0, END)], drive_s=4 * 3600, rest_s=1200)
    _, s, _ = told([job(600, **{**LONG, **one})], cars=cars, ways=WAYS, shifts=shifts,
                   places=stations(3, node=[0, 1, 2]))  # fmt: skip
    return [
        (Doing(doing).name.lower(), *rest)
        for doing, *rest in zip(
            s.doing.tolist(), s.place_from.tolist(), s.place.tolist(),
            (s.end_s - s.begin_s).tolist(), s.load_t.tolist(), strict=True,
        )
    ][1:-1]  # fmt: skip


def test_a_load_goes_out_of_the_gate_and_the_way_back_is_empty():
    outside = 3
    assert course_of({"start": 1, "end": 2}) == [
        ("driving_empty", 0, 1, 300, 0.0), ("loading", 1, 1, 301, 30.0),
        ("driving_loaded", 1, outside, 2000, 30.0), ("unloading", outside, outside, 300, 30.0),
        ("driving_empty", outside, 2, 1200, 0.0),
    ]  # fmt: skip


def test_what_comes_in_is_fetched_outside():
    outside = 3
    assert course_of({"start": 2, "end": 1}) == [
        ("driving_empty", 0, 2, 800, 0.0), ("driving_empty", 2, outside, 1200, 0.0),
        ("loading", outside, outside, 301, 30.0), ("driving_loaded", outside, 1, 2000, 30.0),
        ("unloading", 1, 1, 300, 30.0),
    ]  # fmt: skip


def test_a_load_within_the_park_work_on_the_spot_and_a_round_without_tonnes():
    within = {"start": 0, "end": 1, "empty_km": 0.0, "empty_s": 0}
    assert course_of(within) == [
        ("loading", 0, 0, 301, 30.0), ("driving_loaded", 0, 1, 2000, 30.0),
        ("unloading", 1, 1, 300, 30.0),
    ]  # fmt: skip
    spot = {"loaded_km": 0.0, "empty_km": 0.0, "loaded_s": 0, "empty_s": 0, "payload_t": 0.0}
    assert course_of(spot) == [("working", 0, 0, 601, 0.0)]
    assert course_of({"payload_t": 0.0, "empty_km": 0.0, "empty_s": 0}) == [
        ("working", 0, 0, 601, 0.0), ("serving", 0, 0, 2000, 0.0),
    ]  # fmt: skip


def test_breaks_come_before_the_part_that_would_be_too_long():
    far = {"start": 1, "end": 2, "loaded_s": 3 * 3600, "empty_s": 3 * 3600}
    assert [(what, place, s) for what, _, place, s, _ in course_of(far)] == [
        ("driving_empty", 1, 300), ("loading", 1, 301), ("driving_loaded", 3, 10800),
        ("unloading", 3, 300), ("resting", 3, 1200), ("driving_empty", 2, 10800),
    ]  # fmt: skip


def test_a_job_that_is_under_way_at_the_end_is_cut_there():
    cars = vehicles(store_mwh=1.0, first_mwh=1.0)
    shifts = rosters([(0, END)])
    y, s, _ = told([job(600, **LONG)], (1901,), cars=cars, shifts=shifts)
    assert s.end_s[-1] == 1901
    assert Doing(s.doing[-1]) is Doing.DRIVING_LOADED
    assert s.km[-1] == pytest.approx(10.0)
    assert s.soc[-1] == pytest.approx(1.0 - 10.0 * y.vehicles.per_km[0], abs=1e-6)


def test_trips_are_taken_by_row():
    trips = Trips(*(np.arange(4) for _ in Trips._fields))
    assert [column.tolist() for column in trips.some(np.array([2, 0]))] == [[2, 0]] * 9
