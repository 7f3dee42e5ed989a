"""Agents react to events: orders, shifts, holidays, breakdowns, queues, calls, outages."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from agents.shifts import Roster, in_season, shifts
from agents.stations import Plugs
from scenarios.build import build
from scenarios.simulate import simulate
from tests.agents.test_luck import played
from tests.parks import small_park
from twin.calendars import Calendar
from twin.clock import Clock
from twin.ledger import build_ledger
from twin.timeline import Timeline
from twin.vehicles import charging


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


def test_battery_vehicles_conserve_energy(year):
    fleet = agent(year, "trucks")
    electric = [v for v in fleet.vehicles if v.is_electric]
    for vehicle in electric:
        gained = vehicle.charged_mwh - vehicle.driven_mwh
        assert gained == pytest.approx((vehicle.soc - 0.9) * vehicle.battery_mwh, abs=1e-9)
        assert vehicle.soc > 0.1
    charged = sum(v.charged_mwh for v in electric)
    drawn = total(year, "electricity>trucks/battery")
    assert drawn == pytest.approx(charged / fleet.spec.charger_efficiency, rel=2e-3)
    diesel = sum(v.driven_mwh for v in fleet.vehicles if not v.is_electric)
    assert total(year, "diesel>trucks/diesel") == pytest.approx(diesel, rel=2e-3)


def test_a_vehicle_is_never_at_two_plugs_and_plugs_are_never_oversold(year):
    taken: set[str] = set()
    for line in year.park.log:
        if line.agent == "trucks" and line.event == "plugs in":
            assert line.note not in taken
            taken.add(line.note)
            assert len(taken) <= 2
        elif line.agent == "trucks" and line.event == "unplugs":
            taken.remove(line.note)


def test_some_vehicle_waits_for_a_plug(year):
    waits = [x.value for x in year.park.log if x.agent == "trucks" and x.event == "plugs in"]
    assert max(waits) > 0.0
    assert min(waits) == 0.0


def test_all_jobs_are_done_carried_over_or_still_open(year):
    fleet = agent(year, "trucks")
    done = sum(v.done for v in fleet.vehicles)
    workdays = len(fleet.roster.spans)
    assert done == pytest.approx(34 * workdays, rel=0.05)


def test_plugs_are_granted_by_priority_arrival_and_name():
    clock = Clock(1000)
    plugs, order = Plugs(clock, 1, "test"), []

    def vehicle(name, at, priority=0):
        yield clock.wait(at)
        yield plugs.request(name, priority)
        order.append((name, clock.now))
        yield clock.wait(100)
        plugs.release()

    for name, at, priority in (("z", 0, 0), ("b", 10, 0), ("a", 10, 0), ("y", 20, -1), ("c", 5, 0)):
        clock.process(vehicle(name, at, priority))
    clock.run()
    assert order == [("z", 0), ("y", 100), ("c", 200), ("a", 300), ("b", 400)]


def test_releasing_a_plug_nobody_holds_is_an_error():
    with pytest.raises(RuntimeError, match="nobody holds"):
        Plugs(Clock(10), 1, "test").release()


def test_charging_is_exact_and_slows_down_above_eighty_per_cent():
    parts = list(charging(0.3, 1.0, 0.4, 0.2))
    assert sum(energy for _, energy in parts) == pytest.approx(0.7 * 0.4, rel=1e-12)
    powers = [energy / seconds * 3600.0 for seconds, energy in parts]
    assert powers[0] == pytest.approx(0.2)
    assert powers == sorted(powers, reverse=True)
    assert powers[-1] > 0.25 * 0.2
    assert list(charging(0.9, 0.5, 0.4, 0.2)) == []


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
