"""What a plan costs and who pays whom: payments of a year, cash flows, and their figures.

The short way in::

    from scenarios.economics import economics_of, load_assumptions

    found = economics_of(base, plan, applied, load_assumptions())
    print(found.to_json()["whole"]["after_tax"])

What is heavy is imported when it is asked for, so that reading the block of a measure stays cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.economics.appraisal import Economics, economics_of, measures_between
    from scenarios.economics.assumptions import EconomicAssumptions, load_assumptions
    from scenarios.economics.settle import payments_of

__all__ = [
    "EconomicAssumptions",
    "Economics",
    "economics_of",
    "load_assumptions",
    "measures_between",
    "payments_of",
]

_HOME = {
    "EconomicAssumptions": "assumptions",
    "Economics": "appraisal",
    "economics_of": "appraisal",
    "load_assumptions": "assumptions",
    "measures_between": "appraisal",
    "payments_of": "settle",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - lazy, as in the package above
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"scenarios.economics.{_HOME[name]}"), name)
    raise AttributeError(name)
