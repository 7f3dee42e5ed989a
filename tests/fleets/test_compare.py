"""Strategies through a small park: same jobs, one ledger, determinism, the command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scenarios.fleets import compare as room
from scenarios.fleets.cells import cells
from scenarios.fleets.compare import compare_fleets
from scenarios.fleets.export import export_fleets
from scenarios.fleets.trial import Trial
from scenarios.scenario import scenario_of
from scenarios.session import Session
from tests.parks import SMALL
from twin.errors import InputError

SHORT = ["days=7", "step_minutes=60"]
SOME = "diesel,opportunity,swap,v2g,fuel_cell,mixed,coordinated,integrated"


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    path = tmp_path_factory.mktemp("park") / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return str(path)


def compared(park, settings=(), **more):
    return compare_fleets(scenario_of(park, (), (), [*SHORT, *settings]), **more)


@pytest.fixture(scope="module")
def orders():
    """Return the jobs each trial was given, by strategy."""
    return {}


@pytest.fixture(scope="module")
def found(park, orders):
    outcome = room.Reader.outcome

    def noted(self, trial, run, done):
        orders[trial.plan.strategy.id] = (trial, run, done)
        return outcome(self, trial, run, done)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room.Reader, "outcome", noted)
        return compared(park, fleets=["trucks"], strategies=SOME)


def test_every_strategy_is_told(found):
    assert [o.strategy for o in found.outcomes] == SOME.split(",")
    for o in found.outcomes:
        assert o.service.due > 0
        assert o.bill.km > 0.0
        assert o.needs.fleet > 0
        assert set(o.carbon_t) == {"park", "location", "residual"}
    by_name = found.by_name
    assert set(by_name["diesel"].power.by_carrier_mwh) == {"diesel"}
    assert set(by_name["fuel_cell"].power.by_carrier_mwh) == {"electricity", "hydrogen"}
    assert by_name["swap"].bill.of_item("swap_fee") > 0.0
    assert by_name["opportunity"].bill.of_item("infrastructure") > 0.0
    assert set(by_name["mixed"].needs.vehicles) == {"diesel", "battery"}


def test_an_integrated_station_is_paid_for_once_and_its_canopy_feeds_the_park(found, orders):
    from scenarios.fleets.ownership import station_cny
    from scenarios.fleets.ownership_assumptions import ownership_assumptions
    from scenarios.fleets.plan import station_size
    from twin.station_types import station_types

    whole, bays = found.by_name["integrated"], 1
    assert whole.needs.servers == {"trucks-depot": 6, "trucks-midday": bays}
    row, rack = station_types()["integrated"], station_size("integrated", bays)["rack"]
    paid = station_cny(row, ownership_assumptions(), bays, rack)
    assert whole.bill.of_item("infrastructure") == pytest.approx(paid)
    assert whole.needs.space_m2 == row.space_m2(bays)
    run = orders["integrated"][1]
    rows = {row.source: run.ledger.total(row.id) for row in run.ledger.rows}
    assert rows["trucks-canopy"] > 0.0
    assert "trucks-battery" in {store.name for store in run.ledger.stores}


def test_all_strategies_do_the_same_jobs(found, orders):
    same = ("ready_s", "loaded_km", "empty_km", "payload_t", "handling_s", "due_s")
    (_, _, first), *others = orders.values()
    numbers = [fleet_jobs(done, run) for _, run, done in orders.values()]
    assert len({len(rows) for rows in numbers}) == 1
    for rows, (_, _, done) in zip(numbers[1:], others, strict=True):
        for name in same:
            one, other = (d.jobs.columns[name][r] for d, r in ((first, numbers[0]), (done, rows)))
            assert np.array_equal(one, other), name


def fleet_jobs(done, run):
    group = list(run.built.park.yard.members.fleets).index("trucks")
    return np.flatnonzero(done.jobs.columns["group"] == group)


def test_the_yard_alone_does_what_it_does_in_the_park(found, orders):
    for name in ("diesel", "opportunity", "swap", "fuel_cell"):
        trial, run, done = orders[name]
        group = list(run.built.park.yard.members.fleets).index("trucks")
        mine = done.service(np.array([group]))
        assert trial.done.service(np.zeros(1, dtype=np.int64)) == mine, name


def test_nobody_is_filled_again_for_the_way_home(orders, found):
    """Stations stand beside the depot: the way back must not send a vehicle there once more."""
    for name in ("opportunity", "fuel_cell", "swap"):
        record = orders[name][0].done.record
        assert len(record.services.station) <= 2 * len(record.jobs.state), name


def test_sizes_are_enough_and_no_smaller_one_is(found, orders):
    for name in ("diesel", "swap"):
        trial: Trial = orders[name][0]
        size = trial.sizes["trucks"]
        assert size.reached
        if size.vehicles > 1:
            less = {"trucks": size.vehicles - 1}
            most = {p: trial.plan.most(p, size.vehicles - 1) for p in size.servers}
            specs = trial.plan.specs(less, {"trucks": most})
            worse = trial.bench.run(specs, trial.order).service(np.zeros(1, dtype=np.int64))
            assert worse.level < found.level


def test_running_costs_are_all_that_the_parks_bill_grows_by(found, orders, park):
    from scenarios.fleets.chosen import at_rest, chosen_fleets
    from scenarios.fleets.measured import running_costs

    scenario = scenario_of(park, (), (), SHORT)
    fleets = chosen_fleets(scenario.load(), ["trucks"])
    rest = Session(scenario.park).what_if({**scenario.changes(), **at_rest(fleets)})
    for _, run, _ in orders.values():
        lines = running_costs(run, rest)
        grown = run.value("cost.total_cny") - rest.value("cost.total_cny")
        assert sum(c.cny_per_year for c in lines) * run.timeline.years == pytest.approx(grown)


def test_origins_sum_to_what_was_charged_at_the_grid_side(found):
    for o in found.outcomes:
        taken = o.power.by_carrier_mwh.get("electricity", 0.0)
        assert sum(o.power.by_origin_mwh.values()) == pytest.approx(taken, rel=1e-6, abs=1e-9)


def test_origins_are_at_the_grid_side_where_vehicles_feed_back_too(orders, found, park):
    """With a plug each they do give back; losses of plugs and batteries are inside both sums."""
    from scenarios.fleets.measured import power_of

    plan, rest = orders["v2g"][0].plan, orders["diesel"][1]
    changes = plan.changes({"trucks": 12}, {"trucks": {"depot": 12}})
    scenario = scenario_of(park, (), (), [*SHORT, "agents.trucks.jobs_per_day=20"])
    run = Session(scenario.park).what_if({**scenario.changes(), **changes})
    power = power_of(run, rest, ["trucks"])
    assert power.fed_mwh > 0.1
    assert found.by_name["v2g"].power.by_origin_mwh
    taken = power.by_carrier_mwh["electricity"]
    assert sum(power.by_origin_mwh.values()) == pytest.approx(taken, rel=1e-6)


def test_at_the_break_even_price_a_new_run_costs_the_same(found, park):
    even = next(
        b for b in found.break_evens if b.driver == "diesel_price" and b.strategy == "opportunity"
    )
    again = compared(
        park, [f"prices.diesel={even.price!r}"], fleets=["trucks"],
        strategies="diesel,opportunity", vehicles=None,
    )  # fmt: skip
    one, other = (o.bill.per_t_km() for o in again.outcomes)
    assert one == pytest.approx(other, rel=1e-6)


def test_the_same_again_gives_the_same_bytes(found, park, tmp_path):
    again = compared(park, fleets=["trucks"], strategies=SOME)
    for name, one in (("a", found), ("b", again)):
        export_fleets(one, tmp_path / name, ("csv",), "en")
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    assert json.dumps(found.to_json()) == json.dumps(again.to_json())


def test_what_cannot_be_is_told(park):
    with pytest.raises(InputError, match="no such fleet; there are: trucks, sweepers"):
        compared(park, fleets=["boats"])
    with pytest.raises(InputError, match="--level 1"):
        compared(park, level=1.2)
    with pytest.raises(InputError, match="--vehicles 0"):
        compared(park, vehicles=0)
    with pytest.raises(InputError, match="no such vehicles: refuse_18t lng"):
        compared(park, fleets=["sweepers"], strategies="lng")


def test_a_fleet_whose_class_has_no_swap_battery_is_compared_without_swapping(park):
    """Refuse trucks have no pack of the rack's size: it is left out, not laid out."""
    found = compared(
        park, fleets=["sweepers"], strategies="diesel,swap,integrated", sensitivity=False
    )
    assert set(found.by_name) == {"diesel"}
    told = dict(found.cautions)
    assert (
        "换电：未比较，没有与换电站电池（282 kWh）相配的换电车型：18 吨环卫车（refuse_18t）" in told
    )
    left = "left out, no swap battery for refuse_18t: the station changes batteries of 282 kWh"
    assert [en for en in told.values() if left in en] == [
        f"Battery swap: {left}", f"Integrated station: {left}",
    ]  # fmt: skip
    assert {"zh": next(iter(told)), "en": told[next(iter(told))]} in found.to_json()["cautions"]
    with pytest.raises(InputError, match="no swap battery for refuse_18t"):
        compared(park, fleets=["sweepers"], strategies="swap")


