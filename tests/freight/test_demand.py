"""Demand for transport: nothing lost, nobody's luck touched by another, hours and holidays kept."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.freight.cargo import cargoes
from agents.freight.goods import goods
from agents.freight.roads import RoadsSpec
from agents.freight.trips import Carrier
from agents.yard.tables import NONE, Jobs
from tests.freight.given import CARRIERS, belt, firm, firms, freight, ran
from twin.timeline import SECONDS_PER_DAY
from twin.vehicles import Leg, road_factor


def flat(days):
    return [pair for day in days for pair in day]


def of_firm(days, name):
    return [
        (job._replace(start=0, end=0), moved) for job, moved in flat(days) if moved.firm == name
    ]


@settings(max_examples=15, deadline=None)
@given(st.floats(0.0, 1.4), st.integers(1, 6))
def test_every_tonne_is_in_a_load_or_in_stock(share, seed):
    demand = freight(seed=seed)
    before = {flow.name: flow.stock_t for s in demand.stores.values() for flow in s.flows}
    days = ran(demand, share=share)
    for store in demand.stores.values():
        for flow in store.flows:
            made = 28 * share * store.firm.output_per_year / 365.0 * flow.cargo.t
            mine = sum(m.payload_t for _, m in flat(days) if f"{m.firm}/{m.what}" == flow.name)
            assert mine + flow.stock_t == pytest.approx(before[flow.name] + made, rel=1e-9)


def test_adding_a_firm_changes_nobody_elses_jobs():
    few, many = freight(), freight([*firms(), firm("another", "paper_board", 50_000.0)])
    one, two = ran(few), ran(many)
    for name in ("cement", "tiles", "brewery"):
        assert of_firm(one, name) == of_firm(two, name)
    assert len(flat(two)) > len(flat(one))


def test_the_order_of_firms_and_a_second_run_change_nothing():
    assert ran(freight()) == ran(freight(list(reversed(firms()))))
    assert ran(freight(seed=1)) != ran(freight(seed=2))


def test_a_conveyor_leaves_the_luck_of_other_goods_alone():
    """A belt for the cement itself: materials come as before."""
    plain = ran(freight())
    belted = ran(freight(firms(cement=[belt(t=73_000.0, cargo="cement")])))
    for days in (plain, belted):
        assert days
    materials = [
        [(job, m) for job, m in flat(days) if m.firm == "cement" and m.what != "cement"]
        for days in (plain, belted)
    ]
    assert materials[0] == materials[1]


def test_a_belt_takes_its_tonnes_off_the_road_once():
    """1,000 t/d each way, 500 t/d by belt: 0.25 of all loose goods of the plant."""
    plain, belted = freight(), freight(firms(cement=[belt(t=182_500.0, km=0.8)]))
    by_road = [
        sum(m.payload_t for _, m in flat(ran(d, 27)) if m.firm == "cement") for d in (plain, belted)
    ]
    t, tkm = belted.conveyed()["cement", "enclosed_belt"]
    assert t == pytest.approx(27 * 500.0)
    assert tkm == pytest.approx(0.8 * t)
    lots = 30.0 * len(plain.stores["cement"].flows)  # what may wait in both
    assert by_road[0] - by_road[1] == pytest.approx(t, abs=lots)


def test_a_belt_never_moves_more_than_there_is():
    demand = freight(firms(cement=[belt(t=5_000_000.0)]))
    days = ran(demand)
    assert [m for _, m in flat(days) if m.firm == "cement"] == []
    t, _ = demand.conveyed()["cement", "enclosed_belt"]
    assert t == pytest.approx(28 * 2000.0)


def test_two_belts_share_and_rail_takes_pieces_too():
    demand = freight(firms(
        cement=[belt(t=182_500.0), belt("open_belt", t=182_500.0)],
        tiles=[belt("rail", t=36_500.0, km=1.5)],
    ))  # fmt: skip
    ran(demand)
    moved = demand.conveyed()
    assert moved["cement", "open_belt"][0] == pytest.approx(28 * 500.0)
    assert moved["tiles", "rail"][0] == pytest.approx(28 * 100.0)


@pytest.mark.parametrize(
    ("conveyor", "message"),
    [
        (belt("pipe"), "pipe for liquid goods, which the plant has not"),
        (belt(cargo="gold"), "enclosed_belt for gold, which the plant has not.*clinker"),
    ],
)
def test_a_conveyor_for_what_the_plant_has_not_is_refused(conveyor, message):
    with pytest.raises(ValueError, match=message):
        freight(firms(cement=[conveyor]))


def test_docks_are_shut_on_sundays_and_over_the_spring_festival():
    shut = freight(days=28)
    days = ran(shut)
    assert [d for d, jobs in enumerate(days) if not jobs] == [6, 13, 20, 27]
    monday, tuesday = len(days[7]), len(days[8])
    assert monday > tuesday > 0


def test_loads_are_ready_in_dock_hours_and_sorted():
    for day, jobs in enumerate(ran(freight())):
        ready = [job.ready_s - day * SECONDS_PER_DAY for job, _ in jobs]
        assert ready == sorted(ready)
        for job, moved in jobs:
            closes = 18 if moved.haul == "hazardous" else 23
            opens = 8 if moved.haul == "hazardous" else 7
            assert opens * 3600 <= job.ready_s - day * SECONDS_PER_DAY <= (closes - 2) * 3600
            assert job.ready_s < job.due_s < job.expire_s


def test_no_day_has_more_loads_than_docks_can_do():
    """After a stop the stock of weeks goes over days, not at once."""
    demand = freight()
    made = {n: s.firm.output_per_year / 365.0 for n, s in demand.stores.items()}
    demand.day(6, {name: 30 * units for name, units in made.items()})  # a Sunday: all in stock
    jobs = demand.day(7, made)
    for store in demand.stores.values():
        for flow in store.flows:
            mine = [m for m in demand.shipments if f"{m.firm}/{m.what}" == flow.name]
            assert len(mine) <= flow.most_lots
    assert jobs


def test_a_job_goes_the_way_its_goods_go():
    demand = freight()
    gate = demand.ways.number["gate"]
    for job, moved in flat(ran(demand)):
        here = demand.ways.number[moved.firm]
        coming = moved.role in {"material", "fuel"}
        assert (job.start, job.end) == ((gate, here) if coming else (here, gate))
        assert moved.inside_km == demand.ways.table.km[job.start, job.end]
        assert job.loaded_km - moved.inside_km == pytest.approx(job.empty_km)
        low, _, high = goods().distances["treatment" if "hazard" in moved.what else "short"].km
        if moved.haul in {"bulk", "heavy"} and moved.role != "waste":
            assert low <= job.empty_km <= high
        assert job.payload_t <= CARRIERS[moved.haul].payload_t
        assert job.vehicle == NONE
        assert job.climb == 1.0


def test_wastes_with_a_place_inside_stay_inside():
    demand = freight(sinks={"waste_organic": "yard"}, places=["yard"])
    mine = [pair for pair in flat(ran(demand)) if pair[1].what == "waste_organic"]
    assert mine
    for job, moved in mine:
        assert job.end == demand.ways.number["yard"]
        assert job.loaded_km == moved.inside_km
        assert job.empty_km == 0.0


def test_what_no_fleet_serves_is_told_and_makes_no_job():
    some = {haul: who for haul, who in CARRIERS.items() if haul != "bulk"}
    demand, all_of_it = freight(carriers=some), freight()
    days, full = ran(demand), ran(all_of_it)
    assert not [m for _, m in flat(days) if m.haul == "bulk"]
    bulk = sum(m.payload_t for _, m in flat(full) if m.haul == "bulk")
    assert demand.others["bulk"][0] == pytest.approx(bulk)
    others = [(j, m) for j, m in flat(full) if m.haul != "bulk"]
    assert flat(days) == others


def test_small_vehicles_make_more_and_smaller_loads():
    small = {**CARRIERS, "heavy": Carrier(1, 12.0)}
    jobs = flat(ran(freight(carriers=small)))
    assert {m.payload_t for _, m in jobs if m.haul == "heavy"} == {12.0}
    with pytest.raises(ValueError, match="carry nothing"):
        freight(carriers={**CARRIERS, "heavy": Carrier(1, 0.0)})


def test_a_season_is_a_season_of_trucks():
    """Nothing made, nothing moved; the rest of the stock waits."""
    demand = freight()
    assert not [pair for day in range(5) for pair in demand.day(day, {})]


def test_slopes_make_jobs_dearer_by_their_share_of_the_way():
    roads = RoadsSpec(
        nodes={"foot": [0, 0], "top": [0, 1000]}, gates=["foot"],
        edges=[{"between": ["foot", "top"], "gradient_percent": 5}],
    )  # fmt: skip
    listed = [firm("kiln", "cement_grinding", 365_000.0)]
    carriers = {"bulk": Carrier(0, 30.0, "tractor_49t", "diesel")}
    demand = freight(listed, carriers, roads=roads)
    demand_flat = freight(listed, {"bulk": Carrier(0, 30.0)}, roads=roads)
    coming = [j for j, m in flat(ran(demand)) if m.role == "material"]
    assert all(1.0 < job.climb < 3.0 for job in coming)
    nearest = min(coming, key=lambda job: job.loaded_km)
    farthest = max(coming, key=lambda job: job.loaded_km)
    assert nearest.climb > farthest.climb
    assert {job.climb for job, _ in flat(ran(demand_flat))} == {1.0}
    inside = demand.ways.legs("foot", "kiln", 30.0)
    whole = [*inside, Leg(farthest.empty_km, 30.0), Leg(farthest.empty_km, 0.0)]
    assert farthest.climb == pytest.approx(road_factor("tractor_49t", "diesel", whole), rel=1e-9)


def test_forklifts_work_for_what_is_palletised():
    """Beer: 200 kL a day, all but spent grain on pallets or in vans; blocks of four hours."""
    carriers = {**CARRIERS, "forklift": Carrier(7, 3.0)}
    demand = freight([firm("brewery", "brewery_food", 73_000.0)], carriers)
    per_kl = sum(c.t for c in cargoes(demand.stores["brewery"].firm.plant)
                 if c.haul in {"heavy", "van"})  # fmt: skip
    hours = 28 * 200.0 * per_kl * 2 / 30.0
    work = [job for job, m in flat(ran(demand)) if m.haul == "forklift"]
    assert {(job.group, job.handling_s, job.payload_t, job.loaded_km) for job in work} == {
        (7, 4 * 3600, 0.0, 0.0)
    }
    assert 4.0 * len(work) == pytest.approx(hours, abs=40.0)


def test_jobs_fill_the_yards_table_in_the_order_of_shipments():
    demand = freight()
    made = {n: s.firm.output_per_year / 365.0 for n, s in demand.stores.items()}
    jobs = demand.day(0, made)
    table = Jobs.of(jobs)
    assert len(table) == len(jobs) == len(demand.shipments)
    assert table.columns["payload_t"].tolist() == [m.payload_t for m in demand.shipments]


def test_a_year_of_a_park_is_a_matter_of_seconds():
    import time

    listed = [firm(f"plant-{i}", "cement_grinding", 365_000.0) for i in range(10)]
    demand = freight(listed, days=90)
    began = time.process_time()
    count = len(flat(ran(demand, 90)))
    assert count > 50_000
    assert time.process_time() - began < 5.0


def test_the_calendar_of_the_span_decides():
    """28 January to 4 February 2025 is the Spring Festival: docks are shut, stock grows."""
    from agents.freight.demand import Freight
    from agents.freight.roads import road_map
    from tests.freight.given import PLACES, PLAN
    from twin.calendars import Calendar
    from twin.streams import Streams
    from twin.timeline import Timeline

    timeline = Timeline(dt.date(2025, 1, 26), 14, 60)
    demand = Freight(
        firms(), CARRIERS, road_map(None, PLACES, PLAN), timeline, Calendar(timeline),
        Streams(1).get, services=False,
    )  # fmt: skip
    counts = [len(day) for day in ran(demand, 14)]
    assert counts[2:10] == [0] * 8
    assert counts[10] > counts[1]
