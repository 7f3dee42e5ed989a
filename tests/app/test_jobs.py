"""Runs in a process of their own: queued, started, watched, cancelled, lost, found again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from scenarios import jobs
from scenarios.catalogue import InputError, run_folder
from scenarios.jobs import Request, Status, process, queue
from scenarios.jobs.folder import hold, read_request
from scenarios.jobs.status import Teller, read_status, write_status
from tests.parks import SMALL

SHORT = Request("small", SMALL, {"days": 2}, seed=3)
LONG = Request("small", SMALL, {"days": 365}, step_minutes=5)
DEAF = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
signal.pause()
"""
PATIENCE_S = 240  # a first run compiles


def let_go(folder):
    """Wait until no process holds a job's lock: the last one has ended, or none has begun."""
    if not (folder / "lock").exists():
        return

    def held():
        with (folder / "lock").open("r") as lock:
            hold(lock)

    waiting = threading.Thread(target=held, daemon=True)
    waiting.start()
    waiting.join(PATIENCE_S)
    assert not waiting.is_alive()


def ended(job, runs):
    """Wait for the worker's end and return how it ended."""
    let_go(jobs.job_folder(job, runs))
    return jobs.status(job, runs)


def pid(job, runs):
    return json.loads((jobs.job_folder(job, runs) / "process.json").read_text())["pid"]


def test_a_run_is_started_watched_and_found(tmp_path):
    job = jobs.start(SHORT, tmp_path)
    assert jobs.status(job, tmp_path).state == "running"
    assert jobs.asked(job, tmp_path) == SHORT
    done = ended(job, tmp_path)
    assert (done.state, done.kind, done.message, done.share) == ("done", "run", "", 1.0)
    manifest = json.loads((run_folder(done.run, tmp_path) / "manifest.json").read_text())
    assert manifest["seed"] == 3
    assert manifest["timeline"]["days"] == 2


def test_another_process_sees_the_same(tmp_path, monkeypatch):
    job = jobs.start(LONG, tmp_path)
    monkeypatch.setattr(process, "children", {})
    assert jobs.status(job, tmp_path).state == "running"
    jobs.cancel(job, tmp_path)
    assert ended(job, tmp_path).state == "cancelled"


def test_cancelling_ends_the_process_and_leaves_no_run(tmp_path):
    job = jobs.start(LONG, tmp_path)
    jobs.cancel(job, tmp_path)
    assert ended(job, tmp_path).state == "cancelled"
    assert jobs.status(job, tmp_path).state == "cancelled"
    if child := process.children.get(job):  # it could say so itself: it may not be buried yet
        child.wait(PATIENCE_S)
    with pytest.raises(ProcessLookupError):
        os.kill(pid(job, tmp_path), 0)
    assert list(tmp_path.glob("*/manifest.json")) == []
    assert jobs.cancel(job, tmp_path).state == "cancelled"


def test_cancelling_waits_for_nobody_and_ends_who_does_not_stop(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "_spawn", lambda folder, lock, log: subprocess.Popen(
        [sys.executable, "-c", DEAF], stdout=subprocess.PIPE, pass_fds=(lock.fileno(),),
        start_new_session=True,
    ))  # fmt: skip
    job = jobs.start(SHORT, tmp_path)
    folder = jobs.job_folder(job, tmp_path)
    assert process.children[job].stdout.readline() == b"deaf\n"
    assert jobs.cancel(job, tmp_path).state == "stopping"
    assert jobs.cancel(job, tmp_path).state == "stopping"
    assert process.is_alive(folder)
    monkeypatch.setattr(process, "CANCEL_SECONDS", -1.0)  # those seconds are over
    jobs.status(job, tmp_path)  # whoever looks then ends it
    assert ended(job, tmp_path).state == "cancelled"
    assert read_status(folder).state == "cancelled"
    assert not process.is_alive(folder)


def test_a_killed_worker_is_lost(tmp_path):
    job = jobs.start(LONG, tmp_path)
    os.kill(pid(job, tmp_path), signal.SIGKILL)
    assert ended(job, tmp_path).state == "lost"


def test_a_bad_park_fails_with_its_reason(tmp_path):
    bad = Request("small", SMALL, {"agents.office.floor_m2": -1})
    now = ended(jobs.start(bad, tmp_path), tmp_path)
    assert now.state == "failed"
    assert "floor_m2" in now.message


def test_those_for_which_there_is_no_room_wait_in_their_order(tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "MOST_RUNNING", 1)
    first, *others = [jobs.start(LONG, tmp_path) for _ in range(4)]
    assert jobs.status(first, tmp_path).state == "running"
    now = [jobs.status(job, tmp_path) for job in others]
    assert [(one.state, one.position) for one in now] == [("waiting", n) for n in (1, 2, 3)]
    assert jobs.cancel(others[1], tmp_path).state == "cancelled"
    assert jobs.status(others[2], tmp_path).position == 2
    jobs.cancel(first, tmp_path)
    assert ended(first, tmp_path).state == "cancelled"
    assert jobs.status(others[0], tmp_path).state == "running"
    assert jobs.status(others[2], tmp_path).position == 1
    for job in (others[2], others[0]):
        jobs.cancel(job, tmp_path)
        ended(job, tmp_path)
    assert list(tmp_path.glob("*/manifest.json")) == []


