"""The fewest vehicles and servers that meet a service level, found with the yard alone.

Vehicles cost more than plugs, so the fewest vehicles are looked for first, with as many servers as
could ever be of use, and then the fewest servers for that many vehicles. Each search halves the
range. A queue with more servers, or more vehicles for the same jobs, serves no worse as a rule but
not by law (who is sent where changes), so the neighbours of what was found are tried as well, and a
size that serves worse than a smaller one is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Level = Callable[[int], float]
NEIGHBOURS = 2


@dataclass(frozen=True)
class Sized:
    """What a search for the smallest number found.

    Attributes
    ----------
    number : int
        The smallest that meets the level; the largest that was allowed if none does.
    reached : bool
    tried : mapping of int to float
        Service level by number.
    is_monotone : bool
        No number that was tried serves worse than a smaller one.
    """

    number: int
    reached: bool
    tried: Mapping[int, float] = field(default_factory=dict)
    is_monotone: bool = True


def smallest(level: Level, asked: float, least: int, most: int, guess: int | None = None) -> Sized:
    """Return the smallest number between ``least`` and ``most`` that meets a service level.

    Parameters
    ----------
    level : callable
        Service level of a number.
    asked : float
        The level to meet.
    guess : int, optional
        A number near the answer: it is looked for from there in steps that double.

    Raises
    ------
    ValueError
        If the range is empty.
    """
    if not 0 <= least <= most:
        raise ValueError(f"empty range: {least} to {most}")
    tried: dict[int, float] = {}

    def meets(number: int) -> bool:
        if number not in tried:
            tried[number] = level(number)
        return tried[number] >= asked

    low, high = _bracket(meets, least, most, most if guess is None else guess)
    if not meets(high):
        return Sized(most, reached=False, tried=tried, is_monotone=_is_monotone(tried))
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if meets(middle) else (middle + 1, high)
    # A smaller one may do after all where service is not monotone: look below, and above.
    for number in (max(low - NEIGHBOURS, least), min(low + 1, most)):
        meets(number)
    found = min(number for number, share in tried.items() if share >= asked)
    return Sized(found, reached=True, tried=tried, is_monotone=_is_monotone(tried))


def _bracket(meets: Callable[[int], bool], least: int, most: int, guess: int) -> tuple[int, int]:
    """Return a range that holds the answer, found from a guess in steps that double."""
    at, step = min(max(guess, least), most), 1
    if meets(at):
        if guess >= most:
            return least, most
        high = at
        while high > least and meets(max(high - step, least)):
            high, step = max(high - step, least), 2 * step
        return max(high - step + 1, least), high
    while at < most:
        low, at, step = at + 1, min(at + step, most), 2 * step
        if meets(at):
            return low, at
    return most, most


def _is_monotone(tried: Mapping[int, float]) -> bool:
    levels = [tried[number] for number in sorted(tried)]
    return levels == sorted(levels)


@dataclass(frozen=True)
class FleetSize:
    """Sizes of a strategy.

    Attributes
    ----------
    vehicles : int
    servers : mapping of str to int
        By place (``depot``, ``midday``).
    reached, is_monotone : bool
    runs : int
        How often the yard was run.
    """

    vehicles: int
    servers: Mapping[str, int] = field(default_factory=dict)
    reached: bool = True
    is_monotone: bool = True
    runs: int = 0


Serve = Callable[[int, Mapping[str, int]], float]


def size(
    serve: Serve,
    asked: float,
    vehicles: tuple[int, int],
    servers: Mapping[str, tuple[int, int]],
    guess: FleetSize | None = None,
) -> FleetSize:
    """Return the smallest size of a fleet and its stations that meets a service level.

    Parameters
    ----------
    serve : callable
        Service level of a number of vehicles with servers by place.
    asked : float
    vehicles : tuple of int
        Least and most; equal if the number is given.
    servers : mapping
        Least and most by place; places are sized in this order, those behind at their most.
    guess : FleetSize, optional
        A size near the answer.
    """
    runs = 0

    def counted(count: int, given: Mapping[str, int]) -> float:
        nonlocal runs
        runs += 1
        return serve(count, given)

    most = {place: ends[1] for place, ends in servers.items()}
    near = None if guess is None else guess.vehicles
    fleet = smallest(lambda n: counted(n, _capped(most, n)), asked, *vehicles, near)
    chosen, monotone = _capped(most, fleet.number), fleet.is_monotone
    if fleet.reached:
        for place in servers:
            level = _level_of(counted, fleet.number, chosen, place)
            near = None if guess is None else guess.servers.get(place)
            least = min(servers[place][0], chosen[place])
            found = smallest(level, asked, least, chosen[place], near)
            chosen, monotone = chosen | {place: found.number}, monotone and found.is_monotone
    return FleetSize(fleet.number, chosen, fleet.reached, monotone, runs)


def _capped(most: Mapping[str, int], vehicles: int) -> dict[str, int]:
    """Return the servers that are of use: never more than vehicles."""
    return {place: min(number, vehicles) for place, number in most.items()}


def _level_of(serve: Serve, vehicles: int, chosen: Mapping[str, int], place: str) -> Level:
    return lambda number: serve(vehicles, {**chosen, place: number})
