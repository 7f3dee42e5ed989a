"""Whether every bus can balance at all: a supply for each demand, a taker for what must leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.commodities import PRODUCT, commodity
from twin.errors import Problem
from twin.network.compile import Column, Compiled, Entry, FixedFlow
from twin.primitives import Profile, Purpose

Floats = npt.NDArray[np.float64]
OPTIONAL = {Purpose.TRANSFER, Purpose.WASTE_USED}  # may stand unused
BESIDE = {"reject_heat", "waste", "hazardous_waste"}  # what a plant makes and nobody asked for
FORCED_ONLY = {"heat", "fuel"}  # of which no more can be over than is forced in
RATES = {"MWh": "MW"}
SLACK = 1e-9


def supply_problems(compiled: Compiled) -> Iterator[Problem]:
    """Yield every bus that cannot balance, and every bus whose plants are all too large for it.

    A store moves an amount in time: something else must fill and empty it. A mere transfer (a
    colder heat level, a water grade) may stand unused.
    """
    own = {name for store in compiled.stores for name in (store.charge, store.discharge)}
    columns = [column for column in compiled.columns if column.name not in own]
    fed, (demand, taken) = _supplied(compiled, columns), _demanded(compiled, columns)
    for bus in sorted(set(demand) - fed):
        yield Problem(
            f"dangling bus '{bus}': nothing supplies it{_why(bus, compiled, fed)}",
            path=demand[bus],
        )
    yield from _untaken(compiled, columns, taken)
    for store in compiled.stores:
        bus = store.storage.bus
        if store.storage.capacity > 0.0 and bus not in fed & taken:
            message = f"dangling bus '{bus}': a store alone cannot balance it"
            yield Problem(message, path=store.storage.name)
    yield from _never_low_enough(compiled, columns, fed)


def _untaken(compiled: Compiled, columns: list[Column], taken: set[str]) -> Iterator[Problem]:
    """Find what must leave and cannot: fixed supply, and heat that a machine has to get rid of."""
    for flow in compiled.fixed:
        if flow.row.into and flow.row.into not in taken:
            message = f"dangling bus '{flow.row.into}': nothing takes what arrives"
            yield Problem(message, path=flow.row.source)
    for column in columns:
        for entry in column.entries:
            warm = entry.bus and entry.sign > 0 and _kind(entry.bus) == "reject_heat"
            if warm and entry.bus not in taken and not column.never_runs:
                yield Problem(
                    f"dangling bus '{entry.bus}': the heat that it rejects has no cooling tower",
                    path=column.name,
                )


def _kind(bus: str) -> str:
    return commodity(bus).kind


def _why(bus: str, compiled: Compiled, fed: set[str]) -> str:
    """Return what can be said of a bus of heat that nothing supplies."""
    if bus.startswith(PRODUCT) or _kind(bus) != "heat":
        return ""
    asked = [most for f in compiled.fixed if f.row.out_of == bus and (most := _highest(f)) < np.inf]
    wanted = f"{sum(asked):g} MW are asked for at " if asked else "heat is asked for at "
    wanted += f"{commodity(bus).temperature_c:g} °C"
    made = [commodity(b) for b in sorted(fed) if _kind(b) == "heat"]
    if not made:
        return f" ({wanted}, and nothing in the park makes heat)"
    hottest = max(made, key=lambda level: level.temperature_c or 0.0)
    told = f"{hottest.id}, {hottest.temperature_c:g} °C"
    if (hottest.temperature_c or 0.0) > (commodity(bus).temperature_c or 0.0):
        return f" ({wanted}; no heat network leads down from {told})"
    return f" ({wanted}; the hottest heat there is: {told})"


def _demanded(compiled: Compiled, columns: list[Column]) -> tuple[dict[str, str], set[str]]:
    """Return who demands on each bus (transfers and outlets aside), and all buses with a taker."""
    demand: dict[str, str] = {}
    taken = {flow.row.out_of for flow in compiled.fixed}
    for column in columns:
        is_outlet = all(entry.sign < 0 for entry in column.entries)
        for entry in column.entries:
            if entry.bus and entry.sign < 0:
                taken.add(entry.bus)
                if entry.row.purpose not in OPTIONAL and not is_outlet:
                    demand.setdefault(entry.bus, column.name)
    demand |= {f.row.out_of: f.row.target for f in compiled.fixed if f.row.out_of}
    return demand, taken


def _supplied(compiled: Compiled, columns: list[Column]) -> set[str]:
    """Return the buses that something can feed whose own inputs are fed."""
    fed = {flow.row.into for flow in compiled.fixed if flow.row.into}
    while True:
        reached = {
            entry.bus
            for column in columns
            if _can_run(column, fed)
            for entry in column.entries
            if entry.bus and entry.sign > 0
        }
        if reached <= fed:
            return fed
        fed |= reached


def _can_run(column: Column, fed: set[str]) -> bool:
    return all(e.bus in fed for e in column.entries if e.bus and e.sign < 0)


def _highest(flow: FixedFlow) -> float:
    """Return the highest rate of a fixed flow; infinite if only the run will tell."""
    return float(np.max(_series(flow.profile, flow.coefficient)))


def _series(*profiles: Profile) -> Floats:
    """Return the product of profiles; infinite where only the run will tell."""
    out = np.ones(1)
    for profile in profiles:
        if profile.is_zero:
            return np.zeros(1)
        if profile.meters or (profile.base is not None and profile.published is None):
            return np.array([np.inf])
        out = out * profile.scale * (1.0 if profile.published is None else profile.published)
    return out


def _never_low_enough(
    compiled: Compiled, columns: list[Column], fed: set[str]
) -> Iterator[Problem]:
    """Find buses whose plants all have a least load above the most that can ever be taken there.

    Only plants that make nothing else of use are judged, and only where the most is known.
    """
    takers, units = _Takers(compiled), {c.first: c for c in columns if c.first}
    inside = {e.bus for unit in units.values() for e in unit.entries if e.bus and e.sign > 0}
    forced = {flow.row.into for flow in compiled.fixed}
    suppliers: dict[str, list[tuple[Column, Entry]]] = {}
    for column in columns:
        if column.never_runs or not _can_run(column, fed) or _later_stretch(column, units, inside):
            continue
        for entry in column.entries:
            if entry.bus and entry.sign > 0:
                suppliers.setdefault(entry.bus, []).append((column, entry))
    for bus in sorted(set(suppliers) - forced - inside):
        least = [_least(column, entry, units) for column, entry in suppliers[bus]]
        if min(least) <= 0.0:
            continue
        most = takers.most(bus)
        if 0.0 < most < min(least) - SLACK:
            told = ", ".join(
                f"{column.name} {amount:g}"
                for (column, _), amount in zip(suppliers[bus], least, strict=True)
            )
            unit = _rate_unit(bus)
            yield Problem(
                f"bus '{bus}': at most {most:g} {unit} can ever be taken there, below the least "
                f"load of every plant that feeds it ({told} {unit})",
                path=suppliers[bus][0][0].name,
            )


@dataclass(frozen=True)
class Misfit:
    """A plant whose least load is more than its bus can ever pass on [per hour]."""

    column: str
    bus: str
    unit: str
    least: float
    most: float


def never_fit(compiled: Compiled) -> Iterator[Misfit]:
    """Yield plants that can never run without overflow, though others may serve in their place."""
    takers, units = _Takers(compiled), {c.first: c for c in compiled.columns if c.first}
    for column in compiled.columns:
        plant = units.get(column.name, column)
        if plant.min_load <= 0.0 or plant.cap is None or plant.cap.base is not None:
            continue
        for entry in column.entries:
            narrow = entry.bus and entry.sign > 0 and _kind(entry.bus) in FORCED_ONLY
            if not narrow or not entry.coefficient.is_constant:
                continue
            least = plant.min_load * plant.cap.scale * entry.coefficient.scale
            most = takers.most(entry.bus)
            if most < least - SLACK:
                yield Misfit(plant.name, entry.bus, _rate_unit(entry.bus), least, most)


def _rate_unit(bus: str) -> str:
    unit = commodity(bus).unit
    return RATES.get(unit, f"{unit}/h")


def _later_stretch(column: Column, units: Mapping[str, Column], inside: set[str]) -> bool:
    """Return whether a column is a stretch of a plant's curve that runs only beside the first."""
    return column.name not in units and any(e.bus in inside and e.sign < 0 for e in column.entries)


