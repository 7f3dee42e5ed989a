"""Fleets and stations in a park: jobs, queues, energy and books, through the one ledger."""

from __future__ import annotations

import copy

import pytest
import yaml

from scenarios.build import build
from scenarios.memo import event_key
from scenarios.park_file import load_park, load_park_text
from scenarios.simulate import simulate
from tests.parks import SMALL
from tests.plant.test_invariance import results
from twin.errors import InputError
from twin.ledger import build_ledger

LABEL = {"label": {"zh": "试", "en": "test"}, "source": "test", "confidence": "T"}
GRID = {"kind": "asset", **LABEL, "component": {
    "type": "grid_connection", "tariff": "yunnan", "import_mw": 40, "export_mw": 5,
    "feed_in_cny_per_mwh": 200}}  # fmt: skip


def fleet(*vehicles, **fields):
    """Return a fleet of vehicles, each (class, powertrain, count and more)."""
    groups = [
        {"vehicle_class": name, "powertrain": drive, "count": count, **more}
        for name, drive, count, more in vehicles
    ]
    usual = {"jobs_per_day": 12, "km": 20, "payload_t": 20, "work_h": 0.5}
    return {"kind": "fleet", **LABEL, "vehicles": groups, **usual, **fields}


def tractors(count=3, drive="battery", **more):
    return ("tractor_49t", drive, count, more)


def station(kind, **fields):
    return {"kind": "station", **LABEL, "station_type": kind, **fields}


def park(agents, **header):
    """Return a checked park of these agents and a grid connection, six hourly days."""
    plain = {
        "format": 1, "label": LABEL["label"], "region": "yunnan", "start": "2025-02-10",
        "days": 6, "seed": 5, "step_minutes": 60, "indicator_systems": ["national"],
        "agents": {"grid": GRID, **agents}, **header,
    }  # fmt: skip
    return load_park_text(yaml.safe_dump(copy.deepcopy(plain), allow_unicode=True), "logistics")


def played(agents, **header):
    built = build(park(agents, **header))
    simulate(built)
    return built


def facts(built, key):
    return {(f.agent, f.note): f.value for f in built.park.facts() if f.key == key}


def total(built, row):
    return build_ledger(built.plant.network).total(row)


def check_energy(built):
    """Assert that every vehicle's energy closes from store to grid."""
    keeper = built.park.yard
    did = keeper.yard.done.vehicles
    gained = did.store_mwh - keeper.vehicles.first_mwh
    assert gained == pytest.approx(did.filled_mwh - did.fed_mwh - did.driven_mwh, abs=1e-9)
    assert (did.store_mwh >= keeper.vehicles.floor_mwh - 1e-9).all()
    return did


def test_two_fleets_share_a_station_and_its_energy_closes():
    shared = {"station": "hub", "chargers": 0}
    built = played({
        "one": fleet(tractors(3), **shared), "two": fleet(tractors(2), **shared),
        "hub": station("plugs", servers=2, power_mw=0.24, efficiency=0.9),
    })  # fmt: skip
    did = check_energy(built)
    assert total(built, "electricity>hub") * 0.9 == pytest.approx(did.filled_mwh.sum(), rel=1e-9)
    users = {x.agent for x in built.park.log if x.event == "fills" and x.place == "hub"}
    assert users == {"one", "two"}
    assert facts(built, "station_services")["hub", ""] > 5
    assert max(x.value for x in built.park.log if x.event == "fills") > 0.0