def test_why_a_strategy_is_left_out_is_told_in_both_languages(park):
    engines = "{vehicle_class: tractor_49t, powertrain: diesel, count: 4}"
    found = compared(
        park, ["agents.trucks.km=150", f"agents.trucks.vehicles=[{engines}]"], fleets=["trucks"],
        strategies="diesel,depot_overnight", sensitivity=False,
    )  # fmt: skip
    told = {zh: en for zh, en in found.cautions if "left out" in en}
    ((zh, en),) = told.items()
    assert "夜间场站充电：未比较，通常一趟任务在恶劣天气下最多耗能" in zh
    assert "（纯电）的可用能量" in zh
    assert "left out, a round trip of usual length takes up to" in en
    assert ".yaml" not in zh + en


def test_jobs_that_are_not_due_yet_have_a_column_of_their_own(found):
    for lang, head in (("zh", "期末未到期（不计入）"), ("en", "still open (in no share)")):
        table = cells(found, lang)["service"]
        column = table.heads.index(head)
        told = [row[column] for row in table.rows]
        assert told == [f"{o.service.open:,}" for o in found.outcomes]
    assert {o.service.due + o.service.open for o in found.outcomes} == {found.span["jobs"]}


@pytest.mark.parametrize("settings", [["agents.trucks.km=0"], ["agents.trucks.jobs_per_day=0"]])
def test_where_nothing_is_driven_the_comparison_is_still_sound(park, settings, tmp_path):
    found = compared(park, settings, fleets=["trucks"], strategies="diesel,smart")
    plain = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert plain["cost_unit"] == "CNY/a"
    assert {s["bill"]["cny_per_km"] for s in plain["strategies"]} == {None}
    assert any("ranked by their cost of a year" in each["en"] for each in plain["cautions"])
    done = [s["service"]["done"] for s in plain["strategies"]]
    assert len(plain["ranking"]) == (2 if all(done) else 0)
    assert all("no job was due" in each["en"] for each in plain["failed"])
    assert export_fleets(found, tmp_path, ("csv", "xlsx"), "en")


