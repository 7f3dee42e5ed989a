"""Spreadsheets: planners' tables become agents of a park, parks become tables, runs workbooks.

Bytes go in and bytes come out; nothing is printed.
"""

from scenarios.sheets.columns import kind_names
from scenarios.sheets.filling import Filled
from scenarios.sheets.into import Target, draft_text, target_of
from scenarios.sheets.marked import marked as marked_sheet
from scenarios.sheets.preview import Change, Preview
from scenarios.sheets.problems import CellProblem
from scenarios.sheets.reading import Sheet, read_sheet
from scenarios.sheets.run_book import export_run
from scenarios.sheets.template import template, write_park

__all__ = [
    "CellProblem",
    "Change",
    "Filled",
    "Preview",
    "Sheet",
    "Target",
    "draft_text",
    "export_run",
    "kind_names",
    "marked_sheet",
    "read_sheet",
    "target_of",
    "template",
    "write_park",
]
