"""The replay's data: states, ways and happenings agree with the event log."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from tests.app.stored import PLACES, stored_run
from views.replay import data as replay_data
from views.replay.data import BROKEN, DAY_S, Day
from views.stored import records

RUN = stored_run()
PARK = records.document(RUN)
SPAN = records.span_of(records.StoredRun(RUN).manifest)
DATES = SPAN.dates


def day(date):
    return Day(RUN, date, SPAN, PARK, records.ledger_rows(RUN))


def test_the_plan_has_a_box_for_every_place():
    plan = replay_data.plan(PARK, "en")
    assert {box["id"] for box in plan["boxes"]} == set(PLACES)
    assert (plan["width"], plan["height"]) == (2000.0, 1500.0)


def test_agents_at_one_place_stand_side_by_side():
    boxes = {box["id"]: box for box in replay_data.plan(PARK, "en")["boxes"]}
    one, other = boxes["boiler"], boxes["backup"]
    assert abs(one["x"] - other["x"]) >= (one["w"] + other["w"]) / 2.0 - 1e-9


@pytest.mark.parametrize("date", DATES)
def test_line_states_follow_each_other_from_day_to_day(date):
    found = replay_data.lines(day(date), records.happenings(RUN, date))
    assert set(found) == {"machines", "cells"}
    assert len(found["machines"]) == 2
    after = records.last_line_states(RUN, date + dt.timedelta(days=1))
    for agent, table in found.items():
        for number, states in enumerate(table, 1):
            seconds = [second for second, _ in states]
            assert seconds == sorted(seconds)
            ended = after.get((agent, f"line-{number}"), 0.0)
            assert states[-1][1] == (BROKEN if ended < 0 else int(ended > 0)), (agent, number)


def test_vehicles_do_one_thing_at_a_time():
    busy = 0
    for date in DATES:
        for vehicle in replay_data.vehicles(day(date), records.happenings(RUN, date)):
            does = sorted(vehicle["does"])
            busy += len(does)
            for (_, end, _), (begin, _, _) in itertools.pairwise(does):
                assert begin >= end - 2, (date, does)
    assert busy > 0


def test_there_is_one_entry_a_vehicle():
    found = replay_data.vehicles(day(DATES[0]), [])
    assert len(found) == 10
    assert sum(v["drive"] == "diesel" for v in found) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_happenings_are_sentences_in_order(lang):
    told = [
        line
        for date in DATES
        for line in replay_data.told(day(date), records.happenings(RUN, date), lang)
    ]
    assert {"breakdown", "repaired", "calls"} <= {line["what"] for line in told}
    assert all(line["text"] and 0 <= line["at"] < DAY_S for line in told)
    name = PARK["agents"]["machines"]["label"][lang]
    assert any(name in line["text"] for line in told)


def test_counts_of_breakdowns_add_up():
    counts = records.event_counts(RUN, ["breakdown"], SPAN)
    told = [
        line
        for date in DATES
        for line in replay_data.told(day(date), records.happenings(RUN, date), "en")
        if line["what"] == "breakdown"
    ]
    assert len(counts) == SPAN.days
    assert sum(counts) == len(told)
