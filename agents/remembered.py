"""What a run of the agents leaves behind: all that physics and accounts ever see of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.park import Park
from agents.yard.doing import StateRows
from twin.event_log import LogRecord

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class EventRecord:
    """The output of the event layer; books that agents close afterwards are not in it.

    Attributes
    ----------
    meters : tuple of str
        Names of the meters that were set at all.
    seconds, numbers, rates : arrays, shape (n,)
        When, which of ``meters``, and the new rate; in time order.
    log : LogRecord
    counts, n_events : mapping, int
        Events by agent kind, and all.
    tallies : mapping
        What agents tell of what happened, by name.
    doings, names : StateRows, mapping
        What vehicles do, and the names of vehicles, places and stations in it.
    """

    meters: tuple[str, ...]
    seconds: Ints
    numbers: Ints
    rates: npt.NDArray[np.float64]
    log: LogRecord
    counts: Mapping[str, int]
    n_events: int
    tallies: Mapping[str, Mapping[str, float]]
    doings: StateRows
    names: Mapping[str, tuple[str, ...]]

    @property
    def n_bytes(self) -> int:
        """Size of the arrays in memory."""
        arrays = (self.seconds, self.numbers, self.rates, *self.log[:3], *self.doings)
        return sum(array.nbytes for array in arrays)


def remember(park: Park) -> EventRecord:
    """Return what the agents did; the clock stands at the end and the books are open."""
    park.catch_up()
    seconds, meters, rates = park.meters.records()
    used, numbers = np.unique(meters, return_inverse=True)
    return EventRecord(
        meters=tuple(park.meters.names[i] for i in used.tolist()),
        seconds=seconds,
        numbers=numbers.astype(np.int64),
        rates=rates,
        log=park.log.recorded(),
        counts=dict(park.clock.counts),
        n_events=park.clock.n_events,
        tallies=park.tallies(),
        doings=park.doings.recorded(),
        names=park.doings.texts,
    )


def replay(park: Park, record: EventRecord) -> None:
    """Let agents that were not started have done what the record says.

    Raises
    ------
    KeyError
        If the park has no meter of a name in the record.
    """
    index = np.array([park.meters.index(name) for name in record.meters], dtype=np.int64)
    numbers = index[record.numbers] if len(index) else record.numbers
    park.meters.replay(record.seconds, numbers, record.rates)
    park.log.replay(record.log)
    park.doings.replay(record.doings, record.names)
    park.clock.take_over(record.counts, record.n_events)
