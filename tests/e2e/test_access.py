"""All can read and work every page: axe-core's rules for WCAG 2 A and AA, light and dark."""

from __future__ import annotations

import pytest

from tests.e2e.looking import PATIENCE_MS, expect, settled
from views.menu import SECTIONS

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = [pytest.mark.e2e, pytest.mark.browser]

PAGES = [entry.name for entries in SECTIONS.values() for entry in entries]
# Streamlit's own side navigation puts a <div> between <ul> and <li>; no option changes that.
OF_STREAMLIT = {"list": "stSidebarNav", "listitem": "st-emotion-cache"}


DARK = ("where", "build", "try", "replay", "fleets", "compare", "studies")


@pytest.mark.parametrize(("names", "scheme"), [(PAGES, "light"), (DARK, "dark")])
def test_no_rule_of_access_is_broken(names, scheme, browser, address, small_run):
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", color_scheme=scheme
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    broken = [found for name in names for found in broken_rules(page, address, name, scheme)]
    context.close()
    assert broken == []


def broken_rules(page, address, name, scheme):
    page.goto(f"{address}/{name}?lang={'zh' if scheme == 'light' else 'en'}")
    expect(page.locator("h3").first).to_be_visible()
    settled(page)
    found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
    return [
        (name, rule["id"], node["target"], node["html"][:200])
        for rule in found
        for node in rule["nodes"]
        if OF_STREAMLIT.get(rule["id"], "\0") not in node["html"]
    ]
