"""Agents react to events: orders, shifts, holidays, breakdowns, queues, calls, outages."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from agents.shifts import Roster, in_season, shifts
from agents.yard.tables import Drive
from scenarios.build import build
from scenarios.simulate import simulate
from tests.agents.test_luck import played
from tests.parks import small_park
from twin.calendars import Calendar
from twin.ledger import build_ledger
from twin.timeline import Timeline


@pytest.fixture(scope="module")
def year():
    """Return the small park over a whole year."""
    return played(small_park({"days": 365, "start": dt.date(2025, 1, 1)}))


def agent(built, name):
    return built.park.by_name[name]


def total(built, row):
    return build_ledger(built.plant.network).total(row)


def test_yearly_output_meets_the_plan_within_the_order_book(year):
    for name, plan in (("machines", 40_000), ("cells", 900_000)):
        lines = agent(year, name).lines
        made, ordered = sum(x.made for x in lines), sum(x.ordered for x in lines)
        assert made == pytest.approx(plan, rel=0.06)
        assert made == pytest.approx(ordered, rel=0.02)


def test_product_in_the_ledger_is_what_the_lines_made(year):
    ledger = build_ledger(year.plant.network)
    for line in agent(year, "machines").lines:
        line._book()
        row = f"machines/{line.name}>product/machinery@~market"
        assert ledger.total(row) == pytest.approx(line.made, rel=1e-9)


def test_energy_of_an_enterprise_is_its_archetypes(year):
    """Intensity, standby included, within 3 % of the archetype's kWh per unit."""
    built, ledger = year, build_ledger(year.plant.network)
    for name in ("machines", "cells"):
        firm = agent(built, name)
        rows = [r for r in ledger.select(owners=(name,), commodities=("electricity",)) if r.out_of]
        used = sum(ledger.total(r.id) for r in rows if "zone" not in r.id) * 1000.0
        made = sum(line.made for line in firm.lines)
        assert used / made == pytest.approx(firm.archetype.electricity_kwh, rel=0.03)


def test_breakdowns_come_at_their_rate_and_stop_the_line(year):
    log = [line for line in year.park.log if line.agent == "machines"]
    broken = [line for line in log if line.event == "breakdown"]
    hours = sum(
        x.roster.spans[i][1] - x.roster.spans[i][0]
        for x in agent(year, "machines").lines
        for i in range(len(x.roster.spans))
    ) / 3600.0  # fmt: skip
    assert len(broken) == pytest.approx(hours / 60.0, rel=0.35)
    assert np.mean([line.value for line in broken]) == pytest.approx(5.0, rel=0.3)
    stops = {(x.second, x.event) for x in log}
    assert all((line.second, "stops") in stops for line in broken)


def test_no_work_in_the_spring_festival_and_on_make_up_weekends_yes():
    timeline = Timeline.one_year(dt.date(2025, 1, 1))
    calendar = Calendar(timeline)
    day = Roster(shifts()["day_shift"], timeline, calendar)
    assert not any(day.works_on(dt.date(2025, 1, d)) for d in (28, 29, 30, 31))
    assert not day.works_on(dt.date(2025, 2, 4))
    assert day.works_on(dt.date(2025, 1, 26))  # a Sunday worked for the holiday
    assert day.works_on(dt.date(2025, 2, 8))  # a Saturday worked for the holiday
    assert not day.works_on(dt.date(2025, 2, 15))
    assert not day.works_on(dt.date(2025, 10, 6))
    six = Roster(shifts()["six_day" if "six_day" in shifts() else "two_shift"], timeline, calendar)
    assert six.works_on(dt.date(2025, 2, 15))
    assert not six.works_on(dt.date(2025, 2, 16))
    continuous = Roster(shifts()["continuous"], timeline, calendar)
    assert sum(e - b for b, e in continuous.spans) == 365 * 86_400


def test_seasons_may_run_over_the_new_year():
    assert in_season(dt.date(2025, 12, 20), ("11-15", "02-10"))
    assert in_season(dt.date(2025, 2, 10), ("11-15", "02-10"))
    assert not in_season(dt.date(2025, 2, 11), ("11-15", "02-10"))


