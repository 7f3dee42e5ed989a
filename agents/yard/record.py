"""What a yard has done, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.yard.tables import Floats, Ints

Record = tuple[Ints, Floats]  # seconds, MW from then on


@dataclass(frozen=True)
class JobRecord:
    """What became of each job, in the order in which jobs were added.

    ``begin_s`` is when the vehicle set out, ``late_s`` how late it ended or, of a timetable without
    due times, began; -1 where nothing happened.
    """

    state: npt.NDArray[np.int8]
    vehicle: npt.NDArray[np.int32]
    begin_s: npt.NDArray[np.int32]
    end_s: npt.NDArray[np.int32]
    late_s: npt.NDArray[np.int32]
    energy_mwh: Floats


@dataclass(frozen=True)
class VehicleRecord:
    """What each vehicle did: ``store = first + filled - fed - driven``."""

    driven_km: Floats
    loaded_t_km: Floats
    moved_t: Floats
    driven_mwh: Floats
    filled_mwh: Floats
    fed_mwh: Floats
    store_mwh: Floats
    throughput_mwh: Floats
    waited_s: Ints
    busy_s: Ints


@dataclass(frozen=True)
class ServiceRecord:
    """One row per service, in order of their end; ``began_s`` is -1 of who left the queue."""

    station: Ints
    vehicle: Ints
    asked_s: Ints
    began_s: Ints
    ended_s: Ints
    mwh: Floats
    fed_mwh: Floats
    reneged: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class StationRecord:
    """What is in each station's rack and bank [MWh], and what its rack was charged with."""

    rack_mwh: Floats
    charged_mwh: Floats
    bank_mwh: Floats
    queue: Ints


@dataclass(frozen=True)
class LogRecord:
    """The log in time order: ``code`` is a :class:`agents.yard.tables.Happened`."""

    second: npt.NDArray[np.int32]
    vehicle: npt.NDArray[np.int32]
    code: npt.NDArray[np.int8]
    place: npt.NDArray[np.int32]
    value: npt.NDArray[np.float32]
    store_share: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.second)


@dataclass(frozen=True)
class News:
    """What was written since a yard was last asked, and is no longer kept there: powers and log.

    Channels are ``2 s`` and ``2 s + 1`` for what station ``s`` draws and feeds back, then four of
    each group, by drive. Of several powers of a channel in one second the last counts.
    """

    second: npt.NDArray[np.int32]
    channel: npt.NDArray[np.int16]
    mw: Floats
    log: LogRecord


@dataclass(frozen=True)
class YardRecord:
    """All that a yard tells and has not handed over before.

    Attributes
    ----------
    draws, feeds : tuple of records
        Power drawn and fed back at the grid side of each station; of pumps, what refills the bank.
    burns : dict
        By group and drive, fuel burned by those that are filled outside; where vehicles feed back,
        what all take under way.
    """

    draws: tuple[Record, ...]
    feeds: tuple[Record, ...]
    burns: dict[tuple[int, int], Record]
    jobs: JobRecord
    vehicles: VehicleRecord
    services: ServiceRecord
    stations: StationRecord
    log: LogRecord


def energy_mwh(record: Record, until_s: int) -> float:
    """Return the energy of a record up to a second [MWh]."""
    seconds, mw = record
    return float(np.sum(mw * np.diff(np.append(seconds, until_s)))) / 3600.0
