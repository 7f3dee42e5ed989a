"""Heat of a park's span by temperature: who makes it, the least to be made, and the curve."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from scenarios.run import RunResult
from twin.accounts.heat_cascade import HeatByTemperature

TERMS = {
    "heat.demand_mwh": ("用热量", "heat asked for"),
    "heat.from_fuel_mwh": ("燃料制热", "made from fuel"),
    "heat.from_electricity_mwh": ("电制热（含热泵）", "from electricity, heat pumps too"),
    "heat.from_waste_heat_mwh": ("余热供热", "recovered"),
    "heat.bought_mwh": ("外购热量", "bought"),
    "heat.least_made_mwh": ("夹点最小热公用工程", "least to be made (pinch)"),
    "heat.least_rejected_mwh": ("夹点最小冷公用工程", "least to be rejected (pinch)"),
}
WORDS = {
    "title": ("按温度的热量（MWh）", "Heat by temperature (MWh)"),
    "pinch": ("夹点（移位温度）", "pinch (shifted temperature)"),
    "none": ("无夹点", "none"),
    "curve": ("总复合曲线：移位温度 ℃，热量 MWh", "grand composite: shifted °C, MWh"),
}


def pinch_json(result: RunResult) -> dict[str, Any]:
    """Return heat by who makes it, the two leasts, pinch and grand composite curve of the span."""
    whole = HeatByTemperature(result.ledger, result.built.accounting().boundary).of_the_span()
    return {
        "heat": {name: result.value(name) for name in TERMS},
        "pinch_c": whole.pinch_c() if whole else None,
        "grand_composite": [list(point) for point in whole.grand_composite()] if whole else [],
    }


def print_pinch(found: dict[str, Any], lang: str) -> None:
    """Print what :func:`pinch_json` returned."""
    side = 0 if lang == "zh" else 1
    console = Console(highlight=False)
    console.print(WORDS["title"][side])
    table = Table(show_header=False, box=None)
    for name, value in found["heat"].items():
        table.add_row(TERMS[name][side], f"{value:,.0f}")
    pinch = found["pinch_c"]
    told = WORDS["none"][side] if pinch is None else f"{pinch:g} °C"
    table.add_row(WORDS["pinch"][side], told)
    console.print(table)
    console.print(WORDS["curve"][side])
    curve = Table(show_header=False, box=None)
    for temperature, heat in found["grand_composite"]:
        curve.add_row(f"{temperature:g}", f"{heat:,.0f}")
    console.print(curve)
