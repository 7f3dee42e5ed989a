"""What a cell holds, as the value of a park file, or an error that says what was expected."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any, NamedTuple

from scenarios.sheets.columns import Column
from scenarios.sheets.measures import plain_unit, scale, split_number, whole
from scenarios.sheets.words import say
from scenarios.yaml_io import parse_yaml
from twin.errors import InputError

_YES = {"yes", "y", "true", "1", "是", "有", "对", "√", "✓", "真"}
_NO = {"no", "n", "false", "0", "否", "无", "没有", "×", "✗", "假"}
_DATE = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$|^(\d{4})(\d{2})(\d{2})$"
)
_MONTH_DAY = re.compile(r"^(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_PARTS = re.compile(r"[;；,，、\n]")
EMPTY_TEXT = '""'
MONTH_DAYS = {"season", "start"}


class Cell(NamedTuple):
    """A cell as it was read.

    Attributes
    ----------
    value : Any
        None, a number, a text, a flag or a date.
    is_percent : bool
        Whether it is shown as a percentage: its number is then a share already.
    fault : str
        Why it could not be read: ``formula``, ``error_value`` or nothing.
    is_shared : bool
        Whether it only has its value from the cell above that it is merged with.
    """

    value: Any = None
    is_percent: bool = False
    fault: str = ""
    is_shared: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.fault and (self.value is None or not str(self.value).strip())


class CellError(ValueError):
    """A cell that cannot be read: a sentence of ours by its key, with its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(say(key, "en", **values))
        self.key, self.values = key, values


def value_of(column: Column, cell: Cell, header_unit: str, unit: str) -> Any:  # noqa: ANN401
    """Return what a cell that is not blank says.

    Parameters
    ----------
    header_unit : str
        Unit named in the header, "" if none.
    unit : str
        Unit of the park file here.

    Raises
    ------
    CellError
        If it is not what the column takes.
    """
    if cell.fault:
        raise CellError(cell.fault)
    if column.may_be_tree and str(cell.value).lstrip().startswith("{"):
        return tree_of(str(cell.value))
    if column.form in {"number", "integer"}:
        return _number(column, cell, header_unit, unit)
    readers = {"flag": _flag, "date": _date, "list": _list, "tree": _tree, "text": _text}
    return readers[column.form](column, cell)


def _number(column: Column, cell: Cell, header_unit: str, unit: str) -> Any:  # noqa: ANN401
    if column.may_be_text and isinstance(cell.value, str) and not _is_plain(cell.value):
        return cell.value.strip()
    value, own_unit = _value_and_unit(cell)
    named = own_unit or header_unit  # a unit in the cell says more than the header's
    if cell.is_percent:
        if unit:
            raise CellError("unit", unit="%", want=unit)
        named = ""  # its number is a share already, whatever the header says
    if column.form == "integer" and not float(value).is_integer():
        raise CellError("not_whole")
    try:
        times = scale(named, unit)
    except ValueError:
        want = unit or say("no_unit", "en")
        raise CellError("unit" if unit else "no_unit", unit=named, want=want) from None
    if times == 1.0:
        return whole(value)
    factor_of_word, plain = plain_unit(named)
    if column.takes_units and unit and factor_of_word == 1.0 and plain:
        return f"{whole(value)} {plain}"  # the park file keeps the planner's own unit
    return whole(_tidied(value * times))


def _is_plain(text: str) -> bool:
    found = split_number(text)
    return found is not None and not found[1]


def _tidied(value: float) -> float:
    """Drop the last digits that only conversion made: 72 kW are 0.072 MW."""
    return float(f"{value:.14g}")


def _value_and_unit(cell: Cell) -> tuple[float, str]:
    if isinstance(cell.value, bool | dt.date):
        raise CellError("not_number")
    if isinstance(cell.value, int | float):
        return float(cell.value), ""
    found = split_number(str(cell.value))
    if found is None:
        raise CellError("not_number")
    return found


def _flag(_: Column, cell: Cell) -> bool:
    if isinstance(cell.value, bool):
        return cell.value
    text = plain_text(str(whole(cell.value)) if isinstance(cell.value, float) else str(cell.value))
    if text in _YES or text in _NO:
        return text in _YES
    raise CellError("not_flag")


