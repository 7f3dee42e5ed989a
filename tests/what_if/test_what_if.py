"""What-ifs: the figures of a run, whatever was asked before; what takes long is said beforehand."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from scenarios.build import Options
from scenarios.drafts import Draft
from scenarios.economics.appraisal import economics_of
from scenarios.economics.assumptions import load_assumptions
from scenarios.memo import MemoryMemo
from scenarios.run import run_park
from scenarios.store import write_run
from scenarios.what_if import Answer, Needs, Service, Waiting, WhatIfError, key_of
from scenarios.what_if.desk import Desk
from scenarios.what_if.line import Line, WorkerLostError
from tests.app.stored import TEXT
from tests.what_if.near import near_lines
from twin.errors import InputError

BASE = Draft(park="small", text=TEXT, days=5, step_minutes=60)
ROOF = {"id": "roof_pv", "parameters": {"coverage": 0.25}}
PLANS = {
    "as it is": BASE,
    "roofs": BASE.with_(measures=[ROOF]),
    "roofs and a battery": BASE.with_(measures=[ROOF, {"id": "park_battery"}]),
    "dear gas": BASE.with_(measures=[ROOF], assumptions=[{"id": "gas_price"}]),
    "a setting": BASE.with_(settings={"prices.carbon": 120.0}),
}
TRUCKS = BASE.with_(measures=[{"id": "fleet_electrification"}])


def figures(answer):
    """Return what must not depend on how it was worked out."""
    plain = answer.to_json()
    return json.dumps({k: v for k, v in plain.items() if k not in ("seconds", "recalled")})


@pytest.fixture(scope="module")
def desk():
    found = Desk(MemoryMemo())
    found.answer(BASE, may_run=True)
    return found


@pytest.mark.parametrize("name", PLANS)
def test_a_what_if_has_the_figures_of_a_stored_run(name, desk, tmp_path):
    plan = PLANS[name]
    answer = Answer(**json.loads(json.dumps(desk.answer(plan).to_json())))
    result = run_park(plan.load(), Options(plan.seed, plan.step_minutes, None, plan.dispatch))
    folder = write_run(result, tmp_path)
    stored = json.loads((folder / "accounts.json").read_text(encoding="utf-8"))
    cards = json.loads((folder / "indicators.json").read_text(encoding="utf-8"))
    assert answer.recalled
    assert answer.scorecards == cards
    for part in ("headline", "warnings", "unserved", "spilled"):
        assert getattr(answer, part) == stored[part], part
    assert answer.units == {term: stored["terms"][term]["unit"] for term in answer.units}


def test_an_answer_does_not_depend_on_what_was_asked_before(desk):
    there = [figures(desk.answer(plan)) for plan in PLANS.values()]
    back = [figures(desk.answer(plan)) for plan in reversed(PLANS.values())]
    assert there == back[::-1]
    assert len(set(there)) == len(there)


def test_sessions_let_go_answer_the_same_again():
    desk = Desk(MemoryMemo(), most_sessions=1)
    other = BASE.with_(seed=12)
    first, second = (figures(desk.answer(plan, may_run=True)) for plan in (BASE, other))
    assert [figures(desk.answer(plan)) for plan in (BASE, other)] == [first, second]
    assert first != second


def test_the_first_investment_is_that_of_the_economics(desk):
    plan = PLANS["roofs and a battery"]
    answer = desk.answer(plan)
    base, result = (run_park(draft.load(), Options(None, 60)) for draft in (BASE, plan))
    whole = economics_of(base, result, result.park.applied, load_assumptions([]))
    told = {one["id"]: one for one in whole.measures_json()}
    for one in answer.measures:
        assert one["capex_cny"] == pytest.approx(told[one["id"]]["capex_real_cny"], rel=1e-12)
        assert one["opex_cny"] == pytest.approx(told[one["id"]]["opex_real_cny_per_year"])
    assert answer.capex_cny == pytest.approx(sum(o["capex_real_cny"] for o in told.values()))


def test_what_takes_long_is_said_before_it_is_done(desk):
    needs = desk.answer(TRUCKS)
    assert isinstance(needs, Needs)
    assert needs.why == "agents"
    assert needs.seconds > 0.0
    ahead = desk.answer(BASE.with_(dispatch="perfect"))
    assert isinstance(ahead, Needs)
    assert ahead.why == "planner"
    assert isinstance(desk.answer(TRUCKS, may_run=True), Answer)
    assert isinstance(desk.answer(TRUCKS), Answer)


def test_equal_plans_have_one_key():
    again = Draft(park="small", text=TEXT, step_minutes=60, days=5)
    assert key_of(BASE) == key_of(again)
    assert len({key_of(plan) for plan in PLANS.values()}) == len(PLANS)
    assert key_of(BASE) != key_of(BASE.with_(seed=3))


def test_the_service_runs_on_request_and_then_remembers():
    quick, slow = near_lines()
    service = Service(quick, slow)
    assert isinstance(service.look(BASE, 5.0), Needs)
    assert not service.knows(BASE)
    service.run(BASE)
    found = service.look(BASE, 5.0)
    assert isinstance(found, Answer)
    assert service.knows(BASE)
    assert service.task(BASE) is None
    asked = len(quick.asked)
    assert service.look(BASE, 5.0) is found
    assert len(quick.asked) == asked
    assert isinstance(service.look(PLANS["roofs"], 5.0), Answer)
    assert len(slow.asked) == 1


def test_many_who_ask_the_same_ask_once():
    quick, slow = near_lines()
    quick.holds = True
    service = Service(quick, slow)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: service.look(BASE, 0.05), range(16)))
    assert all(isinstance(one, Waiting) for one in found)
    assert len(quick.asked) == 1
    quick.release()
    assert isinstance(service.look(BASE, 5.0), Needs)


def test_a_task_of_two_is_stopped_when_both_give_it_up():
    quick, slow = near_lines(holds=True)
    service = Service(quick, slow)
    task = service.run(BASE)
    assert service.run(BASE) is task
    service.cancel(BASE)
    assert service.task(BASE) is task
    service.cancel(BASE)
    assert service.task(BASE) is None
    assert task.future.cancelled()
    assert len(slow.asked) == 1


def test_a_plan_that_is_not_sound_says_all_that_is_wrong():
    service = Service(*near_lines())
    wrong = BASE.with_(measures=[{"id": "roof_pv", "parameters": {"coverage": 7}}])
    with pytest.raises(InputError, match="not between"):
        service.look(wrong, 5.0)
    twice = BASE.with_(measures=[ROOF, ROOF])
    with pytest.raises(InputError, match="stands twice"):
        service.look(twice, 5.0)


def test_offers_tell_what_bars_a_measure():
    offers = {offer.id: offer for offer in Service(*near_lines()).offers(BASE, 60.0)}
    assert len(offers) == 94
    assert offers["roof_pv"].reasons([]) == []
    assert offers["roof_pv"].costs["capex_cny"] > 0.0
    assert "digester" in offers["biogas"].reasons([])[0]["en"]
    assert offers["coal_boiler_replacement"].reasons([])[0]["zh"]
    barred = [name for name, offer in offers.items() if offer.reasons([])]
    for name in set(offers) - set(barred):
        plan = BASE.with_(measures=[{"id": name}])
        assert plan.load(), name


def test_offers_follow_what_is_chosen():
    offers = {offer.id: offer for offer in Service(*near_lines()).offers(BASE, 60.0)}
    trucks = offers["electric_heavy_trucks"]
    assert trucks.reasons([]) == []
    (reason,) = trucks.reasons(["fleet_electrification"])
    assert "Fleet electrification" in reason["en"]
    assert "互斥" in reason["zh"]
    use = offers["co2_utilisation"]
    assert use.reasons([]) != []
    assert use.reasons(["carbon_capture"]) == []


def test_a_process_that_is_lost_is_told_and_started_again():
    line = Line()
    question = {"about": "offers", "draft": BASE.to_json()}
    try:
        lost = line.ask(question, lambda _: None)
        while not lost.running():
            pass
        while line._process is None:
            pass
        line._process.kill()
        with pytest.raises(WorkerLostError):
            lost.result(60.0)
        assert len(line.ask(question, lambda _: None).result(120.0)["offers"]) == 94
    finally:
        line.stop()


def test_physics_that_does_not_close_is_told(monkeypatch):
    quick, slow = near_lines()
    monkeypatch.setattr("scenarios.what_if.worker.from_json", _fail)
    with pytest.raises(WhatIfError, match="no optimum"):
        Service(quick, slow).look(BASE, 5.0)


def _fail(_):
    from twin.errors import ClosureError

    raise ClosureError("no optimum")
