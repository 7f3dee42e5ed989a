"""What holds for every yard, whatever its vehicles, stations and jobs are."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.yard import job_table
from agents.yard.record import energy_mwh
from agents.yard.tables import Control, Drive, Happened, Jobs, JobState, StationKind
from tests.yard.yards import (
    DAY,
    flat,
    job,
    missing_mwh,
    outages,
    ran,
    roads,
    rosters,
    signals,
    stations,
    vehicles,
    yard,
)

WAYS = roads([[0, 3, 8], [3, 0, 6], [8, 6, 0]])
SHIFTS = rosters([(6 * 3600, 14 * 3600), (DAY + 6 * 3600, DAY + 14 * 3600)],
                 [(8 * 3600, 20 * 3600), (DAY + 8 * 3600, DAY + 20 * 3600)],
                 drive_s=4 * 3600, rest_s=1200)  # fmt: skip
COLD = np.array([[1.1, 1.3]])


def places(luck):
    """Return plugs at the depot, a station on the way, and pumps."""
    return stations(
        3,
        kind=[luck.choice([0, 1]), 0, 2],
        node=[0, 1, 0],
        servers=luck.integers(1, 4, 3),
        server_mw=[0.12, 0.24, 4.0],
        site_mw=[luck.choice([np.inf, 0.15]), np.inf, np.inf],
        fixed_s=[300, 60, 120],
        rule=luck.integers(0, 3, 3),
        reserves=luck.integers(0, 2, 3),
        control=[luck.choice(list(Control)), 0, 0],
        limit_mw=[0.3, np.inf, np.inf],
        rack=[3, 0, 0],
        bank_mwh=[np.inf, np.inf, 1.0],
        refill_mw=[np.inf, np.inf, 0.5],
    )


def cars(luck, n):
    """Return battery vehicles, some that take hydrogen, some filled outside."""
    depot = luck.choice([0, 0, 0, 2, -1], n)
    midday = np.where(depot == 0, luck.choice([-1, 1], n), np.where(depot == 2, 2, -1))
    return vehicles(
        n,
        group=luck.integers(0, 2, n),
        drive=np.where(depot == 0, Drive.BATTERY, np.where(depot == 2, Drive.FUEL_CELL, 0)),
        per_t_km=1e-5,
        per_h=0.01,
        first_mwh=luck.uniform(0.1, 0.3, n),
        fill_mw=np.where(depot == 2, 4.0, 0.2),
        feed_mw=luck.choice([0.0, 0.1], n),
        taper_from=np.where(depot == 2, 1.0, 0.8),
        taper_to=np.where(depot == 2, 1.0, 0.25),
        climate=luck.choice([-1, 0], n),
        roster=luck.integers(0, 2, n),
        depot=depot,
        midday=midday,
        midday_below=0.4,
        midday_to=0.8,
        night_to=0.95,
        patience_s=luck.choice([-1, 0, 900], n),
    )


def some_jobs(luck, count, n):
    """Return jobs by call and by timetable."""
    rows = []
    for _ in range(count):
        km = luck.uniform(1, 60)
        given = int(luck.integers(0, n)) if luck.random() < 0.3 else -1
        ready = int(luck.integers(0, 2 * DAY))
        rows.append(
            job(ready, group=int(luck.integers(0, 3)), start=int(luck.integers(0, 3)),
                end=int(luck.integers(0, 3)), loaded_km=km, empty_km=km / 2,
                loaded_s=int(km * 100), empty_s=int(km * 50), handling_s=600,
                payload_t=float(luck.choice([0.0, 20.0, 31.0])), vehicle=given,
                due_s=int(luck.choice([-1, ready + 7200])),
                expire_s=int(luck.choice([-1, ready + 3600])), climb=1.1)
        )  # fmt: skip
    return rows


def drawn(seed):
    """Return all that a yard needs, drawn by a seed."""
    luck = np.random.default_rng(seed)
    n = int(luck.integers(1, 7))
    rich = {
        "cars": cars(luck, n), "places": places(luck), "shifts": SHIFTS, "ways": WAYS,
        "seen": signals(2, climate=COLD, price=luck.uniform(100, 900, 192),
                        surplus_mw=luck.uniform(0, 0.4, 192),
                        surplus_seen_mw=luck.uniform(0, 0.4, 192),
                        value_seen=luck.uniform(100, 900, 192)),
        "broken": outages((0, 30000, 50000, 1), (1, 40000, 90000, 3), (2, 20000, 30000, 1)),
    }  # fmt: skip
    return rich, some_jobs(luck, int(luck.integers(1, 60)), n)


many = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(st.integers(0, 10**6))
def test_energy_closes_and_never_below_the_floor(seed):
    rich, jobs = drawn(seed)
    done = ran(jobs, **rich)
    assert np.abs(missing_mwh(done, rich["cars"])).max() < 1e-9
    assert (done.vehicles.store_mwh >= rich["cars"].floor_mwh - 1e-9).all()
    assert (done.vehicles.store_mwh <= rich["cars"].store_mwh + 1e-9).all()
    of_a_vehicle = done.log.vehicle >= 0
    assert (done.log.store_share[of_a_vehicle] >= 0.1 - 1e-6).all()
    assert done.jobs.energy_mwh.sum() <= done.vehicles.driven_mwh.sum() + 1e-9
    assert (np.diff(done.log.second) >= 0).all()


@many
@given(st.integers(0, 10**6))
def test_grid_side_times_efficiency_is_what_is_filled(seed):
    rich, jobs = drawn(seed)
    done, s = ran(jobs, **rich), rich["places"]
    cut = 2 * DAY
    for k in range(3):
        taken = energy_mwh(done.draws[k], cut) * s.efficiency[k]
        fed = energy_mwh(done.feeds[k], cut) / s.efficiency[k]
        if s.kind[k] == StationKind.SWAP:
            assert taken - fed == pytest.approx(done.stations.charged_mwh[k], abs=1e-9)
        assert taken >= -1e-12
    plugs = s.kind != StationKind.SWAP
    mine = np.isin(done.services.station, np.flatnonzero(plugs & (np.arange(3) < 2)))
    drawn_mwh = sum(energy_mwh(done.draws[k], cut) * s.efficiency[k] for k in (0, 1) if plugs[k])
    assert drawn_mwh >= done.services.mwh[mine].sum() - 1e-9


@many
@given(st.integers(0, 10**6), st.integers(2, 40))
def test_slices_change_no_byte(seed, slices):
    rich, jobs = drawn(seed)
    assert flat(ran(jobs, **rich)) == flat(ran(jobs, slices=slices, **rich))


@many
@given(st.integers(0, 10**6), st.integers(2, 40))
def test_what_is_handed_over_in_slices_is_all_that_is_told_at_once(seed, slices):
    rich, jobs = drawn(seed)
    told, y = ran(jobs, **rich), yard(**rich)
    y.add(Jobs.of(jobs))
    news, served = [], []
    for edge in np.linspace(0, 2 * DAY, slices + 1)[1:]:
        y.advance(round(edge))
        news.append(y.news())
        served.append(y.served())
    for name, rows in vars(told.log).items():
        assert np.array_equal(np.concatenate([getattr(n.log, name) for n in news]), rows)
    for name, rows in vars(told.services).items():
        assert np.array_equal(np.concatenate([getattr(s, name) for s in served]), rows)
    second, channel, mw = (
        np.concatenate([getattr(n, name) for n in news]) for name in ("second", "channel", "mw")
    )
    for k, draw in enumerate(told.draws):
        mine = channel == 2 * k
        taken = energy_mwh((second[mine], mw[mine]), 2 * DAY)
        assert taken == pytest.approx(energy_mwh(draw, 2 * DAY), abs=1e-12)
    left = y.done  # nothing is kept twice
    assert len(left.log) == len(left.services.station) == sum(map(len, (d[0] for d in left.draws)))
    assert np.array_equal(left.jobs.state, told.jobs.state)
    assert np.array_equal(left.vehicles.filled_mwh, told.vehicles.filled_mwh)


@many
@given(st.integers(0, 10**6))
def test_jobs_added_late_are_the_same_jobs(seed):
    rich, jobs = drawn(seed)
    jobs = sorted(jobs, key=lambda j: j.ready_s)
    jobs = [j._replace(vehicle=-1) for j in jobs]  # who knows a timetable plans by it
    y = yard(**rich)
    for day in range(2):
        y.add(Jobs.of([j for j in jobs if j.ready_s // DAY == day]))
        y.advance((day + 1) * DAY)
    assert flat(y.done) == flat(ran(jobs, **rich))


@many
@given(st.integers(0, 10**6), st.integers(2, 24))
def test_jobs_that_are_over_may_leave_the_table(seed, slices):
    rich, jobs = drawn(seed)
    edges = np.linspace(0, 2 * DAY, slices + 1).round()
    found = []
    for fewest in (1, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(job_table, "FEWEST", fewest)
            y = yard(**rich)
            for begin, end in itertools.pairwise(edges.tolist()):
                y.add(Jobs.of([j for j in jobs if begin <= j.ready_s < end]))
                y.advance(int(end))
        found.append(flat(y.done))
    assert found[0] == found[1]


@many
@given(st.integers(0, 10**6))
def test_a_vehicle_is_at_one_plug_and_a_plug_has_one_vehicle(seed):
    rich, jobs = drawn(seed)
    done = ran(jobs, **rich)
    found = done.services
    for v in np.unique(found.vehicle):
        mine = found.vehicle == v
        order = np.lexsort((found.ended_s[mine], found.asked_s[mine]))
        assert (found.asked_s[mine][order][1:] >= found.ended_s[mine][order][:-1]).all()
    for s, servers in enumerate(rich["places"].servers):
        mine = (found.station == s) & (found.began_s >= 0)
        edges = np.concatenate([found.began_s[mine], found.ended_s[mine]])
        change = np.concatenate([np.ones(mine.sum()), -np.ones(mine.sum())])
        busy = np.cumsum(change[np.lexsort((change, edges))])
        # a breakdown sends vehicles back to the queue; their service goes on afterwards
        assert busy.max(initial=0) <= servers + (3 if rich["broken"] else 0)
    assert (found.mwh[found.reneged] == 0.0).all()
    assert (found.began_s[found.reneged] == -1).all()


@many
@given(st.integers(0, 10**6))
def test_every_job_has_one_end(seed):
    rich, jobs = drawn(seed)
    done = ran(jobs, **rich)
    state, j = done.jobs.state, done.jobs
    assert not (state == JobState.AHEAD).any()
    finished = np.isin(state, (JobState.DONE, JobState.LATE))
    assert (j.end_s[finished] > j.begin_s[finished]).all()
    ready = np.array(sorted(job.ready_s for job in jobs))
    assert (j.begin_s[finished] >= ready[finished]).all()
    told = np.isin(done.log.code, (Happened.REFUSES, Happened.EXPIRES)).sum()
    assert told == np.isin(state, (JobState.REFUSED, JobState.EXPIRED)).sum()
    group = np.array([x.group for x in sorted(jobs, key=lambda x: x.ready_s)])
    served = finished & (Jobs.of(jobs).columns["vehicle"] < 0)
    assert (rich["cars"].group[j.vehicle[served]] == group[served]).all()
