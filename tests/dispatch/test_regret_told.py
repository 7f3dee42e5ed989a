"""Regret beside the bill: in the same money, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.build import Options
from scenarios.park_file import load_park_text
from scenarios.present import print_result
from scenarios.present_words import word
from scenarios.run import run_park

LANGUAGES = ("en", "zh")
CHOICE = """
format: 1
label: {zh: 园, en: Park}
region: yunnan
start: 2025-03-01
days: 31
step_minutes: 60
seed: 1
agents: {}
components:
  grid: {type: grid_connection, tariff: yunnan, import_mw: 50}
  heat: {type: demand, bus: steam_1mpa, rate: 5}
  gas: {type: boiler, fuel: natural_gas, capacity_mw: 10}
  electrode: {type: boiler, fuel: electricity, capacity_mw: 10}
"""


def test_the_bill_and_the_regret_are_the_same_money():
    """A whole month in which all is bought and burned: the two sums differ by tie-breakers."""
    result = run_park(load_park_text(CHOICE), Options(regret=True))
    bill, found = result.accounts.book.value("cost.total_cny"), result.regret.cost
    assert result.accounts.book.value("cost.carbon_cny") > 0.01 * bill
    assert found.run == pytest.approx(bill, rel=1e-5)
    assert found.share_of_total == pytest.approx(found.amount / bill)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_regret_is_told_in_words(lang, capsys):
    result = run_park(load_park_text(CHOICE), Options(regret=True))
    print_result(result, Path("runs/x"), lang)
    lines = capsys.readouterr().out.splitlines()
    told = next(line for line in lines if word("regret.cost", lang) in line)
    assert f"{result.regret.cost.share_of_total:.3%}" in told
    assert word("regret.no_store", lang) in told
