"""Staff shuttles follow the shifts; refuse, sweeping and patrol follow people and roads."""

from __future__ import annotations

import datetime as dt

import pytest

from agents.freight.goods import goods
from agents.freight.services import clock_s
from agents.freight.trips import Carrier
from tests.freight.given import firm, freight, ran
from twin.timeline import SECONDS_PER_DAY

SERVED = {kind: Carrier(i, 6.0) for i, kind in enumerate(("staff", "refuse", "sweeping", "patrol"))}
# 30,000 m2 of machinery: 360 people in two crews; 4,000 MW of modules: 3,200 in four.
FIRMS = (
    firm("works", "machinery", 30_000.0, roster="two_shift"),
    firm("modules", "pv_cell_module", 4_000.0, roster="continuous"),
)


@pytest.fixture(scope="module")
def week():
    demand = freight(FIRMS, SERVED, services=True, days=14)
    return demand, ran(demand, 14)


def runs(day, what):
    return [job for job, moved in day if moved.what == what]


def test_shuttles_bring_every_crew_and_take_it_home(week):
    """A bus takes 40 of the 5 in 100 who come by bus: crews of 180 and of 800 people.

    Workday: 07:00 and 15:00 one bus in; 15:00 and 23:00 one out; 0, 8 and 16 h one each way.
    """
    _, days = week
    seats = goods().staff.people_per_bus / goods().staff.by_bus
    assert (180 / seats, 800 / seats) == (pytest.approx(0.225), pytest.approx(1.0))
    monday = days[0]
    at = [clock_s(text) for text in ("07:00", "08:00", "15:00", "16:00", "00:00")]
    due = sorted(job.due_s % SECONDS_PER_DAY for job in runs(monday, "to work"))
    assert due == sorted(at)
    leave = sorted(job.ready_s % SECONDS_PER_DAY for job in runs(monday, "from work"))
    assert leave == sorted(clock_s(text) for text in ("08:00", "15:00", "16:00", "23:00", "00:00"))


def test_only_the_continuous_works_has_shuttles_on_sunday(week):
    _, days = week
    sunday = runs(days[6], "to work")
    assert sorted(job.due_s % SECONDS_PER_DAY for job in sunday) == [0, 8 * 3600, 16 * 3600]


def test_a_shuttle_starts_in_time_to_be_there(week):
    _, days = week
    for day, jobs in enumerate(days):
        for job in runs(jobs, "to work"):
            takes = job.empty_s + job.loaded_s + job.handling_s
            assert job.ready_s >= day * SECONDS_PER_DAY
            assert job.due_s - job.ready_s - takes == 10 * 60


def test_routes_keep_their_length(week):
    _, days = week
    lengths = {job.loaded_km for day in days for job in runs(day, "to work")}
    assert len(lengths) == 1
    low, _, high = goods().distances["commute"].km
    assert low < lengths.pop() < high + 5.0


def test_more_firms_add_routes_and_change_none():
    few = ran(freight(FIRMS, SERVED, services=True), 3)
    more = [*FIRMS, firm("more", "pv_cell_module", 12_000.0, roster="continuous")]
    many = ran(freight(more, SERVED, services=True), 3)
    far = [sorted({job.empty_km for job in runs(day[1], "to work")}) for day in (few, many)]
    own = [{job.empty_s for job in runs(day[1], "from work")} for day in (few, many)]
    assert len(far[0]) < len(far[1])
    assert len(own[0]) < len(own[1])


def test_refuse_is_what_people_leave(week):
    """360 + 2,400 people at work a day leave 0.5 kg each; no round on Sundays."""
    demand, days = week
    tonnes = sum(m.payload_t for _, m in days[0] if m.haul == "refuse")
    assert tonnes == pytest.approx((360 + 2400) * 0.5e-3)
    assert not [m for _, m in days[6] if m.haul == "refuse"]
    tours = demand.services.refuse_rounds
    assert {stop for tour in tours for stop in tour.stops} == {"works", "modules"}
    inside = [m.inside_km for _, m in days[0] if m.haul == "refuse"]
    assert inside == [tour.km for tour in tours]


def test_sweepers_pass_both_sides_of_every_road(week):
    demand, days = week
    swept = sum(job.loaded_km for job, m in days[0] if m.haul == "sweeping")
    assert swept == pytest.approx(2.0 * demand.ways.street_km)
    for job, moved in days[0]:
        if moved.haul == "sweeping":
            assert job.loaded_km / job.loaded_s * 3600 == pytest.approx(8.0, rel=1e-3)


def test_patrols_go_four_times_a_day_all_week(week):
    _, days = week
    for day in days:
        times = [job.ready_s % SECONDS_PER_DAY for job, m in day if m.haul == "patrol"]
        assert times == [clock_s(text) for text in ("02:00", "08:00", "14:00", "20:00")]


def test_services_nobody_serves_are_not_asked_for():
    days = ran(freight(FIRMS, {"patrol": SERVED["patrol"]}, services=True), 2)
    assert {m.haul for day in days for _, m in day} == {"patrol"}


def test_nobody_comes_when_the_works_is_shut_over_the_festival(week):
    from agents.freight.services import People
    from twin.calendars import Calendar
    from twin.timeline import Timeline

    timeline = Timeline(dt.date(2025, 1, 1), 60, 60)
    people = People(FIRMS[:1], timeline, Calendar(timeline))
    assert people.changes(dt.date(2025, 1, 29)) == []
    assert [c.second for c in people.changes(dt.date(2025, 2, 6))] == [
        clock_s("07:00"), clock_s("15:00"), clock_s("23:00"),
    ]  # fmt: skip
