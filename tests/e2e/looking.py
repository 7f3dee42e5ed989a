"""What tests of the app in Chromium share: patience, and finding what is drawn."""

from __future__ import annotations

import re

import pytest

from views.frame.texts import say

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

PATIENCE_MS = 60_000
RUN_MS = 240_000  # a first run also compiles
expect.set_options(timeout=PATIENCE_MS)  # a first page load may compile and import


def button(page, key, lang="zh"):
    return page.get_by_role("button", name=say(lang, key), exact=True)


def job_of(page):
    page.wait_for_url(re.compile(r"[?&]job=[0-9a-f]{16}"))
    return re.search(r"job=([0-9a-f]{16})", page.url)[1]


def settled(page):
    """Wait until the page has drawn itself, and check that nothing failed."""
    app = page.locator("[data-testid=stApp]")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE_MS)
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def still(page):
    """Wait until nothing moves: a press whose button moves on before it is let go is none."""
    page.wait_for_function(
        "() => document.getAnimations().every(a => a.playState !== 'running' || "
        "a.effect.getComputedTiming().iterations === Infinity)"
    )


def pick(page, name):
    """Select a run: the table is drawn on a canvas, so it is made the only row."""
    words = page.get_by_label(say("en", "runs.filter.text"))
    words.fill(name)
    words.press("Enter")
    expect(page.get_by_text(re.compile("^1 of"))).to_be_visible()
    settled(page)
    cell = page.locator("[data-testid=stDataFrame] canvas td")
    expect(cell.first).to_be_attached()  # it has measured itself and drawn its row
    grid = page.locator("[data-testid=stDataFrame] .dvn-scroller")
    grid.click(position={"x": 18, "y": 54})
    expect(page.locator("[data-testid=stDataFrame] [aria-selected=true]").first).to_be_attached()
