"""Trying in real Chromium: a lever, back and forth, a name, a link elsewhere, and a run of it."""

from __future__ import annotations

import json
import re

import pytest

from scenarios.drafts import Draft, encode
from tests.app.stored import TEXT
from tests.e2e.looking import RUN_MS, button, expect, settled
from views.frame.texts import say

pytestmark = [pytest.mark.e2e, pytest.mark.browser]
PLAN = Draft(park="small", text=TEXT, days=7, step_minutes=60)
ROOFS = PLAN.with_(measures=[{"id": "roof_pv"}])
FIGURE = "tr[data-indicator=unit_energy_carbon]"


def shown(page):
    """Return the plan that is drawn, and its first figure."""
    root = page.locator(".root[data-plan]").first
    return root.get_attribute("data-plan"), page.locator(FIGURE).get_attribute("data-value")


def moved_from(page, before):
    """Wait until another plan is drawn, and return it."""
    expect(page.locator(f".root[data-plan='{before[0]}']")).to_have_count(0)
    expect(page.locator(FIGURE)).to_be_visible()
    return shown(page)


def run_of(url):
    found = re.search(r"[?&]run=([\w.-]+)", url)
    return found[1] if found else ""


@pytest.fixture
def trying(page, address, runs):
    """Open the page on the small park, its year remembered."""

    def opened(plan=PLAN, lang="en"):
        page.goto(f"{address}/try?lang={lang}&plan={encode(plan, runs)}")
        first = page.locator(".st-key-try_run button")
        expect(first.or_(page.locator(FIGURE)).first).to_be_visible()
        if first.count():
            first.click()
        expect(page.locator(FIGURE)).to_be_visible(timeout=RUN_MS)
        return shown(page)

    return opened


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_measure_is_found_added_and_moved_by_keyboard(page, trying, lang):
    base = trying(lang=lang)
    search = page.get_by_role("searchbox")
    search.fill("roof_pv")
    expect(page.locator("[data-offer]")).to_have_count(1)
    page.locator("[data-offer=roof_pv] button").press("Enter")
    added = moved_from(page, base)
    slider = page.locator(".st-key-card_measures_roof_pv_").get_by_role("slider")
    slider.press("ArrowRight")
    moved = moved_from(page, added)
    assert len({base[1], added[1], moved[1]}) == 3
    expect(page.locator(FIGURE)).to_contain_text(say(lang, "try.better"))
    expect(page.get_by_text(say(lang, "try.exact"))).to_be_visible()
    settled(page)


def test_undo_redo_and_a_checkpoint(page, trying):
    before = trying(ROOFS)
    page.locator(".st-key-card_measures_roof_pv_").get_by_role("slider").press("ArrowLeft")
    after = moved_from(page, before)
    button(page, "try.undo", "en").click()
    assert moved_from(page, after) == before
    button(page, "try.redo", "en").click()
    assert moved_from(page, before) == after
    page.locator(".st-key-checkpoints button").first.click()
    page.get_by_label(say("en", "try.checkpoint.name")).fill("less roof")
    button(page, "try.checkpoint.keep", "en").click()
    page.locator(".st-key-changes button").first.click()
    button(page, "try.reset", "en").click()
    bare = moved_from(page, after)
    page.keyboard.press("Escape")
    page.locator(".st-key-checkpoints button").first.click()
    page.get_by_role("button", name="less roof").click()
    assert moved_from(page, bare) == after
    settled(page)


def test_a_difference_leads_to_its_control_among_the_other_levers(page, trying):
    trying(ROOFS.with_(assumptions=[{"id": "gas_price"}]))
    page.locator(".st-key-changes button").first.click()
    page.locator("[class*=st-key-jump_1_] button").first.click()
    card = page.locator(".st-key-card_assumptions_gas_price_")
    expect(card).to_be_in_viewport()
    expect(card.locator("input, [role=slider]").first).to_be_focused()
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    settled(page)


def test_a_link_restores_everything_in_a_fresh_browser(page, trying, browser):
    there = trying(ROOFS.with_(assumptions=[{"id": "gas_price"}]))
    page.locator(".st-key-share button").first.click()
    link = page.locator(".st-key-share ~ * code, [data-testid=stCode] code").last.inner_text()
    other = browser.new_context(locale="en-GB").new_page()
    other.goto(link)
    expect(other.locator(FIGURE)).to_be_visible(timeout=RUN_MS)
    assert shown(other) == there
    other.context.close()


def test_a_plan_is_run_and_has_the_same_figures(page, trying, runs):
    _, value = trying(ROOFS)
    others = {path.name for path in runs.iterdir()}
    button(page, "setup.run", "en").click()
    page.wait_for_url(lambda url: run_of(url) not in {"", *others}, timeout=RUN_MS)
    name = run_of(page.url)
    cards = json.loads((runs / name / "indicators.json").read_text(encoding="utf-8"))
    assert repr(cards["national"]["indicators"]["unit_energy_carbon"]["value"]) == value
    settled(page)
