"""Runs in a process of their own: started, watched, cancelled, lost, found again."""

from __future__ import annotations

import json
import os
import signal
import time

import pytest

from scenarios import jobs
from scenarios.catalogue import InputError, run_folder
from scenarios.jobs import Request
from tests.parks import SMALL

SHORT = Request("small", SMALL, {"days": 2}, seed=3)
LONG = Request("small", SMALL, {"days": 365}, step_minutes=5)


def ended(job, runs):
    """Wait for the worker's end and return how it ended."""
    jobs._children[job].wait(60)
    return jobs.status(job, runs)


def pid(job, runs):
    return json.loads((jobs.job_folder(job, runs) / "process.json").read_text())["pid"]


def test_a_run_is_started_watched_and_found(tmp_path):
    job = jobs.start(SHORT, tmp_path)
    assert jobs.status(job, tmp_path).state == "running"
    done = ended(job, tmp_path)
    assert (done.state, done.message) == ("done", "")
    manifest = json.loads((run_folder(done.run, tmp_path) / "manifest.json").read_text())
    assert manifest["seed"] == 3
    assert manifest["timeline"]["days"] == 2


def test_another_process_sees_the_same(tmp_path, monkeypatch):
    job = jobs.start(LONG, tmp_path)
    monkeypatch.setattr(jobs, "_children", {})
    assert jobs.status(job, tmp_path).state == "running"
    assert jobs.cancel(job, tmp_path).state == "cancelled"


def test_cancelling_ends_the_process_and_leaves_no_run(tmp_path):
    job = jobs.start(LONG, tmp_path)
    assert jobs.cancel(job, tmp_path).state == "cancelled"
    assert jobs.status(job, tmp_path).state == "cancelled"
    with pytest.raises(ProcessLookupError):
        os.kill(pid(job, tmp_path), 0)
    assert list(tmp_path.glob("*/manifest.json")) == []
    assert jobs.cancel(job, tmp_path).state == "cancelled"


def test_a_killed_worker_is_lost(tmp_path):
    job = jobs.start(LONG, tmp_path)
    os.kill(pid(job, tmp_path), signal.SIGKILL)
    assert ended(job, tmp_path).state == "lost"


def test_a_bad_park_fails_with_its_reason(tmp_path):
    bad = Request("small", SMALL, {"agents.office.floor_m2": -1})
    now = ended(jobs.start(bad, tmp_path), tmp_path)
    assert now.state == "failed"
    assert "floor_m2" in now.message


def test_too_many_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_RUNNING", 1)
    job = jobs.start(LONG, tmp_path)
    with pytest.raises(InputError, match="under way"):
        jobs.start(LONG, tmp_path)
    jobs.cancel(job, tmp_path)


@pytest.mark.parametrize("job", ["", "..", "../../etc", "0123456789abcde", "0123456789ABCDEF"])
def test_ids_that_are_not_ours_are_refused(tmp_path, job):
    with pytest.raises(InputError):
        jobs.status(job, tmp_path)


def test_old_jobs_are_cleared_away(tmp_path):
    job = jobs.start(SHORT, tmp_path)
    ended(job, tmp_path)
    folder = jobs.job_folder(job, tmp_path)
    old = time.time() - jobs.KEEP_SECONDS - 10
    os.utime(folder / "progress.json", (old, old))
    jobs.clean(tmp_path)
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(InputError, match="cannot be started"):
        jobs.start(SHORT, tmp_path / "runs")