def test_fuel_cells_take_hydrogen_of_the_park():
    market = {"kind": "asset", **LABEL, "component": {
        "type": "fuel_market", "carriers": ["hydrogen"]}}  # fmt: skip
    built = played({
        "market": market, "trucks": fleet(tractors(3, "fuel_cell"), station="pump"),
        "pump": station("hydrogen", servers=1, power_mw=7.2, bank_kg=200, refill_kg_h=40),
    }, prices={"hydrogen": {"value": 30, "unit": "CNY/kg", "source": "test"}})  # fmt: skip
    did = check_energy(built)
    keeper = built.park.yard
    missing = keeper.stations.bank_mwh.sum() - keeper.yard.done.stations.bank_mwh.sum()
    rows = [r for r in build_ledger(built.plant.network).rows if r.commodity == "hydrogen"]
    drawn = sum(total(built, r.id) for r in rows if r.purpose == "fuel_use")
    assert drawn == pytest.approx(did.filled_mwh.sum() - missing, rel=1e-9)
    assert did.driven_mwh.sum() > 5.0


def test_a_swap_station_hands_out_batteries():
    built = played({
        "trucks": fleet(tractors(4, battery_kwh=282), station="swap"),
        "swap": station("swap", servers=1, power_mw=0.2, rack=3, rack_kwh=282, handling_s=300),
    }, days=7)  # fmt: skip
    keeper = built.park.yard
    swaps = keeper.yard.done.services
    assert len(swaps.mwh) > 5
    assert ((swaps.ended_s - swaps.began_s)[swaps.began_s >= 0] == 300).all()
    did, stations = keeper.yard.done.vehicles, keeper.yard.done.stations
    held = did.store_mwh.sum() + stations.rack_mwh.sum()
    full = keeper.vehicles.first_mwh.sum() + 3 * 0.282 * 0.95
    into = total(built, "electricity>swap") * 0.95
    assert held == pytest.approx(full + into - did.driven_mwh.sum(), abs=1e-9)


def test_jobs_no_vehicle_can_do_are_refused_and_those_too_many_stay_open():
    far = fleet(tractors(1, battery_kwh=300), chargers=1, km=60, km_cv=0.9, jobs_per_day=8)
    built = played({"trucks": far})
    assert facts(built, "jobs_refused")["trucks", "goods"] > 0
    assert facts(built, "jobs_open")["trucks", "goods"] > 0
    assert facts(built, "jobs_late")["trucks", "goods/battery"] > 0
    check_energy(built)


def test_fewer_plugs_make_vehicles_wait_longer():
    many, few = (
        facts(played({"trucks": fleet(tractors(6), chargers=n, km=40)}), "wait_p95_s")
        for n in (6, 1)
    )
    assert few["trucks", "goods"] > many["trucks", "goods"] == 0.0


def test_servers_that_break_are_out_for_a_while():
    broken = {"mtbf_h": 8, "mttr_h": 8}
    fine, bad = (
        played({"trucks": fleet(tractors(4), station="hub", km=40),
                "hub": station("plugs", servers=2, power_mw=0.12, **more)})
        for more in ({}, {"outages": broken})
    )  # fmt: skip
    waits = [facts(b, "wait_p95_s")["trucks", "goods"] for b in (fine, bad)]
    assert waits[1] > waits[0]


