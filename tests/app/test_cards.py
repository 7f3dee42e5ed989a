"""Scorecards as text: values, targets, gaps and states as the rules have them."""

from __future__ import annotations

import functools
import json

import pytest

from scenarios.catalogue import COMPOSED
from tests.app.stored import stored_run
from views.frame.numbers import factor, unit
from views.frame.texts import LANGUAGES, knows, say
from views.stored import cache, records
from views.where import cards_data, headline, hours, opened

SYSTEMS = ("jiangxi", "national", "yunnan")


@functools.cache
def cards():
    return json.loads((stored_run() / "indicators.json").read_text(encoding="utf-8"))


@functools.cache
def terms():
    return json.loads((stored_run() / "accounts.json").read_text(encoding="utf-8"))["terms"]


def indicator(**changes):
    base = {
        "id": "x", "zh": "甲", "en": "X", "kind": "core", "clause": "c", "clause_en": "c",
        "unit": "1",
        "state": "not_met", "value": 0.5, "target": 0.8, "sense": "at_least", "gap": None,
        "reason": "", "numerator": 5.0, "denominator": 10.0, "terms": [],
    }  # fmt: skip
    return base | changes


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_indicator_of_every_system_has_a_row(system, lang):
    assert set(cards()) == set(SYSTEMS)
    card = cards_data.card(cards()[system], terms(), lang)
    assert [row["id"] for row in card["rows"]] == list(cards()[system]["indicators"])
    assert len(card["columns"]) == 7
    for row in card["rows"]:
        assert row["name"]
        assert row["clause"]
        assert row["value"]
        assert row["stateText"] == say(lang, f"state.{row['state']}")
        if row["state"] == "not_met":
            assert row["gap"]
        if row["state"] == "not_judged":
            assert row["gapMore"]


def test_counts_add_up():
    card = cards_data.card(cards()["national"], terms(), "en")
    states = [i["state"] for i in cards()["national"]["indicators"].values() if i["kind"] == "core"]
    assert card["counts"][0] == f"core {states.count('met')}/{len(states)}"


def test_target_says_which_way():
    assert cards_data.target_text(indicator()) == "≥ 80.0%"
    assert cards_data.target_text(indicator(sense="at_most")) == "≤ 80.0%"
    assert cards_data.target_text(indicator(target=None)) == "–"


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({}, 0.625), ({"value": 0.9}, 1.0), ({"value": None}, None), ({"target": None}, None),
        ({"sense": "at_most", "value": 1.6}, 0.5), ({"sense": "at_most", "value": 0.1}, 1.0),
        ({"value": -0.1}, 0.0), ({"target": 0.0, "value": 0.0}, 1.0),
    ],
)  # fmt: skip
def test_attainment(changes, share):
    found = cards_data.attainment(indicator(**changes))
    assert found == (None if share is None else pytest.approx(share))


def test_pieces_are_rounded_up_and_amounts_are_not():
    gap = {
        "amount": 0.175,
        "unit": "1",
        "physical": 1.4,
        "physical_unit": "",
        "zh": "辆",
        "en": "cars",
    }
    assert cards_data.card_row(indicator(gap=gap), {}, "en")["gapMore"] == "2 cars"
    gap["physical_unit"] = "t"
    assert cards_data.card_row(indicator(gap=gap), {}, "zh")["gapMore"] == "辆 1.400 t"


def test_composed_terms_are_the_sum_of_their_parts():
    for name, children in COMPOSED.items():
        if name in terms():
            total = sum(terms()[child]["value"] for child in children if child in terms())
            assert total == pytest.approx(terms()[name]["value"], rel=1e-9, abs=1e-6), name


def test_terms_of_indicators_have_names():
    used = {t for card in cards().values() for i in card["indicators"].values() for t in i["terms"]}
    used |= {child for name in used for child in COMPOSED.get(name, ())}
    assert {name for name in used if not knows(f"term.{name}")} == set()


