"""One run, one figure: the same on the pages, in the workbook, and on the command line."""

from __future__ import annotations

import io
import json
import shutil

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from scenarios.cli import cli
from tests.app.stored import stored_plan, stored_run
from tests.app.test_pages import one_page, opened
from views.compare.page import compared
from views.frame.texts import LANGUAGES
from views.history.one import workbook
from views.stored import cache
from views.stored.cache import run_of
from views.where import cards_data

# What the command line calls a headline figure, and what the comparison and the workbook call it.
HEADLINE = {
    ("energy", "total_equivalent_tce"): "energy.total_equivalent_tce",
    ("energy", "total_calorific_tce"): "energy.total_calorific_tce",
    ("energy", "electricity_mwh"): "energy.electricity_mwh",
    ("carbon", "park"): "carbon.park",
    ("carbon", "location"): "carbon.location",
    ("carbon", "residual"): "carbon.residual",
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    for run in (stored_run(), stored_plan()):
        shutil.copytree(run, folder / run.name)
    return folder


@pytest.fixture
def run(runs, monkeypatch):
    monkeypatch.setenv("ZEROPARK_RUNS", str(runs))
    return run_of(stored_plan().name)


@pytest.fixture
def told(run, runs):
    """Return what ``zeropark show --json`` tells."""
    shown = CliRunner().invoke(cli, ["show", run.id, "--out", str(runs), "--json"])
    assert shown.exit_code == 0
    return json.loads(shown.stdout)


def indicators(told):
    return {
        f"{system}/{name}": score
        for system, card in told["scorecards"].items()
        for name, score in card["indicators"].items()
    }


def headline(told):
    found = {key: told["accounts"][group][name] for (group, name), key in HEADLINE.items()}
    return found | {f"cost.{name}": value for name, value in told["accounts"]["cost"].items()}


def test_the_page_where_reads_what_the_command_tells(run, told):
    assert cache.scorecards(run) == told["scorecards"]
    assert cache.accounts(run)["headline"] == told["accounts"]
    terms = cache.accounts(run)["terms"]
    for lang in LANGUAGES:
        for name, score in told["scorecards"].items():
            rows = {row["id"]: row for row in cards_data.card(score, terms, lang)["rows"]}
            mine = cards_data.card(cache.scorecards(run)[name], terms, lang)["rows"]
            assert {row["id"]: row["value"] for row in mine} == {
                key: row["value"] for key, row in rows.items()
            }


def test_the_page_compare_has_the_same(run, told):
    base = run_of(stored_run().name)
    figures = {one["id"]: one for one in compared((base, run))["figures"]}
    for key, value in headline(told).items():
        assert figures[key]["values"][1] == value, key
    for key, score in indicators(told).items():
        assert figures[key]["values"][1] == score["value"], key
        assert figures[key]["states"][1] == score["state"], key
        assert figures[key]["targets"][1] == score["target"], key


def test_the_workbook_has_the_same(run, told):
    book = load_workbook(io.BytesIO(workbook(run)), read_only=True)
    lines = list(book["关键指标 figures"].iter_rows(min_row=2, values_only=True))
    figures = {line[1]: line[4] for line in lines}
    for key, value in headline(told).items():
        assert figures[key] == value, key
    cards = book["指标 indicators"].iter_rows(min_row=2, values_only=True)
    written = {f"{line[0]}/{line[1]}": (line[5], line[9]) for line in cards}
    assert written == {key: (one["value"], one["state"]) for key, one in indicators(told).items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_drawn_show_the_same_digits(run, told, lang):
    """What Compare draws of every indicator is what the scorecard of Where says, as text."""
    pair = f"{stored_run().name},{run.id}"
    app = opened(lang, one_page("compare"), runs=pair)
    drawn = " ".join(block.proto.body for block in app.get("html"))
    terms = cache.accounts(run)["terms"]
    for system, score in told["scorecards"].items():
        for row in cards_data.card(score, terms, lang)["rows"]:
            line = drawn.split(f"data-figure='{system}/{row['id']}'")[1].split("</tr>")[0]
            cell = line.split("data-run='1'>")[1].split("<")[0]
            assert cell == row["value"], row["id"]