BAD = {
    "unknown station": (
        {"trucks": fleet(tractors(), station="nowhere")}, ["nowhere", "there are: none"]),
    "hydrogen for batteries": (
        {"trucks": fleet(tractors(), station="p"), "p": station("hydrogen", servers=1, power_mw=7,
         bank_kg=9, refill_kg_h=9)}, ["plugs or swap", "hydrogen"]),
    "another battery": (
        {"trucks": fleet(tractors(battery_kwh=350), station="s"), "s": station("swap", servers=1,
         power_mw=0.2, rack=2, rack_kwh=282)}, ["282 kWh", "350"]),
    "no way to fill": ({"trucks": fleet(tractors())}, ["need chargers", "or a station"]),
    "too far": ({"trucks": fleet(tractors(), chargers=1, km=300)}, ["usable battery", "300"]),
    "too heavy": ({"trucks": fleet(tractors(), chargers=1, payload_t=60)}, ["at most", "60"]),
    "no tariff": (
        {"trucks": fleet(tractors(), chargers=1, charging="tariff", tariff="mars")},
        ["mars", "yunnan"]),
    "no strategy": ({"trucks": fleet(tractors(), chargers=1, charging="magic")}, ["magic"]),
    "nobody takes it back": (
        {"trucks": fleet(tractors(feed_mw=0.1), chargers=1)}, ["feed_mw", "v2g"]),
    "no such load": (
        {"trucks": fleet(tractors(), chargers=1, jobs="park", serves=["cake"])}, ["cake", "bulk"]),
    "no such file": (
        {"trucks": fleet(tractors(), chargers=1, jobs="file", jobs_file="no.csv")}, ["no.csv"]),
    "a file outside": (
        {"trucks": fleet(tractors(), chargers=1, jobs="file", jobs_file="../../x.csv")}, ["x.csv"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_work_is_told_before_the_run(name):
    agents, words = BAD[name]
    with pytest.raises(InputError) as caught:
        build(park(agents))
    told = "\n".join(str(problem) for problem in caught.value.problems)
    assert all(word in told for word in words), told
    assert "trucks" in told


def test_what_vehicles_give_back_is_no_generation_and_closes():
    """Three parked trucks feed back at the evening peak: the ledger's store is their batteries."""
    feeds = fleet(tractors(3, feed_mw=0.1), chargers=3, charger_mw=0.12, charging="v2g",
                  jobs_per_day=4, shift="day_shift")  # fmt: skip
    built = played({"trucks": feeds})
    did, ledger = check_energy(built), build_ledger(built.plant.network)
    assert did.fed_mwh.sum() > 0.1
    charge = ledger.total("electricity>trucks/depot/charge")
    back = ledger.total("trucks/depot/feed>electricity")
    assert back == pytest.approx(did.fed_mwh.sum() * 0.95, rel=1e-9)
    assert charge * 0.95 == pytest.approx(did.filled_mwh.sum(), rel=1e-9)
    (store,) = ledger.stores
    driven = ledger.total("electricity@trucks/batteries>trucks/batteries/driven")
    assert driven == pytest.approx(did.driven_mwh.sum(), rel=1e-9)
    first = built.park.yard.vehicles.first_mwh.sum()
    assert store.initial == pytest.approx(first)
    held = built.plant.network.blocks
    (level,) = [b.state.level[0, -1] for b in held if b.stores]
    assert level == pytest.approx(did.store_mwh.sum(), abs=1e-9)
    assert not [r for r in ledger.select("own_generation", "generation") if ledger.total(r.id)]


ROWS = """class,depart,duration_h,km,payload_t
tractor_49t,2025-02-10 08:00,2,40,20
tractor_49t,2025-02-10 09:00,2,60,25
"""


def with_file(tmp_path, text):
    """Return a park in a folder with a file of jobs."""
    (tmp_path / "jobs.csv").write_text(text, encoding="utf-8")
    agents = {"trucks": fleet(tractors(2), chargers=1, jobs="file", jobs_file="jobs.csv")}
    path = tmp_path / "park.yaml"
    path.write_text(park(agents).resolved_yaml(), encoding="utf-8")
    return path


def test_jobs_of_a_file_are_done_and_are_part_of_what_a_run_is(tmp_path):
    built = build(load_park(with_file(tmp_path, ROWS)))
    simulate(built)
    assert facts(built, "jobs_done")["trucks", "goods/battery"] == 2
    assert facts(built, "moved_t")["trucks", "battery"] == 45.0
    assert (tmp_path / "jobs.csv").resolve() in {path.resolve() for path in built.files}
    one = event_key(built.park.world, built.loaded.agents)
    other = build(load_park(with_file(tmp_path, ROWS.replace(",25", ",26"))))
    assert event_key(other.park.world, other.loaded.agents) != one


def test_a_bad_row_is_told_before_the_run(tmp_path):
    with pytest.raises(InputError, match=r"jobs.csv:3.*"):
        build(load_park(with_file(tmp_path, ROWS.replace(",60,", ",6000,"))))


def working(order=1, days=6):
    """Return the small park, whose trucks carry what its firms make; declared in either order."""
    data = yaml.safe_load(SMALL) | {"days": days, "step_minutes": 60}
    data["agents"] = dict(list(data["agents"].items())[::order])
    data["agents"]["trucks"] |= {"jobs": "park", "position": [1500, 150]}
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    return build(load_park_text(text, "working"))


def run(built):
    simulate(built)
    return built


def test_trucks_carry_what_firms_made_the_day_before():
    built = run(working(days=12))
    keeper = built.park.yard
    moved = sum(v for (who, _), v in facts(built, "moved_t").items() if who == "trucks")
    told = sum(each.payload_t for each in keeper.freight.shipments)
    assert 0.8 * told < moved <= told
    assert facts(built, "moved_outside_tkm")["trucks", "diesel"] > 0.0
    assert {each.firm for each in keeper.freight.shipments} == {"machines", "cells"}
    check_energy(built)


def told(built):
    """Return all that a run tells: every settled byte, every line of the log, and the books."""
    return results(built.plant), list(built.park.log), built.park.tallies()


def idles(clock):
    """Wake at odd seconds for nothing."""
    while True:
        yield clock.wait(7_201)


def test_neither_slices_nor_order_nor_idle_events_change_one_bit():
    plain = told(run(working()))
    cut = working()
    cut.clock.process(idles(cut.clock))
    cut.park.start()
    for second in range(0, cut.clock.end_second, 5_003):
        cut.clock.run(second)
        cut.park.catch_up()
        cut.plant.settle(cut.timeline.settled_steps(second))
    cut.clock.run()
    cut.plant.settle(cut.timeline.n_steps)
    cut.park.close(cut.park.tallies())
    assert told(cut) == plain
    assert told(run(working(-1))) == plain


SUN = {"kind": "asset", **LABEL, "component": {"type": "pv", "capacity_mw": 4}}


@pytest.mark.parametrize("charging", ["pv_surplus", "coordinated"])
def test_a_station_that_goes_by_the_park_listens_and_is_not_remembered(charging):
    trucks = fleet(tractors(4), chargers=4, shift="day_shift", charging=charging)
    built = played({"trucks": trucks, "sun": SUN})
    assert built.park.listening
    assert event_key(built.park.world, built.loaded.agents) == ""
    signals = built.park.yard.signals
    assert signals.surplus_seen_mw[:24].sum() == 0.0
    assert signals.surplus_seen_mw[24:].max() > 1.0
    assert (signals.value_seen[24:] > 0.0).any()
    check_energy(built)


def test_power_by_tariff_costs_less_and_is_remembered_under_its_tariff():
    paid, keys = [], []
    for charging in ("uncontrolled", "tariff"):
        built = played({"trucks": fleet(tractors(4), chargers=4, charging=charging)})
        ledger, calendar = build_ledger(built.plant.network), built.context.calendar
        price = built.context.tariffs["yunnan"].price(built.timeline, calendar)
        draw = ledger.flow("electricity>trucks/depot")
        paid.append((draw * price).sum() / draw.sum())
        keys.append(event_key(built.park.world, built.loaded.agents))
    assert paid[1] < paid[0]
    dearer = {"tariffs": {"yunnan": {"energy_cny_per_mwh": 999.0}}}
    for charging, known in zip(("uncontrolled", "tariff"), keys, strict=True):
        other = build(park({"trucks": fleet(tractors(4), chargers=4, charging=charging)}, **dearer))
        same = event_key(other.park.world, other.loaded.agents) == known
        assert same == (charging == "uncontrolled")


def test_a_fleet_without_vehicles_and_a_station_without_fleets():
    none = {"trucks": fleet(tractors(0), chargers=1)}
    assert facts(played(none), "jobs_refused")["trucks", "goods"] > 0
    alone = {"hub": station("plugs", servers=2, power_mw=0.2)}
    assert facts(played(alone), "station_services")["hub", ""] == 0.0
