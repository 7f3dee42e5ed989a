"""Trying: controls that reach every number, changes told rightly, figures of the plan shown."""

from __future__ import annotations

import dataclasses
import re

import pytest

from scenarios.catalogue import assumption_ids, measure_ids
from scenarios.drafts import Change, Choice, Draft, rule_of
from scenarios.drafts.history import History
from scenarios.drafts.store import create
from scenarios.what_if import Service
from tests.app.stored import TEXT
from tests.app.test_pages import one_page, opened, runs, texts  # noqa: F401 - a fixture
from tests.what_if.near import near_lines
from views.frame.texts import LANGUAGES, say
from views.trial import jump, offers, scorecard, told
from views.trial.tiles import tiles

PLAN = Draft(park="small", text=TEXT, days=3, step_minutes=60)
RULES = [("measures", name) for name in measure_ids()]
RULES += [("assumptions", name) for name in assumption_ids()]


@pytest.fixture(scope="module")
def service():
    found = Service(*near_lines())
    found.run(PLAN)
    return found


@pytest.fixture
def app(service, runs, monkeypatch):  # noqa: F811
    """Return what opens the page on a plan, with a service in this process."""
    monkeypatch.setattr("views.trial.results.service", lambda: service)
    monkeypatch.setattr("views.trial.offers.service", lambda: service)
    monkeypatch.setattr("views.frame.plan.service", lambda: service)

    def shown(plan, lang="en"):
        kept = create(History((plan,)), runs)
        return opened(lang, one_page("try"), draft=kept.id)

    return shown


@pytest.mark.parametrize(("section", "name"), RULES)
def test_every_number_has_a_control_that_reaches_its_usual_value(section, name):
    for item in rule_of(section, name).parameters.values():
        how = told.control_of(item, "en")
        assert how.low <= how.usual <= how.high
        assert how.step > 0.0
        stops = (how.usual - how.low) / how.step
        assert stops == pytest.approx(round(stops), abs=1e-6)
        assert round(how.usual / how.scale, 12) == pytest.approx(item.default, rel=1e-12)
        if item.whole:
            assert how.step >= 1.0
        if how.slides:
            assert 10 <= (how.high - how.low) / how.step <= 4000 or item.whole


def test_shares_are_per_cent_and_factors_are_factors():
    assert told.value_text("measures", "roof_pv", "coverage", 0.3, "en") == "30%"
    assert told.value_text("assumptions", "gas_price", "factor", 1.2, "en").startswith("×1.2")
    assert told.value_text("measures", "park_battery", "energy", 1200.0, "en") == "1,200 MWh"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_differences_are_told_with_their_numbers(lang):
    added = Change("measure", "roof_pv", after={"coverage": 0.3})
    name = rule_of("measures", "roof_pv").label.model_dump()[lang]
    assert told.change_text(added, lang) == f"{say(lang, 'try.added', name=name)} · 30%"
    moved = Change("measure", "roof_pv", parameter="coverage", before=None, after=0.3)
    assert "50% → 30%" in told.change_text(moved, lang)
    gone = told.change_text(Change("assumption", "gas_price", before={}), lang)
    assert say(lang, "try.removed", name="").strip() in gone
    assert "120" in told.change_text(Change("setting", "prices.carbon", after=120.0), lang)
    assert "no_such" in told.change_text(Change("measure", "no_such", after={"x": 1.0}), lang)


def indicator(**changes):
    return {"value": 2.0, "state": "not_met", "sense": "at_most", "unit": "t"} | changes


@pytest.mark.parametrize(
    ("sense", "new", "way", "arrow"),
    [("at_most", 1.0, "better", "▼"), ("at_most", 3.0, "worse", "▲"),
     ("at_least", 3.0, "better", "▲"), ("at_least", 1.0, "worse", "▼"),
     ("at_least", 2.0, "same", "")],
)  # fmt: skip
def test_a_change_is_told_by_sign_and_word(sense, new, way, arrow):
    before, after = indicator(sense=sense), indicator(sense=sense, value=new)
    found = scorecard.change(before, after, "en")
    assert found["way"] == way
    assert found["text"].startswith(arrow)
    if way != "same":
        assert say("en", f"try.{way}") in found["more"]


def test_a_change_of_state_alone_is_told():
    found = scorecard.change(indicator(), indicator(state="met"), "en")
    assert found["way"] == "better"
    assert say("en", "state.not_met") in found["more"]


def test_small_changes_are_not_rounded_away():
    found = scorecard.change(indicator(unit="1"), indicator(unit="1", value=2.0001), "en")
    assert re.search(r"[1-9]", found["text"])


