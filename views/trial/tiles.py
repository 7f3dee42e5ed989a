"""A plan's year in five figures, each beside its base."""

from __future__ import annotations

import math
from html import escape

from scenarios.what_if import Answer
from views.frame.numbers import big, number, short, tiny
from views.frame.texts import say


def tiles(answer: Answer, base: Answer | None, lang: str) -> str:
    """Return the tiles as HTML; all texts in them are escaped."""
    mine = _figures(answer)
    theirs = _figures(base) if base is not None else {}
    drawn = [
        _tile(say(lang, f"try.tile.{name}"), *_digits(value, unit, name, lang),
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
    share = f" ({sign}{number(abs(value / old - 1.0) * 100.0, 1)}%)" if old > 0.0 else ""
    return f"{arrow} {sign}{short(abs(value - old), unit, lang)}{share}"


def _capex(answer: Answer, lang: str) -> str:
    digits, unit = big(answer.capex_cny, "CNY", lang)
    more = say(lang, "try.opex", value=short(answer.opex_cny, "CNY", lang))
    return _tile(say(lang, "try.tile.capex"), digits, unit, more if answer.measures else "")


def _unserved(answer: Answer, lang: str) -> str:
    missing = answer.unserved or answer.spilled
    word = "some" if answer.unserved else "spilled" if answer.spilled else "none"
    unserved = say(lang, f"kpi.unserved.{word}")
    told = say(lang, "kpi.closure.sub", worst=tiny(answer.residual), unserved=unserved)
    title, figure = say(lang, "kpi.closure"), say(lang, "kpi.closure.fine")
    return _tile(title, figure, "", told, "zp-bad" if missing else "zp-good")


def _tile(title: str, figure: str, unit: str, more: str, mark: str = "") -> str:
    look = f" class='{mark}'" if mark else ""
    return (
        f"<div class='zp-tile'><span>{escape(title)}</span>"
        f"<b{look}>{escape(figure)} <i>{escape(unit)}</i></b><span>{escape(more)}</span></div>"
    )


def rounded_seconds(seconds: float) -> str:
    """Return seconds as a reader wants them."""
    return number(seconds, 0 if seconds >= 10.0 else 1)
