"""Assumptions of an appraisal: what is set wrongly is told as it was set, with what is expected."""

from __future__ import annotations

import pytest

from scenarios.economics.assumptions import load_assumptions
from twin.errors import InputError

BAD = {
    "loan_share=1.5": "--set loan_share: expected a number, at least 0 and at most 1 (value: 1.5)",
    "loan_share=much": "expected a number, at least 0 and at most 1 (value: 'much')",
    "real_discount_rate=1": "--set real_discount_rate: expected a number, above -0.5 and below 1",
    "horizon_y=2.5": "horizon_y: expected a whole number, at least 1 and at most 60 (value: 2.5)",
    "growth.grid_power=7": "--set growth.{part}: expected a number, above -0.5 and below 1",
    "growth.magic=0.1": "--set growth.magic: 'growth' needs exactly",
    "growth=3": "--set growth: expected one value at a time, such as growth.NAME=VALUE",
    "tax_rates.owner=2": "--set tax_rates.owner: expected a number, at least 0 and at most 1",
    "losses=both": "--set losses: Input should be 'offset' or 'carried' (value: 'both')",
    "loan_shar=0.5": "--set loan_shar: no such assumption; near: loan_share",
    "sources.x=0.5": "--set sources.x: no such assumption",
    "loan_share.x=0.5": "--set loan_share.x: 'loan_share' has no part 'x'",
}


@pytest.mark.parametrize("text", BAD)
def test_a_wrong_setting_is_told_as_it_was_set(text):
    part = min(load_assumptions().growth)
    with pytest.raises(InputError) as caught:
        load_assumptions([text.replace("grid_power", part)])
    told = str(caught.value)
    assert BAD[text].replace("{part}", part) in told, told
    assert "pydantic" not in told
    assert len(caught.value.problems) == 1


def test_settings_are_all_told_at_once():
    with pytest.raises(InputError) as caught:
        load_assumptions(["loan_share=2", "tax_rate=-1"])
    assert {p.file for p in caught.value.problems} == {"--set loan_share", "--set tax_rate"}