def test_a_scorecard_holds_the_figures_and_their_change(service):
    base = service.look(PLAN, 5.0)
    plan = PLAN.with_(measures=[{"id": "roof_pv"}])
    answer = service.look(plan, 5.0)
    card = scorecard.card(answer, base, "national", "key", "en")
    stored = answer.scorecards["national"]["indicators"]
    assert [row["id"] for row in card["rows"]] == list(stored)
    for row in card["rows"]:
        value = stored[row["id"]]["value"]
        assert row["raw"] == ("" if value is None else repr(value))
    assert any(row["change"]["way"] == "better" for row in card["rows"])
    drawn = tiles(answer, base, "en")
    assert "▼" in drawn
    assert say("en", "try.tile.capex") in drawn


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_catalogue_offers_what_is_possible_first_and_says_why_not(service, lang):
    found = {offer.id: offer for offer in service.offers(PLAN, 60.0)}
    data = offers.catalogue("measures", (), found, lang)
    assert len(data["items"]) == 94
    barred = [bool(item["why"]) for item in data["items"]]
    assert barred == sorted(barred)
    assert 0 < sum(barred) < 94
    assert {item["group"] for item in data["items"]} == {group["id"] for group in data["groups"]}
    chosen = offers.catalogue(
        "measures", (Choice(id="roof_pv"), Choice(id="park_battery")), found, lang
    )
    left = {item["id"] for item in chosen["items"]}
    assert "roof_pv" not in left
    assert "park_battery" in left  # it may stand twice
    assert len(offers.catalogue("assumptions", (), {}, lang)["items"]) == 13


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_levers_and_figures(app, service, lang):
    page = app(PLAN.with_(measures=[{"id": "roof_pv"}]), lang)
    assert not page.error
    assert say(lang, "try.exact") in texts(page)
    (slider,) = page.slider
    assert slider.value == 50.0
    assert "\\" not in slider.label  # it is read aloud as it stands
    slider.set_value(20.0).run()
    assert not page.exception
    plan = page.session_state["draft_history"].now
    assert plan.measures == (Choice(id="roof_pv", parameters={"coverage": 0.2}),)
    assert service.knows(plan)


def test_undo_redo_and_reset(app):
    page = app(PLAN.with_(measures=[{"id": "roof_pv"}]))
    page.slider[0].set_value(20.0).run()
    page.button(key="undo").click().run()
    assert page.slider[0].value == 50.0
    page.button(key="redo").click().run()
    assert page.slider[0].value == 20.0
    page.button(key="usual_measures_roof_pv_").click().run()
    assert page.slider[0].value == 50.0
    page.button(key="reset").click().run()
    assert not page.slider
    assert say("en", "try.changes.none") in texts(page)
    page.button(key="undo").click().run()
    assert page.slider[0].value == 50.0


def test_a_difference_is_taken_back_where_it_is_listed(app):
    page = app(PLAN.with_(measures=[{"id": "roof_pv"}], settings={"prices.carbon": 120.0}))
    button = next(b for b in page.button if "prices" in (b.help or ""))
    button.click().run()
    assert page.session_state["draft_history"].now.settings == {}
    assert page.slider[0].value == 50.0


def test_what_needs_a_run_waits_for_a_press(app, service):
    plan = PLAN.with_(assumptions=[{"id": "weather_year", "parameters": {"seed": 7}}])
    page = app(plan)
    assert say("en", "try.needs.agents") in texts(page)
    page.button(key="try_run").click().run()
    assert service.knows(plan)
    assert say("en", "try.exact.run") in texts(page)


def test_a_plan_that_does_not_load_shows_its_problems(app):
    page = app(PLAN.with_(measures=[{"id": "roof_pv", "parameters": {"coverage": 7.0}}]))
    assert not page.exception
    assert "coverage" in " ".join(error.value for error in page.error)


def test_a_park_that_does_not_load_shows_its_problems(app):
    page = app(PLAN.with_(text=TEXT.replace("floor_m2: 6000", "floor_m2: -1")))
    assert "floor" in page.error[0].value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_balance_tile_says_what_was_not_served(service, lang):
    answer = service.look(PLAN, 5.0)
    for missing, word in (({}, "none"), ({"unserved": {"water": 2.0}}, "some"),
                          ({"spilled": {"water": 2.0}}, "spilled")):  # fmt: skip
        fields = {"unserved": {}, "spilled": {}} | missing
        drawn = tiles(dataclasses.replace(answer, **fields), None, lang)
        told = {name: say(lang, f"kpi.closure.{name}") for name in ("none", "some", "spilled")}
        assert [name for name, text in told.items() if f">{text} <" in drawn] == [word]
        assert ("zp-bad" in drawn) == (word != "none")


def test_tiles_of_a_part_of_a_year_and_of_next_to_no_change(service):
    answer = service.look(PLAN, 5.0)
    more = answer.headline["cost"] | {"total_cny": answer.headline["cost"]["total_cny"] * 1.0001}
    costlier = dataclasses.replace(answer, headline={**answer.headline, "cost": more})
    drawn = tiles(costlier, answer, "en")
    assert say("en", "kpi.cost.span") in drawn
    assert say("en", "try.tile.bill") not in drawn
    assert "▲ +" in drawn
    assert "0.0%" not in drawn


def test_a_difference_leads_to_its_control(app):
    plan = PLAN.with_(
        measures=[{"id": "roof_pv", "parameters": {"coverage": 0.3}}],
        assumptions=[{"id": "gas_price"}], settings={"prices.carbon": 120.0},
    )  # fmt: skip
    page = app(plan)
    leads = {b.label: b for b in page.button if str(b.key).startswith("jump_")}
    assert not any("prices" in line for line in leads)  # it has no control here, and says so
    next(b for line, b in leads.items() if "gas" in line).click().run()
    assert not page.exception
    assert page.session_state["try_section"] == "assumptions"
    assert page.session_state["try_jump"][0] == "card_assumptions_gas_price_"
    assert page.session_state["draft_history"].now == plan  # nothing is taken back by it


def test_what_was_taken_away_leads_to_the_catalogue():
    gone = Change("measure", "roof_pv", before={})
    assert jump.target_of(gone) == "offers_measures"
    assert jump.target_of(Change("setting", "prices.carbon", after=1.0)) is None
