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
