"""Tables and pictures of a comparison of strategies, in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from scenarios.compare.export import FORMATS
from scenarios.fleets.cells import cells
from scenarios.fleets.export import export_fleets
from scenarios.fleets.frames import fleet_sheets
from scenarios.fleets.present import print_fleets, tables
from scenarios.fleets.reread import comparison_of
from scenarios.fleets.sensitivity import Variant
from tests.fleets import hand
from views.fleets import charts
from views.fleets import tables as view_tables


@pytest.fixture
def found():
    far = [Variant("km", end, hand.diesel()) for end in ("low", "high")]
    return hand.comparison(hand.diesel(), hand.plugs(least=55), hand.swap(late=80), variants=far)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_terminal(found, lang, capsys):
    print_fleets(found, lang)
    out = capsys.readouterr().out
    for text in ("92.59%" if lang == "en" else "策略", "depot", "swap"):
        assert text in out
    assert all(
        "." not in str(c.header) or "CNY" in str(c.header)
        for t in tables(found, lang)
        for c in t.columns
    )  # no word is missing


def test_sheets_hold_the_figures(found):
    by_name = {sheet.name: sheet for sheet in fleet_sheets(found)}
    ranking = by_name["ranking"].rows
    assert ranking["strategy"].tolist() == ["depot", "diesel", "swap"]
    assert ranking["rank"].isna().tolist() == [False, False, True]
    costs = by_name["costs"].rows.query("strategy == 'depot'")
    assert costs["amount"].sum() == pytest.approx(3.5e6)
    assert costs["per_km"].sum() == pytest.approx(3.5)
    facts = by_name["facts"].rows
    assert facts.query("strategy == 'depot' and name == 'fewest vehicles'")["value"].item() == 55


def test_files_are_the_same_each_time(found, tmp_path):
    pytest.importorskip("matplotlib")
    first = export_fleets(found, tmp_path / "a", FORMATS, "en")
    again = export_fleets(found, tmp_path / "b", FORMATS, "en")
    assert {p.suffix for p in first} == {".csv", ".parquet", ".xlsx", ".svg", ".png"}
    for one, other in zip(first, again, strict=True):
        assert one.name == other.name
        assert one.read_bytes() == other.read_bytes(), one.name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_fleet_that_works_on_the_spot_is_reported_by_the_year(lang, tmp_path, capsys):
    still = [replace(o, bill=replace(o.bill, km=0.0, t_km=0.0))
             for o in (hand.diesel(), hand.plugs())]  # fmt: skip
    idle = hand.outcome("idle", [("vehicle", "", 1.0)], km=0.0, t_km=0.0)
    idle = replace(idle, service=replace(idle.service, done=0, late=0, open=9))
    for found in (hand.comparison(*still), hand.comparison(idle), hand.comparison(*still, idle)):
        print_fleets(found, lang)
        out = capsys.readouterr().out
        assert re.search(r"\b(inf|nan)\b", out) is None
        assert export_fleets(found, tmp_path / found.work, ("csv", "xlsx", "svg"), lang)
        again = comparison_of(json.loads(json.dumps(found.to_json(), allow_nan=False)))
        assert again.ranking == found.ranking
        charts.costs(found, lang)
        charts.tradeoff(found, "peak", lang)
        charts.tornado(found, found.outcomes[0].strategy, lang)
        view_tables.overview(found, cells(found, lang), lang)
    assert "3,500,000 CNY/a" in out


def test_a_comparison_in_which_all_fail_still_reports(tmp_path, capsys):
    found = hand.comparison(hand.diesel(late=200), hand.plugs(late=200))
    print_fleets(found, "en")
    assert "asked" in capsys.readouterr().out
    assert export_fleets(found, tmp_path, ("csv", "svg"), "en")
    assert found.to_json()["price_regret"]["choice"] == ""