def test_several_fleets_have_stations_of_their_own(park):
    found = compared(park, fleets=["trucks", "sweepers"], strategies="diesel,smart,lng")
    smart = found.by_name["smart"]
    assert set(smart.needs.servers) == {"trucks-depot", "sweepers-depot"}
    assert set(found.by_name) == {"diesel", "smart"}
    assert "refuse_18t lng" in found.cautions[0][1]


def test_jobs_of_a_file_are_the_jobs_of_all_and_those_never_late_are_still_to_be_done(
    park, tmp_path
):
    path = tmp_path / "jobs.csv"
    rows = [f"tractor_49t,{24 * d + 8 + 0.4 * k:.2f},3.0,60,30" for d in range(5) for k in range(9)]
    path.write_text("\n".join(["class,depart,duration_h,km,payload_t", *rows]) + "\n")
    found = compared(park, fleets=["trucks"], strategies="diesel,swap", jobs=path)
    assert [o.service.due for o in found.outcomes] == [45, 45]
    assert all(o.service.level >= found.level for o in found.outcomes)
    path.write_text("class,depart,duration_h,km,payload_t\ntractor_49t,8,3.0,5000,30\n")
    with pytest.raises(InputError, match="are these metres"):
        compared(park, fleets=["trucks"], strategies="diesel,swap", jobs=path)


