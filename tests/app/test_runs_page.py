"""Runs: found by filters, noted on, opened, deleted and put back; downloads hold what they say."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile

import pytest
from openpyxl import load_workbook

from scenarios.run_notes import read_note, write_note
from scenarios.run_trash import deleted_runs
from tests.app.stored import stored_plan, stored_run
from tests.app.test_pages import one_page, opened, texts
from views.frame.texts import LANGUAGES, say
from views.history import one
from views.history.filters import between, passes
from views.stored import cache
from views.stored.cache import run_of

PICKED = """
from views.history import page
page._table = lambda lines, notes: [line for line in lines if line.id in {picked}]
"""


@pytest.fixture
def runs(tmp_path, monkeypatch):
    for folder in (stored_run(), stored_plan()):
        shutil.copytree(folder, tmp_path / folder.name)
    monkeypatch.setenv("ZEROPARK_RUNS", str(tmp_path))
    return tmp_path


def picked(*names, shown=""):
    """Open the page with rows selected: the table is drawn on a canvas."""
    return opened("en", PICKED.format(picked=set(names)) + one_page("runs"), run=shown or names[0])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_runs_are_listed_with_seed_and_version(runs, lang):
    app = opened(lang, one_page("runs"))
    table = app.dataframe[0].value
    assert set(table[say(lang, "runs.id")]) == {stored_run().name, stored_plan().name}
    assert set(table[say(lang, "runs.seed")]) == {11}
    assert set(table[say(lang, "runs.version")]) == {cache.listed()[0].version}


def test_filters_pass_what_fits(runs):
    write_note(stored_plan().name, "第二台储能", runs)
    app = opened("en", one_page("runs"))
    app.text_input(key="runs_text").set_value("储能").run()
    assert list(app.dataframe[0].value["Id"]) == [stored_plan().name]
    app.text_input(key="runs_text").set_value("nothing like it").run()
    assert len(app.dataframe[0].value) == 0
    app.text_input(key="runs_text").set_value("").run()
    before = dt.date.today() - dt.timedelta(days=7)
    app.date_input(key="runs_until").set_value(before).run()
    assert len(app.dataframe[0].value) == 0


def test_words_verdicts_and_days_are_all_asked_for(runs):
    line = cache.listed()[0]
    system, verdict = next(iter(line.verdicts.items()))
    assert passes(line, "TEST park", "", "")
    assert passes(line, "test words", "some words", f"{system}/{verdict}")
    assert not passes(line, "test absent", "", "")
    assert not passes(line, "", "", f"{system}/nonsense")
    day = dt.date.fromisoformat(line.finished[:10])
    assert between(line, day, day)
    assert not between(line, day + dt.timedelta(1), None)
    assert not between(line, None, day - dt.timedelta(1))


def test_a_note_is_kept(runs):
    app = picked(stored_plan().name)
    app.text_area(key=f"note_{stored_plan().name}").set_value("a word *on* it").run()
    assert read_note(stored_plan().name, runs) == "a word *on* it"


def test_a_run_is_deleted_and_comes_back(runs):
    name = stored_plan().name
    app = picked(name)
    app.session_state["run"] = name
    app.button(key="delete_run").click().run()
    assert not app.exception
    assert not (runs / name).exists()
    assert [one_.name for one_ in deleted_runs(runs)] == [name]
    assert app.session_state["run"] != name
    app.button(key="undo_runs").click().run()
    assert (runs / name / "manifest.json").is_file()
    assert deleted_runs(runs) == []
    assert app.session_state["run"] == name


def test_the_trash_is_emptied_only_if_one_is_sure(runs):
    app = picked(stored_plan().name)
    app.button(key="delete_run").click().run()
    assert app.button(key="empty_runs").disabled
    app.checkbox(key="sure_runs").check().run()
    app.button(key="empty_runs").click().run()
    assert not app.exception
    assert deleted_runs(runs) == []
    assert say("en", "runs.undo") not in [button.label for button in app.button]


def test_opening_and_comparing(runs):
    app = picked(stored_run().name, stored_plan().name)
    app.button(key="compare_picked").click().run()
    assert set(app.session_state["runs"].split(",")) == {stored_run().name, stored_plan().name}
    app = picked(stored_plan().name, shown=stored_run().name)
    app.button(key="base_run").click().run()
    assert app.session_state["base"] == stored_plan().name
    assert say("en", "runs.base.is") in [button.label for button in app.button]


def test_downloads_open_again(runs):
    run = run_of(stored_plan().name)
    book = load_workbook(io.BytesIO(one.workbook(run)))
    assert {"指标 indicators", "因子与来源 factors", "输入 inputs", "逐时 hourly"} <= set(
        book.sheetnames
    )
    with zipfile.ZipFile(io.BytesIO(one.tables(run))) as archive:
        assert archive.read("flows.parquet") == (run.path / "flows.parquet").read_bytes()
    for kind, head in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        with zipfile.ZipFile(io.BytesIO(one.pictures(run, kind, "zh"))) as archive:
            assert len(archive.namelist()) == 3
            assert all(archive.read(name).startswith(head) for name in archive.namelist())


def test_hostile_notes_and_names_are_shown_as_they_are(runs):
    write_note(stored_plan().name, "<script>alert(1)</script> **x**", runs)
    app = picked(stored_plan().name)
    assert "<script>" not in texts(app)
