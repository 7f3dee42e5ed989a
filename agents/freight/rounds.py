"""Rounds of the public services: which stops, in which order, by an optimiser.

The one home of PyVRP, an iterated local search for vehicle routing (Wouda, Lan and Kool 2024,
INFORMS J. Comput. 36(4), doi 10.1287/ijoc.2023.0055). Its stop is a number of iterations and its
seed is fixed, so the same stops give the same rounds however busy the machine is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from agents.freight.roads import RoadMap

ITERATIONS = 300
SEED = 1
KG = 1000.0


@dataclass(frozen=True)
class Round:
    """One round from a depot and back.

    Attributes
    ----------
    stops : tuple of str
        Places in the order of the round; the depot is not among them.
    km : float
    load_t : float
    """

    stops: tuple[str, ...]
    km: float
    load_t: float


def rounds(
    ways: RoadMap, depot: str, loads_t: Mapping[str, float], capacity_t: float
) -> tuple[Round, ...]:
    """Return rounds that collect all loads with the least kilometres.

    Parameters
    ----------
    ways : RoadMap
    depot : str
        Place where each round begins and ends.
    loads_t : mapping
        What waits at each place; a place above the capacity is served in several visits.
    capacity_t : float
        Most a vehicle takes on a round; infinite for a round without load.

    Raises
    ------
    ValueError
        If the capacity is not above zero.
    """
    if not capacity_t > 0.0:
        raise ValueError(f"rounds with a capacity of {capacity_t} t")
    visits = [
        (place, part)
        for place, load in sorted(loads_t.items())
        for part in _visits(load, capacity_t)
    ]
    if not visits:
        return ()
    rows = [ways.number[depot], *(ways.number[place] for place, _ in visits)]
    metres = np.round(ways.table.km[np.ix_(rows, rows)] * 1000.0).astype(np.int64)
    kg = tuple(0 if math.isinf(capacity_t) else math.ceil(part * KG) for _, part in visits)
    capacity = sum(kg) if math.isinf(capacity_t) else math.floor(capacity_t * KG + 1e-6)
    found = _solved(tuple(map(tuple, metres.tolist())), kg, capacity)
    return tuple(_round(ways, depot, [visits[i] for i in order]) for order in found)


def _visits(load_t: float, capacity_t: float) -> list[float]:
    """Cut a load into visits that a vehicle can take."""
    if load_t <= 0.0:
        return []
    parts = 1 if math.isinf(capacity_t) else math.ceil(load_t / capacity_t - 1e-9)
    return [load_t / parts] * parts


def _round(ways: RoadMap, depot: str, visits: list[tuple[str, float]]) -> Round:
    stops = tuple(place for place, _ in visits)
    rows = [ways.number[place] for place in (depot, *stops, depot)]
    km = float(sum(ways.table.km[a, b] for a, b in itertools.pairwise(rows)))
    return Round(stops, km, sum(load for _, load in visits))


@lru_cache(maxsize=64)
def _solved(
    metres: tuple[tuple[int, ...], ...], kg: tuple[int, ...], capacity: int
) -> tuple[tuple[int, ...], ...]:
    """Return the visits of each round, cached by content; the first place is the depot."""
    import pyvrp
    from pyvrp.stop import MaxIterations

    model = pyvrp.Model()
    places = [model.add_location(0.0, float(i)) for i in range(len(metres))]
    model.add_depot(places[0])
    for place, load in zip(places[1:], kg, strict=True):
        model.add_client(place, pickup=load)
    model.add_vehicle_type(len(kg), capacity=capacity)
    for i, row in enumerate(metres):
        for j, distance in enumerate(row):
            if i != j:
                model.add_edge(places[i], places[j], distance)
    result = model.solve(MaxIterations(ITERATIONS), seed=SEED, collect_stats=False, display=False)
    if not result.is_feasible():
        raise ValueError(f"no rounds of {capacity} kg for loads of {max(kg)} kg at most")
    found = [
        tuple(step.idx for step in route if step.is_client()) for route in result.best.routes()
    ]
    return tuple(sorted(found))
