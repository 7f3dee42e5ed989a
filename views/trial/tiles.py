"""A plan's year in five figures, each beside its base."""

from __future__ import annotations

import math
from html import escape

from scenarios.what_if import Answer
from views.frame.numbers import big, number, short, signed
from views.frame.texts import say
from views.where.headline import closure


def tiles(answer: Answer, base: Answer | None, lang: str) -> str:
    """Return the tiles as HTML; all texts in them are escaped."""
    mine = _figures(answer)
    theirs = _figures(base) if base is not None else {}
    drawn = [
        _tile(_title(name, answer, lang), *_digits(value, unit, name, lang),
              _change(value, theirs.get(name), unit, lang))
        for name, (value, unit) in mine.items()
    ]  # fmt: skip
    drawn += [_capex(answer, lang), _unserved(answer, lang)]
    return f"<div class='zp-tiles zp-try'>{''.join(drawn)}</div>"


def _figures(answer: Answer) -> dict[str, tuple[float, str]]:
    headline = answer.headline
    return {
        "carbon": (headline["carbon"]["park"], "t"),
        "energy": (headline["energy"]["total_equivalent_tce"], "tce"),
        "power": (headline["energy"]["electricity_mwh"], "MWh"),
        "bill": (headline["cost"]["total_cny"], "CNY"),
    }


def _title(name: str, answer: Answer, lang: str) -> str:
    """Return what a tile is called; the bill of a part of a year is not called yearly."""
    is_part = name == "bill" and not answer.headline.get("span", {}).get("whole_years", True)
    return say(lang, "kpi.cost.span" if is_part else f"try.tile.{name}")


def _digits(value: float, unit: str, name: str, lang: str) -> tuple[str, str]:
    digits, shown = big(value, unit, lang)
    return digits, f"{shown} CO₂" if name == "carbon" else shown


def _change(value: float, before: tuple[float, str] | None, unit: str, lang: str) -> str:
    if before is None:
        return ""
    old = before[0]
    if math.isclose(value, old, rel_tol=5e-13):
        return say(lang, "try.same")
    arrow, sign = ("▲", "+") if value > old else ("▼", "−")
    share = signed((value / old - 1.0) * 100.0, 1) if old > 0.0 else ""
    told = f" ({share}%)" if share[:1] in {"+", "−"} else ""  # less than a digit is told as none
    return f"{arrow} {sign}{short(abs(value - old), unit, lang)}{told}"


def _capex(answer: Answer, lang: str) -> str:
    digits, unit = big(answer.capex_cny, "CNY", lang)
    more = say(lang, "try.opex", value=short(answer.opex_cny, "CNY", lang))
    return _tile(say(lang, "try.tile.capex"), digits, unit, more if answer.measures else "")


def _unserved(answer: Answer, lang: str) -> str:
    figure, told, mark = closure(answer.residual, answer.unserved, answer.spilled, lang)
    return _tile(say(lang, "kpi.closure"), figure, "", told, mark)


def _tile(title: str, figure: str, unit: str, more: str, mark: str = "") -> str:
    look = f" class='{mark}'" if mark else ""
    return (
        f"<div class='zp-tile'><span>{escape(title)}</span>"
        f"<b{look}>{escape(figure)} <i>{escape(unit)}</i></b><span>{escape(more)}</span></div>"
    )


def rounded_seconds(seconds: float) -> str:
    """Return seconds as a reader wants them."""
    return number(seconds, 0 if seconds >= 10.0 else 1)
