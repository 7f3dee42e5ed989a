"""Which figures of a comparison are told first, which way is better, and carbon from run to run."""

from __future__ import annotations

from collections.abc import Iterable

from scenarios.compare.comparison import Comparison
from scenarios.compare.figures import SHARED_CARBON, Figure
from scenarios.compare.groups import Group

# True: less is better; False: more is better; None: neither.
HEADLINE: dict[str, bool | None] = {
    "energy.total_equivalent_tce": True, "energy.electricity_mwh": None, "carbon.park": True,
    "carbon.location": True, "carbon.residual": True, "cost.total_cny": True,
    "supply.peak_mw": True, "supply.grid_mwh": True, "supply.pv_mwh": None,
    "supply.direct_mwh": None, "supply.curtailed_mwh": True, "green.annual_share": False,
    "green.physical_share": False,
}  # fmt: skip
POWER = "carbon.electricity_t"


def less_is_better(figure: Figure) -> bool | None:
    """Return which way a figure is better, None if neither is."""
    if figure.group == "indicators":
        return {"at_most": True, "at_least": False}.get(figure.sense)
    if figure.group == "unserved":
        return True
    return HEADLINE.get(figure.id)


def carbon_steps(
    found: Comparison, group: Group, ledger: str
) -> tuple[float, list[tuple[str, float]], float]:
    """Return carbon of the baseline, its changes by where it comes from, and of the plan [t]."""

    def known(of: Group, key: str) -> float:
        return found.mean(of, key) or 0.0

    parts, rest = [], 0.0
    for part in SHARED_CARBON:
        key = f"carbon.{part}_t"
        change = known(group, key) - known(found.base, key)
        rest += change
        if change:
            parts.append((key, change))
    first, last = known(found.base, f"carbon.{ledger}"), known(group, f"carbon.{ledger}")
    return first, [*parts, (POWER, last - first - rest)], last


MOST_OF_MIDDLE = 6.0


def cut_at(bars: Iterable[tuple[float, float]]) -> float:
    """Return the cost at which bars of a curve are cut: several times that of the middle tonne.

    A sliver of abatement at an odd cost would flatten all that matters; its number is told.

    Parameters
    ----------
    bars : iterable of (float, float)
        Cost of a tonne [CNY/t] and tonnes.
    """
    costs = sorted((abs(cost), tonnes) for cost, tonnes in bars)
    half, passed = sum(tonnes for _, tonnes in costs) / 2.0, 0.0
    for cost, tonnes in costs:
        passed += tonnes
        if passed >= half and cost > 0.0:
            return MOST_OF_MIDDLE * cost
    return float("inf")
