"""Tables and pictures of a comparison of strategies, in both languages."""

from __future__ import annotations

import pytest

from scenarios.compare.export import FORMATS
from scenarios.fleets.export import export_fleets
from scenarios.fleets.frames import fleet_sheets
from scenarios.fleets.present import print_fleets, tables
from scenarios.fleets.sensitivity import Variant
from tests.fleets import hand


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


def test_a_comparison_in_which_all_fail_still_reports(tmp_path, capsys):
    found = hand.comparison(hand.diesel(late=200), hand.plugs(late=200))
    print_fleets(found, "en")
    assert "asked" in capsys.readouterr().out
    assert export_fleets(found, tmp_path, ("csv", "svg"), "en")
    assert found.to_json()["price_regret"]["choice"] == ""
