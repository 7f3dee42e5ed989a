"""What a workbook must be before a library reads it: small, plain, and without entities.

An xlsx is a zip of XML. Sizes are those of the zip's own directory, which Python never reads
beyond; every part is then passed once through expat, which counts cells and refuses any document
type, so that no entity is ever defined. Macros, links and formulas are never followed; a formula
without a stored result is remembered, because a reader would see an empty cell.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from twin.errors import InputError, Problem

MOST_BYTES = 20_000_000
MOST_UNPACKED = 150_000_000
MOST_RATIO = 200.0
RATIO_FROM = 1_000_000  # small parts of a few repeated bytes are harmless and pack better
MOST_PARTS, MOST_SHEETS = 1000, 80
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 500, 400_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_CHUNK = 1 << 16
_ADDRESS = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")


@dataclass
class Part:
    """What a sheet's XML says that a reader of values does not: merges and bare formulas.

    Attributes
    ----------
    merges : list of str
        Ranges, such as A2:A5.
    bare : set of str
        Addresses of formulas without a stored result.
    """

    merges: list[str] = field(default_factory=list)
    bare: set[str] = field(default_factory=set)
    rows: int = 0
    cells: int = 0


@dataclass
class _Scan:
    """Collects what the parts of a workbook say."""

    name: str
    parts: dict[str, Part] = field(default_factory=dict)
    sheets: list[tuple[str, str]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    cells: int = 0

    def refuse(self, message: str, where: str = "") -> InputError:
        return InputError(Problem(message, path=where, file=self.name))


def checked_parts(raw: bytes, name: str) -> dict[str, Part]:
    """Check a workbook and return merges and bare formulas by the name of the sheet.

    Raises
    ------
    InputError
        If it is too large, packed too densely, no workbook, or defines entities.
    """
    scan = _Scan(name)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            _check_sizes(packed, scan)
            for info in packed.infolist():
                if info.filename.endswith((".xml", ".rels")):
                    _scan_part(packed, info, scan)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError,
            ValueError, zlib.error, struct.error) as error:  # fmt: skip
        if isinstance(error, InputError):
            raise
        raise scan.refuse(_not_a_workbook(raw)) from error
    if not scan.sheets:
        raise scan.refuse(_not_a_workbook(raw))
    return {title: scan.parts.get(scan.targets.get(rid, ""), Part()) for title, rid in scan.sheets}


def check_size(raw: bytes, name: str) -> None:
    """Refuse a file that is too large.

    Raises
    ------
    InputError
        If it is.
    """
    if len(raw) > MOST_BYTES:
        message = f"{len(raw)} bytes; at most {MOST_BYTES} are read"
        raise InputError(Problem(message, file=name))


def _not_a_workbook(raw: bytes) -> str:
    if raw.startswith(OLD_EXCEL):
        return "an old or a password-protected workbook; save it as .xlsx without a password"
    return "not a readable .xlsx workbook"


def _check_sizes(packed: zipfile.ZipFile, scan: _Scan) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS:
        raise scan.refuse(f"{len(parts)} parts; at most {MOST_PARTS} are read")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise scan.refuse(f"{unpacked} bytes unpacked; at most {MOST_UNPACKED} are read")
    if len({part.filename for part in parts}) < len(parts):
        raise scan.refuse("two parts have the same name")
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > RATIO_FROM and ratio > MOST_RATIO:
            told = f"packed {ratio:.0f} times over; at most {MOST_RATIO:.0f} times is read"
            raise scan.refuse(told, part.filename)


def _scan_part(packed: zipfile.ZipFile, info: zipfile.ZipInfo, scan: _Scan) -> None:
    parser = expat.ParserCreate()
    reader = _Reader(scan, info.filename)
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        with packed.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise scan.refuse(f"not readable XML: {error}", info.filename) from error


class _Reader:
    """Handlers of one part."""

    def __init__(self, scan: _Scan, path: str) -> None:
        self.scan, self.path = scan, path
        self.part = Part()
        self.address = ""
        self.has_formula = self.has_value = self.in_value = self.is_text = False
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {}
        folder = posixpath.basename(posixpath.dirname(path))
        if folder == "worksheets":
            scan.parts[path] = self.part
            self.starts = {"row": self._row, "c": self._cell, "mergeCell": self._merge}
        elif posixpath.basename(path) == "workbook.xml":
            self.starts = {"sheet": self._sheet}
        elif path.endswith("workbook.xml.rels"):
            self.starts = {"Relationship": self._target}

    def doctype(self, *_: object) -> None:
        """Refuse whatever could define an entity."""
        raise self.scan.refuse("a document type or an entity is not allowed", self.path)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        tag = tag.rpartition(":")[2]
        if tag in self.starts:
            self.starts[tag](attributes)
        elif self.address:
            self.has_formula |= tag == "f"
            self.in_value = tag in {"v", "is"}
            # A formula may have an empty text as its result: =IF(A1="","",A1).
            self.has_value |= tag == "v" and self.is_text

    def end(self, tag: str) -> None:
        """End an element."""
        tag = tag.rpartition(":")[2]
        if tag in {"v", "is"}:
            self.in_value = False
        elif tag == "c" and self.address:
            if self.has_formula and not self.has_value:
                self.part.bare.add(self.address)
            self.address = ""

    def text(self, text: str) -> None:
        """Take characters."""
        self.has_value |= self.in_value and bool(text)

    def _row(self, attributes: dict[str, str]) -> None:
        self.part.rows += 1
        number = attributes.get("r", "")
        largest = max(self.part.rows, int(number) if number.isdigit() else 0)
        if largest > MOST_ROWS:
            raise self.scan.refuse(f"row {largest}; at most {MOST_ROWS} are read", self.path)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.scan.cells += 1
        if self.scan.cells > MOST_CELLS:
            raise self.scan.refuse(f"more than {MOST_CELLS} cells", self.path)
        self.address, self.is_text = attributes.get("r", "?"), attributes.get("t") == "str"
        self.has_formula = self.has_value = False
        found = _ADDRESS.match(self.address)
        if found and (column := column_number(found[1])) > MOST_COLUMNS:
            raise self.scan.refuse(f"column {column}; at most {MOST_COLUMNS} are read", self.path)
        if found and int(found[2]) > MOST_ROWS:
            raise self.scan.refuse(f"row {found[2]}; at most {MOST_ROWS} are read", self.path)

    def _merge(self, attributes: dict[str, str]) -> None:
        self.part.merges.append(attributes.get("ref", ""))
        if len(self.part.merges) > MOST_ROWS:
            raise self.scan.refuse(f"more than {MOST_ROWS} merged ranges", self.path)

    def _sheet(self, attributes: dict[str, str]) -> None:
        rid = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
        self.scan.sheets.append((attributes.get("name", ""), rid))
        if len(self.scan.sheets) > MOST_SHEETS:
            raise self.scan.refuse(f"more than {MOST_SHEETS} sheets")

    def _target(self, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        self.scan.targets[attributes.get("Id", "")] = path


def column_number(letters: str) -> int:
    """Return the number of a column from one: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column counted from one."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address_of(row: int, column: int) -> str:
    """Return the address of a cell; both count from one."""
    return f"{column_letters(column)}{row}"