def _least(column: Column, entry: Entry, units: Mapping[str, Column]) -> float:
    """Return the least that a running plant puts on its bus [per hour]; 0 if not known.

    The first stretch of a curve is filled while its plant runs.
    """
    made = [e for e in column.entries if e.bus and e.sign > 0 and _kind(e.bus) not in BESIDE]
    alone = made == [entry]
    plant = units.get(column.name, column)
    if plant.min_load <= 0.0 or plant.cap is None or not alone:
        return 0.0
    if not (plant.cap.base is None and entry.coefficient.is_constant):
        return 0.0
    return plant.min_load * plant.cap.scale * entry.coefficient.scale


class _Takers:
    """The most that can be taken on a bus in any interval [per hour], stores included."""

    def __init__(self, compiled: Compiled) -> None:
        self._fixed: dict[str, list[FixedFlow]] = {}
        for flow in compiled.fixed:
            self._fixed.setdefault(flow.row.out_of, []).append(flow)
        self._columns: dict[str, list[Column]] = {}
        for column in compiled.columns:
            for bus in {e.bus for e in column.entries if e.bus and e.sign < 0}:
                self._columns.setdefault(bus, []).append(column)
        self._known: dict[str, float] = {}

    def most(self, bus: str, path: tuple[str, ...] = ()) -> float:
        """Return the bound of a bus; infinite where it is not known, or runs in a circle."""
        if bus in path:
            return float("inf")
        if bus not in self._known:
            fixed = [_series(f.profile, f.coefficient) for f in self._fixed.get(bus, ())]
            free = (self._column(c, bus, (*path, bus)) for c in self._columns.get(bus, ()))
            self._known[bus] = float(np.max(sum(fixed, np.zeros(1)))) + sum(free)
        return self._known[bus]

    def _column(self, column: Column, bus: str, path: tuple[str, ...]) -> float:
        """Return the most that a column takes: by its capacity, or by who takes what it makes."""
        per_activity = _of(column.entries, bus)
        if not np.isfinite(per_activity):
            return float("inf")
        cap = float("inf") if column.cap is None else float(np.max(_series(column.cap)))
        return per_activity * min(cap, self._wanted(column, path))

    def _wanted(self, column: Column, path: tuple[str, ...]) -> float:
        made = [e for e in column.entries if e.sign > 0]
        if len(made) != 1 or not made[0].bus or not made[0].coefficient.is_constant:
            return float("inf")
        return self.most(made[0].bus, path) / made[0].coefficient.scale


def _of(entries: Iterable[Entry], bus: str) -> float:
    """Return the most that entries take from a bus per activity."""
    taken = [_series(e.coefficient) for e in entries if e.bus == bus and e.sign < 0]
    return float(np.max(sum(taken, np.zeros(1))))
