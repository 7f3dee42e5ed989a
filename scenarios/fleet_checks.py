"""Fleets and stations that do not fit together: found before a run, with file, line and value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from agents.fleet import FleetSpec, VehicleGroup
from agents.freight.goods import goods
from agents.station import StationSpec
from agents.yard.demand import served
from agents.yard.station_row import StationData
from agents.yard.strategies import charging_strategy
from agents.yard.tables import StationKind
from scenarios.members import Members
from scenarios.park_spec import ParkSpec
from scenarios.yaml_io import Document, Path_
from twin.errors import Problem
from twin.vehicles import powertrains, vehicle_classes
from twin.vehicles.motion import MOST_CLIMATE

FILLED_AT = {
    "battery": (StationKind.PLUGS, StationKind.SWAP),
    "fuel_cell": (StationKind.PUMPS,),
}
KIND_WORDS = {StationKind.PLUGS: "plugs", StationKind.SWAP: "swap", StationKind.PUMPS: "hydrogen"}


def fleet_checks(document: Document, spec: ParkSpec, members: Members) -> Iterator[Problem]:
    """Yield what of fleets and stations leads nowhere or could not work."""
    agents = {name: agent for name, (_, agent) in members.agents.items()}
    fleets = {name: a for name, a in agents.items() if isinstance(a, FleetSpec)}
    stations = {name: a.data for name, a in agents.items() if isinstance(a, StationSpec)}
    stations |= {f"{name}/depot": fleet.depot for name, fleet in fleets.items() if fleet.has_depot}
    for name, fleet in fleets.items():
        for number, group in enumerate(fleet.vehicles):
            here = ("agents", name, "vehicles", str(number))
            yield from _places(document, here, fleet, group, stations)
        yield from _usual_job(document, name, fleet)
    yield from _tariffs(document, spec, stations)
    yield from _one_forecast(document, stations)
    yield from _loads(document, fleets)


def _places(
    document: Document,
    here: Path_,
    fleet: FleetSpec,
    group: VehicleGroup,
    stations: Mapping[str, StationData],
) -> Iterator[Problem]:
    """Find stations that are not there, or that do not fit the vehicles or their batteries."""
    if not group.count or group.powertrain not in FILLED_AT:
        return
    used = []
    for key in ("station", "midday_station"):
        own = getattr(group, key)
        named, path = own or getattr(fleet, key), (*here, key) if own else (*here[:2], key)
        if not named:
            continue
        if named not in stations:
            known = ", ".join(sorted(stations)) or "none"
            yield document.problem(path, f"no such station; there are: {known}", named)
            continue
        station = stations[named]
        used.append(station)
        if station.kind not in FILLED_AT[group.powertrain]:
            what = " or ".join(KIND_WORDS[kind] for kind in FILLED_AT[group.powertrain])
            told = f"{group.powertrain} vehicles are filled at {what}; this is a station of type "
            yield document.problem(path, told + KIND_WORDS[station.kind], named)
        elif (
            station.kind == StationKind.SWAP
            and abs(station.rack_mwh - group.row["store_mwh"]) > 1e-9
        ):
            pack, rack = group.battery_nameplate_kwh, station.rack_kwh
            told = f"the rack of {named} holds batteries of {rack:g} kWh; expected the same"
            yield document.problem((*here, "battery_kwh"), told, pack)
    if fleet.has_depot and group.powertrain == "battery":
        used.append(fleet.depot)
    if group.feed_mw and not any(station.feeds for station in used):
        told = "no station of these vehicles takes power back; expected a charging that does (v2g)"
        yield document.problem((*here, "feed_mw"), told, group.feed_mw)


def _usual_job(document: Document, name: str, fleet: FleetSpec) -> Iterator[Problem]:
    """Find vehicles that cannot do a job of usual length, however full, and loads none carries."""
    groups = [group for group in fleet.vehicles if group.count]
    if fleet.jobs != "statistics" or not fleet.jobs_per_day or not groups:
        return
    most_t = max(group.row["payload_t"] for group in groups)
    if fleet.payload_t > most_t:
        told = f"no vehicle of the fleet carries it; expected at most {most_t:.3g} t"
        yield document.problem(("agents", name, "payload_t"), told, fleet.payload_t)
    for group in groups:
        need, most = _need_mwh(fleet, group) * 1000.0, _most_mwh(fleet, group) * 1000.0
        if need > most:
            told = (
                f"a round trip of usual length takes up to {need:.0f} kWh in bad weather, more "
                f"than the usable battery or tank of a full {group.vehicle_class} "
                f"({group.powertrain}), {most:.0f} kWh; expected a shorter one"
            )
            zh = (
                f"通常一趟任务在恶劣天气下最多耗能 {need:.0f} kWh，超过满电（满罐）"
                f"{vehicle_classes()[group.vehicle_class].zh}"
                f"（{powertrains()[group.powertrain].zh}）的可用能量 {most:.0f} kWh"
            )
            key = "km" if fleet.km else "work_h"
            yield document.problem(("agents", name, key), told, getattr(fleet, key), zh)


def _need_mwh(fleet: FleetSpec, group: VehicleGroup) -> float:
    """Return the energy of a job of usual length in the worst weather."""
    row = group.row
    way = fleet.km * (2.0 * row["per_km"] + row["per_t_km"] * fleet.payload_t)
    worst = 1.0 + MOST_CLIMATE if group.powertrain in FILLED_AT else 1.0
    return float(worst * (way + row["per_h"] * fleet.work_h))


def _most_mwh(fleet: FleetSpec, group: VehicleGroup) -> float:
    """Return what a vehicle that was filled as the fleet does it can use."""
    full = max(fleet.opportunity_target, fleet.overnight_target)
    share = full if group.powertrain in FILLED_AT else 1.0
    return share * group.row["store_mwh"] - group.row["floor_mwh"]


def _tariffs(
    document: Document,
    spec: ParkSpec,
    stations: Mapping[str, StationData],
) -> Iterator[Problem]:
    """Find stations that go by a tariff that is not there, or by another than the rest."""
    known, first = ", ".join(sorted(spec.tariffs)) or "none", ""
    only = next(iter(spec.tariffs)) if len(spec.tariffs) == 1 else ""
    for name, station in sorted(stations.items()):
        path = ("agents", name.partition("/")[0], "tariff")
        for tariff in station.tariffs:
            if (tariff or only) not in spec.tariffs:
                told = f"charging '{station.strategy}' goes by a tariff; there are: {known}"
                yield document.problem(path, told, tariff)
            elif (tariff or only) != (first or tariff or only):
                told = f"stations of one park go by one tariff; another goes by '{first}'"
                yield document.problem(path, told, tariff)
            first = first or tariff or only


def _one_forecast(document: Document, stations: Mapping[str, StationData]) -> Iterator[Problem]:
    """Find stations that forecast in other ways than the first."""
    first = ""
    for name, station in sorted(stations.items()):
        how = charging_strategy(station.strategy).forecast
        if how is None:
            continue
        first = first or name
        if how != charging_strategy(stations[first].strategy).forecast:
            told = f"stations of one park share a forecast; expected that of {first}"
            path = ("agents", name.partition("/")[0], "charging")
            yield document.problem(path, told, station.strategy)


def _loads(document: Document, fleets: Mapping[str, FleetSpec]) -> Iterator[Problem]:
    """Find kinds of load that are not known, or that two fleets carry."""
    carried: dict[str, str] = {}
    for name, fleet in fleets.items():
        for load in served(fleet):
            path = ("agents", name, "serves")
            if load not in goods().hauls:
                told = f"no such kind of load; there are: {', '.join(sorted(goods().hauls))}"
                yield document.problem(path, told, load)
            elif load in carried:
                told = f"{carried[load]} carries it too; expected one fleet for each kind of load"
                yield document.problem(path, told, load)
            carried.setdefault(load, name)
        if fleet.jobs == "park" and not any(group.count for group in fleet.vehicles):
            told = "expected vehicles for jobs of the park"
            yield document.problem(("agents", name, "vehicles"), told, 0)
