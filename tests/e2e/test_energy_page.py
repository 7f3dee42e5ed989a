"""Flows, time series and supply in real Chromium: switched, zoomed, and drawn in every view."""

from __future__ import annotations

import re

import pytest

from tests.e2e.looking import button, expect, settled
from views.energy.picture import DOMAINS
from views.frame.texts import say

pytestmark = [pytest.mark.e2e, pytest.mark.browser]
# Texts in both languages are tests/app/test_energy_pages.py's; here is what only a browser shows.
CHINESE, ENGLISH = (pytest.mark.parametrize("lang", [lang]) for lang in ("zh", "en"))


def choose(page, key, lang):
    page.get_by_role("radio", name=say(lang, key), exact=True).or_(
        page.get_by_role("button", name=say(lang, key), exact=True)
    ).first.click()


@CHINESE
def test_flows_switch_domain_level_and_interval(page, address, small_run, lang):
    page.goto(f"{address}/flows?lang={lang}&run={small_run}")
    expect(page.locator("canvas").first).to_be_visible()
    for domain in DOMAINS[1:]:
        choose(page, f"domain.{domain}", lang)
        spoken = re.compile(re.escape(say(lang, f"domain.{domain}")))
        expect(page.get_by_label(spoken).locator("canvas").first).to_be_visible()
    choose(page, "level.enterprise", lang)
    chooser = page.get_by_role("combobox", name=re.compile(say(lang, "flows.enterprise")))
    expect(chooser).to_be_visible()
    choose(page, "when.interval", lang)
    expect(page.get_by_role("slider", name=re.compile(r".")).first).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    settled(page)


@ENGLISH
def test_a_stretch_marked_in_the_chart_is_looked_at_more_closely(page, address, small_run, lang):
    page.goto(f"{address}/series?lang={lang}&run={small_run}")
    chart = page.locator("canvas").first
    expect(chart).to_be_visible()
    settled(page)
    box = chart.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 63, box["y"] + 24)  # the tool that marks
    page.mouse.move(box["x"] + 300, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 420, box["y"] + 155, steps=6)
    page.mouse.up()
    expect(button(page, "series.unzoom", lang)).to_be_visible()
    settled(page)
    button(page, "series.unzoom", lang).click()
    expect(button(page, "series.unzoom", lang)).to_have_count(0)
    choose(page, "when.day", lang)
    button(page, "when.after", lang).click()
    expect(page.locator("canvas").first).to_be_visible()
    for view in ("duration", "days", "rows"):
        choose(page, f"view.{view}", lang)
        expect(page.locator("canvas").first).to_be_visible()
    settled(page)


@CHINESE
def test_every_view_of_supply_is_shown(page, address, small_run, lang):
    page.goto(f"{address}/supply?lang={lang}&run={small_run}")
    expect(page.get_by_role("heading", name=say(lang, "supply.title"))).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    choose(page, "supply_view.matching", lang)
    expect(page.get_by_text(say(lang, "matching.hours"))).to_be_visible()
    choose(page, "supply_view.direct", lang)
    expect(page.get_by_text(say(lang, "green.no_line"))).to_be_visible()
    choose(page, "supply_view.curtailed", lang)
    expect(page.get_by_text(say(lang, "missed.title"))).to_be_visible()
    settled(page)
