"""Numbers, measures and differences of this page as text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from scenarios.catalogue import InputError
from scenarios.drafts import Change, Section, rule_of
from views.frame.numbers import number, short, unit
from views.frame.texts import label, say

MOST_STOPS = 200
WIDE = 50.0  # a range this many times the usual number is typed, not slid through
FACTOR_FROM = 1.0


class Control(NamedTuple):
    """How a parameter is shown: shares as per cent, its range in steps of a round number."""

    scale: float
    low: float
    high: float
    step: float
    usual: float
    unit: str
    digits: int
    slides: bool


def control_of(parameter: Any, lang: str) -> Control:  # noqa: ANN401 - a Parameter of the catalogue
    """Return how a parameter of a measure is shown."""
    share = parameter.unit == "1" and parameter.max <= FACTOR_FROM and not parameter.whole
    scale = 100.0 if share else 1.0
    low, high, usual = (
        round(value * scale, 10) for value in (parameter.min, parameter.max, parameter.default)
    )
    step = max(step_of(low, high, usual), 1.0 if parameter.whole else 0.0)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return Control(
        scale, low, high, step, usual,
        "%" if share else unit_text(parameter.unit, lang), digits,
        not usual or (high - low) <= WIDE * abs(usual),
    )  # fmt: skip


def step_of(low: float, high: float, usual: float) -> float:
    """Return a round step that leads from the least to the usual and the most number."""
    size = math.floor(math.log10((high - low) / MOST_STOPS)) + 1
    for power in range(size, size - 5, -1):
        for head in (5.0, 2.0, 1.0):
            step = head * 10.0**power
            stops = (high - low) / step
            if stops >= MOST_STOPS / 2 and all(map(_is_whole, (stops, (usual - low) / step))):
                return round(step, 12)
    return round(10.0 ** (size - 2), 12)


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-6


def unit_text(name: str, lang: str) -> str:
    """Return a unit for a label; of a plain factor the sign of a product."""
    words = {"1": "×", "degC": "°C", "piece": say(lang, "unit.piece"), "W/m2K": "W/(m²·K)"}
    shown = words.get(name, unit(name).replace("m3", "m³").replace("m2", "m²"))
    return shown.replace("CNY", say(lang, "unit.cny")).replace(
        "/month", f"/{say(lang, 'unit.month')}"
    )


def value_text(section: Section, name: str, parameter: str, value: float, lang: str) -> str:
    """Return a parameter's number with its unit."""
    control = control_of(rule_of(section, name).parameters[parameter], lang)
    text = f"{value * control.scale:,.{control.digits}f}".replace("-", "−")
    if control.unit == "×":
        return f"×{text}"
    return f"{text}{control.unit}" if control.unit == "%" else f"{text} {control.unit}"


def money(value: float, lang: str) -> str:
    """Return an amount of money."""
    return short(value, "CNY", lang)


def name_of(section: Section, name: str, suffix: str, lang: str) -> str:
    """Return what a measure or an assumption is called, its id if there is none."""
    try:
        told = label(lang, rule_of(section, name).label.model_dump(), name)
    except InputError:
        told = name
    return f"{told} {suffix}" if suffix else told


def change_text(change: Change, lang: str) -> str:
    """Return one difference as a line."""
    if change.kind in ("measure", "assumption"):
        return _choice_text(change, lang)
    known = change.kind == "calculation"
    name = say(lang, f"try.calculation.{change.id}") if known else change.id
    before, after = (_plain_text(value) for value in (change.before, change.after))
    return f"{name}: {before} → {after}" if lang == "en" else f"{name}：{before} → {after}"


def _choice_text(change: Change, lang: str) -> str:
    section: Section = "measures" if change.kind == "measure" else "assumptions"
    name = name_of(section, change.id, change.suffix, lang)
    if not change.parameter:
        told = say(lang, f"try.{'removed' if change.after is None else 'added'}", name=name)
        return told + "".join(_numbers(section, change, lang))
    try:
        item = rule_of(section, change.id).parameters[change.parameter]
    except (InputError, KeyError):
        return f"{name} · {change.parameter}"
    before, after = (
        value_text(section, change.id, change.parameter,
                   item.default if value is None else value, lang)
        for value in (change.before, change.after)
    )  # fmt: skip
    return f"{name} · {label(lang, item.label.model_dump())} {before} → {after}"


def _numbers(section: Section, change: Change, lang: str) -> Iterator[str]:
    """Yield the numbers of what was added that are not the usual ones."""
    for name, value in (change.after or {}).items():
        try:
            yield f" · {value_text(section, change.id, name, value, lang)}"
        except (InputError, KeyError):
            yield f" · {name} {number(value)}"


def _plain_text(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(float(value))
    return str(value)[:60]
