"""What a yard consists of: vehicles, rosters, stations, roads, signals and jobs, as arrays.

A row is known by its number; names are kept beside. Energies are in MWh of the store (battery, or
lower heating value in the tank), powers in MW on its side of the plug, times in whole seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NONE = -1  # no vehicle, no station, no time


class Drive(IntEnum):
    """Powertrains."""

    DIESEL = 0
    LNG = 1
    BATTERY = 2
    FUEL_CELL = 3


class StationKind(IntEnum):
    """What happens at a station."""

    PLUGS = 0  # charge through one of n plugs
    SWAP = 1  # change the battery in one of n bays, against one of a rack
    PUMPS = 2  # fill up at one of n pumps, from a bank that a compressor or a tanker fills


class QueueRule(IntEnum):
    """Who is next; ties by arrival, then by name."""

    FIRST_COME = 0
    LOWEST_STORE = 1  # by share of the store that is left
    EARLIEST_DEPARTURE = 2


class Control(IntEnum):
    """How a station sets the power of its plugs, or of its rack."""

    UNCONTROLLED = 0  # all it can, at once
    BALANCED = 1  # evenly until departure
    TARIFF = 2  # in the cheapest intervals before departure
    SURPLUS = 3  # from the park's own surplus first, the rest as late as departure allows
    PEAK_LIMITED = 4  # never above a limit, the least slack first
    V2G = 5  # tariff, and back to the park where the spread pays for it
    COORDINATED = 6  # by the park's forecast marginal value of power, its peak included


class JobState(IntEnum):
    """What became of a job."""

    AHEAD = 0  # not released yet
    WAITING = 1
    UNDER_WAY = 2
    DONE = 3
    LATE = 4  # done after it was due
    REFUSED = 5  # no vehicle of its group can do it, even full
    EXPIRED = 6  # nobody came in time


class Happened(IntEnum):
    """Codes of the yard's log."""

    TO_START = 0  # drives empty to the job's start; node, km
    LOADED = 1  # is at the job's start and goes on with it; job, share of the store it takes
    DONE = 2  # the job is done, the way back included; job, km in all
    HOME = 3  # drives home or to a station; node, km
    QUEUES = 4  # station, length of the queue
    BEGINS = 5  # station, seconds waited
    ENDS = 6  # station, MWh taken
    RENEGES = 7  # leaves the queue; station, seconds waited
    RESTS = 8  # a break; node, seconds; behind LOADED: before the way back
    REFUSES = 9  # job that cannot be done; job
    EXPIRES = 10  # job that nobody began in time; job
    OFF = 11  # off duty; node
    ON = 12
    IDLE = 13  # waits for work; node
    RESUMES = 14  # fills again after a breakdown; station


@dataclass(frozen=True)
class Vehicles:
    """All vehicles, sorted by name; arrays of shape (n,).

    Attributes
    ----------
    names : tuple of str
    group, drive : ints
        Jobs name a group; any vehicle of it is suitable. :class:`Drive`.
    per_km, per_t_km, per_h : floats
        Consumption [MWh/km, MWh/(t km), MWh/h of handling].
    store_mwh, floor_mwh, first_mwh : floats
        Usable store, what must always stay in it, and what is in it at second 0.
    fill_mw, feed_mw : floats
        Most it takes from a plug or pump, and most it gives back to a plug.
    taper_from, taper_to : floats
        Share of the store above which the power it takes falls linearly, and the share of
        ``fill_mw`` it takes when full.
    payload_t, climate
        Most it carries; row of ``Signals.climate`` that multiplies consumption; NONE if none.
    home, roster : ints
        Node where it is off duty; row of the rosters.
    depot, midday : ints
        Station for the night, and between jobs; NONE for none. Whoever has no depot is filled
        outside, at no loss of time, when off duty.
    midday_below, midday_to, night_to : floats
        Share of the store below which it goes to ``midday`` when a job is done, up to which it
        fills there, and at the depot.
    patience_s : ints
        Wait after which it leaves a queue if it can do a job; NONE for never.
    """

    names: tuple[str, ...]
    group: Ints
    drive: Ints
    per_km: Floats
    per_t_km: Floats
    per_h: Floats
    store_mwh: Floats
    floor_mwh: Floats
    first_mwh: Floats
    fill_mw: Floats
    feed_mw: Floats
    taper_from: Floats
    taper_to: Floats
    payload_t: Floats
    climate: Ints
    home: Ints
    roster: Ints
    depot: Ints
    midday: Ints
    midday_below: Floats
    midday_to: Floats
    night_to: Floats
    patience_s: Ints