def test_the_queue_goes_on_though_nobody_looks(tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "MOST_RUNNING", 0)  # the server is gone before any could begin
    waiting = [jobs.start(SHORT, tmp_path), jobs.start(Request("small", SMALL), tmp_path)]
    assert [jobs.status(job, tmp_path).state for job in waiting] == ["waiting"] * 2
    monkeypatch.setattr(queue, "MOST_RUNNING", 1)
    queue.advance(tmp_path)
    folders = [jobs.job_folder(job, tmp_path) for job in waiting]
    for folder in folders:
        let_go(folder)  # looks at files only; the first one's process begins the second
    assert [read_status(folder).state for folder in folders] == ["done"] * 2


def test_ten_at_once_all_come_to_their_turn(tmp_path, monkeypatch):
    begun = []
    monkeypatch.setattr(process, "begin", lambda folder: begun.append(folder.name))
    monkeypatch.setattr(process, "is_alive", lambda folder: folder.name in begun)
    monkeypatch.setattr(queue, "MOST_RUNNING", 2)
    asked = [jobs.start(SHORT, tmp_path) for _ in range(10)]
    assert begun == asked[:2]
    for number, job in enumerate(asked):
        folder = jobs.job_folder(job, tmp_path)
        write_status(folder, Status("done", run=job))
        queue.advance(tmp_path)
        assert begun == asked[: number + 3]
    assert [jobs.status(job, tmp_path).run for job in asked] == asked


def test_more_than_can_ever_be_done_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "MOST_RUNNING", 0)
    monkeypatch.setattr(queue, "MOST_WAITING", 2)
    for _ in range(2):
        jobs.start(SHORT, tmp_path)
    with pytest.raises(InputError, match="waiting"):
        jobs.start(SHORT, tmp_path)


def test_a_process_that_cannot_be_had_is_told(tmp_path, monkeypatch):
    def none(_):
        raise OSError("no more processes")

    monkeypatch.setattr(process, "begin", none)
    now = jobs.status(jobs.start(SHORT, tmp_path), tmp_path)
    assert now.state == "failed"
    assert "no more processes" in now.message


@pytest.mark.parametrize("job", ["", "..", "../../etc", "0123456789abcde", "0123456789ABCDEF"])
def test_ids_that_are_not_ours_are_refused(tmp_path, job):
    with pytest.raises(InputError):
        jobs.status(job, tmp_path)


def test_old_jobs_are_cleared_away_but_none_that_waits(tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "MOST_RUNNING", 0)
    waiting, over = (jobs.start(SHORT, tmp_path) for _ in range(2))
    jobs.cancel(over, tmp_path)
    folders = [jobs.job_folder(job, tmp_path) for job in (waiting, over)]
    old = time.time() - queue.KEEP_SECONDS - 10
    for folder in folders:
        os.utime(folder / "progress.json", (old, old))
    jobs.clean(tmp_path)
    assert [folder.exists() for folder in folders] == [True, False]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(InputError, match="cannot be started"):
        jobs.start(SHORT, tmp_path / "runs")


def test_damaged_files_harm_only_their_job(tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "MOST_RUNNING", 0)
    bad, good = (jobs.start(SHORT, tmp_path) for _ in range(2))
    (jobs.job_folder(bad, tmp_path) / "progress.json").write_text("{")
    with pytest.raises(InputError, match="cannot be read"):
        jobs.status(bad, tmp_path)
    assert jobs.status(good, tmp_path).position == 1


def test_the_time_left_follows_what_was_done(tmp_path, monkeypatch):
    clock = iter([100.0, 110.0, 120.0])
    monkeypatch.setattr(time, "time", lambda: next(clock))
    teller = Teller(tmp_path, Status("running"))
    teller.tell(stage="compiling")
    assert teller.now.begun == 0.0
    teller.tell(stage="simulating", share=0.0)
    assert teller.now.seconds_left(111.0) is None
    teller.tell(share=0.25)
    assert teller.now.seconds_left(120.0) == pytest.approx(30.0)
    assert teller.now.seconds_left(130.0) == pytest.approx(20.0)
    assert teller.now.seconds_left(999.0) == 0.0
    assert read_status(tmp_path) == teller.now


def test_every_kind_of_request_comes_back_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "MOST_RUNNING", 0)
    for request in (
        SHORT,
        jobs.StudyRequest("0123456789abcdef", 2),
        jobs.FleetsRequest("yunnan", fleets=("trucks",), strategies="a,b", level=0.9),
        jobs.AttributionRequest("yunnan", changes={"days": 3}, shapley=True),
    ):
        job = jobs.start(request, tmp_path)
        assert read_request(jobs.job_folder(job, tmp_path))[1] == request
        assert jobs.status(job, tmp_path).kind == jobs.kind_of(request)


@pytest.mark.parametrize(("given", "expected"), [("3", 3), ("0", None), ("many", None), ("", None)])
def test_the_machine_or_its_keeper_says_how_many_run_at_once(given, expected, monkeypatch):
    monkeypatch.setenv(queue.VARIABLE, given)
    assert queue.room() == (expected or max(2, os.cpu_count()))


def test_a_new_job_lets_go_of_those_that_ended(tmp_path, monkeypatch):
    ended_one = subprocess.Popen([sys.executable, "-c", ""])
    ended_one.wait()
    monkeypatch.setattr(process, "children", {"0" * 16: ended_one})
    job = jobs.start(SHORT, tmp_path)
    assert set(process.children) == {job}
    assert ended(job, tmp_path).state == "done"
