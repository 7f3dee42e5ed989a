"""The page of fleets: a kept comparison reads as on the command line, in both languages."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from rich.console import Console
from streamlit.testing.v1 import AppTest

from scenarios import jobs
from scenarios.build import Options
from scenarios.catalogue import InputError
from scenarios.fleets.cells import Cells, cells
from scenarios.fleets.compare import compare_fleets
from scenarios.fleets.present import tables as printed
from scenarios.fleets.reread import comparison_of
from scenarios.jobs import FleetsRequest, queue, results
from scenarios.jobs.requests import from_json, to_json
from scenarios.jobs.results import keep_result, kept_results, read_result, result_files
from scenarios.jobs.work import do
from scenarios.jobs.worker import work
from scenarios.scenario import Scenario
from tests.app.test_pages import one_page
from tests.parks import SMALL
from views.fleets import charts, files, tables
from views.frame.texts import say

ASKED = FleetsRequest(
    "small", SMALL, {"days": 3}, None, 60, ("trucks",), "diesel,swap,depot_overnight",
    sensitivity=False,
)  # fmt: skip
SLOW = FleetsRequest("small", SMALL, {"days": 3}, None, 60, ("trucks",), "depot_overnight", 1)


class Quiet:
    """A teller nobody listens to."""

    def tell(self, **values):
        """Forget it."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Keep two comparisons as a job does; in the second one vehicle cannot do the jobs."""
    home = tmp_path_factory.mktemp("fleets") / "runs"
    for number, asked in enumerate((SLOW, ASKED)):
        job = home / ".jobs" / f"{number:016x}"
        job.mkdir(parents=True)
        do(asked, job, Quiet())
    return home


@pytest.fixture(scope="module")
def direct():
    scenario = Scenario("", None, "small", settings={"days": 3}, text=SMALL)
    return compare_fleets(
        scenario, fleets=["trucks"], strategies="diesel,swap,depot_overnight",
        options=Options(step_minutes=60), sensitivity=False,
    )  # fmt: skip


def kept(runs, asked):
    return next(each for each in kept_results("fleets", runs) if each.request == asked)


def comparison(runs, asked=ASKED):
    return comparison_of(read_result("fleets", kept(runs, asked).id, runs))


def test_every_figure_is_that_of_the_command_line(runs, direct):
    plain = json.loads(json.dumps(direct.to_json()))
    assert read_result("fleets", kept(runs, ASKED).id, runs) == plain
    again = comparison(runs)
    assert json.loads(json.dumps(again.to_json())) == plain


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cell_is_printed_by_the_command_line(runs, direct, lang):
    told = cells(comparison(runs), lang)
    console = Console(width=400, file=io.StringIO(), highlight=False)
    for table in printed(direct, lang):
        console.print(table)
    text = console.file.getvalue()
    seen = [cell for table in told.values() for row in table.rows for cell in row]
    assert len(seen) > 60
    assert [cell for cell in seen if cell not in text] == []
    overview = tables.overview(comparison(runs), told, lang)
    mine = [cell for row in overview.rows for cell in row[2:]]
    assert [cell for cell in mine if cell and cell not in text and not cell.endswith("min")] == []


def test_who_fails_his_jobs_is_apart_and_marked(runs):
    found = comparison(runs, SLOW)
    assert not found.ranking.ranked
    assert tables.marks(found) == {0: "apart"}
    overview = tables.overview(found, cells(found, "en"), "en")
    assert overview.rows[0][0] == say("en", "fleets.apart")
    assert charts.names_of(found, "en")[0].endswith("✗")
    (mark,) = charts.tradeoff(found, "park", "en")["series"]
    assert mark["itemStyle"]["color"] == "transparent"


def test_the_cost_bars_add_up_to_the_cost(runs):
    found = comparison(runs)
    chart = charts.costs(found, "en")
    sums = [sum(values) for values in zip(*(s["data"] for s in chart["series"]), strict=True)]
    order = charts.ordered(found)
    costs = [o.bill.per_t_km() for o in order]
    assert sums == pytest.approx(costs, rel=2e-3)