def test_parts_are_named_in_the_readers_language():
    park = records.document(stored_run())
    assert opened.what("natural_gas/heating", park, "zh") == "天然气 / 供热锅炉"
    assert opened.what("office: star_2", park, "en") == "Office: two stars"
    assert opened.what("peak of 2025-03", park, "zh") == "2025-03 最大需量"
    row = "fuel-market/natural_gas>natural_gas"
    assert opened.what(row, park, "zh") == "燃料市场 / 天然气 → 天然气"
    name = park["agents"]["cells"]["label"]["zh"]
    assert opened.what("electricity>cells/line-1", park, "zh") == f"电力 → {name} / 生产线 1"


def test_a_factor_has_digits_enough_for_its_result():
    run, few = cache.Run(str(stored_run()), 0), []
    for term in terms().values():
        for part in term.get("parts") or ():
            shown = opened._part(run, part)  # what a row of the table says
            told = shown[say("zh", "open.part.factor")].replace(",", "").replace("−", "-")
            if float(told) != pytest.approx(part["factor"], rel=1e-5):
                few.append((part["factor"], told))
    assert not few
    assert factor(0.8325) == "0.8325"
    assert unit("tCO2/tce") == "tCO₂/tce"
    assert unit("kgce/m2") == "kgce/m²"


@pytest.mark.parametrize(
    ("sense", "before", "now", "mark", "told"),
    [
        ("at_most", 0.5, 0.3, "good", "▼ −20.0 points better"),
        ("at_least", 0.5, 0.3, "bad", "▼ −20.0 points worse"),
        ("at_least", 0.3, 0.5, "good", "▲ +20.0 points better"),
        ("at_least", 0.5, 0.5, "", "no change"),
        ("at_least", None, 0.5, "", "not comparable"),
    ],
)
def test_a_change_says_whether_it_leads_to_the_target(sense, before, now, mark, told):
    found = cards_data.change_of(indicator(sense=sense, value=now), indicator(value=before), "en")
    assert (found["changeMark"], found["change"]) == (mark, told)


def test_against_itself_nothing_changes():
    card = cards_data.card(cards()["national"], terms(), "en", cards()["national"])
    assert len(card["columns"]) == 7
    values = {row["id"]: row["change"] for row in card["rows"]}
    assert set(values.values()) <= {"no change", "not comparable"}
    assert values["unit_energy_carbon"] == "no change"


def test_the_hours_of_a_term_are_its_value_or_are_not_told():
    run, told = cache.Run(str(stored_run()), 0), 0
    for name, term in terms().items():
        parts = list(opened._all_parts(terms(), name))
        months = hours.by_month(run, parts, term["value"])
        if months is None or not term["value"]:
            continue
        told += 1
        assert months.sum() == pytest.approx(term["value"], rel=1e-6)
        if name == "electricity.grid_mwh":
            days = [hours.of_day(run, parts, date)[1].sum() for date in cache.span(run).dates]
            assert sum(days) == pytest.approx(term["value"], rel=1e-6)
    assert told > 10


@pytest.mark.parametrize("name", sorted(COMPOSED))
def test_what_a_term_is_the_sum_of_adds_up_to_it(name):
    children = [terms()[child]["value"] for child in COMPOSED[name] if child in terms()]
    if name in terms() and children:
        assert sum(children) == pytest.approx(terms()[name]["value"], rel=1e-9, abs=1e-6)


def test_tiles_tell_the_figures_of_the_accounts():
    accounts = json.loads((stored_run() / "accounts.json").read_text(encoding="utf-8"))
    more = json.loads(json.dumps(accounts))
    more["terms"]["cost.total_cny"]["value"] *= 1.1
    made = {tile.id: tile for tile in headline.tiles(accounts, {"water": 1e-15}, more, "en")}
    assert made["cost"].change == "▼ −9.1% against the base"
    assert made["cost"].changeMark == "zp-good"
    assert made["energy"].change == "as in the base"
    for name, term in headline.OPENS.items():
        assert term in terms(), name
    assert headline.tiles(accounts, {}, None, "zh")[0].change == ""
