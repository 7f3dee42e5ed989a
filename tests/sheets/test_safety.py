"""Hostile files: refused before a library reads them, with a message; nothing is executed."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.sheets import Target, marked_sheet, read_sheet, template, write_park
from scenarios.sheets.guard import MOST_BYTES, address_of, column_letters, column_number
from scenarios.yaml_io import parse_yaml
from tests.parks import SMALL
from tests.sheets.books import book, opened, repacked
from twin.errors import InputError

ROWS = [["id", "name", "archetype", "output_per_year"], ["a", "厂", "machinery", 10]]
SHEET = r"worksheets/sheet1\.xml"
HOSTILE = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")',
           "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "{=1}", "'=1"]  # fmt: skip


def refused(raw, *words):
    with pytest.raises(InputError) as caught:
        read_sheet(raw, "hostile.xlsx")
    for word in ("hostile.xlsx", *words):
        assert word in str(caught.value)


def test_a_large_file_is_refused_unread(tmp_path):
    path = tmp_path / "hostile.xlsx"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    tracemalloc.start()
    with pytest.raises(InputError, match="bytes; at most"):
        read_sheet(path)
    assert tracemalloc.get_traced_memory()[1] < 2.5 * MOST_BYTES
    tracemalloc.stop()


def test_a_zip_bomb_is_refused_by_its_ratio_and_by_its_sum():
    bomb = lambda text: text.replace("</sheetData>", " " * 60_000_000 + "</sheetData>")  # noqa: E731
    refused(repacked(book(ROWS), {SHEET: bomb}), "times over", "sheet1.xml")
    parts = [(f"xl/media/{n}.bin", bytes(900_000)) for n in range(200)]
    refused(repacked(book(ROWS), {}, parts), "bytes unpacked")


def test_too_many_parts_rows_columns_and_cells_are_refused():
    refused(repacked(book(ROWS), {}, [(f"x{n}.bin", b"x") for n in range(1001)]), "parts")
    far = lambda text: text.replace('r="2"', 'r="1048576"')  # noqa: E731
    refused(repacked(book(ROWS), {SHEET: far}), "row 1048576")
    wide = lambda text: text.replace('r="D2"', 'r="XFD2"')  # noqa: E731
    refused(repacked(book(ROWS), {SHEET: wide}), "column 16384")
    many = (
        '<row r="3">'
        + "".join(f"<c><v>{n * 7919 % 99991}</v></c>" for n in range(400_001))
        + "</row></sheetData>"
    )
    refused(repacked(book(ROWS), {SHEET: lambda t: t.replace("</sheetData>", many)}), "cells")
    refused(b"a,b\n" * 20_001, "rows")


@pytest.mark.parametrize("part", [
    SHEET, r"workbook\.xml$", r"sharedStrings", r"\.rels$", r"styles", r"core\.xml",
])  # fmt: skip
def test_entities_are_refused_in_every_part(part):
    laughs = (
        '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    )

    def doctyped(text):
        head, _, rest = text.rpartition("?>")
        return f"{head}?>{laughs}{rest}" if head else laughs + rest

    refused(repacked(template("pv"), {part: doctyped}), "document type")


@pytest.mark.parametrize("raw", [
    b"PK\x03\x04" + b"\0" * 100, b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"\0\1\2\3" * 50,
    book(ROWS)[:-200], b"\xff\xfe\x00", bytes(range(256)) * 8,
])  # fmt: skip
def test_what_is_no_table_is_told(raw):
    refused(raw)


def test_a_zip_that_is_no_workbook_and_damaged_parts_are_told():
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as packed:
        packed.writestr("../../etc/passwd", "x")
    refused(sink.getvalue(), "not a readable .xlsx")
    refused(repacked(book(ROWS), {SHEET: lambda text: text[:-30]}), "XML")
    refused(repacked(book(ROWS), {r"workbook\.xml$": lambda _: "<workbook/>"}))


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_bytes_changed_anywhere_never_do_more_than_an_error(place, noise):
    raw = bytearray(_SOUND)
    place = place * (len(raw) - len(noise)) // 2000
    raw[place : place + len(noise)] = noise
    with suppress(InputError):
        read_sheet(bytes(raw), "p.xlsx")


_SOUND = book(ROWS)


def test_links_to_other_books_and_macros_are_not_followed():
    link = b'<?xml version="1.0"?><externalLink><externalBook/></externalLink>'
    extra = [("xl/externalLinks/externalLink1.xml", link), ("xl/vbaProject.bin", b"\0" * 100)]
    sheet = read_sheet(repacked(book(ROWS), {}, extra), "p.xlsx")
    assert list(sheet.agents) == ["a"]


def test_a_stored_result_is_read_and_its_formula_is_not():
    with_result = lambda t: t.replace(  # noqa: E731
        "<v>10</v>", "<f>[1]Other!A1+WEBSERVICE(&quot;http://x&quot;)</f><v>40000</v>"
    )
    sheet = read_sheet(repacked(book(ROWS), {SHEET: with_result}), "p.xlsx")
    assert sheet.agents["a"]["output_per_year"] == 40000
    without = lambda t: t.replace("<v>10</v>", "<f>1+1</f><v></v>")  # noqa: E731
    (problem,) = read_sheet(repacked(book(ROWS), {SHEET: without}), "p.xlsx").problems
    assert (problem.address, problem.key) == ("D2", "formula")


def test_a_formula_whose_result_is_an_empty_text_is_a_blank_cell():
    rows = [[*ROWS[0], "lines"], [*ROWS[1], 3]]
    empty = '<c r="E2" t="str"><f>IF(A9="","",A9)</f><v></v></c>'
    raw = repacked(book(rows), {SHEET: lambda t: re.sub(r'<c r="E2".*?</c>', empty, t)})
    sheet = read_sheet(raw, "p.xlsx")
    assert not sheet.problems
    assert "lines" not in sheet.agents["a"]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_written_as_texts_and_come_back_as_they_were(text):
    agents = parse_yaml(SMALL.encode(), "x").data["agents"]
    agents["machines"]["label"]["zh"] = agents["machines"]["source"] = text
    raw = write_park(agents)
    for page in opened(raw):
        assert not [c.coordinate for row in page for c in row if c.data_type == "f"]
        for row in page:
            for cell in row:
                if (
                    str(cell.value or "").startswith(("=", "+", "-", "@", "\t"))
                    and cell.data_type == "s"
                ):
                    assert cell.quotePrefix, cell.coordinate
                assert cell.hyperlink is None
    sheet = read_sheet(raw, "p.xlsx")
    assert sheet.agents["machines"]["label"]["zh"] == text.strip()
    assert sheet.agents["machines"]["source"] == text.strip()


def test_marking_never_makes_a_formula_of_what_was_text():
    rows = [["id", "name", "archetype", "output_per_year"], ["a", "x", "machinery", "y"]]
    raw = repacked(book(rows), {SHEET: lambda t: t.replace(">x<", ">=cmd|' /C calc'!A0<")})
    sheet = read_sheet(raw, "p.xlsx")
    page = opened(marked_sheet(sheet))["企业"]
    assert page["B2"].value == "=cmd|' /C calc'!A0"
    assert page["B2"].data_type == "s"


def test_templates_hold_no_formula_but_their_lists():
    for page in opened(template("all")):
        assert not [c.coordinate for row in page for c in row if c.data_type == "f"]


def test_a_name_from_a_sheet_cannot_leave_its_place_in_the_park_file():
    evil = "x}\nagents:\n  evil: {kind: !!python/object/apply:os.system [ls]}\n# "
    rows = [["id", "name", "archetype", "output_per_year"], ["a", evil, "machinery", 10]]
    target = Target(SMALL, "small")
    text = read_sheet(book(rows), "p.xlsx", target).merged_text(target)
    data = parse_yaml(text.encode(), "x").data
    assert data["agents"]["a"]["label"]["zh"] == evil.strip()
    assert "evil" not in data["agents"]
    # a file's name stands in a comment, on its line
    nasty = "p\nagents: {}\n.xlsx"
    text = read_sheet(book(rows), nasty, target).merged_text(target)
    assert set(parse_yaml(text.encode(), "x").data["agents"]) == set(data["agents"])


@given(st.integers(1, 20_000))
def test_addresses(number):
    assert column_number(column_letters(number)) == number
    assert address_of(7, 3) == "C7"