@dataclass(frozen=True)
class Rosters:
    """When drivers are on duty.

    Attributes
    ----------
    begins, ends : tuple of ints arrays
        Spans of each roster, in time order.
    drive_s, rest_s : int
        Longest time at work without a break, and the break
        (GB 7258 and 道路运输条例: 4 h, 20 min).
    """

    begins: tuple[Ints, ...]
    ends: tuple[Ints, ...]
    drive_s: int = 4 * 3600
    rest_s: int = 20 * 60


@dataclass(frozen=True)
class Stations:
    """All stations, sorted by name; arrays of shape (n,).

    Attributes
    ----------
    names : tuple of str
    kind, node, servers : ints
        :class:`StationKind`, place, and how many plugs, bays or pumps.
    server_mw, site_mw, efficiency : floats
        Power of a plug, or flow of a pump [MW], at the store's side; most that the whole station
        draws from the park [MW, grid side], infinite if not limited; store's side over grid's.
    fixed_s, rule, reserves, control : ints
        Time beside the filling (of a swap: all of it); :class:`QueueRule`; 1 if a vehicle on its
        way holds a battery of the rack (swap); :class:`Control`.
    limit_mw, wear_cny_per_mwh : floats
        What ``PEAK_LIMITED`` keeps [MW, grid side]; what a spread must pay beyond losses before
        ``V2G`` feeds back.
    rack, rack_mwh, ready_share
        Batteries in the rack, each in a slot that charges with ``server_mw``; store of each and
        the share of it from which it is handed out.
    bank_mwh, refill_mw : floats
        Content of the bank when full, and the flow that refills it (pumps); infinite: never dry.
    """

    names: tuple[str, ...]
    kind: Ints
    node: Ints
    servers: Ints
    server_mw: Floats
    site_mw: Floats
    efficiency: Floats
    fixed_s: Ints
    rule: Ints
    reserves: Ints
    control: Ints
    limit_mw: Floats
    wear_cny_per_mwh: Floats
    rack: Ints
    rack_mwh: Floats
    ready_share: Floats
    bank_mwh: Floats
    refill_mw: Floats


@dataclass(frozen=True)
class Outages:
    """Servers out of order; arrays of shape (n,), sorted by begin, then station."""

    station: Ints
    begin_s: Ints
    end_s: Ints
    servers: Ints


@dataclass(frozen=True)
class Roads:
    """Ways between nodes; arrays of shape (n_nodes, n_nodes)."""

    names: tuple[str, ...]
    km: Floats
    seconds: Ints


@dataclass(frozen=True)
class Signals:
    """What stations and vehicles go by; arrays of shape (n_steps,) but for ``climate``.

    Attributes
    ----------
    step_s, price
        Length of an interval; price of power taken [CNY/MWh], as known beforehand.
    surplus_mw, surplus_seen_mw : floats
        Own generation the park does not need, as it is and as it was forecast the day before.
    value_seen : floats
        Marginal value of power in the park [CNY/MWh] as forecast the day before.
    climate : floats, shape (n_rows, n_days)
        Factors on consumption, by day.
    """

    step_s: int
    price: Floats
    surplus_mw: Floats
    surplus_seen_mw: Floats
    value_seen: Floats
    climate: Floats


class Job(NamedTuple):
    """One job: empty to its start, handling, loaded to its end, and what must be driven empty.

    ``ready_s`` is when it may begin; with a ``vehicle`` given it begins then (a timetable). It is
    late if it ends after ``due_s``, and lost if nobody begins it by ``expire_s``. ``end`` is the
    node where the vehicle stands afterwards. Ways outside the park are in ``loaded_km`` and
    ``empty_km``, with their times.
    """

    ready_s: int
    group: int
    start: int
    end: int
    loaded_km: float
    empty_km: float
    loaded_s: int
    empty_s: int
    handling_s: int
    payload_t: float
    due_s: int = NONE
    expire_s: int = NONE
    vehicle: int = NONE
    climb: float = 1.0  # factor on consumption for gradient and kind of road


@dataclass
class Jobs:
    """Jobs as columns, sorted by ``ready_s``; each array has shape (n,)."""

    columns: dict[str, npt.NDArray[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: list[Job]) -> Jobs:
        """Return the columns of jobs, sorted by time, equal times as given."""
        rows = sorted(rows, key=lambda job: job.ready_s)
        real = {"loaded_km", "empty_km", "payload_t", "climb"}
        return cls(
            {
                name: np.array([getattr(job, name) for job in rows],
                               dtype=np.float64 if name in real else np.int64)
                for name in Job._fields
            }
        )  # fmt: skip

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0
