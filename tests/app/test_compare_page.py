"""Compare: what is drawn is what the runs say; differences have sign, arrow and word."""

from __future__ import annotations

import io
import shutil
import zipfile

import pytest
from openpyxl import load_workbook

from scenarios import jobs
from scenarios.catalogue import InputError
from scenarios.compare.apart import attribution_of, runs_needed
from scenarios.compare.cash import cash_flow
from scenarios.compare.headline import cut_at
from scenarios.compare.shown import shown
from scenarios.jobs import Request, queue
from scenarios.jobs.worker import work
from scenarios.stored import StoredRun
from tests.app.stored import BATTERY, PLACES, TEXT, stored_plan, stored_run
from tests.app.test_pages import one_page, opened, texts
from views.compare import charts, tables
from views.compare.charts import Bar
from views.compare.downloads import made
from views.frame.texts import LANGUAGES, say
from views.stored.cache import run_of

PLAN = Request(
    "draft", TEXT,
    {**{f"agents.{n}.position": p for n, p in PLACES.items()}, "interventions": [BATTERY]},
)  # fmt: skip


@pytest.fixture
def runs(tmp_path, monkeypatch):
    for folder in (stored_run(), stored_plan()):
        shutil.copytree(folder, tmp_path / folder.name)
    monkeypatch.setenv("ZEROPARK_RUNS", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def found():
    return shown([stored_run(), stored_plan()])


def both():
    return f"{stored_run().name},{stored_plan().name}"


def figure(found, key):
    return next(one for one in found["figures"] if one["id"] == key)


def test_figures_are_those_of_the_runs(found):
    for place, folder in enumerate((stored_run(), stored_plan())):
        headline = StoredRun(folder).accounts["headline"]
        assert figure(found, "carbon.park")["values"][place] == headline["carbon"]["park"]
        assert figure(found, "cost.total_cny")["values"][place] == headline["cost"]["total_cny"]


def test_a_waterfall_goes_from_one_run_to_the_other(found):
    for ledger in ("park", "location", "residual"):
        first, steps, last = found["falls"][0][ledger]
        assert first + sum(amount for _, amount in steps) == pytest.approx(last, abs=1e-6)
        values = figure(found, f"carbon.{ledger}")["values"]
        assert [first, last] == pytest.approx(values)


def test_months_add_up_to_the_year(found):
    months = found["months"]
    for ledger in ("park", "location", "residual"):
        table = months["tables"][f"carbon.{ledger}"]
        for place in (0, 1):
            total = sum(sum(part["runs"][place]) for part in table.values())
            total += months["unplaced"][f"carbon.{ledger}"][place]
            assert total == pytest.approx(figure(found, f"carbon.{ledger}")["values"][place])


@pytest.mark.parametrize(
    ("of", "unit", "words", "kind"),
    [
        ({"absolute": -5.0, "relative": -0.05, "better": True}, "t", "▼ −5 t (−5.0%) better",
         "better"),
        ({"absolute": 5.0, "relative": None, "better": False}, "t", "▲ +5 t worse", "worse"),
        ({"absolute": 0.02, "relative": 0.1, "better": True}, "1", "▲ +2.0 points better",
         "better"),
        ({"absolute": 3.0, "relative": 0.5, "better": None}, "CNY", "▲ +3 CNY (+50.0%)", "other"),
        ({"absolute": 0.0, "relative": 0.0, "better": None}, "t", "＝ no change", "other"),
        ({"absolute": None, "relative": None, "better": None}, "t", "not comparable", "other"),
    ],
)  # fmt: skip
def test_a_difference_is_told_in_words_and_arrows(of, unit, words, kind, monkeypatch):
    monkeypatch.setattr(tables, "t", lambda key, **values: say("en", key, **values))
    assert tables.difference_words(of, unit) == (words, kind)


def test_names_are_no_markup(monkeypatch):
    monkeypatch.setattr(tables, "t", lambda key, **values: say("en", key, **values))
    evil = "<script>alert(1)</script>"
    assert "<script" not in tables.rows([evil], [[evil]])
    assert "<script" not in tables.figures([(evil, evil)], [], is_dark=False)


def test_steps_of_a_waterfall_begin_where_the_one_before_ends():
    bars = [
        Bar("a", 10.0, "10", "#111", is_total=True), Bar("b", -14.0, "", "#222"),
        Bar("c", 6.0, "", "#333"), Bar("d", 2.0, "2", "#111", is_total=True),
    ]  # fmt: skip
    bodies = charts.waterfall(bars, "t", is_dark=False)["series"][0]["data"]
    assert [body["value"] for body in bodies] == [
        [0.0, 10.0, 0.0, 10.0], [10.0, -4.0, -4.0, 10.0], [-4.0, 2.0, -4.0, 2.0],
        [0.0, 2.0, 0.0, 2.0],
    ]  # fmt: skip


def test_bars_of_a_cost_curve_stand_side_by_side():
    drawn = charts.curve([("a", 3.0, -5.0, "#1"), ("b", 2.0, 7.0, "#2")], "x", "y", is_dark=True)
    assert [series["data"] for series in drawn["series"]] == [
        [[0.0, 0.0], [0.0, -5.0], [3.0, -5.0], [3.0, 0.0]],
        [[3.0, 0.0], [3.0, 7.0], [5.0, 7.0], [5.0, 0.0]],
    ]
    assert cut_at([(1.0, 10.0), (-2.0, 10.0), (900.0, 0.1)]) == 12.0


def test_money_is_that_of_the_command(runs):
    plain = cash_flow(stored_run(), stored_plan())
    real = plain["whole"]["real_cny"]["after_tax"]
    assert plain["cumulated"][-1] == pytest.approx(sum(real))
    assert [one["id"] for one in plain["measures"]] == ["park_battery"]
    assert sum(flow[0] for flow in plain["kinds"].values()) == pytest.approx(
        plain["whole"]["nominal_cny"]["own_money"][0]
    )


def test_only_the_runs_own_park_is_taken_apart():
    stored = StoredRun(stored_plan())
    assert attribution_of(stored, [PLAN]).text == TEXT
    assert runs_needed(stored) == 2
    with pytest.raises(InputError, match="open its plan"):
        attribution_of(stored, [Request("small", TEXT)])
    with pytest.raises(InputError, match="no measures"):
        attribution_of(StoredRun(stored_run()), [PLAN])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_compares_what_the_address_says(runs, lang):
    app = opened(lang, one_page("compare"), runs=both())
    html = " ".join(block.proto.body for block in app.get("html"))
    assert "data-figure='carbon.park'" in html
    assert say(lang, "compare.is_base") in html
    assert not app.error
    assert app.multiselect[0].value == both().split(",")


def test_a_taken_apart_plan_is_shown_again_after_a_reload(runs, monkeypatch):
    monkeypatch.setattr(queue, "MOST_RUNNING", 0)
    request = attribution_of(StoredRun(stored_plan()), [PLAN])
    job = jobs.start(request, runs)
    assert work(jobs.job_folder(job, runs)).state == "done"
    monkeypatch.setattr("views.compare.apart.question", lambda run, plan: request)
    app = opened("en", one_page("compare"), runs=both())
    app.session_state["compare_tabs_en"] = say("en", "compare.tab.curve")
    app.run()
    told = texts(app)
    assert say("en", "apart.warning") in told
    assert say("en", "apart.sequential.note") in told
    assert say("en", "apart.leave_one_out.note") in told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tab", ["carbon", "months", "why", "money", "curve"])
def test_every_tab_draws(runs, tab, lang):
    app = opened(lang, one_page("compare"), runs=both())
    app.session_state[f"compare_tabs_{lang}"] = say(lang, f"compare.tab.{tab}")
    app.run()
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("given", ["nonsense", "../../etc", "a,b,c"])
def test_runs_that_are_not_there_are_left_out(runs, given):
    app = opened("en", one_page("compare"), runs=given)
    assert say("en", "compare.few") in texts(app)


def test_exports_open_again(runs):
    pair = (run_of(stored_run().name), run_of(stored_plan().name))
    book = load_workbook(io.BytesIO(made(pair, "xlsx", "en")))
    assert "differences" in book.sheetnames
    for kind in ("csv", "parquet", "svg", "png"):
        with zipfile.ZipFile(io.BytesIO(made(pair, kind, "zh"))) as archive:
            assert archive.testzip() is None
            assert all(name.endswith(f".{kind}") for name in archive.namelist())


@pytest.mark.parametrize(
    ("first", "steps", "last"),
    [
        (1_159_364.141, [-2.666, -52_386.114], 1_106_975.361),
        (1000.4, [0.3, 0.3, 0.3], 1001.3),
        (1000.4, [-0.3, -0.3, -0.3], 999.5),
        (20.04, [-0.03, 0.06, 0.0], 20.07),
        (1.0, [], 1.0),
    ],
)
def test_the_steps_of_a_waterfall_add_up_as_they_are_read(first, steps, last):
    def read(text):
        return float(text.replace(",", "").replace("−", "-"))

    texts = tables.steps_told(first, steps, last)
    digits = 0 if first >= 1000 else 1 if first >= 10 else 3
    ends = [round(value, digits) for value in (first, last)]
    assert ends[0] + sum(map(read, texts)) == pytest.approx(ends[1], abs=1e-9)
    for text, step in zip(texts, steps, strict=True):
        assert abs(read(text) - step) < 10.0**-digits
