"""Jobs that name their vehicle: which one of a strategy's fleet that is, and how many it needs.

A strategy has other vehicles than the park, so a name cannot be kept. The vehicles of a class that
jobs name are, in the order of the fleet, the first, second … vehicle of that class in every
strategy's fleet (counted through its powertrains in the strategy's order). So all jobs of a vehicle
stay on one vehicle, and a fleet has at least as many vehicles of a class as are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.fleet import FleetSpec
from agents.yard.tables import NONE

Ints = npt.NDArray[np.int64]


class Named(NamedTuple):
    """A vehicle that jobs name.

    Attributes
    ----------
    fleet, name : str
        As in the park, ``name`` without the fleet.
    vehicle_class : str
    number : int
        Its place among the vehicles of its class that are named, from 0.
    """

    fleet: str
    name: str
    vehicle_class: str
    number: int


def named_in(
    rows: Ints, names: Sequence[str], fleets: Mapping[str, FleetSpec]
) -> tuple[tuple[Named, ...], Ints]:
    """Return the vehicles of some fleets that jobs name, and the jobs' vehicles by their number.

    Parameters
    ----------
    rows : ints
        Vehicle of each job as the park's yard counts them, -1 for none.
    names : sequence of str
        Of all vehicles of the park's yard, ``FLEET/NAME``.
    fleets : mapping of FleetSpec
    """
    wanted = {names[row] for row in np.unique(rows[rows != NONE]).tolist()}
    found = tuple(
        Named(fleet, name, vehicle_class, number)
        for fleet, spec in fleets.items()
        for vehicle_class, mine in _by_class(spec).items()
        for number, name in enumerate(n for n in mine if f"{fleet}/{n}" in wanted)
    )
    number_of = {f"{each.fleet}/{each.name}": k for k, each in enumerate(found)}
    by_row = np.array([*(number_of.get(name, NONE) for name in names), NONE], dtype=np.int64)
    return found, by_row[rows]


def _by_class(spec: FleetSpec) -> dict[str, list[str]]:
    """Return the names of a fleet's vehicles by class, in its order."""
    found: dict[str, list[str]] = {}
    for name, group in spec.vehicle_names():
        found.setdefault(group.vehicle_class, []).append(name)
    return found


def bound(named: Sequence[Named], fleets: Mapping[str, FleetSpec]) -> dict[Named, str]:
    """Return the vehicle of a strategy's fleet, ``FLEET/NAME``, that each named one is."""
    classes = {fleet: _by_class(spec) for fleet, spec in fleets.items()}
    return {
        each: f"{each.fleet}/{classes[each.fleet][each.vehicle_class][each.number]}"
        for each in named
        if each.fleet in classes
    }


def labels(named: Sequence[Named], fleet: str, before: FleetSpec, now: FleetSpec) -> dict[str, str]:
    """Return what a fleet's job file calls the vehicles of a strategy (``job_vehicles``)."""
    here = {each.name: name for each, name in bound(named, {fleet: now}).items()}
    plain = {name: each.partition("/")[2] for name, each in here.items()}
    own = {label: plain[name] for label, name in before.job_vehicles.items() if name in plain}
    return {f"{fleet}/{name}": each for name, each in plain.items()} | own


def most_named(named: Sequence[Named], fleet: str) -> dict[str, int]:
    """Return how many vehicles of each class of a fleet are named."""
    found: dict[str, int] = {}
    for each in named:
        if each.fleet == fleet:
            found[each.vehicle_class] = max(found.get(each.vehicle_class, 0), each.number + 1)
    return found
