"""Notes on runs and the trash: a run's folder is never written to, and nothing leads out of it."""

from __future__ import annotations

import hashlib

import pytest

from scenarios import trash
from scenarios.catalogue import InputError
from scenarios.run_notes import MOST_CHARACTERS, read_note, write_note
from scenarios.run_trash import delete_run, deleted_runs, empty_trash, restore_run
from scenarios.stored import stored_runs

HOSTILE = ["", "..", "../x", "a/b", ".jobs", "a\0b", "x" * 200]


@pytest.fixture
def runs(tmp_path):
    for name in ("small-1", "small-2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")
        (tmp_path / name / "flows.parquet").write_bytes(name.encode())
    return tmp_path


def hashes(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_note_changes_no_file_of_the_run(runs):
    before = hashes(runs / "small-1")
    write_note("small-1", "  第一次试算 <b>=1+1</b>\n", runs)
    assert read_note("small-1", runs) == "第一次试算 <b>=1+1</b>"
    assert read_note("small-2", runs) == ""
    assert hashes(runs / "small-1") == before
    write_note("small-1", " ", runs)
    assert read_note("small-1", runs) == ""
    with pytest.raises(InputError, match="characters"):
        write_note("small-1", "x" * (MOST_CHARACTERS + 1), runs)


def test_what_is_deleted_comes_back_as_it_was(runs):
    before = hashes(runs / "small-1")
    entry = delete_run("small-1", runs)
    assert [run.folder.name for run in stored_runs(runs)] == ["small-2"]
    assert [one.name for one in deleted_runs(runs)] == ["small-1"]
    assert restore_run(entry, runs) == "small-1"
    assert hashes(runs / "small-1") == before
    assert deleted_runs(runs) == []


def test_nothing_is_overwritten_by_what_comes_back(runs):
    entry = delete_run("small-1", runs)
    (runs / "small-1").mkdir()
    with pytest.raises(InputError, match="again"):
        restore_run(entry, runs)
    assert [one.entry for one in deleted_runs(runs)] == [entry]


def test_the_same_run_can_be_deleted_twice(runs):
    first = delete_run("small-1", runs)
    restore_run(first, runs)
    second = delete_run("small-1", runs)
    with pytest.raises(InputError, match="not in the trash"):
        restore_run(first, runs)
    assert [one.entry for one in deleted_runs(runs)] == [second]


def test_the_trash_empties_itself_after_some_weeks(runs, monkeypatch):
    write_note("small-1", "old", runs)
    now = trash.time.time_ns()
    day = 24 * 3600 * 10**9
    monkeypatch.setattr(trash.time, "time_ns", lambda: now - 31 * day)
    delete_run("small-1", runs)
    monkeypatch.setattr(trash.time, "time_ns", lambda: now - 29 * day)
    delete_run("small-2", runs)
    assert empty_trash(runs) == 1
    assert [one.name for one in deleted_runs(runs)] == ["small-2"]
    assert read_note("small-1", runs) == ""
    assert empty_trash(runs, keep_days=0.0) == 1
    assert deleted_runs(runs) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_leads_out_of_the_folder(runs, name):
    for asked in (
        lambda: delete_run(name, runs),
        lambda: restore_run(f"12345-{name}", runs),
        lambda: restore_run(name, runs),
        lambda: read_note(name, runs),
        lambda: write_note(name, "x", runs),
    ):
        with pytest.raises(InputError):
            asked()
    assert {path.name for path in runs.iterdir()} <= {"small-1", "small-2", ".trash"}
