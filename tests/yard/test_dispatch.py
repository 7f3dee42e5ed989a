"""Who does which job, when, and what becomes of jobs that nobody can do."""

from __future__ import annotations

import numpy as np
import pytest

from agents.yard.record import energy_mwh
from agents.yard.tables import Drive, Happened, Jobs, JobState
from tests.yard.yards import (
    DAY,
    flat,
    job,
    missing_mwh,
    ran,
    roads,
    rosters,
    signals,
    stations,
    vehicles,
    yard,
)

DAYS = rosters([(8 * 3600, 16 * 3600), (DAY + 8 * 3600, DAY + 16 * 3600)])
H = 3600


def test_the_nearest_idle_vehicle_goes():
    ways = roads([[0, 1, 9], [1, 0, 8], [9, 8, 0]])
    first = job(8 * H, end=2)
    then = job(12 * H, start=2, end=2)
    done = ran([first, then], cars=vehicles(2), shifts=DAYS, ways=ways)
    assert done.jobs.vehicle.tolist() == [0, 0]
    near_home = ran(
        [first, then._replace(start=0, end=0)], cars=vehicles(2), shifts=DAYS, ways=ways
    )
    assert near_home.jobs.vehicle.tolist() == [0, 1]


def test_a_free_vehicle_takes_the_most_urgent_job():
    jobs = [job(8 * H), job(8 * H + 1), job(8 * H + 2, due_s=10 * H), job(8 * H + 3, due_s=9 * H)]
    done = ran(jobs, shifts=DAYS)
    assert np.argsort(done.jobs.begin_s).tolist() == [0, 3, 2, 1]
    assert (done.jobs.begin_s[1:] > 8 * H + 3).all()


def test_jobs_wait_for_duty_and_fit_into_it():
    done = ran([job(3 * H), job(16 * H - 1900)], shifts=DAYS)
    assert done.jobs.begin_s.tolist() == [8 * H, DAY + 8 * H]


def test_a_timetable_begins_to_the_second_and_late_if_the_vehicle_is_away():
    jobs = [job(1000, vehicle=0), job(2500, vehicle=0), job(9000, vehicle=0)]
    done = ran(jobs)
    assert done.jobs.begin_s.tolist() == [1000, 3000, 9000]
    assert done.jobs.late_s.tolist() == [0, 500, 0]
    assert done.jobs.state.tolist() == [JobState.DONE, JobState.LATE, JobState.DONE]


def test_what_no_vehicle_can_do_is_refused():
    jobs = [job(9 * H, loaded_km=400.0), job(9 * H, payload_t=31.0), job(9 * H, group=5),
            job(9 * H, loaded_s=9 * H), job(9 * H, loaded_km=135.0, empty_km=135.0)]  # fmt: skip
    done = ran(jobs, shifts=DAYS)
    refused = [JobState.REFUSED] * 4
    assert done.jobs.state.tolist() == [*refused, JobState.DONE]
    assert done.vehicles.store_mwh[0] == pytest.approx(0.3)
    assert done.vehicles.driven_mwh[0] == pytest.approx(0.27)


def test_a_job_that_nobody_begins_in_time_expires():
    done = ran([job(9 * H), job(9 * H + 1, expire_s=9 * H + 1999), job(9 * H + 2)], shifts=DAYS)
    assert done.jobs.state.tolist() == [JobState.DONE, JobState.EXPIRED, JobState.DONE]
    codes = done.log.code[done.log.vehicle < 0]
    assert codes.tolist() == [Happened.EXPIRES]


def test_a_vehicle_short_of_energy_is_filled_before_it_goes():
    cars = vehicles(first_mwh=0.04)
    done = ran([job(10, vehicle=0, loaded_km=100.0)], cars=cars)
    need = 0.11 + 0.03
    begun = done.jobs.begin_s[0]
    assert begun == pytest.approx((need - 0.04) / 0.1 * 3600, abs=2)
    assert done.jobs.late_s[0] == begun - 10
    assert missing_mwh(done, cars) == pytest.approx(0.0, abs=1e-12)


def test_on_duty_a_vehicle_goes_where_it_is_filled_between_jobs():
    cars = vehicles(midday=1, midday_below=0.5, midday_to=0.8)
    places = stations(2, node=[0, 1], server_mw=[0.1, 0.36])
    ways = roads([[0, 2], [2, 0]])
    done = ran([job(8 * H, loaded_km=100.0, empty_km=100.0)], cars=cars, places=places,
               shifts=DAYS, ways=ways, until=15 * H)  # fmt: skip
    assert done.services.station.tolist() == [1]
    assert done.services.mwh[0] == pytest.approx(0.24 - (0.3 - 0.2 - 0.002))


def test_breaks_come_between_legs_and_within_long_ones():
    shifts = rosters([(0, 23 * H)], drive_s=4 * H, rest_s=1200)
    short = job(10, loaded_s=3 * H, empty_s=2 * H)
    done = ran([short], shifts=shifts)
    assert done.jobs.end_s[0] - done.jobs.begin_s[0] == 5 * H + 1200
    long = job(10, loaded_s=9 * H, empty_s=0, empty_km=0.0)
    assert ran([long], shifts=shifts).jobs.end_s[0] == 10 + 9 * H + 2 * 1200
    rests = done.log.value[done.log.code == Happened.RESTS]
    assert rests.tolist() == [1200.0]


