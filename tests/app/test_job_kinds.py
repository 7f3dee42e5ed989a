"""Jobs beside runs: a study that goes on, a plan taken apart, fleets; each kept once."""

from __future__ import annotations

import json
import os
import time

import pytest

from scenarios import jobs
from scenarios.batch.kept import keep_study, kept_studies, load_kept
from scenarios.catalogue import InputError
from scenarios.jobs import AttributionRequest, FleetsRequest, StudyRequest, queue, results
from scenarios.jobs.results import kept_results, read_result, result_files, result_folder
from scenarios.jobs.status import read_status
from scenarios.jobs.worker import work
from tests.parks import SMALL

STUDY = """
park: park.yaml
days: 1
step_minutes: 60
measures: {as_is: [], plan: [{park_battery: {energy: 20, power: 5}}]}
seeds: 2
"""
HOURLY = {"days": 2, "interventions": [{"id": "park_battery", "parameters": {"energy": 20}}]}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Let jobs wait, so that the test does them in its own process."""
    monkeypatch.setattr(queue, "MOST_RUNNING", 0)
    return tmp_path


def done(request, runs):
    job = jobs.start(request, runs)
    if jobs.status(job, runs).state == "waiting":
        work(jobs.job_folder(job, runs))
    return jobs.status(job, runs)


def test_forgotten_results_of_another_version_go(tmp_path, monkeypatch):
    def keep(days):
        asked = AttributionRequest("yunnan", changes={"days": days})
        return results.keep_result(asked, {}, lambda folder: folder.mkdir(), tmp_path)

    monkeypatch.setattr(results, "_program", lambda: ["one version"])
    same, old, young = keep(1), keep(2), keep(3)
    long_ago = time.time() - (results.KEEP_DAYS + 1) * 86_400
    os.utime(tmp_path / ".attributions" / old / "result.json", (long_ago, long_ago))
    monkeypatch.setattr(results, "_program", lambda: ["another version"])
    new = keep(1)
    assert {kept.id for kept in kept_results("attribution", tmp_path)} == {new, young}
    assert same != new


def test_a_study_is_kept_run_and_goes_on(here, monkeypatch):
    monkeypatch.setattr("scenarios.batch.kept.os.cpu_count", lambda: 1)
    kept = keep_study(STUDY, " my  study ", here, SMALL)
    assert (kept.name, kept.standing, kept.done) == ("my study", "new", 0)
    assert keep_study(STUDY, "my study", here, SMALL) == kept
    now = done(StudyRequest(kept.id), here)
    assert (now.state, now.result, now.number, now.count, now.message) == (
        "done", kept.id, 4, 4, "",
    )  # fmt: skip
    assert (kept.standing, kept.done) == ("done", 4)
    assert [one.id for one in kept_studies(here)] == [kept.id]
    assert set(json.loads((kept.results / "summary.json").read_text())["variants"]) == {
        "as_is", "plan",
    }  # fmt: skip
    victim = min((kept.results / "results").rglob("*.parquet"))
    victim.unlink()
    assert done(StudyRequest(kept.id), here).state == "done"
    assert victim.is_file()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("park: /etc/passwd\n", "park"),
        ("park: ../../x.yaml\n", "park"),
        ("park: park.yaml\n", "park"),
        ("scenario: /etc/passwd\n", "shipped"),
        ("park: yunnan\nset: {extends: ../x}\n", "plain name"),
        ("park: yunnan\nset: {agents.trucks.jobs_file: /etc/passwd}\n", "plain name"),
        ("park: yunnan\nweather_years: [{file: /etc/passwd}]\n", "weather"),
        ("park: yunnan\nnonsense: 1\n", "nonsense"),
        ("park: [", "expected"),
        ("x" * 1_100_000, "bytes"),
    ],
)
def test_a_study_names_no_files_of_this_machine(here, text, told):
    with pytest.raises(InputError, match=told):
        keep_study(text, "bad", here)
    assert kept_studies(here) == []


@pytest.mark.parametrize("name", ["", "..", "../../etc", "0123456789abcdef"])
def test_studies_and_results_that_are_not_there_are_refused(here, name):
    with pytest.raises(InputError):
        load_kept(name, here)
    with pytest.raises(InputError):
        result_folder("fleets", name, here)


def test_a_plan_is_taken_apart_once(here):
    request = AttributionRequest("small", SMALL, HOURLY, step_minutes=60)
    now = done(request, here)
    assert (now.state, now.message) == ("done", "")
    plain = read_result("attribution", now.result, here)
    assert [measure["id"] for measure in plain["measures"]] == ["park_battery"]
    names = [path.name for path in result_files("attribution", now.result, here)]
    assert "attribution.xlsx" in names
    assert [kept.request for kept in kept_results("attribution", here)] == [request]
    again = jobs.start(request, here)
    assert jobs.status(again, here).state == "done"  # without a process
    assert jobs.status(again, here).result == now.result


def test_fleets_are_compared_with_a_park_of_ones_own(here):
    request = FleetsRequest(
        "small", SMALL, {"days": 2}, step_minutes=60, fleets=("trucks",), strategies="opportunity",
        vehicles=6,
    )  # fmt: skip
    now = done(request, here)
    assert (now.state, now.message) == ("done", "")
    plain = read_result("fleets", now.result, here)
    assert plain["fleets"] == ["trucks"]
    files = result_files("fleets", now.result, here)
    assert {"fleets.xlsx"} <= {path.name for path in files}
    assert {path.parent.name for path in files if path.suffix == ".svg"} == {"zh", "en"}


def test_a_plan_without_measures_says_so(here):
    now = done(AttributionRequest("small", SMALL, {"days": 1}), here)
    assert now.state == "failed"
    assert "no measures" in now.message
    assert kept_results("attribution", here) == []


def test_a_study_that_is_not_there_fails(here):
    folder = jobs.job_folder(jobs.start(StudyRequest("0123456789abcdef"), here), here)
    assert work(folder).state == "failed"
    assert "no study" in read_status(folder).message
