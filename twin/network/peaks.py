"""What a unit bought beyond the peak of a month may cost the dispatch."""

from __future__ import annotations

import numpy as np

from twin.network.compile import Column

PEAK_PENALTY_CNY = 2000.0  # most that a unit beyond the peak costs, well below what lacks,
PEAK_OVER_PRICE = 4.0 / 3.0  # unless power is so dear that this times its price is more


def highest_penalty_cny(purchase: Column) -> float:
    """Return the most that a unit bought beyond the peak costs besides [CNY/unit].

    It stays above the dearest price of the span, as the dispatch sees it: else buying beyond the
    peak would cost less than what a store is rightly worth.
    """
    base = 1.0 if purchase.cost.published is None else float(np.max(purchase.cost.published))
    dearest = purchase.extra_cost + purchase.cost.scale * base
    return max(PEAK_PENALTY_CNY, PEAK_OVER_PRICE * dearest)
