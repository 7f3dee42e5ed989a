"""What is read in a picture of flows adds up, whatever it shows: labels, tooltips, table."""

from __future__ import annotations

import functools
import itertools
import json
import re
import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from scenarios.drafts.draft import Choice, Draft
from scenarios.run import run_park
from scenarios.store import write_run
from tests.app import test_heat_flows
from tests.app.stored import TEXT, stored_run
from views.energy import carbon, picture, sankey_chart
from views.energy.node import ENTERPRISE, LEVELS
from views.energy.picture import Asked
from views.frame.texts import LANGUAGES
from views.stored import cache, records
from views.stored.cache import Run

STEPS = 96
SPANS = {"year": (0, 21 * STEPS), "month": (12 * STEPS, 21 * STEPS),
         "day": (2 * STEPS, 3 * STEPS), "interval": (250, 251)}  # fmt: skip
MEASURES = (
    Choice(id="roof_pv"),
    Choice(id="park_battery", parameters={"energy": 8, "power": 4}),
    Choice(id="direct_green_line", parameters={"solar": 60, "wind": 20}),
)


@functools.cache
def plan():
    """Return the folder of a plan on the small park."""
    draft = Draft(park="small", text=TEXT, measures=MEASURES)
    return write_run(run_park(draft.load()), Path(tempfile.mkdtemp(prefix="runs")))


RUNS = {"small": stored_run, "plan": plan, "heat": test_heat_flows.stored}


def run_of(name):
    folder = RUNS[name]()
    return Run(str(folder), (folder / "manifest.json").stat().st_mtime_ns)


def pictures(name, domain):
    """Yield every picture of a domain."""
    run = run_of(name)
    one = picture.enterprises(run)
    ledgers = carbon.LEDGERS if domain == picture.CARBON else ("park",)
    for level, (first, last), ledger in itertools.product(LEVELS, SPANS.values(), ledgers):
        for who in one if level == ENTERPRISE else ("",):
            yield run, Asked(domain, level, who, first, last, ledger)


def numbers(chart):
    """Return what is read: links and nodes as tooltips write them, and the labels of nodes."""
    (series,) = chart["series"]
    decimals, unit = re.fullmatch(
        r"%,\.(\d)f (.+)", chart["tooltip"]["valueFormatter"]
    ).groups()  # fmt: skip
    links = [
        (link["source"], link["target"], Decimal(f"{link['value']:.{decimals}f}"))
        for link in series["links"]
    ]
    nodes = {}
    for node in series["data"]:
        told = re.search(r"\{v\|([\d,.]+) (.+)\}", node["label"]["formatter"])
        assert told[2] == unit
        assert Decimal(told[1].replace(",", "")) == Decimal(f"{node['value']:.{decimals}f}")
        nodes[node["name"]] = Decimal(told[1].replace(",", ""))
    return links, nodes


def check(chart):
    links, nodes = numbers(chart)
    assert links
    for name, told in nodes.items():
        into = sum(amount for _, target, amount in links if target == name)
        out = sum(amount for source, _, amount in links if source == name)
        assert told == max(into, out)
        if into and out:
            assert into == out, name
        assert told > 0


@pytest.mark.parametrize("domain", picture.DOMAINS)
@pytest.mark.parametrize("name", RUNS)
def test_inflow_is_outflow_at_every_node_to_the_displayed_digit(name, domain):
    drawn = 0
    for run, asked in pictures(name, domain):
        for lang in LANGUAGES:
            shown = picture.picture(run, asked, lang)
            if shown.links:
                check(sankey_chart.sankey(shown, {}))
                drawn += 1
    assert drawn >= 2 * len(SPANS) * 3


@pytest.mark.parametrize("ledger", carbon.LEDGERS)
@pytest.mark.parametrize("name", RUNS)
def test_the_carbon_drawn_is_the_carbon_of_the_account(name, ledger):
    run = run_of(name)
    terms = cache.accounts(run)["terms"]
    parts = [p["value"] for key in ("fuel", "conversion", "heat", "process")
             for p in terms[f"carbon.{key}_t"].get("parts", ())]  # fmt: skip
    parts += [p["value"] for p in terms[f"carbon.{ledger}.electricity_t"].get("parts", ())]
    for level in ("park", "sector"):
        graph = picture.graph_of(run, Asked("carbon", level, "", *SPANS["year"], ledger), "en")
        put = sum(link.amount for link in graph.links if link.source.startswith("co2:"))
        assert put == pytest.approx(sum(value for value in parts if value > 0.0), rel=1e-9)
        credited = sum(link.amount for link in graph.links if link.target == "end:credit")
        total = terms[f"carbon.{ledger}.total_t"]["value"]
        assert put - credited == pytest.approx(total, rel=1e-9)


