"""The engine: whoever dies, nothing is lost, nothing is repeated, and the tables are the same."""

from __future__ import annotations

import errno
import json

import pyarrow.parquet as pq
import pytest

from scenarios.batch import engine, results, run_study
from scenarios.batch.engine import StudyStoppedError
from scenarios.batch.executors import pool_of
from scenarios.batch.results import result_path
from scenarios.batch.running import run_plan
from tests.batch import worlds
from twin.errors import InputError

TABLES = ("runs.parquet", "indicators.parquet", "accounts.parquet", "datapackage.json")
TABLES += ("summary.json",)


def content(folder, names=TABLES):
    return {name: (folder / name).read_bytes() for name in names}


def stamps(folder):
    return {p.name: p.stat().st_mtime_ns for p in (folder / "results").rglob("*.parquet")}


def run(plan, folder, model, workers=0):
    return run_plan(plan, worlds.brief(folder, model), lambda: pool_of(workers))


@pytest.fixture(scope="module")
def serial(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serial")
    run(worlds.seeds(12), folder, worlds.square)
    return content(folder)


def test_killed_workers_cost_nothing(tmp_path, serial):
    """Seeds 4, 8 and 12 each kill their worker once; the pool is rebuilt."""
    outcome = run(worlds.seeds(12), tmp_path, worlds.mortal, workers=2)
    assert len(list(tmp_path.glob("met-*"))) == 3
    assert not outcome.tally.aside
    assert outcome.tally.done == 12
    assert content(tmp_path) == serial


def test_poison_is_set_aside_and_the_study_goes_on(tmp_path):
    outcome = run(worlds.seeds(12), tmp_path, worlds.poisonous, workers=2)
    tries = {}
    for path in (tmp_path / "poison").glob("*.json"):
        held = json.loads(path.read_text())
        assert path.stem == held["run"]["key"]
        tries[held["run"]["seed"]] = held["tries"]
    assert set(tries) == {5, 7}
    assert all(len(told) == 3 for told in tries.values())
    assert "died" in tries[5][-1]
    assert tries[7][-1] == "ZeroDivisionError: seven"  # the first may be a death beside it
    runs = outcome.tables["runs"].to_pylist()
    assert [row["status"] for row in runs].count("done") == 10
    assert all(row["y"] is None for row in runs if row["seed"] in {5, 7})
    assert outcome.summary["set_aside"] == 2
    before = stamps(tmp_path)
    again = run(worlds.seeds(12), tmp_path, worlds.square)
    assert set(again.tally.aside) == set(outcome.tally.aside)  # until its file is removed
    assert stamps(tmp_path) == before
    for path in (tmp_path / "poison").glob("*.json"):
        path.unlink()
    assert not run(worlds.seeds(12), tmp_path, worlds.square).tally.aside


def test_an_unbroken_fall_of_workers_ends_the_study(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "MOST_DEATHS", 1)
    with pytest.raises(StudyStoppedError, match="workers die whatever"):
        run(worlds.seeds(12), tmp_path, always_deadly, workers=1)


def always_deadly(brief, point, breathe):
    import os

    os._exit(9)


def test_a_full_disc_keeps_what_was_done(tmp_path, monkeypatch, serial):
    write, count = results.write_table, []

    def full(table, path, **options):
        count.append(path)
        if len(count) > 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(table, path, **options)

    monkeypatch.setattr(results, "write_table", full)
    with pytest.raises(StudyStoppedError, match="No space left on device: 5 of 12 runs are done"):
        run(worlds.seeds(12), tmp_path, worlds.square)
    before = stamps(tmp_path)
    assert len(before) == 5
    assert not list(tmp_path.rglob("*.tmp"))
    assert not (tmp_path / "poison").exists()
    monkeypatch.undo()
    run(worlds.seeds(12), tmp_path, worlds.square)
    assert content(tmp_path) == serial
    after = stamps(tmp_path)
    assert {name: after[name] for name in before} == before


def test_a_disc_full_at_the_tables_keeps_the_runs(tmp_path, monkeypatch):
    from scenarios.batch import tables

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tables, "write_table", full)
    with pytest.raises(StudyStoppedError, match="runs that are done are kept"):
        run(worlds.seeds(3), tmp_path, worlds.square)
    assert len(stamps(tmp_path)) == 3


