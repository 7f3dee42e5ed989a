"""The queue, the list of runs and studies in real Chromium."""

from __future__ import annotations

import re
import shutil

import pytest

from scenarios import jobs
from scenarios.batch.kept import keep_study, kept_studies
from scenarios.jobs import Request, queue
from scenarios.run_trash import deleted_runs
from tests.e2e.looking import RUN_MS, button, expect, job_of, pick, settled
from tests.parks import SMALL
from views.frame.texts import say

pytestmark = [pytest.mark.e2e, pytest.mark.browser]
LONG = Request("yunnan", step_minutes=5, dispatch="rolling")
STUDY = """
park: park.yaml
days: 1
step_minutes: 60
measures: {as_is: [], plan: [{park_battery: {energy: 20, power: 5}}]}
seeds: 2
"""


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch):
    """Let this process hold to what the server holds to: a second job waits."""
    monkeypatch.setattr(queue, "MOST_RUNNING", 1)


def test_a_run_waits_survives_a_reload_and_begins_when_the_one_before_ends(
    page, address, small_run, runs
):
    before = jobs.start(LONG, runs)
    page.goto(f"{address}/?lang=zh&run={small_run}")
    button(page, "setup.run").click()
    mine = job_of(page)
    expect(page.get_by_text(say("zh", "job.position", position=1))).to_be_visible()
    page.reload()
    expect(page.get_by_text(say("zh", "job.position", position=1))).to_be_visible()
    assert job_of(page) == mine
    expect(button(page, "setup.cancel")).to_have_count(1)  # the other one is not this session's
    jobs.cancel(before, runs)
    expect(page.get_by_text(say("zh", "job.running.run"))).to_be_visible()
    button(page, "setup.cancel").click()
    expect(page.get_by_text(say("zh", "job.cancelled"))).to_be_visible()
    button(page, "job.dismiss").click()
    expect(page.get_by_text(say("zh", "job.cancelled"))).to_have_count(0)
    page.wait_for_url(lambda url: "job=" not in url)
    settled(page)


def test_a_waiting_run_can_be_cancelled(page, address, small_run, runs):
    before = jobs.start(LONG, runs)
    page.goto(f"{address}/?lang=en&run={small_run}")
    button(page, "setup.run", "en").click()
    expect(page.get_by_text(say("en", "job.position", position=1))).to_be_visible()
    button(page, "setup.cancel", "en").click()
    expect(page.get_by_text(say("en", "job.cancelled"))).to_be_visible()
    assert jobs.status(before, runs).state == "running"
    jobs.cancel(before, runs)


def test_a_run_is_deleted_and_put_back(page, address, small_run, runs):
    page.goto(f"{address}/runs?lang=en")
    pick(page, small_run)
    button(page, "runs.delete", "en").click()
    expect(page.get_by_text(say("en", "trash.deleted.runs", count=1))).to_be_visible()
    assert [one.name for one in deleted_runs(runs)] == [small_run]
    button(page, "runs.undo", "en").click()
    expect(page.get_by_text(say("en", "trash.deleted.runs", count=1))).to_have_count(0)
    settled(page)
    assert (runs / small_run / "manifest.json").is_file()
    assert deleted_runs(runs) == []
    settled(page)


def test_the_page_of_studies_follows_its_job(page, address, runs):
    kept = keep_study(STUDY.replace("days: 1", "days: 90").replace("seeds: 2", "seeds: 40"),
                      "many", runs, SMALL)  # fmt: skip
    page.goto(f"{address}/studies?lang=en&study={kept.id}")
    button(page, "studies.start.new", "en").click()
    job_of(page)
    expect(page.get_by_text(re.compile(r"^[1-9]\d* of 80 runs done"))).to_be_visible(timeout=RUN_MS)
    expect(button(page, "studies.start.running", "en")).to_be_disabled()
    button(page, "setup.cancel", "en").click()
    expect(button(page, "studies.start.stopped", "en")).to_be_enabled()
    expect(button(page, "job.dismiss", "en")).to_be_visible()
    shutil.rmtree(kept.folder)


def test_a_study_of_four_runs_is_done_and_read(page, address, small_run, runs):
    kept = keep_study(STUDY, "four", runs, SMALL)
    page.goto(f"{address}/studies?lang=en&study={kept.id}")
    button(page, "studies.start.new", "en").click()
    job_of(page)
    expect(page.get_by_text(say("en", "job.done.study"))).to_be_visible(timeout=RUN_MS)
    expect(page.get_by_text(say("en", "studies.chances")).first).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    assert re.search(rf"study={kept.id}", page.url)
    assert [one.standing for one in kept_studies(runs)] == ["done"]
    settled(page)
