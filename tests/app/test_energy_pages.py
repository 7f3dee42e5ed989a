"""Flows, time series, storage and green power: every view draws, in both languages."""

from __future__ import annotations

import json
import re
import shutil

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from scenarios.charted import shortage
from scenarios.charted.stores import stores_of
from scenarios.charted.table import csv_bytes, xlsx_bytes
from scenarios.sheets.grid import read_grids
from tests.app.stored import stored_run
from tests.app.test_flows_add_up import plan, run_of
from views.energy import matching_view, panels, series, series_page, supply_page
from views.energy.panels import Line, Look, Panel
from views.frame.texts import LANGUAGES, say
from views.stored import cache

PAGE = """
from importlib import import_module
from views.frame import draft, state
state.sync()
draft.sync()
import_module("views.energy.{name}").show()
"""
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def runs(tmp_path, monkeypatch):
    for folder in (stored_run(), plan()):
        shutil.copytree(folder, tmp_path / folder.name)
    monkeypatch.setenv("ZEROPARK_RUNS", str(tmp_path))
    return tmp_path


def opened(name, lang, **address):
    page = AppTest.from_string(PAGE.format(name=name), default_timeout=60)
    page.query_params.update({"lang": lang, "run": plan().name, **address})
    page.run()
    assert not page.exception, page.exception[0].message
    return page


def charts(page):
    return [json.loads(chart.proto.spec) for chart in page.get("echarts_chart")]


def alts(page):
    return [chart.proto.alt for chart in page.get("echarts_chart")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", series_page.VIEWS)
@pytest.mark.parametrize("base", [None, "small"])
def test_every_view_over_time_draws(runs, lang, view, base):
    address = {"base": stored_run().name} if base else {}
    page = opened("series_page", lang, **address)
    page.segmented_control(key="series_view").set_value(view).run()
    assert not page.exception
    assert not page.error
    found = charts(page)
    assert found
    assert all(alts(page))
    if lang == "en":
        assert not HAN.search(json.dumps(found, ensure_ascii=False))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["plan", "heat"])
def test_every_band_has_a_name_and_a_colour(name, lang):
    run = run_of(name)
    for lens in series.LENSES:
        found = series.groups(cache.rows(run), lens, cache.park(run), lang)
        names = [group.label for group in found]
        assert say(lang, "series.group.other") not in names
        assert len(set(names)) == len(names)
        assert "#888888" not in [group.colour for group in found]
    told = [row._replace(owner="x", source="x") for row in cache.rows(run)]
    park = {"agents": {"x": {"component": {"type": "my_heater"}}}}
    other = [group.label for group in series.groups(told, "heat_in", park, lang)]
    assert other in ([], [say(lang, "series.group.other")])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", supply_page.VIEWS)
def test_every_view_of_supply_draws(runs, lang, view):
    page = opened("supply_page", lang, base=stored_run().name)
    page.segmented_control(key="supply_view").set_value(view).run()
    assert not page.exception
    assert not page.error
    assert page.dataframe
    if view != "direct":
        assert charts(page)
        assert all(alts(page))


@pytest.mark.parametrize("scale", ["month", "week", "day"])
def test_a_closer_look_is_one_press_away(runs, scale):
    page = opened("series_page", "en")
    page.segmented_control(key="series_scale").set_value(scale).run()
    (chart,) = charts(page)
    assert len(chart["dataset"]["source"]) <= 801
    page.button(key="series_after").click().run()
    assert not page.exception
    assert charts(page) != [chart]
    page.button(key="series_before").click().run()
    assert charts(page) == [chart]


def test_all_panels_share_one_cross_hair_and_one_axis(runs):
    page = opened("series_page", "en", base=stored_run().name)
    page.pills(key="series_lenses").set_value(["power_in", "heat_in", "water"]).run()
    (chart,) = charts(page)
    assert chart["axisPointer"]["link"] == [{"xAxisIndex": "all"}]
    assert len(chart["grid"]) == 4  # and A less B
    width = len(chart["dataset"]["source"][0])
    assert {line["encode"]["y"] for line in chart["series"]} == set(range(1, width))
    names = [line["name"] for line in chart["series"]]
    assert names.count(say("en", "series.other")) == 3


