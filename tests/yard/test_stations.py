"""Stations: swap racks, pumps, breakdowns, rules of the queue."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from agents.yard.record import energy_mwh
from agents.yard.tables import Control, Drive, QueueRule, StationKind
from tests.yard.yards import (
    DAY,
    job,
    missing_mwh,
    outages,
    ran,
    signals,
    stations,
    vehicles,
)

H = 3600
MWH, MW, SWAP_S = 0.36, 0.36, 300


def rack(**given):
    usual = {"kind": StationKind.SWAP, "rack_mwh": MWH, "server_mw": MW, "fixed_s": SWAP_S,
             "rack": 2, "ready_share": 0.75}  # fmt: skip
    return stations(**{**usual, **given})


def by_hand(asked, content, bays, slots, ready):
    """Return begin and gain of each swap, second by second, in plain Python."""
    battery = [MWH] * slots
    bay: dict[int, tuple[int, int, int]] = {}  # vehicle: end, slot, old content
    waiting, told = [], {}
    for now in range(3 * H * len(asked)):
        for v, (end, slot, old) in list(bay.items()):
            if end == now:
                battery[slot] = old
                del bay[v]
        waiting += [v for v, t in enumerate(asked) if t == now]
        while waiting and len(bay) < bays:
            full = [k for k, b in enumerate(battery) if b is not None and b >= ready * MWH - 1e-9]
            if not full:
                break
            best = max(full, key=lambda k: (battery[k], -k))
            v = waiting.pop(0)
            told[v] = (now, battery[best] - content[v])
            bay[v] = (now + SWAP_S, best, content[v])
            battery[best] = None
        battery = [b if b is None else min(MWH, b + MW / 3600) for b in battery]
        if len(told) == len(asked) and not bay:
            return [told[v] for v in range(len(asked))]
    raise AssertionError("nobody swapped")


@pytest.mark.parametrize(("bays", "slots"), [(1, 1), (1, 2), (2, 2), (2, 3)])
def test_swaps_are_those_of_a_rack_watched_every_second(bays, slots):
    times, left = (100, 400, 401, 1900), (0.06, 0.12)
    for contents in itertools.product(left, repeat=len(times)):
        km = [1000 * (MWH - c) for c in contents]
        cars = vehicles(4, store_mwh=MWH, first_mwh=MWH, floor_mwh=0.0, fill_mw=MW)
        jobs = [job(t - 1, vehicle=v, loaded_km=km[v], empty_km=0.0, loaded_s=1, empty_s=0)
                for v, t in enumerate(times)]  # fmt: skip
        done = ran(jobs, cars=cars, places=rack(servers=bays, rack=slots))
        order = np.argsort(done.services.vehicle)
        expected = by_hand(times, contents, bays, slots, 0.75)
        begun = done.services.began_s[order]
        assert np.abs(begun - [b for b, _ in expected]).max() <= 1
        assert done.services.mwh[order] == pytest.approx([g for _, g in expected], abs=2e-4)
        assert missing_mwh(done, cars) == pytest.approx(np.zeros(4), abs=1e-12)


def test_a_rack_closes():
    cars = vehicles(3, store_mwh=MWH, first_mwh=MWH, floor_mwh=0.0, fill_mw=MW, taper_from=0.8,
                    taper_to=0.25)  # fmt: skip
    jobs = [job(100 * k, vehicle=k % 3, loaded_km=200.0, empty_km=0.0) for k in range(9)]
    done = ran(jobs, cars=cars, places=rack(site_mw=0.5, control=Control.BALANCED))
    handed = done.vehicles.filled_mwh.sum() - done.vehicles.fed_mwh.sum()
    held = done.stations.rack_mwh[0]
    assert held == pytest.approx(2 * MWH + done.stations.charged_mwh[0] - handed, abs=1e-9)
    assert energy_mwh(done.draws[0], 2 * DAY) * 0.95 == pytest.approx(done.stations.charged_mwh[0])
    assert done.draws[0][1].max() <= 0.5 + 1e-12


def test_batteries_of_another_size_do_not_fit():
    with pytest.raises(ValueError, match=r"'v000000' has a battery of 0\.3 MWh"):
        ran([], places=rack())


def test_a_bank_gives_all_it_has_then_what_refills_it():
    cars = vehicles(2, drive=Drive.FUEL_CELL, store_mwh=1.0, first_mwh=1.0, floor_mwh=0.0,
                    fill_mw=4.0)  # fmt: skip
    pumps = stations(kind=StationKind.PUMPS, servers=2, server_mw=2.0, bank_mwh=0.5, refill_mw=0.4)
    jobs = [job(0, vehicle=v, loaded_km=900.0, loaded_s=60, empty_km=0.0, empty_s=0)
            for v in range(2)]  # fmt: skip
    done = ran(jobs, cars=cars, places=pumps)
    # together they take 4 MW: the bank of 0.5 MWh lasts 500 s, 0.5556 MWh; the rest comes at 0.4 MW
    dry = int(0.5 / 3.6 * 3600)
    left = 1.8 - dry * 4.0 / 3600
    assert (
        done.services.ended_s.tolist() == [pytest.approx(60 + dry + left / 0.4 * 3600, abs=10)] * 2
    )
    assert done.draws[0][1].max() == pytest.approx(0.4 / 0.95)
    drawn = energy_mwh(done.draws[0], 2 * DAY) * 0.95
    assert drawn == pytest.approx(1.8, abs=1e-9)
    assert done.stations.bank_mwh[0] == pytest.approx(0.5, abs=1e-9)


def test_a_breakdown_sends_the_vehicle_to_the_head_of_the_queue():
    cars = vehicles(3, floor_mwh=0.0)
    jobs = [job(10 * v, vehicle=v, loaded_km=100.0, loaded_s=10, empty_km=0.0, empty_s=0)
            for v in range(3)]  # fmt: skip
    done = ran(jobs, cars=cars, broken=outages((0, 1000, 5000, 1)))
    assert done.services.vehicle.tolist() == [0, 1, 2]
    assert done.services.ended_s.tolist() == [7610, 11210, 14810]
    assert done.services.mwh == pytest.approx([0.1] * 3)
    assert (done.draws[0][1][done.draws[0][0] == 1000] == 0.0).all()


@pytest.mark.parametrize(
    ("rule", "order"),
    [(QueueRule.FIRST_COME, [0, 1, 2, 3]), (QueueRule.LOWEST_STORE, [0, 3, 2, 1]),
     (QueueRule.EARLIEST_DEPARTURE, [0, 2, 3, 1])],
)  # fmt: skip
def test_rules_of_the_queue(rule, order):
    cars = vehicles(4)
    km = [100.0, 50.0, 60.0, 70.0]
    later = [30 * H, 29 * H, 20 * H, 25 * H]
    jobs = [job(10 * v, vehicle=v, loaded_km=km[v], loaded_s=10, empty_km=0.0, empty_s=0)
            for v in range(4)]  # fmt: skip
    jobs += [job(later[v], vehicle=v, loaded_km=1.0) for v in range(4)]
    done = ran(jobs, cars=cars, places=stations(rule=rule), until=19 * H)
    assert done.services.vehicle.tolist() == order


def test_tapered_charging_ends_full_and_draws_less_and_less():
    cars = vehicles(first_mwh=0.1, taper_from=0.8, taper_to=0.25)
    done = ran([], cars=cars)
    assert done.vehicles.store_mwh[0] == 0.3
    seconds, mw = done.draws[0]
    assert (np.diff(mw) < 0).all()
    assert mw[0] * 0.95 == pytest.approx(0.1, rel=1e-4)
    exact = (0.24 - 0.1) / 0.1 + 0.06 / 0.1 * np.log(4) / 0.75
    assert done.services.ended_s[0] == pytest.approx(exact * 3600, abs=2)
    assert all(s % 900 == 0 for s in seconds[2:-1])


def test_a_site_limit_is_kept_and_shared():
    cars = vehicles(4, first_mwh=0.1)
    done = ran([], cars=cars, places=stations(servers=4, site_mw=0.2))
    assert done.draws[0][1].max() <= 0.2 + 1e-12
    assert done.vehicles.store_mwh == pytest.approx([0.3] * 4)
    assert energy_mwh(done.draws[0], DAY) * 0.95 == pytest.approx(0.8)


def test_plugs_are_used_again_and_a_split_of_the_step_changes_little():
    cars = vehicles(6, first_mwh=0.1, taper_from=0.8, taper_to=0.25)
    fine = ran([], cars=cars, places=stations(servers=2), seen=signals(2, 300))
    coarse = ran([], cars=cars, places=stations(servers=2), seen=signals(2, 3600))
    assert fine.services.ended_s == pytest.approx(coarse.services.ended_s, abs=12)
    assert fine.services.mwh == pytest.approx([0.2] * 6)
