"""Pictures of the comparison as options of ECharts: plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.outcome import ITEMS, FleetOutcome
from scenarios.fleets.present import cost_unit, driver_name
from scenarios.fleets.words import word

ITEM_COLOUR = dict(
    zip(
        ITEMS,
        ("#3f6c8c", "#2f9c95", "#2a6fdb", "#8ab0e8", "#6f7fd0", "#8a6d3b", "#c9a227", "#d08a54",
         "#6d9f71", "#7b8a90", "#b3556b"),
        strict=True,
    )
)  # fmt: skip
SYMBOLS = ("circle", "rect", "triangle", "diamond", "pin", "arrow", "roundRect")
TONES = ("#2a6fdb", "#1b9a86", "#d08a54", "#6f7fd0", "#c9a227", "#b3556b", "#8a6d3b", "#3f6c8c",
         "#6d9f71", "#7b8a90", "#9a5b2f", "#4fa3a5")  # fmt: skip
SEEN = 5e-4  # of the highest cost, below which a part cannot be seen
LESS, MORE = "#1b9a86", "#d08a54"


def ordered(found: FleetComparison) -> list[FleetOutcome]:
    """Return the ranked first, those that fail below them."""
    return [*found.ranking.ranked, *(f.outcome for f in found.ranking.failed)]


def names_of(found: FleetComparison, lang: str) -> list[str]:
    """Return the names in order; who fails bears a sign."""
    failed = {f.outcome.strategy for f in found.ranking.failed}
    return [o.label(lang) + (" ✗" if o.strategy in failed else "") for o in ordered(found)]


def costs(found: FleetComparison, lang: str) -> dict[str, Any]:
    """Return stacked bars of the cost of a unit of work, by item."""
    order = ordered(found)
    drawn = []
    least = SEEN * max((found.cost(o) or 0.0 for o in order), default=0.0)
    for item in ITEMS:
        amounts = [(o.bill.of_item(item), _work(found, o)) for o in order]
        parts = [cny / work if work else 0.0 for cny, work in amounts]  # no work, no bar
        if max(map(abs, parts), default=0.0) >= least:
            drawn.append(_bar(word(f"item.{item}", lang), ITEM_COLOUR[item], parts))
    return {
        **_frame(),
        "xAxis": {"type": "value", "name": cost_unit(found), **_end()},
        "yAxis": {"type": "category", "inverse": True, "data": names_of(found, lang)},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"},
                    "valueFormatter": "%,.3f"},
        "series": drawn,
    }  # fmt: skip


def _work(found: FleetComparison, outcome: FleetOutcome) -> float:
    if found.work == "year":
        return 1.0
    return outcome.bill.t_km if found.per_t_km else outcome.bill.km


def _bar(name: str, colour: str, values: Sequence[float]) -> dict[str, Any]:
    return {
        "name": name, "type": "bar", "stack": "all", "color": colour, "barMaxWidth": 22,
        "data": [float(f"{value:.5g}") for value in values],
    }  # fmt: skip


def _frame() -> dict[str, Any]:
    return {
        "animation": False,
        "legend": {"type": "scroll", "top": 0, "left": 0},
        "grid": {"left": 8, "right": 24, "top": 44, "bottom": 34, "containLabel": True},
    }


def _end() -> dict[str, Any]:
    return {"nameLocation": "middle", "nameGap": 26}


def tradeoff(found: FleetComparison, against: str, lang: str) -> dict[str, Any]:
    """Return cost against CO2 of a ledger, or against the peak; hollow marks fail their jobs."""
    failed = {f.outcome.strategy for f in found.ranking.failed}
    drawn = []
    for number, outcome in enumerate(ordered(found)):
        x = found.cost(outcome)
        if x is None:
            continue
        if against == "peak":
            y = outcome.power.park_peak_mw - outcome.power.rest_peak_mw
        else:
            y = outcome.carbon_t.get(against, 0.0)
        tone, is_apart = TONES[number % len(TONES)], outcome.strategy in failed
        look = {"color": "transparent" if is_apart else tone, "borderColor": tone, "borderWidth": 2}
        drawn.append(
            {"name": outcome.label(lang), "type": "scatter", "symbolSize": 15, "color": tone,
             "symbol": SYMBOLS[number % len(SYMBOLS)], "itemStyle": look,
             "data": [[float(f"{x:.5g}"), float(f"{y:.5g}")]]}
        )  # fmt: skip
    unit = "MW" if against == "peak" else "t CO₂"
    title = f"{word('peak_added' if against == 'peak' else against, lang)} [{unit}]"
    return {
        **_frame(),
        "xAxis": {"type": "value", "scale": True, "name": cost_unit(found), **_end()},
        "yAxis": {"type": "value", "scale": True, "name": title,
                  "nameTextStyle": {"align": "left"}},
        "grid": {"left": 8, "right": 24, "top": 76, "bottom": 34, "containLabel": True},
        "tooltip": {"trigger": "item"},
        "series": drawn,
    }  # fmt: skip


def tornado(found: FleetComparison, strategy: str, lang: str) -> dict[str, Any]:
    """Return how the cost of a strategy moves from one end of every assumption to the other."""
    outcome = found.by_name[strategy]
    today = found.cost(outcome) or 0.0  # without work there are no ends either
    bars = [b for b in found.bars if b.strategy == strategy]
    labels = []
    ends: dict[str, list[float | None]] = {"low": [], "high": []}
    for bar in bars:
        driver = found.settings.drivers[bar.driver]
        name = driver_name(found, bar.driver, lang)
        labels.append(f"{name} ×{driver.low:g}–{driver.high:g}")
        for end, values in ends.items():
            value = getattr(bar, end)
            values.append(None if value is None else float(f"{value - today:.5g}"))
    drawn = [
        {"name": word(end, lang), "type": "bar", "stack": "all", "data": values, "color": tone,
         "barMaxWidth": 16}
        for (end, values), tone in zip(ends.items(), (LESS, MORE), strict=True)
    ]  # fmt: skip
    return {
        **_frame(),
        "xAxis": {"type": "value", "name": f"Δ {cost_unit(found)}", **_end()},
        "yAxis": {"type": "category", "inverse": True, "data": labels},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"},
                    "valueFormatter": "%+,.4f"},
        "series": drawn,
    }  # fmt: skip
