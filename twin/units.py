"""Units at the door: a quantity may be written "50 MWp" and arrives as a float in a fixed unit.

A field says its unit in its name and its type (``PowerMW``); a bare number is taken in that
unit, text is converted, and a wrong dimension is an error that names what was expected.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

if TYPE_CHECKING:
    import pint

_LONGEST_TEXT = 60


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[float]:
    """Return the one unit registry, with the units of the field added."""
    import pint

    units: pint.UnitRegistry[float] = pint.UnitRegistry(cache_folder=None)
    units.define("watt_peak = 1 * watt = Wp")
    units.define("CNY = [currency]")
    units.define("tce = 29.3076 * gigajoule")
    units.define("piece = [piece] = pcs")
    units.define("case = [case]")
    return units


def factor(unit: str, to: str) -> float:
    """Return the factor that turns an amount in ``unit`` into ``to``.

    Raises
    ------
    ValueError
        If a unit is unknown, is an offset scale, or the dimensions differ.
    """
    found = 1.0 if unit == to else _factor(unit, to)
    if isinstance(found, str):
        raise ValueError(found)  # noqa: TRY004 - of the text that was given
    return found


@lru_cache(maxsize=4096)
def _factor(unit: str, to: str) -> float | str:
    """Return a factor, or why there is none."""
    import pint

    units = registry()
    try:
        source, target = units.Unit(_tidy(unit)), units.Unit(_tidy(to))
        one, two = (float(units.Quantity(n, source).to(target).magnitude) for n in (1.0, 2.0))
    except (pint.errors.PintError, AttributeError, TypeError, ValueError, AssertionError):
        return f"'{unit}' is not a unit that converts to {to}"
    if not math.isclose(two, 2.0 * one, rel_tol=1e-12):
        return f"'{unit}' has an offset scale; give a plain number in {to}"
    return one


def _tidy(unit: str) -> str:
    return unit.replace("³", "^3").replace("²", "^2").replace("m3", "m^3").replace("m2", "m^2")


def convert(value: Any, unit: str) -> float:  # noqa: ANN401 - whatever stands in the file
    """Turn a number or a text such as ``"50 MWp"`` into a float in ``unit``.

    Raises
    ------
    ValueError
        If it is not a finite number or a text with a unit of the right dimension.
    """
    if isinstance(value, bool) or value is None:
        raise ValueError(f"expected a number in {unit}, or text with a unit")
    number = float(value) if isinstance(value, int | float) else _parse(str(value).strip(), unit)
    if not math.isfinite(number):
        raise ValueError(f"expected a finite number in {unit}")
    return number


def _parse(text: str, unit: str) -> float:
    if len(text) > _LONGEST_TEXT:
        raise ValueError(f"expected a number in {unit}, got {len(text)} characters")
    head, _, tail = text.partition(" ")
    if not tail:
        cut = len(text) - len(text.lstrip("+-0123456789.eE_"))
        head, tail = text[:cut], text[cut:]
    try:
        number = float(head.replace("_", ""))
    except ValueError:
        raise ValueError(f"expected a number in {unit}, or text such as '1.5 {unit}'") from None
    tail = tail.strip()
    if not tail:
        return number
    if tail in {"C", "degC", "°C"} and unit == "degC":
        return number
    return number * factor(tail, unit)


def Quantity(unit: str, **bounds: Any) -> Any:  # noqa: ANN401, N802 - builds a type
    """Return the type of a float in ``unit``, with bounds (``ge``, ``gt``, ``le``, ``lt``)."""
    return Annotated[
        float,
        Field(json_schema_extra={"unit": unit}, allow_inf_nan=False, **bounds),
        BeforeValidator(lambda value: convert(value, unit)),
    ]


PowerMW = Quantity("MW", ge=0)
EnergyMWh = Quantity("MWh", ge=0)
Hours = Quantity("h", gt=0)
Share = Quantity("dimensionless", ge=0, le=1)
Positive = Quantity("dimensionless", gt=0)
TemperatureC = Quantity("degC", ge=-90, le=2000)
