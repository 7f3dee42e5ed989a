"""The page of fleets in Chromium: a kept comparison in both languages, its files, a new one."""

from __future__ import annotations

import re

import pytest

from scenarios.jobs import FleetsRequest
from scenarios.jobs.results import kept_results, read_result
from scenarios.jobs.work import do
from tests.e2e.looking import button, expect, job_of, settled, still
from tests.parks import SMALL
from views.frame.texts import say

pytestmark = [pytest.mark.e2e, pytest.mark.browser]
ASKED = FleetsRequest(
    "small", SMALL.replace("Trucks}", '"<script>alert(1)</script>"}'), {"days": 2}, None, 60,
    ("trucks",), "diesel,opportunity", 6, sensitivity=False,
)  # fmt: skip


class Quiet:
    """A teller nobody listens to."""

    def tell(self, **values):
        """Forget it."""


@pytest.fixture(scope="module", autouse=True)
def comparison(runs):
    """Keep a comparison as a job does, and return it as plain data."""
    job = runs / ".jobs" / ("0" * 16)
    job.mkdir(parents=True)
    do(ASKED, job, Quiet())
    (kept,) = kept_results("fleets", runs)
    return read_result("fleets", kept.id, runs)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_shows_a_kept_comparison(page, address, comparison, lang):
    page.goto(f"{address}/fleets?lang={lang}")
    table = page.get_by_role("region").locator("table").first
    expect(table).to_be_visible()
    settled(page)
    for strategy in comparison["strategies"]:
        row = table.locator("tr", has_text=strategy[lang])
        expect(row).to_contain_text(f"{strategy['service']['level']:.2%}")
        expect(row).to_contain_text(f"{strategy['bill']['cny_per_t_km']:.3f}")
    for name in ("tradeoff", "hangs", "regret", "service", "files"):
        page.get_by_role("tab", name=say(lang, f"fleets.tab.{name}"), exact=True).click()
    with page.expect_download() as download:
        button(page, "fleets.file.xlsx", lang).click()
    assert download.value.suggested_filename.endswith(".xlsx")
    settled(page)


def test_a_new_comparison_is_a_job_of_its_own(page, address, runs):
    before = {*runs.glob(".jobs/*/request.json")}
    page.goto(f"{address}/fleets?lang=en")
    page.get_by_text(say("en", "fleets.new"), exact=True).click()
    expect(button(page, "fleets.start", "en")).to_be_visible()
    settled(page)
    still(page)
    start = button(page, "fleets.start", "en")
    start.press("Enter")
    start.press("Enter")  # as an impatient hand
    job = job_of(page)
    settled(page)
    begun = {*runs.glob(".jobs/*/request.json")} - before
    assert [path.parent.name for path in begun] == [job]
    page.reload()
    expect(button(page, "setup.cancel", "en")).to_be_visible()
    assert job in page.url
    button(page, "setup.cancel", "en").click()
    expect(page.get_by_text(re.compile(say("en", "job.cancelled")))).to_be_visible()
