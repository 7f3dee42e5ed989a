"""Runs side by side, and which measure caused what.

::

    from scenarios.compare import attribute, compare_runs
    from scenarios.scenario import Chosen

    compare_runs([base, plan]).difference(...)
    attribute("yunnan", [Chosen("park_battery", {"energy": 200.0})]).shares("carbon.park")
"""

from __future__ import annotations

from scenarios.compare.attribute import attribute
from scenarios.compare.attribution import Attribution
from scenarios.compare.comparison import Comparison, compare_runs
from scenarios.compare.export import export
from scenarios.compare.groups import Group, find_groups, member_of
from scenarios.compare.inputs import differences
from scenarios.compare.paired import Difference, difference

__all__ = [
    "Attribution",
    "Comparison",
    "Difference",
    "Group",
    "attribute",
    "compare_runs",
    "difference",
    "differences",
    "export",
    "find_groups",
    "member_of",
]
