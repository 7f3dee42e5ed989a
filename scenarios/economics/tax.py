"""Income tax: straight-line depreciation, gains on disposal, losses."""

from __future__ import annotations

import numpy as np

from scenarios.economics.assumptions import EconomicAssumptions
from scenarios.economics.cashbook import Prices
from scenarios.economics.finance import Floats
from scenarios.economics.investment import Purchase

CARRIED_Y = 5  # 企业所得税法 art. 18


def write_off(
    bought: Purchase, prices: Prices, given: EconomicAssumptions, untaxed_share: float = 0.0
) -> Floats:
    """Return what a purchase takes off the taxable income in each year [nominal CNY].

    Depreciation begins with service. When the part retires, its proceeds less what is left in the
    books are income. Depreciation is on the cost as paid, not indexed.
    """
    calendar = prices.calendar
    out = calendar.zeros()
    cost = bought.cost_cny * float(prices.level[bought.bought]) * (1.0 - untaxed_share)
    taken = 0.0
    if bought.item.depreciation != "none":
        years = given.depreciation_y[bought.item.depreciation]
        yearly = cost * (1.0 - given.tax_residual_share) / years
        last = min(bought.ready + years, bought.retired)
        out[bought.ready + 1 : last + 1] = yearly
        taken = yearly * (last - bought.ready)
    proceeds = bought.proceeds_cny * float(prices.level[bought.retired])
    out[bought.retired] += cost - taken - proceeds
    return out


def income_tax(taxable: Floats, rate: float, losses: str) -> Floats:
    """Return the tax of each year [nominal CNY].

    ``offset``: a loss lowers the tax on the party's other profits in the same year (a tax below
    zero). ``carried``: it lowers the taxable income of the next five years, the oldest first.
    """
    if losses == "offset":
        return np.asarray(rate * taxable)
    tax = np.zeros(len(taxable))
    open_losses: list[tuple[int, float]] = []
    for year, income in enumerate(taxable):
        left = float(income)
        open_losses = [(born, loss) for born, loss in open_losses if year - born <= CARRIED_Y]
        if left <= 0.0:
            open_losses.append((year, -left))
            continue
        still: list[tuple[int, float]] = []
        for born, loss in open_losses:
            used = min(loss, left)
            left -= used
            if loss > used:
                still.append((born, loss - used))
        open_losses = still
        tax[year] = rate * left
    return tax