def test_without_sensitivity_nothing_is_told_of_hauls(runs):
    assert {"km", "use"}.isdisjoint(leader.driver for leader in comparison(runs).leaders)
    drivers = {leader.driver for leader in comparison(runs, SLOW).leaders}
    assert {"km", "use"} <= drivers or not comparison(runs, SLOW).variants


def test_a_request_of_before_had_sensitivity():
    plain = to_json(ASKED)
    del plain["sensitivity"]
    assert from_json(plain).sensitivity


def test_names_are_escaped():
    cell = tables.Cells("a<b", ("<i>",), (True,), (("<script>x</script>",),))
    text = tables.table(cell)
    assert "<script>" not in text
    assert "a&lt;b" in text


def test_what_is_below_zero_has_a_minus():
    told = tables.table(Cells("Costs", ("strategy", "CNY/km"), (True, False), (
        ("depot-overnight", "-0.12"), ("-", "1.5 to -0.2"),
    )))  # fmt: skip
    assert ">−0.12<" in told
    assert ">-<" in told
    assert ">depot-overnight<" in told


@pytest.mark.parametrize("wrong", [{}, {"park": 1}, {"strategies": [{}]}])
def test_a_damaged_result_is_refused(runs, wrong):
    plain = read_result("fleets", kept(runs, ASKED).id, runs)
    broken = {**plain, **wrong} if wrong else {}
    if wrong.get("park"):
        broken["span"] = None
    with pytest.raises(InputError, match="cannot be read"):
        comparison_of(broken)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_files_are_offered_whole(runs, lang):
    chosen = kept(runs, ASKED)
    found = {
        label: data
        for _, label, data, _ in files.bundles(
            result_files("fleets", chosen.id, runs), chosen.id, lang
        )
    }
    assert set(found) == {"xlsx", "csv", "parquet", "pictures"}
    assert load_workbook(io.BytesIO(found["xlsx"])).sheetnames
    names = zipfile.ZipFile(io.BytesIO(found["pictures"])).namelist()
    assert "fleet-costs.svg" in names
    assert len(names) == len(set(names))


def opened(runs, lang, monkeypatch, **address):
    monkeypatch.setenv("ZEROPARK_RUNS", str(runs))
    app = AppTest.from_string(one_page("fleets"), default_timeout=60)
    app.query_params.update({"lang": lang, **address})
    app.run()
    assert not app.exception, app.exception[0].message
    return app


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_the_comparison_of_the_address(runs, lang, monkeypatch):
    app = opened(runs, lang, monkeypatch, fleets=kept(runs, SLOW).id)
    assert any(kept(runs, SLOW).id in caption.value for caption in app.caption)
    reason = comparison(runs, SLOW).ranking.failed[0].reason(lang)
    assert any(reason[:12] in each.value for each in app.markdown)
    assert not app.error
    names = ("cost", "tradeoff", "hangs", "regret", "service", "replay", "files")
    assert [tab.label for tab in app.tabs] == [say(lang, f"fleets.tab.{name}") for name in names]


def test_a_wrong_id_says_so_and_shows_the_newest(runs, monkeypatch):
    app = opened(runs, "en", monkeypatch, fleets="../../etc")
    assert "no comparison" in app.warning[0].value
    assert any(kept(runs, ASKED).id in caption.value for caption in app.caption)


def test_a_comparison_is_asked_for_with_what_was_chosen(runs, monkeypatch):
    asked = []
    monkeypatch.setattr(jobs, "start", lambda request, folder: asked.append(request) or "0" * 16)
    app = opened(runs, "en", monkeypatch)
    app.selectbox(key="fleets_park").set_value("yunnan").run()
    app.multiselect(key="fleets_which").set_value(["vans"]).run()
    app.multiselect(key="fleets_ways").set_value(["diesel", "swap"])
    app.slider(key="fleets_level").set_value(95)
    app.number_input(key="fleets_days").set_value(14)
    app.toggle(key="fleets_sensitivity").set_value(False).run()
    app.button(key="fleets_start").click().run()
    assert not app.exception
    assert asked == [
        FleetsRequest("yunnan", "", {"days": 14}, None, 60, ("vans",), "diesel,swap", None, 0.95,
                      "", sensitivity=False)
    ]  # fmt: skip


