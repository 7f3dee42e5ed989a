"""The batch as its users meet it: killed, interrupted, on a cluster, and its exit codes."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.batch_kills import campaign, content, stamps, start, wait_for, write_study
from scenarios.batch import load_study, run_study, running
from scenarios.batch.executors import pool_of
from scenarios.batch.running import run_plan
from scenarios.cli import cli
from tests.batch import worlds

REPO = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.e2e


class AtOnce(random.Random):
    """Luck without waiting: the moment is the line that tells of it."""

    def random(self):
        return 0.95


def zeropark(*arguments):
    command = [sys.executable, "-m", "scenarios", *map(str, arguments)]
    return subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)


def batch(study, out, *options):
    """Do what the command does, without a process of its own."""
    return CliRunner().invoke(cli, ["batch", *map(str, (study, "--out", out, *options))])


@pytest.fixture(scope="module")
def serial(tmp_path_factory):
    where = tmp_path_factory.mktemp("batch")
    file = write_study(where, seeds=5, days=60)  # long enough to be caught at it
    run_study(load_study(file), where / "serial")
    return where, file, content(where / "serial")


def test_a_killed_worker_and_a_killed_parent_change_no_byte(serial):
    where, file, expected = serial
    assert campaign(file, where / "killed", [("worker", 5), ("parent", 15)], AtOnce(1)) == 2
    assert content(where / "killed") == expected


def interrupted(file, where):
    """Interrupt a batch amid its runs; it may be done before the signal comes."""
    for attempt in range(6):
        out = where / f"interrupted-{attempt}"
        process = start(file, out)
        assert wait_for(process, 4)
        os.kill(process.pid, signal.SIGINT)
        told = process.communicate()[1]
        if process.returncode != 0:
            return out, process.returncode, told
    pytest.fail("six batches were done before the signal came")


def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(serial, tmp_path):
    _, file, expected = serial
    rows = 50
    out, code, told = interrupted(file, tmp_path)
    assert code == 130
    assert "the same command goes on" in told
    assert "Traceback" not in told
    before = stamps(out)
    assert 4 <= len(before) < rows
    done = zeropark("batch", file, "--out", out, "--workers", 0, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] == rows
    assert content(out) == expected
    assert {name: stamps(out)[name] for name in before} == before
    summary = CliRunner().invoke(cli, ["batch-summary", str(out)])
    assert "probability of passing" in summary.stdout
    question = ["query", "SELECT count(*) AS n FROM runs", str(out), "--format", "json"]
    assert json.loads(CliRunner().invoke(cli, question).stdout) == [{"n": rows}]


def test_a_dask_cluster_whose_workers_die_gives_the_same_tables(tmp_path):
    """Three worker processes; the model kills the one that runs it at two of eight seeds."""
    distributed = pytest.importorskip("distributed")
    run_plan(worlds.seeds(8), worlds.brief(tmp_path / "serial", worlds.square))
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        address = cluster.scheduler_address
        brief = worlds.brief(tmp_path / "dask", worlds.mortal)
        outcome = run_plan(worlds.seeds(8), brief, lambda: pool_of(0, address))
    assert len(list((tmp_path / "dask").glob("met-*"))) == 2
    assert not outcome.tally.aside
    assert content(tmp_path / "dask") == content(tmp_path / "serial")


def test_exit_codes_tell_what_went_wrong(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text(f"park: {worlds.PARK}\nmeasures:\n  a: [no_such_lever]\n")
    done = zeropark("batch", bad, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "bad.yaml:3 measures.a.0" in done.stderr
    assert not (tmp_path / "out").exists()
    unsound = tmp_path / "unsound.yaml"
    unsound.write_text(f"park: {worlds.PARK}\ndays: 1\noutputs: {{terms: [no.such.term]}}\n")
    done = batch(unsound, tmp_path / "out", "--workers", 0)
    assert done.exit_code == 2
    assert "unsound.yaml:3 outputs.terms.0" in done.stderr
    assert not (tmp_path / "out").exists()
    unsound.write_text(f"park: {worlds.PARK}\ndays: 1\n")
    done = batch(unsound, tmp_path / "out", "--cluster", "no-address")
    assert done.exit_code == 2
    assert "--cluster no-address" in done.stderr


def test_a_study_with_runs_set_aside_ends_with_its_own_code(tmp_path, monkeypatch):
    def explodes(*_):
        raise ValueError("made to fail")

    monkeypatch.setattr(running, "park_year", explodes)
    study = tmp_path / "study.yaml"
    study.write_text(f"park: {worlds.PARK}\ndays: 1\n")
    told = batch(study, tmp_path / "out", "--workers", 0)
    assert told.exit_code == 4
    assert "set aside after three tries" in told.stderr
    assert "made to fail" in next((tmp_path / "out" / "poison").iterdir()).read_text()
