"""Workbooks for tests, made by another library than the one that reads them at the core."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook, load_workbook


def book(rows, title="企业", merges=(), formats=None):
    """Return a workbook of one sheet."""
    made = Workbook()
    page = made.active
    page.title = title
    for row in rows:
        page.append(row)
    for told in merges:
        page.merge_cells(told)
    for address, code in (formats or {}).items():
        page[address].number_format = code
    sink = io.BytesIO()
    made.save(sink)
    return sink.getvalue()


def opened(raw):
    """Return a workbook as another reader sees it."""
    return load_workbook(io.BytesIO(raw))


def repacked(raw, changes, extra=()):
    """Return a workbook with parts replaced by what ``changes`` makes of their text."""
    sink = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            content = old.read(info)
            for pattern, change in changes.items():
                if re.search(pattern, info.filename):
                    content = change(content.decode()).encode()
            new.writestr(info.filename, content)
        for name, content in extra:
            new.writestr(name, content)
    return sink.getvalue()
