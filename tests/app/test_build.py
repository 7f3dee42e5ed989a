"""The page that builds parks: templates, text, spreadsheets and what is wrong, in step."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from scenarios import jobs
from scenarios.building import agents_of, text_of
from scenarios.drafts import Draft
from tests.sheets.books import book, repacked
from views.build import plan, sheets
from views.frame.texts import LANGUAGES, say

PAGE = """
from views.build import page
from views.frame import draft, state
state.sync()
draft.sync()
page.show()
"""
HEAD = ["编号", "中文名称", "工艺原型", "年产量", "东向坐标", "北向坐标"]
GOOD = ["new-1", "甲<script>alert(1)</script>", "machinery", 20000, 800, 200]
BAD = ["new-2", "=cmd()", "machinery", "两万个", 900, 200]


@pytest.fixture
def runs(tmp_path, monkeypatch):
    monkeypatch.setenv("ZEROPARK_RUNS", str(tmp_path))
    return tmp_path


def opened(lang="en", draft=None, section=None):
    app = AppTest.from_string(PAGE, default_timeout=60)
    app.query_params["lang"] = lang
    if section and draft is None:
        app.session_state["build_section"] = section
    app.run()
    if draft is not None:
        app.button(key=f"start_{draft}").click().run()
    if section and draft:
        app.segmented_control(key="build_section").set_value(section).run()
    assert not app.exception
    return app


def now(app):
    return app.session_state["draft_history"].now


def texts(app):
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error, app.success)
    return "\n".join(element.value for kind in kinds for element in kind)


def apply(app, text):
    area = next(area for area in app.text_area if area.key.startswith("build_yaml_"))
    area.set_value(text)
    app.button(key="build_yaml_apply").click().run()
    assert not app.exception
    return app


def uploaded(app, name, content):
    app.file_uploader(key="build_sheet_file").set_value((name, content, "")).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", ["templates", "tables", "plan", "sheets"])
def test_every_part_opens_in_both_languages(runs, lang, section):
    app = opened(lang, section=section)
    assert say(lang, "build.sound") in texts(app)
    if lang == "en":
        shown = [area.value for area in app.text_area]
        assert re.findall(r"[\u4e00-\u9fff]+", texts(app)) == [], shown[:1]


def test_a_template_becomes_the_plan_and_is_kept(runs):
    app = opened(draft="logistics")
    assert now(app) == Draft(park="logistics")
    assert len(list((runs / ".drafts").glob("*.json"))) == 1
    assert app.session_state["build_section"] == "tables"
    ids = list(app.data_editor[0].value["id"])
    assert ids[:2] == ["cold-store", "warehouse-1"]
    assert app.button(key="build_undo").disabled


def test_what_is_wrong_is_kept_told_with_its_line_and_cannot_be_run(runs):
    app = opened(draft="logistics")
    text = text_of(now(app))
    apply(app, text.replace("output_per_year: 180000", "output_per_year: -5"))
    told = "\n".join(error.value for error in app.error)
    line = text[: text.index("output_per_year: 180000")].count("\n") + 1
    assert say("en", "build.line", line=line) in told
    assert "greater than 0" in told
    assert app.button(key="build_run").disabled
    assert "output_per_year: -5" in now(app).text
    app.button(key="build_undo").click().run()
    assert not app.error
    assert not app.button(key="build_run").disabled
    app.button(key="build_redo").click().run()
    assert app.error


@pytest.mark.parametrize("section", ["tables", "plan", "sheets"])
def test_text_that_is_no_yaml_is_kept_and_the_rest_waits(runs, section):
    app = opened(draft="greenfield", section=section)
    apply(app, "agents: [")
    assert now(app).text == "agents: ["
    assert say("en", "build.unreadable") in texts(app)
    assert app.button(key="build_run").disabled
    app.button(key="build_undo").click().run()
    assert say("en", "build.sound") in texts(app)


def test_an_empty_text_is_not_taken_for_a_template(runs):
    app = opened(draft="greenfield")
    apply(app, "  \n")
    assert now(app) == Draft(park="greenfield")


def test_a_text_that_is_too_large_is_told_and_not_taken(runs):
    app = opened(draft="greenfield")
    apply(app, "# " + "x" * 1_000_000)
    assert now(app) == Draft(park="greenfield")
    assert app.error


@pytest.mark.parametrize("sent", [
    None, 5, [], {}, {"id": "grid"}, {"id": "grid", "x": "a", "y": 1}, {"id": 1, "x": 1, "y": 1},
    {"id": "grid", "x": None, "y": 1}, {"id": "grid", "x": "nan", "y": 1},
    {"id": "../../x", "x": 1, "y": 1}, {"id": "grid", "x": 1e300, "y": 1},
])  # fmt: skip
def test_nothing_but_a_box_and_its_place_moves_it(sent, monkeypatch):
    changed = []
    session = {plan.KEY: SimpleNamespace(moved=sent)}
    monkeypatch.setattr(plan.st, "session_state", session)
    monkeypatch.setattr(plan.draft, "change", lambda **values: changed.append(values))
    plan._moved()
    assert changed == []
    session[plan.KEY].moved = {"id": "grid", "x": 7, "y": 8}
    plan._moved()
    assert "position: [7, 8]" in changed[0]["text"]


def test_names_are_text_and_nothing_else(runs):
    app = opened(draft="greenfield")
    name = "<script>alert(1)</script> **b** [x](http://x) :red[a] $x$"
    label = "label: {zh: 新建空白园区（虚构）, en: Greenfield zone (fictitious)}"
    apply(app, text_of(now(app)).replace(label, f"label: {{zh: '{name}', en: '{name}'}}"))
    (shown,) = [m.value for m in app.markdown if "script" in m.value]
    assert shown.startswith("**\\<script\\>")
    assert "\\*\\*b\\*\\*" in shown
    assert "\\[x\\]" in shown
    assert "\\:red" in shown
    assert "\\$x\\$" in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_good_rows_are_taken_and_bad_ones_told(runs, lang):
    app = opened(lang, draft="logistics", section="sheets")
    uploaded(app, "plan.xlsx", book([HEAD, GOOD, BAD]))
    counts = [say(lang, f"build.sheet.count.{what}", count=count)
              for what, count in (("added", 1), ("aside", 1))]  # fmt: skip
    assert all(count in app.warning[0].value for count in counts)
    tables = [table.value for table in app.dataframe]
    wrong = next(t for t in tables if say(lang, "build.sheet.cell") in t.columns)
    assert list(wrong[say(lang, "build.sheet.cell")]) == ["企业 B3", "企业 D3"]
    assert list(wrong[say(lang, "build.supplied.value")]) == ["", "两万个"]  # a formula, not run
    filled = next(t for t in tables if say(lang, "build.sheet.written") in t.columns)
    assert say(lang, "build.written.no") in set(filled[say(lang, "build.sheet.written")])
    app.button(key="build_sheet_take").click().run()
    assert agents_of(now(app))["new-1"]["position"] == [800, 200]
    assert "new-2" not in agents_of(now(app))
    uploaded(app, "plan.xlsx", book([HEAD, GOOD, ["new-2", "@cmd()", *BAD[2:3], 20000, *BAD[4:]]]))
    app.button(key="build_sheet_take").click().run()
    assert agents_of(now(app))["new-2"]["label"]["zh"] == "@cmd()"
    app.button(key="build_undo").click().run()
    assert "new-2" not in agents_of(now(app))
    assert "new-1" in agents_of(now(app))


def test_a_bomb_is_refused_and_the_plan_is_as_it_was(runs):
    bomb = repacked(
        book([HEAD, GOOD]),
        {"sheet1": lambda text: text.replace("</sheetData>", " " * 60_000_000 + "</sheetData>")},
    )
    app = opened(draft="logistics", section="sheets")
    uploaded(app, "plan.xlsx", bomb)
    assert say("en", "build.sheet.refused") in app.error[0].value
    assert "times over" in app.error[0].value
    assert now(app) == Draft(park="logistics")
    uploaded(app, "note.xlsx", b"not a workbook \x00\xff")
    assert say("en", "build.sheet.refused") in app.error[0].value


def test_rows_wait_while_the_plan_is_unsound(runs):
    app = opened(draft="logistics", section="sheets")
    apply(app, text_of(now(app)).replace("archetype: cold_store", "archetype: none-such"))
    uploaded(app, "plan.xlsx", book([HEAD, GOOD]))
    assert say("en", "build.sheet.unsound") in texts(app)


def test_a_template_of_each_kind_is_there():
    assert sheets.ALL not in sheets.kind_names()
    assert sheets.template("station", "en").startswith(b"PK")


def test_ones_own_file_becomes_the_plan_unless_it_names_files_of_this_machine(runs):
    app = opened(section="templates")
    (key,) = [u.key for u in app.file_uploader]
    text = text_of(Draft(park="greenfield"))
    app.file_uploader(key=key).set_value(("my park.yaml", text.encode(), "")).run()
    app.button(key="build_file_take").click().run()
    assert not app.exception
    assert now(app) == Draft(park="my-park", text=text)
    app = opened(section="templates")
    bad = b"label: {zh: a, en: a}\nextends: ../../etc/passwd\n"
    app.file_uploader(key=key).set_value(("x.yaml", bad, "")).run()
    assert say("en", "build.line", line=2) in app.error[0].value
    assert not [b for b in app.button if b.key == "build_file_take"]
    app.file_uploader(key=key).set_value(("x.yaml", b"\xff\xfe\x00", "")).run()
    assert app.error[0].value == say("en", "setup.upload.not_text")


def test_running_asks_for_the_plan_as_it_stands(runs, monkeypatch):
    asked = []

    def start(request, folder):
        asked.append(request)
        return "0123456789abcdef"

    monkeypatch.setattr(jobs, "start", start)
    app = opened(draft="greenfield")
    app.button(key="build_run").click().run()
    assert asked == [Draft(park="greenfield").request()]
    assert app.session_state["job"] == "0123456789abcdef"


def test_one_entry_is_changed_and_removed_alone(runs):
    app = opened(draft="greenfield")
    app.segmented_control(key="build_group").set_value("fleet").run()
    area = next(area for area in app.text_area if area.key.startswith("build_entry_patrol"))
    area.set_value(area.value.replace("count: 2", "count: 3"))
    app.button(key="build_entry_apply").click().run()
    assert agents_of(now(app))["patrol"]["vehicles"][0]["count"] == 3
    app.button(key="build_entry_remove").click().run()
    assert "patrol" not in agents_of(now(app))
    assert not app.exception
