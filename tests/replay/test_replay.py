"""The replay's data agree with the run: queues recount, flows balance, ways are roads."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import math
import shutil

import numpy as np
import pytest

from scenarios.catalogue import InputError, run_document
from scenarios.replay import flows, gauges, lines, moments, plan, power, queues, vehicles
from scenarios.replay.vehicles import DAY_S, Row
from scenarios.stored import StoredRun
from tests.app import vehicle_log
from tests.app.stored import PLACES, stored_run

START, DAYS = dt.date(2025, 1, 20), 21
STEP = 15
A_DAY = 24 * 60 // STEP
NAMES = [f"tractor_49t-battery-{n:03d}" for n in range(1, 13)]


@functools.cache
def park():
    return run_document(stored_run())


@functools.cache
def ledger():
    return StoredRun(stored_run()).table("rows").to_pylist()


@pytest.fixture(scope="module")
def logged(tmp_path_factory):
    """Return the small run with a log of vehicles made by hand."""
    folder = tmp_path_factory.mktemp("replay") / stored_run().name
    shutil.copytree(stored_run(), folder)
    (gate,) = plan.roads(folder).gates
    vehicle_log.write(folder, {"trucks": NAMES}, gate, START, DAYS)
    return folder


def day(number):
    return slice(number * A_DAY, (number + 1) * A_DAY)


def test_a_box_for_every_place_and_neighbours_stand_side_by_side():
    boxes = {box.id: box for box in plan.boxes(park())}
    assert set(boxes) == set(PLACES)
    one, other = boxes["boiler"], boxes["backup"]
    assert abs(one.x - other.x) >= (one.width + other.width) / 2.0 - 1e-9


def test_roofs_stand_with_their_owner_and_heat_with_its_source():
    assert plan.place_of("roof", park()) == "machines"
    assert plan.place_of("recovery", park()) == "cells"
    assert plan.place_of("grid", park()) == ""


def test_roads_join_their_ends():
    known = plan.roads(stored_run())
    assert set(known.gates) <= set(known.nodes)
    for name in known.ways:
        a, b = name.split(">")
        there, back = known.way(a, b), known.way(b, a)
        assert there[0] == known.nodes[a]
        assert there[-1] == known.nodes[b]
        assert back == there[::-1]
    assert known.way("nowhere", "gate") == []


def test_roads_that_name_no_place_are_refused(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    text = (stored_run() / "roads.json").read_text(encoding="utf-8")
    (folder / "roads.json").write_text(text.replace('"gates": [', '"gates": ["x", '))
    with pytest.raises(InputError, match="names no place for: x"):
        plan.roads(folder)


@pytest.mark.parametrize("number", [0, 9, 20])
def test_power_balances_and_is_the_same_in_flows_and_figures(number):
    drawn = flows.of_day(stored_run(), flows.terms(ledger(), park()), day(number), STEP)
    electric = [flow for flow in drawn if flow.layer == "electricity"]
    given = sum(f.rates for f in electric if f.direction == "gives")
    taken = sum(f.rates for f in electric if f.direction == "takes")
    assert given.sum() > 1.0
    np.testing.assert_allclose(given, taken, rtol=1e-9, atol=1e-9)
    rates = power.of_day(stored_run(), ledger(), day(number), STEP)
    (store,) = [g for g in gauges.of_day(stored_run(), park(), day(number)) if g.agent == "battery"]
    stored = sum(f.rates for f in electric if f.place == store.place and f.direction == "gives")
    grid = sum(f.rates for f in electric if f.place == flows.ELSEWHERE and f.direction == "gives")
    assert (grid <= rates["grid"] + stored + 1e-9).all()
    assert rates["use"].sum() <= taken.sum() + 1e-9


def test_buildings_share_a_flow_and_nobody_is_lost():
    found = {term.place for term in flows.terms(ledger(), park())}
    assert "buildings" in found
    assert found <= {*PLACES, "buildings", flows.ELSEWHERE}


def test_stores_never_hold_more_than_their_most():
    found = gauges.of_day(stored_run(), park(), day(3))
    assert "battery" in {gauge.id for gauge in found}
    for gauge in found:
        assert len(gauge.levels) == A_DAY + 1
        assert gauge.levels.max() <= gauge.most


def test_a_day_begins_with_what_the_day_before_left_in_store():
    table = StoredRun(stored_run()).table("stores")
    for number in range(3):
        for gauge in gauges.of_day(stored_run(), park(), day(number)):
            ends = table.column(gauge.id).to_numpy()[day(number)]
            np.testing.assert_array_equal(gauge.levels[1:], ends)
    before, after = (gauges.of_day(stored_run(), park(), day(number)) for number in (1, 2))
    assert [one.levels[-1] for one in before] == [two.levels[0] for two in after]


def test_line_states_follow_each_other_from_day_to_day():
    names = [row["id"] for row in ledger()]
    dates = [START + dt.timedelta(days=n) for n in range(DAYS)]
    ends = None
    broken = followed = 0
    for date in dates:
        found = lines.states(stored_run(), date, START, names)
        assert {name: len(table) for name, table in found.items()} == {"machines": 2, "cells": 1}
        for states in itertools.chain(*found.values()):
            seconds = [second for second, _ in states]
            assert seconds[0] == 0
            assert seconds == sorted(set(seconds))
            assert all(a[1] != b[1] for a, b in itertools.pairwise(states))
            broken += sum(state == lines.BROKEN for _, state in states)
        firsts = [states[0][1] for states in itertools.chain(*found.values())]
        told = lines.happenings(stored_run(), lines.SPOKEN, date, date + dt.timedelta(days=1))
        if ends is not None and all(event.second for event in told):
            assert firsts == ends
            followed += 1
        ends = [states[-1][1] for states in itertools.chain(*found.values())]
    assert broken > 0
    assert followed > 3


def test_an_outage_lasts_as_long_as_the_log_says():
    told = lines.happenings(stored_run(), lines.DOWN, START, START + dt.timedelta(days=DAYS))
    assert told
    event = told[0]
    date = START + dt.timedelta(days=event.second // DAY_S)
    spans = lines.out_of_service(stored_run(), date, START)[event.agent]
    assert [event.second % DAY_S, event.second % DAY_S + int(event.value * 3600)] in spans


def test_a_run_of_before_does_not_tell(tmp_path):
    assert not vehicles.has_vehicles(tmp_path)


def test_every_vehicle_has_rows_that_tile_the_day(logged):
    found = vehicles.of_day(logged, START + dt.timedelta(days=4))
    assert len(found) == len(NAMES)
    for rows in found.values():
        assert rows[0].start <= 0
        assert rows[-1].end >= DAY_S
        assert all(a.end == b.start for a, b in itertools.pairwise(rows))
    assert vehicles.powertrain(next(iter(found))) == "battery"


def test_queues_recount(logged):
    rows = vehicles.of_day(logged, START + dt.timedelta(days=2))
    seconds = [row.start for each in rows.values() for row in each if row.state == "queueing"]
    most = max(sum(queues.at(rows, second).values()) for second in seconds)
    top = queues.longest_by_day(logged)
    third = [t for t in top if t.when.astype("datetime64[D]") == np.datetime64("2025-01-22")]
    assert third[0].length == most > 1
    second = int((third[0].when - np.datetime64("2025-01-22", "s")).astype(int))
    assert queues.at(rows, second) == {"trucks/depot": third[0].length}
    assert queues.at(rows, second - 1).get("trucks/depot", 0) < third[0].length


def test_the_runs_own_log_can_be_played_on_every_day():
    known = plan.spots(park(), plan.roads(stored_run()))
    seen = set()
    for number in range(DAYS):
        found = vehicles.of_day(stored_run(), START + dt.timedelta(days=number))
        assert len(found) == 10
        for row in itertools.chain(*found.values()):
            seen.add(row.state)
            assert {vehicles.inside(row.origin), vehicles.inside(row.target)} <= set(known)
    assert {"off_duty", "driving_loaded", "driving_empty", "queueing", "charging"} <= seen
    assert seen <= set(vehicles.STATES)


def test_queues_are_as_long_as_the_log_says_when_somebody_joins():
    table = StoredRun(stored_run()).table("vehicles").to_pandas()
    joined = table[table["state"] == "queueing"]
    top = queues.longest_by_day(stored_run())[0]
    date = top.when.astype("datetime64[D]").astype(dt.date)
    rows = vehicles.of_day(stored_run(), date)
    zero = np.datetime64(date.isoformat(), "s")
    compared = 0
    for (station, start), group in joined.groupby(["station", "start"], observed=True):
        second = int((start.to_datetime64() - zero).astype("timedelta64[s]").astype(int))
        if 0 <= second < DAY_S:
            compared += 1
            waiting = queues.at(rows, second)[station]
            called = sum(  # at this very second from the queue to a plug
                row.state == "charging" and row.start == second and row.station == station
                for row in itertools.chain(*rows.values())
            )
            assert waiting <= group["queue"].max() <= waiting + called
    assert compared > 1
    assert top.length <= joined["queue"].max()


GOOD = [Row(0, 50, "idle", "a", "a", "", 0.0, 0.0, 0.5, 0.5),
        Row(50, DAY_S, "queueing", "a", "a", "s", 0.0, 0.0, 0.5, 0.5)]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "wrong", "said"),
    [
        (1, {"start": 60}, "ends at second 50"),
        (0, {"end": 0}, "before it begins"),
        (0, {"state": "flying"}, "no state"),
        (1, {"soc_end": 1.2}, "1.200 full"),
        (1, {"station": ""}, "no station"),
        (1, {"end": 80_000}, "not the whole day"),
    ],
)
def test_rows_that_cannot_be_played_are_refused(number, wrong, said):
    vehicles.check("fleet/a", GOOD)
    rows = [row._replace(**wrong) if n == number else row for n, row in enumerate(GOOD)]
    with pytest.raises(InputError, match=said):
        vehicles.check("fleet/a", rows)


def test_moments_are_where_the_ledger_says(logged):
    found = moments.of_run(logged, ledger(), START, DAYS, STEP)
    kinds = [moment.kind for moment in found]
    assert {"peak", "breakdown", "outage", "queue"} <= set(kinds)
    assert kinds == sorted(kinds, key=moments.KINDS.index)
    peak = found[0]
    number = (peak.date - START).days
    rates = power.of_day(logged, ledger(), day(number), STEP)["grid"]
    assert peak.value == pytest.approx(rates.max())
    assert rates[peak.second // (STEP * 60)] == rates.max()
    whole = power.of_day(logged, ledger(), slice(0, DAYS * A_DAY), STEP)["grid"]
    assert math.isclose(whole.max(), peak.value)
