"""The app in real Chromium: both languages, a run that survives a reload, no other host.

All can read and work every page: axe-core's rules for WCAG 2 A and AA, light and dark.
"""

from __future__ import annotations

import re

import pytest

from scenarios.drafts import Draft, encode
from tests.e2e.looking import PATIENCE_MS, RUN_MS, button, expect, job_of, settled
from views.frame.texts import say
from views.menu import SECTIONS

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = [pytest.mark.e2e, pytest.mark.browser]
PAGES = [entry.name for entries in SECTIONS.values() for entry in entries]
# Streamlit's own side navigation puts a <div> between <ul> and <li>; no option changes that.
OF_STREAMLIT = {"list": "stSidebarNav", "listitem": "st-emotion-cache"}


@pytest.fixture(scope="module")
def finished(browser, address):
    """Run the park's year once, reloading in the middle; return what was seen on the way."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/?lang=zh")
    button(page, "setup.run").click()
    expect(button(page, "setup.cancel")).to_be_visible(timeout=PATIENCE_MS)
    before = job_of(page)
    page.reload()
    expect(button(page, "setup.cancel")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("progressbar").first).to_be_visible()
    after = job_of(page)
    expect(page.locator("[data-verdict]").first).to_be_visible(timeout=RUN_MS)
    verdicts = page.locator("[data-verdict]").count()
    url = page.url
    page.context.close()
    run = re.search(r"run=([\w.-]+)", url)[1]
    return {"before": before, "after": after, "url": url, "run": run, "verdicts": verdicts}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_opens_in_both_languages(page, address, lang):
    page.goto(f"{address}/?lang={lang}")
    expect(page.get_by_role("heading", name=say(lang, "cards.title"))).to_be_visible()
    expect(button(page, "setup.run", lang)).to_be_visible()
    for name in PAGES:
        expect(page.get_by_role("link", name=say(lang, f"nav.{name}"), exact=True)).to_be_visible()
    settled(page)


def test_a_run_survives_a_reload_and_shows_its_scorecards(finished, runs):
    assert finished["before"] == finished["after"]
    assert "job=" not in finished["url"]
    assert (runs / finished["run"] / "manifest.json").is_file()
    assert finished["verdicts"] == 3


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
def test_every_page_shows_the_year_and_breaks_no_rule_of_access(
    page, address, finished, lang, scheme
):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}/?lang={lang}&run={finished['run']}")
    broken = []
    for name in PAGES:
        page.get_by_role("link", name=say(lang, f"nav.{name}"), exact=True).click()
        title = {"where": "cards.title"}.get(name, f"{name}.title")
        expect(page.get_by_role("heading", name=say(lang, title)).first).to_be_visible()
        settled(page)
        broken += broken_rules(page, name)
    assert broken == []


def broken_rules(page, name):
    found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
    return [
        (name, rule["id"], node["target"], node["html"][:200])
        for rule in found
        for node in rule["nodes"]
        if OF_STREAMLIT.get(rule["id"], "\0") not in node["html"]
    ]


def test_an_indicator_opens_down_to_the_ledger(page, address, finished):
    page.goto(f"{address}/?lang=en&run={finished['run']}")
    page.locator("tr[data-indicator=unit_energy_carbon] button").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(say("en", "open.numerator"))
    expect(dialog).to_contain_text("tCO₂/tce")
    expect(dialog).to_contain_text("Ledger rows")
    settled(page)


def test_the_language_switch_keeps_the_run(page, address, finished):
    page.goto(f"{address}/?lang=zh&run={finished['run']}")
    expect(page.get_by_role("heading", name=say("zh", "cards.title"))).to_be_visible()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name=say("en", "cards.title"))).to_be_visible()
    page.wait_for_url(re.compile("lang=en"))
    assert "run=" in page.url


def test_a_run_can_be_cancelled(page, address, finished, runs):
    plan = Draft(measures=[{"id": "roof_pv"}])
    before = set(runs.glob("*/manifest.json"))
    page.goto(f"{address}/?lang=en&plan={encode(plan, runs)}")
    expect(page.get_by_text(say("en", "setup.changed", count=1))).to_be_visible()
    button(page, "setup.run", "en").click()
    button(page, "setup.cancel", "en").click()
    expect(page.get_by_text(say("en", "job.cancelled"))).to_be_visible()
    button(page, "job.dismiss", "en").click()
    expect(page.get_by_text(say("en", "job.cancelled"))).to_have_count(0)
    assert "job=" not in page.url
    assert set(runs.glob("*/manifest.json")) == before
