"""Another language in place: nothing that was chosen is lost or taken for something else."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.e2e.looking import expect, settled
from views.frame.texts import say

pytestmark = [pytest.mark.e2e, pytest.mark.browser]
OTHER = {"zh": "en", "en": "zh"}


@pytest.fixture(scope="module")
def base_run(runs, small_run):
    """Return a second run, to compare with, for as long as these tests last."""
    name = f"{small_run}-base"
    shutil.copytree(runs / small_run, runs / name)
    yield name
    shutil.rmtree(runs / name)


def switch(page, lang):
    page.locator("[data-testid=stMain]").get_by_text(say(lang, f"lang.{lang}"), exact=True).click()
    page.wait_for_url(re.compile(rf"[?&]lang={lang}\b"))
    settled(page)


def check(page, *parts):
    """Check that the address still says what was chosen, and that nothing is complained of."""
    assert [part for part in parts if part not in page.url] == []
    expect(page.locator("[data-testid=stAlert]")).to_have_count(0)


def test_of_two_runs_called_the_same_the_one_chosen_stays(page, address, small_run, base_run):
    page.goto(f"{address}/runs?lang=en&run={small_run}")
    settled(page)
    page.get_by_role("button", name=say("en", "tour.start"), exact=True).click()
    page.wait_for_url(re.compile("tour=where"))
    settled(page)
    assert re.search(r"run=([^&]+)", page.url)[1] == small_run
    sidebar = page.locator("[data-testid=stSidebar]")
    shown = sidebar.get_by_role("combobox", name=re.compile(say("en", "run.run"))).input_value()
    assert small_run in shown
    assert base_run not in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_run_base_and_plan_stay_what_they_were(page, address, small_run, base_run, lang):
    chosen = f"run={small_run}", f"base={base_run}"
    page.goto(f"{address}/runs?lang={lang}&{'&'.join(chosen)}")
    settled(page)
    for language in (OTHER[lang], lang, OTHER[lang]):
        switch(page, language)
        check(page, *chosen)
    name = say(OTHER[lang], "nav.studies")
    page.locator("[data-testid=stSidebar]").get_by_text(name, exact=True).click()
    page.wait_for_url(re.compile("/studies"))
    settled(page)
    check(page, *chosen)
