"""Numbers as planners write them: separators, percent, units of both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from twin.units import factor

# 1,200.5 or 1 200: separators only between whole groups of three, so that 1,2 is refused.
_NUMBER = re.compile(
    r"^\s*(?P<sign>[+-]?)(?P<number>\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:\.\d+)?|\d*\.?\d+\.?|\d+\.)"
    r"(?P<power>[eE][+-]?\d+)?\s*(?P<times>[百千]?[万亿]|[百千])?(?![瓦克米])"
    r"\s*(?P<unit>[^\d\s,.].*)?$"
)
_TIMES: Mapping[str, float] = {
    "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "百亿": 1e10,
    "千亿": 1e11,
}  # fmt: skip
# Longest first: 千瓦时 is not 千瓦 and 时.
_WORDS: Mapping[str, str] = {
    "兆瓦时": "MWh", "千瓦时": "kWh", "瓦时": "Wh", "度电": "kWh", "度": "kWh",
    "兆瓦": "MW", "千瓦": "kW", "吉瓦": "GW", "瓦": "W", "吉焦": "GJ", "兆焦": "MJ",
    "平方米": "m^2", "立方米": "m^3", "公顷": "hectare",
    "吨": "t", "千克": "kg", "公斤": "kg", "公里": "km", "千米": "km", "米": "m",
    "小时": "h", "分钟": "min", "元": "CNY", "件": "piece", "箱": "case", "兆帕": "MPa",
    "摄氏度": "degC", "开": "K", "天": "d", "日": "d", "年": "year", "月": "month", "时": "h",
}  # fmt: skip
_SIGNS: Mapping[str, str] = {
    "°C": "degC", "℃": "degC", "°": "degree", "¥": "CNY", "RMB": "CNY", "yuan": "CNY", "·": "*",
    "m3": "m^3", "m2": "m^2", "³": "^3", "²": "^2", "每": "/", "hm^2": "hectare",
}  # fmt: skip
_SHARES: Mapping[str, float] = {"%": 0.01, "percent": 0.01, "‰": 0.001}
_KILOTONNE = re.compile(r"\bkt\b")  # the library reads knots
_YEARLY = re.compile(r"/(a|yr|y)$")
# Units that names of fields end in.
_UNITS = {
    "cny": "CNY", "mwh": "MWh", "kwh": "kWh", "gj": "GJ", "mw": "MW", "kw": "kW", "t": "t",
    "m3": "m^3", "m2": "m^2", "kg": "kg", "h": "h", "d": "d", "day": "d", "km": "km", "m": "m",
    "k": "K", "c": "degC", "bar": "bar", "deg": "degree", "years": "year", "year": "year",
    "month": "month", "km_h": "km/h",
}  # fmt: skip
_ANY = "|".join(sorted(_UNITS, key=len, reverse=True))
_UNIT_TAIL = re.compile(
    rf"(?:^|_)(?P<of>(?:{_ANY})(?=_|$))?(?P<per>(?:_?per_(?:{_ANY})(?:_month)?)*)$"
)


def split_number(text: str) -> tuple[float, str] | None:
    """Return number and unit of a text such as ``1,200 kW`` or ``1.2万吨``; None if it is none."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("m³", "m3").strip()
    found = _NUMBER.match(plain)
    if found is None:
        return None
    digits = re.sub(r"[, \u00a0\u202f]", "", found["number"])
    value = float(found["sign"] + digits + (found["power"] or ""))
    return value * _TIMES.get(found["times"] or "", 1.0), (found["unit"] or "").strip()


def plain_unit(text: str) -> tuple[float, str]:
    """Return a unit in the spelling of the park file, and what it is to be multiplied by.

    Words of both languages are known (``万千瓦时``, ``t/a``); what is not is returned as it stands.
    """
    unit = unicodedata.normalize("NFKC", text).strip()
    times = 1.0
    for word in sorted(_TIMES, key=len, reverse=True):
        # 千瓦 and 千克 are units of their own.
        if unit.startswith(word) and not unit.startswith(("千瓦", "千克", "千米")):
            times, unit = _TIMES[word], unit.removeprefix(word)
            break
    for word in sorted(_WORDS, key=len, reverse=True):
        unit = unit.replace(word, _WORDS[word])
    unit = _KILOTONNE.sub("kilotonne", unit)
    for sign, plain in _SIGNS.items():
        unit = unit.replace(sign, plain)
    return times, _YEARLY.sub("/year", unit.replace("^^", "^").strip())


def scale(unit: str, want: str) -> float:
    """Return what a number in ``unit`` is multiplied by to be in ``want``.

    Raises
    ------
    ValueError
        If it does not convert.
    """
    if not unit or unit == want:
        return 1.0
    if unit in _SHARES and not want:
        return _SHARES[unit]
    times, plain = plain_unit(unit)
    if plain in {want, want.removesuffix("/year")} or (plain == "" and times != 1.0):
        return times  # a yearly amount may be headed by its unit alone
    if want.endswith("/year") and not plain.endswith("/year"):
        return times * factor(plain, want.removesuffix("/year"))
    if want == "degC" and plain in {"degC", "C"}:
        return times
    return times * factor(plain, want or "dimensionless")


def whole(value: float) -> float | int:
    """Return a number as an integer if it is one: tables give 8.0 where 8 was written."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def pretty(unit: str) -> str:
    """Return a unit as readers see it."""
    return unit.replace("^3", "³").replace("^2", "²").replace("degC", "°C").replace("degree", "°")


def unit_in_name(name: str) -> str:
    """Return the unit that a field's name ends in (``om_cny_per_mwh``: CNY/MWh); "" if none."""
    found = _UNIT_TAIL.search(name)
    if found is None or not (found["of"] or found["per"]):
        return ""
    below = [_UNITS[word] for word in found["per"].split("_") if word and word != "per"]
    of = _UNITS.get(found["of"] or "", "1")
    return "" if below == [of] else "/".join([of, *below])
