"""Queues of the yard against the theory of queues.

Vehicles that come by a timetable with nothing to drive but energy to fill are customers of a
station: arrivals are Poisson, the energy they need gives the time of service.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import poisson

from agents.yard.tables import Jobs
from tests.yard.yards import job, missing_mwh, roads, signals, stations, vehicles, yard

MW = 0.1


def customers(arrivals_s, service_s, servers):
    """Return the services of a station: each customer is a vehicle that empties itself by a job.

    A job of a second at its arrival uses what is then filled in the time of service.
    """
    n = len(arrivals_s)
    need = service_s * MW / 3600.0
    cars = vehicles(n, fill_mw=MW, store_mwh=10.0, floor_mwh=0.0, first_mwh=10.0)
    y = yard(cars=cars, places=stations(servers=servers, server_mw=MW), seen=signals(1), log=False)
    jobs = [
        job(t, vehicle=k, loaded_km=1000.0 * e, empty_km=0.0, loaded_s=1, empty_s=0)
        for k, (t, e) in enumerate(zip(arrivals_s, need, strict=True))
    ]
    y.add(Jobs.of(jobs))
    y.advance(int(arrivals_s[-1] + service_s.sum()) + 10)
    done = y.done
    assert np.abs(missing_mwh(done, cars)).max() < 1e-9
    return done.services


def erlang_c_wait(rate, mean_s, servers):
    """Return the mean wait of M/M/c (Kleinrock 1975, Queueing Systems 1, 3.6)."""
    load = rate * mean_s
    below = sum(load**k / math.factorial(k) for k in range(servers))
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (below + last) * mean_s / (servers - load)


def batches(waits, n=40):
    """Return the mean and its standard error, from means of batches."""
    means = waits[len(waits) // 10 :][: n * (len(waits) * 9 // 10 // n)].reshape(n, -1).mean(axis=1)
    return means.mean(), means.std(ddof=1) / math.sqrt(n)


@pytest.mark.parametrize(("servers", "rho"), [(1, 0.5), (1, 0.8), (3, 0.7), (8, 0.85)])
def test_waits_are_erlangs(servers, rho):
    luck, mean_s, n = np.random.default_rng(servers), 3000.0, 12000
    rate = rho * servers / mean_s
    arrivals = np.cumsum(luck.exponential(1 / rate, n)).astype(np.int64)
    service = np.maximum(luck.exponential(mean_s, n), 1.0)
    found = customers(arrivals, service, servers)
    order = np.argsort(found.asked_s, kind="stable")
    mean, error = batches((found.began_s - found.asked_s)[order].astype(float))
    assert abs(mean - erlang_c_wait(rate, mean_s, servers)) < 3.5 * error
    assert error < 0.15 * mean


def crommelin_wait(load, servers):
    """Return the mean wait of M/D/c in units of the service, by Crommelin's series.

    ``W/D = sum_i exp(-i a) (sum_{j>=ic} (i a)^j / j! - (c/a) sum_{j>ic} (i a)^j / j!)`` with the
    load ``a`` in erlangs: C. D. Crommelin, "Delay probability formulae when the holding times are
    constant", P.O. Electrical Engineers Journal 25 (1932) 41-50. Both sums are tails of a Poisson
    distribution.
    """
    total = 0.0
    for i in range(1, 4000):
        many, more = (poisson.sf(i * servers - 1 + k, i * load) for k in (0, 1))
        term = many - servers / load * more
        total += term
        if term < 1e-14:
            return total
    raise AssertionError("the series has not ended")


def embedded_wait(load, servers):
    """Return the same from the queue seen at multiples of the service time, and Little's law.

    Whoever is served then is gone one service time later: ``L' = max(L - c, 0) + Poisson(load)``.
    """
    size = 400
    come = poisson.pmf(np.arange(size), load)
    p = np.zeros(size)
    p[0] = 1.0
    for _ in range(3000):
        p = np.convolve(np.append(p[: servers + 1].sum(), p[servers + 1 :]), come)[:size]
    return float((np.maximum(np.arange(size) - servers, 0) * p).sum()) / load


@pytest.mark.parametrize(("servers", "rho"), [(1, 0.5), (1, 0.8), (2, 0.8), (5, 0.8), (20, 0.9)])
def test_crommelins_series_is_the_embedded_queue_and_that_of_one_server(servers, rho):
    """The yardstick itself, twice over; with one server that of Pollaczek and Khinchine."""
    exact = crommelin_wait(rho * servers, servers)
    assert exact == pytest.approx(embedded_wait(rho * servers, servers), rel=1e-8)
    if servers == 1:
        assert exact == pytest.approx(rho / (2.0 * (1.0 - rho)), rel=1e-10)


@pytest.mark.parametrize(("servers", "rho"), [(1, 0.8), (2, 0.8), (5, 0.8)])
def test_waits_of_equal_services_are_crommelins(servers, rho):
    luck, service_s, n = np.random.default_rng(7), 1000, 12000
    rate = rho * servers / service_s
    arrivals = np.cumsum(luck.exponential(1 / rate, n)).astype(np.int64)
    found = customers(arrivals, np.full(n, float(service_s)), servers)
    order = np.argsort(found.asked_s, kind="stable")
    mean, error = batches((found.began_s - found.asked_s)[order].astype(float))
    assert abs(mean - crommelin_wait(rho * servers, servers) * service_s) < 3.5 * error
    assert error < 0.15 * mean


def test_littles_law_holds_exactly():
    luck, n = np.random.default_rng(3), 400
    arrivals = np.cumsum(luck.exponential(900.0, n)).astype(np.int64)
    found = customers(arrivals, luck.exponential(2400.0, n), 3)
    edges = np.concatenate([found.asked_s, found.began_s])
    change = np.concatenate([np.ones(n), -np.ones(n)])
    order = np.argsort(edges, kind="stable")
    length = np.cumsum(change[order])
    area = float((length[:-1] * np.diff(edges[order])).sum())
    assert area == float((found.began_s - found.asked_s).sum())
    assert length[-1] == 0


def test_nobody_overtakes_and_no_plug_has_two():
    luck, n, servers = np.random.default_rng(4), 300, 4
    arrivals = np.cumsum(luck.exponential(500.0, n)).astype(np.int64)
    found = customers(arrivals, luck.exponential(2400.0, n), servers)
    order = np.argsort(found.asked_s, kind="stable")
    assert (np.diff(found.began_s[order]) >= 0).all()
    for second in found.began_s:
        busy = (found.began_s <= second) & (found.ended_s > second)
        assert busy.sum() <= servers
    assert roads().km.shape == (1, 1)