def test_idle_time_counts_as_a_break():
    shifts = rosters([(0, 23 * H)], drive_s=4 * H, rest_s=1200)
    jobs = [
        job(10, loaded_s=H, empty_s=H, vehicle=0),
        job(3 * H, loaded_s=H, empty_s=2 * H, vehicle=0),
    ]
    assert not (ran(jobs, shifts=shifts).log.code == Happened.RESTS).any()
    jobs[1] = jobs[1]._replace(ready_s=2 * H + 10)
    assert (ran(jobs, shifts=shifts).log.code == Happened.RESTS).any()


def test_who_is_filled_outside_burns_evenly():
    cars = vehicles(drive=Drive.DIESEL, depot=-1, store_mwh=4.0, first_mwh=4.0, per_km=0.004)
    done = ran([job(9 * H)], cars=cars, shifts=DAYS)
    seconds, mw = done.burns[0, Drive.DIESEL]
    assert seconds.tolist() == [9 * H, 9 * H + 2000]
    assert mw[1] == 0.0
    assert energy_mwh(done.burns[0, Drive.DIESEL], DAY) == pytest.approx(0.08)
    assert done.vehicles.filled_mwh[0] == pytest.approx(0.08)


def test_a_call_holds_vehicles_off_duty_back():
    jobs = [job(9 * H, loaded_km=100.0)]
    y = yard(cars=vehicles(2), shifts=DAYS)
    y.add(Jobs.of(jobs))
    y.advance(15 * H)
    y.hold(20 * H)
    y.advance(DAY)
    assert y.done.services.began_s.tolist() == [20 * H]
    assert y.done.services.asked_s.tolist() == [16 * H]


def test_who_waits_too_long_leaves_for_a_job_with_nothing():
    cars = vehicles(2, patience_s=600, midday=1, midday_below=0.9, midday_to=1.0)
    places = stations(2, node=0, server_mw=0.1)
    jobs = [job(8 * H, loaded_km=100.0, end=0), job(8 * H, loaded_km=100.0),
            job(8 * H + 2700, loaded_km=50.0)]  # fmt: skip
    done = ran(jobs, cars=cars, places=places, shifts=DAYS)
    reneged = done.services.reneged
    assert reneged.sum() == 1
    assert done.services.vehicle[reneged] == 1
    assert done.services.mwh[reneged] == 0.0
    assert done.jobs.begin_s[2] == 8 * H + 2700
    assert done.jobs.vehicle[2] == 1


def test_consumption_follows_load_road_handling_and_weather():
    cars = vehicles(per_t_km=2e-5, per_h=0.01, climate=0)
    seen = signals(2, climate=[[1.2, 1.0]])
    one = job(9 * H, payload_t=20.0, climb=1.5, handling_s=1800)
    done = ran([one], cars=cars, shifts=DAYS, seen=seen)
    expected = 1.2 * (1.5 * (10 * (0.001 + 20 * 2e-5) + 10 * 0.001) + 0.005)
    assert done.jobs.energy_mwh[0] == pytest.approx(expected, rel=1e-12)
    assert done.vehicles.loaded_t_km[0] == 200.0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"store_mwh": 0.0}, "store_mwh"), ({"first_mwh": 0.4}, "first_mwh"), ({"depot": 7}, "depot"),
     ({"taper_to": 0.0}, "taper_to")],
)  # fmt: skip
def test_tables_that_cannot_be_are_refused(wrong, said):
    with pytest.raises(ValueError, match=f"'v000001'.*{said}"):
        yard(cars=vehicles(3, **{k: [v0 := {"store_mwh": 0.3, "first_mwh": 0.3, "depot": 0,
             "taper_to": 1.0}[k], v, v0] for k, v in wrong.items()}))  # fmt: skip


def test_names_decide_the_order_not_the_file():
    with pytest.raises(ValueError, match="sorted by name"):
        yard(cars=vehicles(2, names=("b", "a")))


def test_the_past_is_past():
    y = yard()
    y.advance(100)
    with pytest.raises(ValueError, match="ready_s must be 100 or later"):
        y.add(Jobs.of([job(99)]))
    with pytest.raises(ValueError, match="cannot go back"):
        y.advance(99)


def test_without_a_log_all_else_is_the_same():
    jobs = [job(8 * H + 600 * k) for k in range(20)]
    told = ran(jobs, cars=vehicles(3), shifts=DAYS)
    quiet = ran(jobs, cars=vehicles(3), shifts=DAYS, log=False)
    assert len(told.log) > 0
    assert len(quiet.log) == 0
    for part in ("jobs", "vehicles", "services"):
        for one, other in zip(vars(getattr(told, part)).values(),
                              vars(getattr(quiet, part)).values(), strict=True):  # fmt: skip
            assert np.array_equal(one, other)


def test_what_was_told_stays_as_it_was_told():
    y = yard(cars=vehicles(3), shifts=DAYS)
    y.add(Jobs.of([job(8 * H + 600 * k) for k in range(20)]))
    y.advance(10 * H)
    before = y.done
    kept = flat(before)
    y.advance(2 * DAY)
    assert flat(before) == kept
    assert flat(y.done) == flat(ran([job(8 * H + 600 * k) for k in range(20)], shifts=DAYS,
                                    cars=vehicles(3)))  # fmt: skip
