"""A park built in Chromium: template, spreadsheet with errors, mended, table, plan, text, undo."""

from __future__ import annotations

import re

import pytest

from tests.e2e.looking import button, expect, settled
from tests.sheets.books import book
from views.frame.texts import say

pytestmark = [pytest.mark.e2e, pytest.mark.browser]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = ["编号", "中文名称", "英文名称", "工艺原型", "年产量", "东向坐标", "北向坐标"]
GOOD = ["new-1", "甲<img src=x onerror=alert(1)>", "A", "machinery", 20000, 800, 200]
BAD = ["new-2", "乙", "B", "machinery", "两万个", 900, 300]

AFTER = """() => getComputedStyle(
  document.querySelector('[data-testid=stFileUploader]'), '::after').content"""


def file(name, content):
    return {"name": name, "mimeType": XLSX, "buffer": content}


def section(page, name, lang="zh"):
    page.get_by_test_id("stMain").get_by_text(say(lang, f"build.section.{name}"),
                                              exact=True).click()  # fmt: skip
    settled(page)


def yaml_of(page, lang="zh"):
    return page.get_by_role("textbox", name=say(lang, "build.yaml"), exact=True)


def cell(page, text):
    """Return a cell as screen readers know it; what is seen of tables is drawn on a canvas."""
    return page.locator("[data-testid=stDataFrame] canvas td", has_text=text).first


def begun(page, address, lang="zh", place=2):
    """Open the page and start from a template: the third is the logistics park."""
    page.goto(f"{address}/build?lang={lang}")
    button(page, "build.start", lang).nth(place).click()
    expect(page.locator("[data-testid=stDataFrame] canvas").first).to_be_visible()
    settled(page)


def test_a_sheet_is_mended_and_table_plan_and_text_agree(page, address):
    said = []
    page.once("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    begun(page, address)
    section(page, "sheets")
    chooser = page.get_by_test_id("stFileUploaderDropzoneInput")
    chooser.set_input_files(file("plan.xlsx", book([HEAD, GOOD, BAD])))
    expect(page.get_by_text(say("zh", "build.sheet.count.aside", count=1))).to_be_visible()
    expect(cell(page, "两万个")).to_be_attached()
    chooser.set_input_files(file("mended.xlsx", book([HEAD, GOOD, [*BAD[:4], 20000, *BAD[5:]]])))
    take = page.get_by_role("button", name=say("zh", "build.sheet.take", count=2), exact=True)
    take.click()
    expect(yaml_of(page)).to_have_value(re.compile(r"new-2:\n.*output_per_year: 20000", re.DOTALL))
    section(page, "tables")
    expect(cell(page, "new-2")).to_be_attached()
    section(page, "plan")
    box = page.locator(".box[data-id=new-2]")
    expect(box).to_have_attribute("aria-label", "乙, 企业, 900 m, 300 m")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    expect(yaml_of(page)).to_have_value(re.compile(r"- 910\n\s+- 301|\[910, 301\]"))
    expect(box).to_be_focused()
    button(page, "build.undo").click()
    expect(box).to_have_attribute("aria-label", "乙, 企业, 900 m, 300 m")
    button(page, "build.undo").click()
    expect(page.locator(".box[data-id=new-2]")).to_have_count(0)
    expect(yaml_of(page)).not_to_have_value(re.compile("new-2"))
    settled(page)
    assert said == []  # nothing was executed


def test_boxes_are_dragged_and_a_reload_keeps_them(page, address):
    begun(page, address, place=4)
    section(page, "plan")
    box = page.locator(".box[data-id=site-office]")
    at = box.bounding_box()
    page.mouse.move(at["x"] + 8, at["y"] + 8)
    page.mouse.down()
    page.mouse.move(at["x"] + 108, at["y"] - 42, steps=4)
    page.mouse.up()
    expect(yaml_of(page)).not_to_have_value(re.compile(r"position: \[200, 160\]"))
    moved = box.get_attribute("aria-label")
    assert moved != "建设指挥部, 建筑, 200 m, 160 m"
    settled(page)
    page.reload()
    section(page, "plan")
    expect(page.locator(".box[data-id=site-office]")).to_have_attribute("aria-label", moved)
    settled(page)


def test_a_cell_is_typed_and_what_is_wrong_is_told(page, address):
    begun(page, address)
    grid = page.locator("[data-testid=stDataFrame] .dvn-scroller").first
    grid.click(position={"x": 160, "y": 52})
    expect(page.locator("[data-testid=stDataFrame] td[aria-selected=true]")).to_have_count(1)
    page.keyboard.type("<b>1</b>", delay=30)
    page.keyboard.press("Enter")
    expect(yaml_of(page)).to_have_value(re.compile("zh: <b>1</b>"))
    text = yaml_of(page).input_value()
    yaml_of(page).fill(text.replace("output_per_year: 180000", "output_per_year: 0"))
    page.get_by_role("button", name=say("zh", "build.yaml.apply")).last.click()
    expect(page.get_by_text(say("zh", "build.problems"))).to_be_visible()
    expect(button(page, "build.run")).to_be_disabled()
    button(page, "build.undo").click()
    expect(button(page, "build.run")).to_be_enabled()
    settled(page)


def test_too_large_a_file_is_not_sent(page, address, tmp_path):
    with (tmp_path / "big.xlsx").open("wb") as big:
        big.truncate(20_971_521)
    begun(page, address)
    section(page, "sheets")
    chooser = page.get_by_test_id("stFileUploaderDropzoneInput")
    chooser.set_input_files(tmp_path / "big.xlsx")
    expect(page.get_by_test_id("stFileUploader").get_by_role("alert")).to_be_attached()
    told = page.evaluate(AFTER)
    assert told == f'"{say("zh", "build.upload.refused")}"'
    expect(page.get_by_text(say("zh", "build.sheet.wait", size=20))).to_be_visible()
    settled(page)