def test_no_more_points_travel_than_are_drawn():
    panel = Panel("x", (Line("a", "#000000", [0.0] * 2000),))
    with pytest.raises(ValueError, match="2001 points"):
        panels.over_time([str(n) for n in range(2001)], [panel], Look({}, {}, "#000000"))


def test_a_park_without_lines_is_told_so(runs):
    page = opened("supply_page", "en", run=stored_run().name)
    page.segmented_control(key="supply_view").set_value("direct").run()
    assert page.info[0].value == say("en", "green.no_line")
    page.segmented_control(key="supply_view").set_value("curtailed").run()
    assert not page.exception


def test_a_run_of_before_has_no_profile(runs):
    path = runs / plan().name / "accounts.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["green"]["profile"]
    path.write_text(json.dumps(told), encoding="utf-8")
    page = opened("supply_page", "en")
    page.segmented_control(key="supply_view").set_value("matching").run()
    assert not page.exception
    assert page.info[0].value == say("en", "matching.old")


def test_the_stores_are_those_of_the_account():
    run = run_of("plan")
    terms = cache.accounts(run)["terms"]
    found = {store.name: store for store in stores_of(run.path, 15)}
    for key in (key for key in terms if key.endswith(".full_cycles")):
        store = found[key.split(".")[1]]
        assert store.cycles == pytest.approx(terms[key]["value"])
        assert store.charged == pytest.approx(terms[f"storage.{store.name}.charged_mwh"]["value"])
        efficiency = terms[f"storage.{store.name}.round_trip_efficiency"]["value"]
        assert store.efficiency == pytest.approx(efficiency)
    battery = found["battery"]
    level = cache.stores(run)["battery"]
    assert battery.full_h == 0.25 * np.count_nonzero(level >= 0.99 * battery.capacity)
    assert battery.full_h + battery.empty_h <= 21 * 24
    assert next(iter(found.values())).unit == "MWh"


def test_months_of_curtailment_add_up():
    run = run_of("plan")
    for plant in cache.curtailed(run):
        assert sum(plant.by_month) == pytest.approx(plant.curtailed, rel=1e-9)
        assert 0.0 < plant.share <= 1.0
    assert cache.curtailed(run)
    totals = {row.id: row.total for row in cache.rows(run)}
    for row in shortage.missed(run.path, 15):
        assert row.total == totals[row.row]
        assert 0.0 < row.hours <= 21 * 24


def test_shares_by_hour_are_whole_and_by_month_are_the_accounts(runs):
    run = run_of("plan")
    green = cache.accounts(run)["green"]
    by = green["profile"]["by_month"]
    matched = sum(by["physical"]) + sum(by["covered"])
    assert matched / sum(by["used"]) == pytest.approx(green["matching"]["hourly_share"])
    page = opened("supply_page", "en")
    page.segmented_control(key="supply_view").set_value("matching").run()
    months, hours = charts(page)
    stacks = [line["data"] for line in hours["series"] if line["type"] == "bar"]
    assert np.sum(stacks, axis=0) == pytest.approx(np.full(24, 100.0), abs=1e-3)
    assert len(months["series"]) == 4
    assert matching_view._shares([1.0], [0.0]) == [0.0]


def test_tables_to_take_away_run_no_formula():
    heads, rows = ["From", "Amount"], [["=HYPERLINK(1)", 2.5], ["+x", None], ["plain", 1e-7]]
    text = csv_bytes(heads, rows).decode("utf-8-sig").splitlines()
    assert text == ["From,Amount", "'=HYPERLINK(1),2.5", "'+x,", "plain,1e-07"]
    book = xlsx_bytes("flows", heads, rows)
    _, (grid,) = read_grids(book, "flows.xlsx")
    assert [cell.value for cell in grid.rows[1]] == ["=HYPERLINK(1)", 2.5]
    assert grid.rows[1][0].fault == ""