def timetable(path, rows):
    path.write_text("\n".join(["vehicle,depart,arrive,km,payload_t", *rows]) + "\n")
    return path


def test_jobs_that_name_vehicles_stay_on_one_vehicle_in_every_strategy(
    park, tmp_path, orders, monkeypatch
):
    """Vehicles 2 and 5 of the park's own are the first and second of each strategy."""
    names = ("trucks/tractor_49t-diesel-002", "trucks/tractor_49t-battery-002")
    rows = [f"{names[k % 2]},{24 * d + 8 + 3 * k},{24 * d + 10.5 + 3 * k},60,30"
            for d in range(5) for k in range(4)]  # fmt: skip
    outcome, kept = room.Reader.outcome, {}

    def noted(self, trial, run, done):
        kept[trial.plan.strategy.id] = (trial, run, done)
        return outcome(self, trial, run, done)

    monkeypatch.setattr(room.Reader, "outcome", noted)
    path = timetable(tmp_path / "jobs.csv", rows)
    found = compared(park, fleets=["trucks"], strategies="diesel,swap,mixed", jobs=path)
    expected = {
        "diesel": ("diesel-001", "diesel-002"), "swap": ("battery-001", "battery-002"),
        "mixed": ("battery-001", "diesel-001"),
    }  # fmt: skip
    for name, (trial, run, done) in kept.items():
        assert found.by_name[name].needs.fleet == 2
        assert found.by_name[name].service.level == 1.0
        mine = fleet_jobs(done, run)
        order = np.argsort(done.jobs.columns["ready_s"][mine], kind="stable")
        did = [done.vehicles.names[v] for v in done.record.jobs.vehicle[mine][order]]
        assert did == [f"trucks/tractor_49t-{expected[name][k % 2]}" for k in range(4)] * 5
        group = list(run.built.park.yard.members.fleets).index("trucks")
        mine = done.service(np.array([group]))
        assert trial.done.service(np.zeros(1, dtype=np.int64)) == mine


@pytest.mark.parametrize("is_in_file", [True, False])
def test_a_fleet_whose_park_file_says_what_vehicles_are_called_can_be_compared(
    tmp_path, is_in_file
):
    """The second plate's vehicle does nothing in the span; its label must go with the vehicle."""
    plates = "{苏A11111: tractor_49t-battery-004, 苏B22222: tractor_49t-battery-005}"
    rows = [f"苏A11111,{24 * d + 8},{24 * d + 10.5},60,30" for d in range(5)]
    path = timetable(tmp_path / "plates.csv", rows)
    given = {"jobs": "file", "jobs_file": str(path), "job_vehicles": plates}
    lines = "".join(f"    {key}: {value}\n" for key, value in given.items())
    file, settings = tmp_path / "own.yaml", []
    if is_in_file:
        file.write_text(SMALL.replace("    jobs_per_day: 34\n", f"    jobs_per_day: 0\n{lines}"))
    else:
        file.write_text(SMALL)
        settings = [f"agents.trucks.{key}={value}" for key, value in given.items()]
    found = compared(str(file), settings, fleets=["trucks"], strategies="diesel,swap")
    assert [o.service.done for o in found.outcomes] == [5, 5]
    again = scenario_of(str(file), (), (), [*SHORT, *settings])
    run = Session(str(file)).what_if({**again.changes(), **found.changes["diesel"]})
    assert run.park.agents["trucks"][1].job_vehicles["苏A11111"] == "tractor_49t-diesel-001"
    assert "苏B22222" not in run.park.agents["trucks"][1].job_vehicles