def test_the_days_carbon_adds_up_to_the_months():
    run = run_of("small")

    def total(first, last):
        graph = picture.graph_of(run, Asked("carbon", "park", "", first, last), "en")
        return sum(link.amount for link in graph.links if link.source.startswith("co2:"))

    first, last = SPANS["month"]
    days = [total(n, n + STEPS) for n in range(first, last, STEPS)]
    assert sum(days) == pytest.approx(total(first, last), rel=1e-9)
    assert total(0, first) + total(first, last) == pytest.approx(total(*SPANS["year"]), rel=1e-9)


def test_enterprises_bear_the_carbon_together_as_they_do_one_by_one():
    run = run_of("small")

    def borne(level, one, target):
        graph = picture.graph_of(run, Asked("carbon", level, one, *SPANS["year"]), "en")
        return sum(link.amount for link in graph.links if link.target == target)

    each = [borne(ENTERPRISE, name, f"bears:agent:{name}") for name in picture.enterprises(run)]
    assert sum(each) == pytest.approx(borne("park", "", "bears:kind:enterprise"), rel=1e-9)
    assert min(each) > 0.0


def test_what_the_grid_gave_is_what_the_ledger_says():
    run = run_of("plan")
    graph = picture.graph_of(run, Asked("energy", "sector", "", *SPANS["day"]), "en")
    bought = sum(row.total for row in cache.rows_within(run, *SPANS["day"])
                 if row.purpose == "grid_import")  # fmt: skip
    drawn = sum(link.amount for link in graph.links if link.source == "end:grid_import")
    assert drawn == pytest.approx(bought, rel=1e-9)


def test_goods_are_tonnes_of_what_was_made():
    run = run_of("small")
    graph = picture.graph_of(run, Asked("materials", ENTERPRISE, "cells", *SPANS["year"]), "en")
    made = sum(row.total for row in records.ledger_rows(run.path)
               if (row.owner, row.purpose) == ("cells", "product"))  # fmt: skip
    labels = {graph.nodes[link.target].label: link.amount for link in graph.links}
    assert labels["Cells"] == pytest.approx(0.0061 * made)


PAGE = """
from views.frame import draft, state
from views.energy import flows_page
state.sync()
draft.sync()
flows_page.show()
"""


@pytest.fixture
def app(tmp_path, monkeypatch):
    for folder in (stored_run(), plan()):
        shutil.copytree(folder, tmp_path / folder.name)
    monkeypatch.setenv("ZEROPARK_RUNS", str(tmp_path))

    def opened(lang, **address):
        page = AppTest.from_string(PAGE, default_timeout=60)
        page.query_params.update({"lang": lang, "run": plan().name, **address})
        return page.run()

    return opened


def sent(page):
    (chart,) = page.get("echarts_chart")
    return json.loads(chart.proto.spec)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_sent_to_the_browser_adds_up(app, lang):
    page = app(lang)
    for domain in picture.DOMAINS:
        page.segmented_control(key="flows_domain").set_value(domain).run()
        assert not page.exception
        check(sent(page))
        if lang == "en":
            assert not re.search("[\u4e00-\u9fff]", json.dumps(sent(page), ensure_ascii=False))
    page.segmented_control(key="flows_ledger").set_value("location").run()
    page.segmented_control(key="flows_scale").set_value("interval").run()
    check(sent(page))
    page.segmented_control(key="flows_level").set_value(ENTERPRISE).run()
    page.selectbox(key="flows_enterprise").set_value("machines").run()
    assert not page.exception
    check(sent(page))


def test_the_other_run_is_one_press_away(app):
    page = app("en", base=stored_run().name)
    plan_ = sent(page)
    table = page.dataframe[0].value
    assert "Difference" in table.columns
    amount = next(column for column in table.columns if column.startswith("Amount"))
    miss = (table[amount] - table["Other run"] - table["Difference"]).abs().max()
    assert miss <= 0.101
    page.segmented_control(key="flows_which").set_value("base").run()
    assert not page.exception
    assert sent(page) != plan_
    check(sent(page))


def test_the_next_month_is_one_press_away(app):
    page = app("en")
    page.segmented_control(key="flows_scale").set_value("month").run()
    first = sent(page)
    page.button(key="flows_after").click().run()
    assert page.selectbox(key="flows_month").value == "2025-02"
    assert page.button(key="flows_after").disabled
    assert sent(page) != first


def test_a_script_in_a_name_is_a_name(monkeypatch):
    run = run_of("small")
    bad = "<script>alert(1)</script> {v|0 MWh}"
    park = json.loads(json.dumps(cache.park(run), default=str))
    park["agents"]["cells"]["label"] = {"zh": bad, "en": bad}
    monkeypatch.setattr(cache, "park", lambda _: park)
    shown = picture.picture(run, Asked("energy", "largest", "", *SPANS["year"]), "en")
    (series,) = sankey_chart.sankey(shown, {})["series"]
    (node,) = [node for node in series["data"] if node["name"] == bad]
    assert bad not in node["label"]["formatter"]  # {b} is filled in by the chart, as text
    check(sankey_chart.sankey(shown, {}))
