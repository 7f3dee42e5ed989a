"""Calls to reduce load: baseline, delivery, pay and penalty by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.accounts.ledgers import grid, use
from twin.accounts.calls import CallDesk, CallOrder, call_cost, call_warnings
from twin.calendars import Calendar
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose
from twin.timeline import Timeline

START = dt.date(2025, 3, 3)  # a Monday
DAYS = 12
TIMELINE = Timeline(START, DAYS, 60)
HOUR = 3600


def order(day, first=18, last=20, **more):
    begin = day * 24 * HOUR + int(first * HOUR)
    given = {"kind": "demand_response", "meter": "import", "pay_cny_per_mwh": 1000.0,
             "baseline_days": 2} | more  # fmt: skip
    return CallOrder("op/call-1", "op", reason="peak", source="grid", begin_s=begin,
                     end_s=begin + int((last - first) * HOUR), **given)  # fmt: skip


def settled(*orders, imports):
    """Settle calls against imports that are the same in every hour of a day."""
    hours = np.repeat(np.array(imports, dtype=float), 24)
    rows = grid(np.zeros(24)), use(np.zeros(24))
    ledger = Ledger(TIMELINE, {r.id: (r, lambda span: hours[span]) for r, _ in rows})
    return CallDesk(ledger, Calendar(TIMELINE), orders).settle()


#       Mon Tue Wed Thu Fri Sat Sun Mon Tue Wed Thu Fri
WEEK = [50, 40, 44, 30, 10, 5, 5, 60, 20, 60, 60, 60]


def test_the_baseline_is_the_mean_of_the_last_similar_days():
    """Thursday: Wednesday 44 and Tuesday 40 make 42 an hour, 84; 60 were taken, 24 delivered."""
    (found,) = settled(order(3), imports=WEEK)
    assert found.days == ("2025-03-05", "2025-03-04")
    assert (found.baseline_mwh, found.metered_mwh) == (84.0, 60.0)
    assert found.delivered_mwh == 24.0
    assert found.net_cny == 24_000.0


def test_days_off_are_not_similar_and_days_with_a_call_are_left_out():
    """Tuesday of the second week: Monday 60, then Friday was called: Thursday 30."""
    found = settled(order(4), order(8), imports=WEEK)
    assert found[1].days == ("2025-03-10", "2025-03-06")
    assert found[1].baseline_mwh == 90.0


def test_what_one_hour_exceeds_makes_good_what_another_lacks():
    (found,) = settled(order(7), imports=WEEK)  # Monday: more than the baseline
    assert found.delivered_mwh == 0.0
    assert found.net_cny == 0.0


def test_a_promise_caps_the_pay_and_what_lacks_is_penalised():
    """Promised 15 MW for 2 h: 24 of 30 delivered, 6 short at 500; of 5 MW only 10 are paid."""
    (short,) = settled(order(3, committed_mw=15.0, penalty_cny_per_mwh=500.0), imports=WEEK)
    assert (short.energy_pay_cny, short.penalty_cny) == (24_000.0, 3_000.0)
    (over,) = settled(order(3, committed_mw=5.0, penalty_cny_per_mwh=500.0), imports=WEEK)
    assert (over.energy_pay_cny, over.penalty_cny) == (10_000.0, 0.0)


@pytest.mark.parametrize(("first", "last", "promised_h"), [(18.25, 19.5, 1.25), (18, 20, 2.0)])
def test_a_promise_counts_by_the_hours_agreed_whatever_the_step(first, last, promised_h):
    (found,) = settled(
        order(3, first, last, committed_mw=30.0, penalty_cny_per_mwh=500.0), imports=WEEK
    )
    assert (found.baseline_mwh, found.metered_mwh) == (84.0, 60.0)  # the hours it touches
    assert found.committed_mwh == 30.0 * promised_h
    assert found.penalty_cny == 500.0 * (30.0 * promised_h - 24.0)


def test_a_call_that_outlasts_the_span_promises_what_is_left_of_it():
    (found,) = settled(order(11, 22, 26, committed_mw=10.0), imports=WEEK)
    assert found.committed_mwh == 20.0


def test_a_virtual_power_plant_is_paid_for_standing_ready_too():
    (found,) = settled(
        order(3, kind="virtual_power_plant", committed_mw=10.0, availability_cny_per_mw=300.0),
        imports=WEEK,
    )
    assert found.availability_pay_cny == 3_000.0
    assert found.energy_pay_cny == 20_000.0
    term = call_cost([found])
    assert term.value == -23_000.0
    assert sum(part.value for part in term.parts) == pytest.approx(-23_000.0)


def test_without_a_similar_day_there_is_no_baseline_and_no_pay():
    (found,) = settled(
        order(0, kind="virtual_power_plant", committed_mw=9.0, availability_cny_per_mw=300.0,
              penalty_cny_per_mwh=100.0), imports=WEEK,
    )  # fmt: skip
    assert found.baseline_mwh is None
    assert found.net_cny == 0.0
    assert [w.id for w in call_warnings([found])] == ["call_without_baseline"]


def test_orderly_use_is_not_paid():
    (found,) = settled(order(3, kind="orderly", pay_cny_per_mwh=0.0), imports=WEEK)
    assert found.delivered_mwh == 24.0
    assert call_cost([found]).value == 0.0


def test_the_load_can_be_metered_in_place_of_the_import():
    (found,) = settled(order(3, meter="load"), imports=WEEK)
    assert found.delivered_mwh == 24.0


@pytest.mark.parametrize("meter", ["import", "load"])
def test_load_that_was_shed_is_no_response(meter):
    """Thursday by import: 84 less 60 metered less 16 not served; a warning says which call."""
    hours = np.repeat(np.array(WEEK, dtype=float), 24)
    lacked = np.where(np.arange(24 * DAYS) // 24 == 3, 8.0, 0.0)
    bus = Row("unserved>electricity", "unserved", "electricity", "electricity", "MWh",
              Purpose.UNSERVED, into="electricity")  # fmt: skip
    served = {r.id: (r, lambda span: hours[span]) for r, _ in (grid(np.zeros(24)),)}
    asked = {r.id: (r, lambda span: (hours + lacked)[span]) for r, _ in (use(np.zeros(24)),)}
    ledger = Ledger(TIMELINE, served | asked | {bus.id: (bus, lambda span: lacked[span])})
    (found,) = CallDesk(ledger, Calendar(TIMELINE), [order(3, meter=meter)]).settle()
    assert found.unserved_mwh == (16.0 if meter == "import" else 0.0)
    assert found.delivered_mwh == pytest.approx(8.0)
    assert ["call_unserved"] * (meter == "import") == [w.id for w in call_warnings([found])]
