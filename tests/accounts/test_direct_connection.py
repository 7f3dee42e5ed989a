"""Ratios of the direct connection of green power, by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.accounts.ledgers import grid, ledger, row, use
from tests.accounts.test_tracing import transfer
from twin.accounts.direct_connection import FILE, _rules, direct_panel, load_rules
from twin.accounts.tracing import wire
from twin.configs import PLUGINS_VARIABLE, shipped_configs
from twin.errors import InputError
from twin.ledger import Ledger
from twin.primitives import Profile, Purpose
from twin.timeline import Timeline


def line(name, made, sent, arrives, fed_in=0.0, curtailed=0.0, origin="renewable"):
    """Return the rows of a line with one plant; amounts of the day [MWh]."""
    bus = f"electricity@{name}"
    plant, _ = row(Purpose.GENERATION, made, f"{name}-farm", side="in", bus=bus)
    lost = replace(plant, id=f"{name}-farm>curtailed", target="curtailed", into="",
                   purpose=Purpose.CURTAILED)  # fmt: skip
    away, here = transfer(sent, arrives, frm=bus, name=name, purpose=Purpose.DIRECT_SUPPLY,
                          origin=origin)  # fmt: skip
    return [
        row(Purpose.GENERATION, made, f"{name}-farm", side="in", bus=bus),
        (lost, row(Purpose.USE, curtailed)[1]),
        away, here, row(Purpose.DIRECT_FEED_IN, fed_in, f"{name}/feed-in", bus=bus),
    ]  # fmt: skip


def panel(*rows, consumption=1000.0, start=dt.date(2025, 12, 31)):
    plain = ledger(*rows, grid(500.0), use(500.0))
    moved = Ledger(Timeline(start, 1, 60), plain._recipes)
    return direct_panel(moved, wire(moved), consumption)


def scores(card):
    return {r.id: r for r in card.ratios}


def test_a_line_by_hand():
    """600 available: 400 sent (380 arrive), 140 fed in, 60 curtailed; 1,000 used in the park.

    400 / 600 = 66.7 % and 38 % are enough; 140 / 600 = 23.3 % is 20 MWh above 120.
    """
    (card,) = panel(*line("sun", 540.0, 400.0, 380.0, 140.0, 60.0)).cards
    assert card.line == "sun"
    assert card.year.available == pytest.approx(600.0)
    found = scores(card)
    assert found["self_use_of_available"].value == pytest.approx(400.0 / 600.0)
    assert found["self_use_of_consumption"].value == pytest.approx(0.38)
    assert [r.state for r in card.ratios] == ["met", "met", "not_met"]
    assert found["feed_in"].gap_mwh == pytest.approx(20.0)


def test_curtailed_power_is_available():
    """330 arrive of 500: 66 %; with 100 more curtailed 55 %, 30 MWh short of 360."""
    kept = scores(panel(*line("sun", 500.0, 330.0, 330.0, 170.0)).cards[0])
    lost = scores(panel(*line("sun", 500.0, 330.0, 330.0, 170.0, 100.0)).cards[0])
    assert kept["self_use_of_available"].state == "met"
    assert lost["self_use_of_available"].state == "not_met"
    assert lost["self_use_of_available"].gap_mwh == pytest.approx(30.0)


@pytest.mark.parametrize(("start", "target", "state"), [
    (dt.date(2029, 12, 31), 0.30, "met"), (dt.date(2030, 1, 1), 0.35, "not_met"),
    (dt.date(2025, 5, 20), None, "no_threshold"),
])  # fmt: skip
def test_the_threshold_is_that_of_the_year(start, target, state):
    found = scores(panel(*line("sun", 320.0, 320.0, 320.0), start=start).cards[0])
    assert found["self_use_of_consumption"].target == target
    assert found["self_use_of_consumption"].state == state


def test_lines_together_share_one_consumption_and_leave_out_what_is_no_new_energy():
    """Sun 200 and wind 150 of 1,000: neither has 30 %, together 35 %; hydro is not in it."""
    found = panel(*line("sun", 200.0, 200.0, 200.0), *line("wind", 150.0, 150.0, 150.0),
                  *line("dam", 500.0, 500.0, 500.0, origin="hydro"))  # fmt: skip
    cards = {card.line: card for card in found.cards}
    assert list(cards) == ["dam", "sun", "wind", ""]
    state = {name: scores(card)["self_use_of_consumption"].state for name, card in cards.items()}
    assert state == {"dam": "not_applicable", "sun": "not_met", "wind": "not_met", "": "met"}
    assert cards[""].year.delivered == pytest.approx(350.0)
    assert cards[""].year.consumption == 1000.0


def test_a_line_that_could_make_nothing_is_not_judged():
    (card,) = panel(*line("sun", 0.0, 0.0, 0.0)).cards
    states = {r.id: r.state for r in card.ratios}
    assert states["self_use_of_available"] == "not_applicable"
    assert states["self_use_of_consumption"] == "not_met"


def test_a_park_without_a_line_has_an_empty_panel():
    assert panel().cards == ()


def test_what_was_paid_on_the_line_is_told_by_row():
    rows = line("sun", 100.0, 100.0, 100.0)
    paid = replace(rows[3][0], price=Profile(scale=300.0))
    (card,) = panel(*rows[:3], (paid, rows[3][1]), rows[4]).cards
    assert [(c.row, c.cny) for c in card.charges] == [("sun>electricity", pytest.approx(30_000.0))]


def test_network_and_system_charge_stand_beside_the_price():
    """100 MWh at 300 of which 50 are network charge; 10 MW at 31 CNY/kW for a day of a month."""
    rows = line("sun", 100.0, 100.0, 100.0)
    tags = {"network_charge": "50.0", "system_charge": "31.0", "charged_mw": "10.0"}
    paid = replace(rows[3][0], price=Profile(scale=300.0), tags=tags)
    (card,) = panel(*rows[:3], (paid, rows[3][1]), rows[4]).cards
    got = {c.purpose: c.cny for c in card.charges}
    assert got == pytest.approx(
        {"direct_supply": 25_000.0, "network_charge": 5_000.0, "system_charge": 10_000.0}
    )


def test_the_rules_have_sources_and_clauses_in_both_languages():
    for ratio in load_rules().ratios.values():
        assert ratio.source
        assert ratio.confidence
        assert ratio.clause != ratio.clause_en


def test_a_province_may_set_another_limit(tmp_path, monkeypatch):
    """A plug-in's file goes first: 30 % of feed-in where the shipped rule says 20 %."""
    shipped = (shipped_configs() / FILE).read_text(encoding="utf-8")
    (tmp_path / "configs").mkdir()
    mine = tmp_path / "configs" / FILE
    mine.write_text(shipped.replace("value: 0.20", "value: 0.30"), encoding="utf-8")
    monkeypatch.setenv(PLUGINS_VARIABLE, str(tmp_path))
    assert load_rules().ratios["feed_in"].target(dt.date(2026, 1, 1)) == 0.30
    mine.write_text(shipped.replace("value: 0.20", "value: 20"), encoding="utf-8")
    _rules.cache_clear()
    with pytest.raises(InputError, match="feed_in"):
        load_rules()