def _date(_: Column, cell: Cell) -> dt.date:
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    if isinstance(cell.value, dt.date):
        return cell.value
    text = str(cell.value) if isinstance(cell.value, str | int) else ""
    found = _DATE.match(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise CellError("not_date")
    try:
        return dt.date(*(int(part) for part in found.groups() if part))
    except ValueError:
        raise CellError("not_date") from None


def _list(column: Column, cell: Cell) -> list[Any]:
    text = str(cell.value).strip()
    if text.startswith("["):
        found = tree_of(text)
        if not isinstance(found, list):
            raise CellError("not_yaml", told=text)
        return found
    return [_item(column, part.strip()) for part in _PARTS.split(text) if part.strip()]


def _item(column: Column, text: str) -> Any:  # noqa: ANN401 - a number or a text
    if column.item not in {"number", "integer"}:
        return chosen(column, text)
    found = split_number(text)
    if found is None or found[1]:
        raise CellError("not_number")
    return whole(found[0])


def _tree(_: Column, cell: Cell) -> Any:  # noqa: ANN401 - plain data
    return tree_of(str(cell.value))


def _text(column: Column, cell: Cell) -> str:
    if isinstance(cell.value, bool):
        raise CellError("not_text")
    if isinstance(cell.value, dt.date):
        return _dated(column, cell.value)
    if isinstance(cell.value, int | float):
        return str(whole(float(cell.value)))
    text = str(cell.value).strip()
    month_day = _MONTH_DAY.match(text)
    if month_day and MONTH_DAYS & set(column.path):
        return f"{int(month_day[1]):02d}-{int(month_day[2]):02d}"
    return "" if text == EMPTY_TEXT else chosen(column, text)


def _dated(column: Column, date: dt.date) -> str:
    """Read a month and day that the table program took for a date."""
    if MONTH_DAYS & set(column.path):
        return date.strftime("%m-%d")
    raise CellError("not_text")


def chosen(column: Column, text: str) -> str:
    """Return the id of what a text names: by id, by either name, or as a drop-down shows it.

    Raises
    ------
    CellError
        If the column has choices and this is none of them.
    """
    plain = plain_text(text)
    for choice in column.choices:
        names = {choice.id, choice.zh, choice.en, choice.shown("zh"), choice.shown("en")}
        if plain in map(plain_text, names):
            return choice.id
    if column.choices and not column.is_open:
        raise CellError("no_choice")
    return text


def plain_text(text: str) -> str:
    """Return a text as names are compared: width, case and blanks do not matter."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


def tree_of(text: str) -> Any:  # noqa: ANN401 - plain data
    """Return what a YAML text holds.

    Raises
    ------
    CellError
        If it is not plain YAML.
    """
    try:
        return parse_yaml(f"value: {text}".encode(), "cell").data.get("value")
    except InputError as error:
        raise CellError("not_yaml", told=error.problems[0].message) from error


def cell_of(column: Column, value: Any, lang: str) -> Any:  # noqa: ANN401 - what is written
    """Return what is written for a value of a park file: the inverse of :func:`value_of`."""
    if isinstance(value, bool):
        return {True: ("是", "yes"), False: ("否", "no")}[value][lang == "en"]
    if isinstance(value, dict | list) and column.form != "list":
        return flow(value)
    if isinstance(value, list):
        texts = [str(item) for item in value]
        plain = bool(texts) and all(t.strip() == t and t and not _PARTS.search(t) for t in texts)
        simple = plain and not any(isinstance(item, bool | list | dict) for item in value)
        return "; ".join(texts) if simple and not texts[0].startswith("[") else flow(value)
    if isinstance(value, str):
        if not value:
            return EMPTY_TEXT
        return next((c.shown(lang) for c in column.choices if c.id == value), value)
    return value


def flow(value: Any) -> str:  # noqa: ANN401 - plain data
    """Return plain data as YAML on one line."""
    import yaml

    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False,
                          width=10_000)  # fmt: skip
    return text.strip()