def test_half_a_file_is_never_left(tmp_path, monkeypatch):
    def broken(table, where, **_):
        where.write_bytes(b"PAR1 half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(results.pq, "write_table", broken)
    with pytest.raises(OSError, match="No space"):
        results.write_result(tmp_path, "ab12", {})
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "another"])
def test_a_damaged_result_is_made_again_and_told(tmp_path, serial, damage):
    plan = worlds.seeds(12)
    run(plan, tmp_path, worlds.square)
    key, other = plan.points[3].key, plan.points[4].key
    path = result_path(tmp_path, key)
    raw = path.read_bytes()
    changed = {
        "cut": raw[: len(raw) // 2],
        "empty": b"",
        "noise": raw[:20] + bytes(b ^ 255 for b in raw[20:60]) + raw[60:],
        "another": result_path(tmp_path, other).read_bytes(),
    }
    path.write_bytes(changed[damage])
    outcome = run(plan, tmp_path, worlds.square)
    assert outcome.damaged == (key,)
    assert outcome.tally.done == 1
    assert content(tmp_path) == serial


def test_two_batches_do_not_share_a_folder(tmp_path):
    def second(brief, point, breathe):
        with pytest.raises(InputError, match="another batch works in this folder"):
            run(worlds.seeds(1), tmp_path, worlds.square)
        return worlds.square(brief, point, breathe)

    assert run(worlds.seeds(1), tmp_path, second).tally.done == 1


def test_ctrl_c_keeps_what_was_done_and_the_next_call_goes_on(tmp_path, serial):
    def stops(brief, point, breathe):
        if point.seed == 6:
            raise KeyboardInterrupt
        return worlds.square(brief, point, breathe)

    with pytest.raises(KeyboardInterrupt):
        run(worlds.seeds(12), tmp_path, stops)
    before = stamps(tmp_path)
    assert len(before) == 5
    assert run(worlds.seeds(12), tmp_path, worlds.square).tally.before == 5
    assert content(tmp_path) == serial


def test_processes_give_the_bytes_of_a_serial_run(tmp_path):
    """Real parks: weather years, seeds, a variant and samples, in two processes and in one."""
    study = worlds.study()
    one = run_study(study, tmp_path / "one", workers=0)
    two = run_study(study, tmp_path / "two", workers=2)
    assert one.tally.done == two.tally.done == 16
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_rows_that_are_the_same_run_are_run_once(tmp_path):
    """A lever that the variant does not have changes nothing in it."""
    ranged = {"as_is": [], "battery": [{"park_battery": {"energy": {"min": 2, "max": 8}}}]}
    samples = {"method": "sobol", "n": 4, "parameters": {}}
    study = worlds.study(measures=ranged, samples=samples, weather_years=None, seeds=None, days=1)
    outcome = run_study(study, tmp_path)
    assert outcome.tables["runs"].num_rows == 8
    assert outcome.tally.total == 5


def test_more_seeds_are_added_to_what_is_there(tmp_path):
    few = worlds.study(samples=None, weather_years=None, days=1)
    assert run_study(few, tmp_path).tally.done == 4
    more = worlds.study(samples=None, weather_years=None, days=1, seeds=3)
    assert run_study(more, tmp_path).tally.done == 2
    assert pq.read_table(tmp_path / "runs.parquet").num_rows == 6


def test_run_folders_are_kept_if_asked_for(tmp_path):
    study = worlds.study(samples=None, weather_years=None, seeds=None, days=1, keep="flows")
    outcome = run_study(study, tmp_path)
    for row in outcome.tables["runs"].to_pylist():
        assert (tmp_path / row["folder"] / "flows.parquet").is_file()
