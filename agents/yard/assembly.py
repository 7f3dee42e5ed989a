"""From the specifications of fleets and stations to the tables of one yard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.freight.job_known import Known
from agents.shifts import Roster, shifts
from agents.yard.demand import classes_of, from_file
from agents.yard.station_row import StationData
from agents.yard.strategies import charging_strategy
from agents.yard.tables import NONE, Floats, Jobs, Rosters, Stations, Vehicles
from agents.yard.tables import Outages as OutageRows
from twin.streams import Streams
from twin.timeline import SECONDS_PER_HOUR, Timeline, whole_seconds
from twin.vehicles import COLD_C, climate_factors
from twin.weather.weather import Weather

if TYPE_CHECKING:
    from agents.asset import Outages
    from agents.base import AgentSpec
    from agents.fleet import FleetSpec, VehicleGroup
    from agents.park import World
    from agents.station import StationSpec

BY_WEATHER = ("battery", "fuel_cell")  # powertrains whose consumption follows the weather
PLAIN = (
    "drive", "per_km", "per_t_km", "per_h", "store_mwh", "floor_mwh", "first_mwh", "fill_mw",
    "feed_mw", "taper_from", "taper_to", "payload_t",
)  # fmt: skip
WHOLE = {"group", "drive", "climate", "home", "roster", "depot", "midday", "patience_s"}


@dataclass(frozen=True)
class Members:
    """Who is in a yard, each sorted by name.

    Attributes
    ----------
    fleets : mapping
        Specification by name; its place in order is the number of its group.
    stations : mapping
        Row by name, own depots (``FLEET/depot``) included.
    at : mapping
        Agent at whose place a station stands, by its name.
    luck : mapping
        Outages of the servers of stations, where they have any.
    """

    fleets: Mapping[str, FleetSpec]
    stations: Mapping[str, StationData]
    at: Mapping[str, str]
    luck: Mapping[str, Outages]

    @classmethod
    def of(cls, specs: Mapping[str, AgentSpec]) -> Members:
        """Return the members of a yard from the agents' specifications."""
        fleets: dict[str, FleetSpec] = _of_kind(specs, "fleet")
        stations: dict[str, StationSpec] = _of_kind(specs, "station")
        rows = {name: (name, spec.data) for name, spec in stations.items()}
        rows |= {f"{n}/depot": (n, spec.depot) for n, spec in fleets.items() if spec.has_depot}
        return cls(
            dict(sorted(fleets.items())),
            {name: rows[name][1] for name in sorted(rows)},
            {name: rows[name][0] for name in sorted(rows)},
            {name: spec.outages for name, spec in stations.items() if spec.outages is not None},
        )

    @property
    def tariffs(self) -> tuple[str, ...]:
        """Tariffs that stations go by; the park file is checked to name one."""
        return tuple(sorted({name for row in self.stations.values() for name in row.tariffs}))

    @property
    def look(self) -> bool:
        """Whether a station goes by the park's energy system."""
        return any(row.looks for row in self.stations.values())

    def vehicles(self) -> Iterator[tuple[str, str, VehicleGroup]]:
        """Yield name, fleet and group of every vehicle, sorted by name."""
        found = [
            (f"{fleet}/{name}", fleet, group)
            for fleet, spec in self.fleets.items()
            for name, group in spec.vehicle_names()
        ]
        yield from sorted(found, key=lambda item: item[0])


def job_files(world: World, specs: Mapping[str, AgentSpec]) -> dict[str, Jobs]:
    """Return the jobs of fleets that read them from a file.

    Raises
    ------
    InputError
        With what is wrong in the first file that is not sound.
    """
    members = Members.of(specs)
    wanted = {name: spec for name, spec in members.fleets.items() if spec.jobs == "file"}
    if not wanted:
        return {}
    ways, (_, rows) = world.ground.ways(specs), rosters_of(members, world)
    groups = {name: number for number, name in enumerate(members.fleets)}
    vehicles = vehicles_of(members, rows, ways.number)
    known = Known(vehicles, groups, classes_of(members.fleets), ways.table, world.timeline)
    return {
        name: from_file(world.folder, name, spec, known, world.jobs)
        for name, spec in wanted.items()
    }


def _of_kind(specs: Mapping[str, AgentSpec], kind: str) -> dict[str, Any]:
    return {name: spec for name, spec in specs.items() if getattr(spec, "kind", "") == kind}


