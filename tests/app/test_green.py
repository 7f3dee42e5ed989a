"""Green power as tables: what the run says, in both languages."""

from __future__ import annotations

import json

import pytest

from tests.app.stored import stored_run
from views.energy import green
from views.frame.texts import LANGUAGES, say

GREEN = json.loads((stored_run() / "accounts.json").read_text(encoding="utf-8"))["green"]
RATIO = {
    "id": "feed_in", "zh": "上网", "en": "Feed-in", "clause": "不超过20%", "clause_en": "20 %",
    "sense": "at_most", "value": 0.25, "target": 0.2, "state": "not_met", "gap_mwh": 5.0,
}  # fmt: skip
YEAR = dict.fromkeys(green.NUMBERS, 1000.0)
PAID = [{"row": "sun>electricity", "purpose": "network_charge", "cny": 12345.6}]
LINED = {"direct_connection": {"cards": [
    {"line": "sun", "ratios": [RATIO], "year": YEAR, "charges": PAID},
    {"line": "", "ratios": [RATIO], "year": YEAR, "charges": []},
]}}  # fmt: skip
PARK = {"agents": {"sun": {"label": {"zh": "光伏专线", "en": "Solar line"}}}}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_run_has_matching_a_contract_and_a_call(lang):
    assert len(green.matching_line(GREEN, lang)) == 4
    assert len(green.contract_lines(GREEN, lang)) == 1
    (call,) = green.call_lines(GREEN, lang)
    assert say(lang, "green.kind.orderly") in call.values()
    assert green.cards(GREEN) == []


def test_every_ratio_has_a_line_with_its_threshold_state_and_gap():
    first, second = green.panel_lines(LINED, PARK, "en")
    assert list(first.values()) == ["Solar line", "Feed-in", "25.0%", "≤ 20.0%", "✗ not met", "5",
                                    "20 %"]  # fmt: skip
    assert next(iter(second.values())) == "All lines"
    assert next(iter(green.panel_lines(LINED, PARK, "zh")[0].values())) == "光伏专线"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ratios_come_with_their_numbers_and_what_was_paid(lang):
    sun, _ = green.number_lines(LINED, PARK, lang)
    assert list(sun.values())[1:] == ["1,000"] * len(green.NUMBERS)
    (paid,) = green.charge_lines(LINED, PARK, lang)
    assert list(paid.values())[1:] == [say(lang, "green.charge.network_charge"),
                                       "sun>electricity", "12,346"]  # fmt: skip