def test_energy_of_vehicles_closes_from_wheel_to_grid(year):
    """What is in the batteries is what was, and what plugs drew less losses, less driving."""
    yard, fleet = year.park.yard, agent(year, "trucks")
    did, drives = yard.yard.done.vehicles, yard.vehicles.drive
    mine = yard.vehicles.group == yard.group("trucks")
    electric, diesel = mine & (drives == Drive.BATTERY), mine & (drives == Drive.DIESEL)
    gained = (did.store_mwh - yard.vehicles.first_mwh)[electric]
    assert gained == pytest.approx((did.filled_mwh - did.driven_mwh)[electric], abs=1e-9)
    assert (did.store_mwh >= yard.vehicles.floor_mwh).all()
    drawn = total(year, "electricity>trucks/depot") * fleet.spec.charger_efficiency
    assert drawn == pytest.approx(did.filled_mwh[electric].sum(), rel=1e-9)
    burned = total(year, "diesel>trucks/diesel")
    assert burned == pytest.approx(did.driven_mwh[diesel].sum(), rel=1e-9)


def test_a_vehicle_is_never_at_two_plugs_and_plugs_are_never_oversold(year):
    taken: set[str] = set()
    for line in year.park.log:
        if line.agent == "trucks" and line.event == "fills":
            assert line.note not in taken
            assert line.place == "trucks/depot"
            taken.add(line.note)
            assert len(taken) <= 2
        elif line.agent == "trucks" and line.event == "filled":
            taken.remove(line.note)


def test_some_vehicle_waits_for_a_plug(year):
    waits = [x.value for x in year.park.log if x.agent == "trucks" and x.event == "fills"]
    assert max(waits) > 0.0
    assert min(waits) == 0.0


def test_jobs_come_as_often_as_the_fleet_says_and_none_is_lost(year):
    told, fleet = year.park.yard.fleet_tally("trucks"), agent(year, "trucks")
    ended = sum(told[f"{drive}/jobs_done"] for drive in ("battery", "diesel"))
    whole = ended + sum(told[f"jobs_{key}"] for key in ("refused", "expired", "open"))
    assert whole == len(year.park.yard.yard.done.jobs.state[year.park.yard.told["group"] == 1])
    assert whole == pytest.approx(34 * len(fleet.roster.spans), rel=0.05)
    assert ended > 0.97 * whole


def test_a_call_reduces_flexible_lines_and_relaxes_buildings():
    steady = {
        "agents.machines.intensities": {"flexible_share": 0.9},
        "agents.machines.mtbf_h": 1e6,
    }
    built = played(small_park(steady))
    plain = played(small_park(steady | {"agents.operator.calls": []}))
    events = [(x.agent, x.event) for x in built.park.log]
    assert ("machines", "reduces") in events
    assert ("office", "relaxes") in events
    begin = built.timeline.second_of(dt.date(2025, 1, 22)) + 18 * 3600
    step = begin // built.timeline.step_seconds
    made = []
    for played_out in (built, plain):
        ledger = build_ledger(played_out.plant.network)
        rows = [f"machines/line-{n}>product/machinery@~market" for n in (1, 2)]
        made.append(sum(ledger.flow(row)[step : step + 8].sum() for row in rows))
    assert 0.0 < made[0] < 0.5 * made[1]


def test_of_overlapping_calls_the_one_that_lasts_still_holds():
    """Calls of 18 to 20 and 19 to 22 o'clock: at 21 o'clock the lines are still held."""
    call = {"date": dt.date(2025, 1, 22), "reason": "peak"}
    calls = [call | {"from_hour": 18, "to_hour": 20}, call | {"from_hour": 19, "to_hour": 22}]
    steady = {
        "agents.machines.intensities": {"flexible_share": 0.5},
        "agents.machines.mtbf_h": 1e6,
        "agents.operator.calls": calls,
    }
    held = played(small_park(steady))
    free = played(small_park(steady | {"agents.operator.calls": []}))
    at = (held.timeline.second_of(call["date"]) + 21 * 3600) // held.timeline.step_seconds
    speed = []
    for played_out in (held, free):
        ledger = build_ledger(played_out.plant.network)
        speed.append(ledger.flow("machines/line-1>product/machinery@~market")[at])
    assert 0.0 < speed[0] < speed[1]


