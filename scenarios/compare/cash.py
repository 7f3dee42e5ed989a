"""The money of a plan against its base, from two stored runs, as plain data for a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from scenarios.economics import economics_of, load_assumptions, measures_between
from scenarios.economics.cashbook import FINANCING, INVESTMENT
from scenarios.economics.parties import CATEGORIES
from scenarios.economics.year import stored_year
from scenarios.stored import StoredRun

KINDS: dict[str, tuple[str, ...]] = {
    "savings": tuple(CATEGORIES),
    "opex": ("opex",),
    "investment": INVESTMENT,
    "grants": ("subsidy",),
    "loans": FINANCING,
    "tax": ("tax",),
}


def cash_flow(base: Path, plan: Path) -> dict[str, Any]:
    """Return figures and yearly flows of a plan: all of its parties together.

    ``whole`` as in ``zeropark economics --json``; ``kinds``: nominal flows by kind, by year;
    ``cumulated``: real flows after tax, without loans, summed from year to year.

    Raises
    ------
    InputError
        If the two are not of one world, or the base has measures that the plan has not.
    """
    first, second = stored_year(StoredRun(base)), stored_year(StoredRun(plan))
    measures = measures_between(first, second)
    found = economics_of(first, second, measures, load_assumptions())
    flows = {name: found.sum_of(categories) for name, categories in KINDS.items()}
    plain = found.to_json()
    return {
        "whole": plain["whole"],
        "years": plain["years"],
        "span_y": plain["span_y"],
        "abatement": plain["abatement"],
        "measures": plain["measures"],
        "free": [one.label.model_dump() for one in measures if one.economics is None],
        "kinds": {name: flow.tolist() for name, flow in flows.items() if flow.any()},
        "cumulated": np.cumsum(plain["whole"]["real_cny"]["after_tax"]).tolist(),
        "rate": found.given.real_discount_rate,
    }
