"""Scorecards as text: values, targets, gaps and states as the rules have them."""

from __future__ import annotations

import json

import pytest

from scenarios.catalogue import COMPOSED
from tests.app.stored import stored_run
from views.frame.texts import LANGUAGES, knows, say
from views.stored import records
from views.where import cards_data, opened

RUN = stored_run()
CARDS = json.loads((RUN / "indicators.json").read_text(encoding="utf-8"))
TERMS = json.loads((RUN / "accounts.json").read_text(encoding="utf-8"))["terms"]


def indicator(**changes):
    base = {
        "id": "x", "zh": "甲", "en": "X", "kind": "core", "clause": "c", "clause_en": "c",
        "unit": "1",
        "state": "not_met", "value": 0.5, "target": 0.8, "sense": "at_least", "gap": None,
        "reason": "", "numerator": 5.0, "denominator": 10.0, "terms": [],
    }  # fmt: skip
    return base | changes


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("system", sorted(CARDS))
def test_every_indicator_of_every_system_has_a_row(system, lang):
    card = cards_data.card(CARDS[system], TERMS, lang)
    assert [row["id"] for row in card["rows"]] == list(CARDS[system]["indicators"])
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
    card = cards_data.card(CARDS["national"], TERMS, "en")
    states = [i["state"] for i in CARDS["national"]["indicators"].values() if i["kind"] == "core"]
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
        if name in TERMS:
            total = sum(TERMS[child]["value"] for child in children if child in TERMS)
            assert total == pytest.approx(TERMS[name]["value"], rel=1e-9, abs=1e-6), name


def test_terms_of_indicators_have_names():
    used = {t for card in CARDS.values() for i in card["indicators"].values() for t in i["terms"]}
    used |= {child for name in used for child in COMPOSED.get(name, ())}
    assert {name for name in used if not knows(f"term.{name}")} == set()


def test_parts_are_named_in_the_readers_language():
    park = records.document(RUN)
    assert opened.what("natural_gas/heating", park, "zh") == "天然气 / 供热锅炉"
    assert opened.what("office: star_2", park, "en") == "Office: two stars"
    assert opened.what("electricity>cells/line-1", park, "zh") == "electricity>cells/line-1"
