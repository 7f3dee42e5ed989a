"""Comparing two small runs in real Chromium, and opening what was downloaded."""

from __future__ import annotations

import shutil

import pytest
from openpyxl import load_workbook

from tests.app.stored import stored_plan
from tests.e2e.looking import button, expect, pick, settled
from views.frame.texts import say

pytestmark = [pytest.mark.e2e, pytest.mark.browser]


@pytest.fixture(scope="module")
def pair(runs, small_run):
    shutil.copytree(stored_plan(), runs / stored_plan().name, dirs_exist_ok=True)
    return f"{small_run},{stored_plan().name}"


@pytest.mark.parametrize("lang", ["zh"])  # tests/app draws every tab in both
def test_two_runs_are_compared_on_every_tab(page, address, pair, lang):
    page.goto(f"{address}/compare?lang={lang}&runs={pair}")
    row = page.locator("tr[data-figure='carbon.park']").first
    expect(row).to_be_visible()
    assert row.inner_text().strip()
    for tab, seen in (
        ("carbon", "canvas"), ("months", "canvas"), ("money", "canvas"), ("why", "table"),
    ):  # fmt: skip
        page.get_by_role("tab", name=say(lang, f"compare.tab.{tab}"), exact=True).click()
        expect(page.get_by_role("tabpanel").locator(f"{seen}:visible").first).to_be_visible()
    assert "runs=" in page.url
    settled(page)


def test_the_workbook_opens_again(page, address, pair, tmp_path):
    page.goto(f"{address}/compare?lang=en&runs={pair}")
    expect(page.locator("tr[data-figure='carbon.park']").first).to_be_visible()
    with page.expect_download() as given:
        button(page, "export.xlsx", "en").first.click()
    given.value.save_as(tmp_path / "compared.xlsx")
    book = load_workbook(tmp_path / "compared.xlsx", read_only=True)
    rows = book["differences"].iter_rows(values_only=True)
    assert any("carbon.park" in row for row in rows)


def test_a_runs_workbook_opens_again(page, address, small_run, tmp_path):
    page.goto(f"{address}/runs?lang=en")
    pick(page, small_run)
    with page.expect_download() as given:
        button(page, "runs.file.xlsx", "en").click()
    given.value.save_as(tmp_path / "run.xlsx")
    names = load_workbook(tmp_path / "run.xlsx", read_only=True).sheetnames
    assert {"指标 indicators", "因子与来源 factors", "输入 inputs", "逐时 hourly"} <= set(names)
