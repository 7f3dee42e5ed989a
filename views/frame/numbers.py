"""Figures as text: digits that mean something, units readers use."""

from __future__ import annotations

import math

NOTHING = "–"
SHOWN_UNITS = {"tCO2": "t CO₂", "1": ""}
SMALL_DIGITS = (("CO2", "CO₂"), ("m3", "m³"), ("m2", "m²"))


def unit(name: str) -> str:
    """Return a unit as it is written for readers."""
    if name in SHOWN_UNITS:
        return SHOWN_UNITS[name]
    for plain, shown in SMALL_DIGITS:
        name = name.replace(plain, shown)
    return name


def number(value: float | None, digits: int | None = None) -> str:
    """Return a figure with thousands separators and about four digits."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 1000 or float(value).is_integer() else 3 if size < 10 else 1
    return f"{value:,.{digits}f}".replace("-", "−")


def power_form(highest: float) -> str:
    """Return how a chart's tooltips write powers [MW]: three decimals where all are small."""
    return "%,.3f MW" if abs(highest) < 10.0 else "%,.1f MW"


def factor(value: float) -> str:
    """Return a factor with six digits that count, so that amount times factor is the result."""
    return f"{value:,.6g}".replace("-", "−")


def signed(value: float, digits: int | None = None) -> str:
    """Return a difference with its sign; what rounds to nothing has none."""
    text = number(abs(value), digits)
    if not any(c in "123456789" for c in text):
        return text
    return f"{'+' if value > 0 else '−'}{text}"


def points(value: float, lang: str) -> str:
    """Return a difference of shares in percentage points, with more digits where it is small."""
    size = abs(value) * 100.0
    digits = 1 if size >= 0.05 else 3 if size >= 0.0005 else 6
    return f"{signed(value * 100.0, digits)} {'个百分点' if lang == 'zh' else 'points'}"


def share(value: float | None) -> str:
    """Return a share as per cent."""
    return NOTHING if value is None else f"{value * 100:.1f}%".replace("-", "−")


def amount(value: float | None, name: str) -> str:
    """Return a figure with its unit; shares as per cent."""
    if name == "1":
        return share(value)
    text = number(value)
    shown = unit(name)
    return f"{text} {shown}" if shown and text != NOTHING else text


def big(value: float, name: str, lang: str) -> tuple[str, str]:
    """Return a large figure as digits and unit: 万 and 亿 in Chinese, k and million in English."""
    size, shown = abs(value), unit(name)
    if name == "MWh" and size >= 1000:
        return number(value / 1000.0, 0 if size >= 1e6 else 1), "GWh"
    if lang == "zh":
        if name == "CNY":
            shown = "元"
        for limit, word in ((1e8, "亿"), (1e4, "万")):
            if size >= limit:
                return number(value / limit, 2 if size < 100 * limit else 1), f"{word} {shown}"
    elif size >= 1e6:
        return number(value / 1e6, 2 if size < 1e8 else 1), f"million {shown}"
    return number(value), shown


def short(value: float, name: str, lang: str) -> str:
    """Return a large figure and its unit as one text."""
    digits, shown = big(value, name, lang)
    return f"{digits} {shown}"


def tiny(value: float) -> str:
    """Return a residual in scientific notation, 0 as 0."""
    return "0" if value == 0.0 else f"{value:.0e}".replace("e-0", "e-").replace("-", "−")