def test_a_strategy_can_be_run_to_be_replayed(runs, monkeypatch):
    asked = []
    monkeypatch.setattr(jobs, "start", lambda request, folder: asked.append(request) or "0" * 16)
    app = opened(runs, "en", monkeypatch, fleets=kept(runs, ASKED).id)
    app.selectbox(key="fleets_replay").set_value("swap").run()
    app.button(key="fleets_run").click().run()
    (request,) = asked
    assert request.text == SMALL
    assert request.changes["days"] == 3
    assert request.changes["agents.trucks-midday"]["station_type"] == "swap"


def test_a_faulty_file_of_jobs_is_told_by_line(tmp_path):
    asked = replace(ASKED, jobs_csv="depart,class,km\nyesterday,tractor_49t,ten\n")
    job = tmp_path / "runs" / ".jobs" / ("1" * 16)
    job.mkdir(parents=True)
    with pytest.raises(InputError) as told:
        do(asked, job, Quiet())
    assert "jobs.csv" in str(told.value)
    assert kept_results("fleets", tmp_path / "runs") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_another_version_made_is_told_and_goes_when_asked_again(
    runs, tmp_path, monkeypatch, lang
):
    shutil.copytree(runs / ".fleets", tmp_path / ".fleets")
    monkeypatch.setattr(results, "_program", lambda: ["another version"])
    before = kept(tmp_path, SLOW)
    assert not before.is_current
    asked = []
    app = opened(tmp_path, lang, monkeypatch, fleets=before.id)
    assert say(lang, "fleets.old") in [each.value for each in app.warning]
    monkeypatch.setattr(jobs, "start", lambda request, folder: asked.append(request) or "0" * 16)
    app.button(key="fleets_again").click().run()
    assert asked == [SLOW]
    plain = read_result("fleets", before.id, tmp_path)
    name = keep_result(SLOW, plain, lambda folder: folder.mkdir(), tmp_path)
    assert name != before.id
    assert [each.id for each in kept_results("fleets", tmp_path) if each.request == SLOW] == [name]
    app = opened(tmp_path, lang, monkeypatch, fleets=name)
    assert say(lang, "fleets.old") not in [each.value for each in app.warning]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_faulty_row_is_shown_on_the_page(tmp_path, monkeypatch, lang):
    rows = ["depart,arrive,class,km", "yesterday,2025-01-01 09:00,tractor_49t,ten"]
    rows.append("2025-01-01 08:00,2025-01-01 09:00,<b>ship</b>,20")
    asked = replace(ASKED, jobs_csv="\n".join(rows))
    monkeypatch.setattr(queue, "MOST_RUNNING", 0)
    job = jobs.start(asked, tmp_path)
    assert work(jobs.job_folder(job, tmp_path)).state == "failed"
    app = opened(tmp_path, lang, monkeypatch, job=job)
    (told,) = [each.proto.body for each in app.get("html") if "jobs.csv" in each.proto.body]
    for line, column, value in (
        (2, "depart", "yesterday"), (2, "km", "ten"), (3, "class", "&lt;b&gt;ship&lt;/b&gt;"),
    ):  # fmt: skip
        cells = f">jobs.csv</td><td class='l'>{line}</td><td class='l'>{column}</td>"
        assert cells in told
        assert value in told
    assert str(tmp_path) not in told
    assert app.error[0].value == say(lang, "fleets.faults")
    assert (">应为数字<" in told) == (lang == "zh")
    app.button(key="fleets_start").click().run()
    assert not app.exception
    assert job not in app.session_state["job"]
    assert not app.error


def test_the_file_of_jobs_is_offered_with_its_own_limit(tmp_path, monkeypatch):
    app = opened(tmp_path, "en", monkeypatch)
    (given,) = app.get("file_uploader")
    assert given.proto.max_upload_size_mb == 1


def test_nothing_kept_says_what_to_do(tmp_path, monkeypatch):
    app = opened(tmp_path, "en", monkeypatch)
    assert "Nothing compared yet" in app.info[0].value


def test_the_same_question_is_answered_once(runs):
    before = kept(runs, ASKED).finished
    found = comparison(runs)
    name = keep_result(ASKED, found.to_json(), lambda folder: folder.mkdir(), runs / "other")
    assert name == kept(runs, ASKED).id
    assert kept(runs, ASKED).finished == before
