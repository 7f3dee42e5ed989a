"""Measures and assumptions: named, parameterised changes of a park document before it is checked.

A *measure* (lever) is what a planner decides, an *assumption* what the world decides; they are
never mixed. Neither touches a running model. How to write one: docs/interventions.md.
"""

from __future__ import annotations

from scenarios.interventions.applied import Applied, Quantity, interact
from scenarios.interventions.layers import Laid, lay
from scenarios.interventions.library import (
    assumption_names,
    intervention_names,
    load_assumption,
    load_intervention,
)
from scenarios.interventions.schema import Assumption, Cost, Economics, Intervention, Subsidy

__all__ = [
    "Applied",
    "Assumption",
    "Cost",
    "Economics",
    "Intervention",
    "Laid",
    "Quantity",
    "Subsidy",
    "assumption_names",
    "interact",
    "intervention_names",
    "lay",
    "load_assumption",
    "load_intervention",
]