def test_what_a_file_that_names_vehicles_cannot_ask_for(park, tmp_path):
    rows = [f"trucks/tractor_49t-diesel-00{k},8,11,60,30" for k in (1, 3)]
    path = timetable(tmp_path / "jobs.csv", rows)
    told = "--vehicles 1: the jobs of trucks name 2 of tractor_49t; expected at least 2"
    with pytest.raises(InputError, match=told):
        compared(park, fleets=["trucks"], strategies="diesel", jobs=path, vehicles=1)
    timetable(path, ["sweepers/refuse_18t-battery-001,8,11,20,1"])
    with pytest.raises(InputError, match="1 rows name vehicles of sweepers; all are to be of tru"):
        compared(park, fleets=["trucks"], strategies="diesel", jobs=path)


def test_jobs_outside_all_shifts_are_pointed_out(park, tmp_path):
    rows = [f"tractor_49t,{24 * d + h},{24 * d + h + 3},60,30" for d in range(4) for h in (2, 9)]
    path = tmp_path / "jobs.csv"
    path.write_text("\n".join(["class,depart,arrive,km,payload_t", *rows]) + "\n")
    found = compared(park, fleets=["trucks"], strategies="diesel", jobs=path, vehicles=4)
    ((zh, en),) = [(zh, en) for zh, en in found.cautions if "outside all shifts" in en]
    assert en.startswith("trucks: 4 of 8 jobs lie outside all shifts of its drivers (two_shift)")
    assert "2025-01-20 02:00; 2025-01-21 02:00; 2025-01-22 02:00 …" in en
    assert "no size of the fleet reaches a service level of 97.0%, at most 50.0%" in en
    assert "8 个任务中有 4 个" in zh
    assert found.by_name["diesel"].service.late == 4


def test_a_job_that_names_its_vehicle_brings_its_driver(park, tmp_path):
    """Nobody is on duty at 2 at night; the timetable goes all the same, and nothing is warned."""
    rows = [f"trucks/tractor_49t-diesel-001,{24 * d + 2},{24 * d + 5},60,30" for d in range(4)]
    path = timetable(tmp_path / "jobs.csv", rows)
    found = compared(park, fleets=["trucks"], strategies="diesel", jobs=path, sensitivity=False)
    assert found.by_name["diesel"].service.done == 4
    assert not any("outside all shifts" in en for _, en in found.cautions)


@pytest.mark.e2e
def test_the_command_prints_one_object_and_writes_files(park, tmp_path):
    out = tmp_path / "out"
    command = [
        sys.executable, "-m", "scenarios", "fleets", park, "--fleet", "trucks", "--strategies",
        "diesel,swap", "--vehicles", "9", "--step", "60", "--days", "7", "--json",
        "--out", str(out), "--format", "csv,svg",
    ]  # fmt: skip
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    plain = json.loads(done.stdout)
    assert {s["strategy"] for s in plain["strategies"]} == {"diesel", "swap"}
    assert all(s["needs"]["fleet"] == 9 for s in plain["strategies"])
    assert plain["span"]["days"] == 7
    assert (out / "fleets_costs.csv").is_file()
    assert (out / "fleet-costs.svg").is_file()