def vehicles_of(members: Members, rosters: Mapping[str, int], node: Mapping[str, int]) -> Vehicles:
    """Return the table of vehicles."""
    groups, stations = list(members.fleets), list(members.stations)
    rows: list[dict[str, Any]] = []
    names = []
    for name, fleet, group in members.vehicles():
        spec = members.fleets[fleet]
        depot, midday = spec.places(group, f"{fleet}/depot")
        by_weather = group.powertrain in BY_WEATHER
        names.append(name)
        rows.append(
            {key: group.row[key] for key in PLAIN}
            | {
                "group": groups.index(fleet),
                "climate": BY_WEATHER.index(group.powertrain) if by_weather else NONE,
                "home": node[fleet],
                "roster": rosters[spec.shift],
                "depot": stations.index(depot) if depot else NONE,
                "midday": stations.index(midday) if midday else NONE,
                "midday_below": 0.0,  # between jobs it is filled when the next one asks for it
                "midday_to": spec.opportunity_target,
                "night_to": spec.overnight_target,
                "patience_s": NONE if spec.patience_min is None else round(spec.patience_min * 60),
            }
        )
    return Vehicles(tuple(names), **_columns(rows, (*PLAIN, *VEHICLE_PLACES), WHOLE))


VEHICLE_PLACES = (
    "group", "climate", "home", "roster", "depot", "midday", "midday_below", "midday_to",
    "night_to", "patience_s",
)  # fmt: skip
STATION_WHOLE = {"kind", "node", "servers", "fixed_s", "rule", "reserves", "control", "rack"}


def stations_of(members: Members, node: Mapping[str, int]) -> Stations:
    """Return the table of stations."""
    rows = [
        {
            **asdict(data),
            "rack_mwh": data.rack_mwh,
            "node": node[members.at[name]],
            **charging_strategy(data.strategy).row,
        }
        for name, data in members.stations.items()
    ]
    names = [name for name in Stations.__dataclass_fields__ if name != "names"]
    return Stations(tuple(members.stations), **_columns(rows, names, STATION_WHOLE))


def rosters_of(members: Members, world: World) -> tuple[Rosters, dict[str, int]]:
    """Return when drivers are on duty, and the row of each shift calendar."""
    used = sorted({spec.shift for spec in members.fleets.values()})
    spans = [Roster(shifts()[name], world.timeline, world.calendar).spans for name in used]
    return (
        Rosters(
            tuple(np.array([begin for begin, _ in span], dtype=np.int64) for span in spans),
            tuple(np.array([end for _, end in span], dtype=np.int64) for span in spans),
        ),
        {name: row for row, name in enumerate(used)},
    )


def outages_of(members: Members, streams: Streams, end_s: int) -> OutageRows:
    """Return when servers are out of order, each with its own luck.

    Times to failure are exponential, repairs gamma distributed, as of assets.
    """
    rows: list[tuple[int, int, int]] = []
    for number, name in enumerate(members.stations):
        if name in members.luck:
            for server in range(members.stations[name].servers):
                stream = streams.get(f"{name}/server-{server + 1}")
                spans = _broken(members.luck[name], stream, end_s)
                rows += [(begin, number, end) for begin, end in spans]
    begin, station, end = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3).T
    return OutageRows(station, begin, end, np.ones(len(rows), dtype=np.int64))


def _broken(outages: Outages, stream: np.random.Generator, end_s: int) -> Iterator[tuple[int, int]]:
    """Yield begin and end of the outages of one server."""
    now = 0
    while True:
        now += whole_seconds(stream.exponential(outages.mtbf_h) * SECONDS_PER_HOUR)
        repair = whole_seconds(stream.gamma(2.0, outages.mttr_h / 2.0) * SECONDS_PER_HOUR)
        if now >= end_s:
            return
        yield now, now + repair
        now += repair


def climate_of(weather: Weather | None, timeline: Timeline) -> Floats:
    """Return the factors on consumption by powertrain and day; comfortable without weather."""
    if weather is None:
        daily = np.full(timeline.days, COLD_C)
    else:
        daily = weather.temp_air_c.reshape(timeline.days, -1).mean(axis=1)
    return np.array([climate_factors(powertrain, daily.tolist()) for powertrain in BY_WEATHER])


def _columns(
    rows: list[dict[str, Any]],
    names: Iterable[str],
    whole: set[str],
) -> dict[str, Any]:
    """Return rows as one array a column."""
    return {
        name: np.array([row[name] for row in rows], dtype=np.int64 if name in whole else np.float64)
        for name in names
    }