def test_nothing_is_used_in_a_building_before_it_stands():
    """Finished on 1 February of a span from 20 January to 9 February."""
    built = played(small_park({"agents.office.built_on": dt.date(2025, 2, 1)}))
    first = built.timeline.second_of(dt.date(2025, 2, 1)) // built.timeline.step_seconds
    ledger = build_ledger(built.plant.network)
    rows = list(ledger.select("use", owners=("office",)))
    assert rows
    assert all(ledger.flow(row.id)[:first].sum() == 0.0 for row in rows)
    assert sum(ledger.flow(row.id)[first:].sum() for row in rows) > 0.0


def test_an_import_limit_makes_the_operator_listen():
    calls = [{"date": dt.date(2025, 1, 22), "from_hour": 18, "to_hour": 20,
              "import_limit_share": 0.02}]  # fmt: skip
    built = played(small_park({"agents.operator.calls": calls}))
    assert built.park.listening
    ledger = build_ledger(built.plant.network)
    power = ledger.flow("grid/import>electricity") / built.timeline.step_hours
    first = (built.timeline.second_of(dt.date(2025, 1, 22)) + 18 * 3600) // 900
    assert power[first : first + 8].max() <= 0.02 * 40 + 1e-9
    assert power[first - 4 : first].min() > 0.8
    assert ledger.flow("unserved>electricity")[first : first + 8].sum() > 0.0


def test_buying_after_the_meter_follows_the_imports():
    purchases = [{"form": "certificate", "follow_import_share": 0.4}]
    built = played(small_park({"agents.operator.purchases": purchases}))
    bought = agent(built, "operator").bought_mwh[0]
    assert bought == pytest.approx(0.4 * total(built, "grid/import>electricity"), rel=1e-9)


def test_planned_purchases_add_up_to_the_year(year):
    assert agent(year, "operator").bought_mwh[0] == pytest.approx(9000.0, rel=1e-12)


def test_an_outage_stops_the_asset(year):
    ledger = build_ledger(year.plant.network)
    down = [x for x in year.park.log if x.agent == "roof" and x.event == "outage"]
    assert len(down) == pytest.approx(8760 / 112, rel=0.4)
    flow = ledger.flow("roof>electricity@own") + ledger.flow("roof>curtailed")
    for line in down[:20]:
        first = -(-line.second // 900)
        last = (line.second + int(line.value * 3600)) // 900
        assert flow[first:last].sum() == 0.0


def test_planned_maintenance_comes_on_its_day():
    built = build(small_park())
    simulate(built)
    stop = [x for x in built.park.log if x.agent == "boiler" and x.event == "maintenance"]
    assert [built.timeline.datetime_at(x.second).isoformat() for x in stop] == [
        "2025-02-01T00:00:00"
    ]
    ledger = build_ledger(built.plant.network)
    first = stop[0].second // 900
    assert ledger.flow("boiler>steam_1mpa")[first : first + 48].sum() == 0.0
    assert ledger.flow("backup>steam_1mpa")[first : first + 48].sum() > 0.0


def test_buildings_are_emptier_on_days_off(year):
    flow = build_ledger(year.plant.network).flow("electricity>office/zone/lights-and-equipment")
    daily = flow.reshape(365, -1).sum(axis=1)
    calendar = year.park.calendar
    work = [daily[i] for i, d in enumerate(year.timeline.dates) if calendar.is_workday(d)]
    off = [daily[i] for i, d in enumerate(year.timeline.dates) if not calendar.is_workday(d)]
    assert np.mean(off) < 0.5 * np.mean(work)
    assert np.std(work) > 0.0
