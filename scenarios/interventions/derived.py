"""Figures of an agent that no field holds: they follow from it and from the agents around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agents.archetypes import Archetype
from agents.freight.cargo import cargoes
from agents.freight.goods import PIPE, goods
from agents.freight.stock import TAKES
from agents.shifts import shifts
from scenarios.interventions.reader import Derived, Reader
from twin.accounts.product import Quota, load_quotas
from twin.components.base import ComponentSpec

KGCE_PER_KWH = 0.1229  # 当量值, GB/T 2589-2020
KGCE_PER_GJ = 34.12  # 29.3076 GJ/tce, GB/T 2589-2020
LARGEST_CUT = 0.9
HEAVY_T = 20.0  # load from which a conveyor or a train takes a truck's place


def usable_roof_m2(reader: Reader, name: str) -> float:
    """Return the roof on which PV could stand [m²], as the indicators count it."""
    spec: Any = reader.spec(name)
    if not hasattr(spec, "usable_roof_share"):
        return 0.0
    reader.reads |= {f"agents.{name}.roof_m2", f"agents.{name}.usable_roof_share"}
    gross = float(spec.roof_m2)
    if not gross and hasattr(spec, "storeys"):
        gross = float(spec.floor_m2 / spec.storeys)
    return gross * float(spec.usable_roof_share)


def free_roof_m2(reader: Reader, name: str) -> float:
    """Return the usable roof not yet under PV [m²].

    Plants on a roof lie on that of their owner (``belongs_to``). One whose owner has no roof
    lies on all roofs, in proportion to what is still free on them.
    """
    if reader.free_roofs is None:
        reader.free_roofs = _free_by_owner(reader)
    free, homeless = reader.free_roofs
    total = sum(free.values())
    share = min(homeless / total, 1.0) if total > 0.0 else 0.0
    return free.get(name, 0.0) * (1.0 - share)


def _free_by_owner(reader: Reader) -> tuple[Mapping[str, float], float]:
    """Return what each owner's plants leave free, and the area of those without a roof [m²]."""
    roofs = {name: usable_roof_m2(reader, name) for name in _with_roofs(reader)}
    covered, homeless = dict.fromkeys(roofs, 0.0), 0.0
    reader.reads.add("agents.*asset/pv")
    for name in reader.names:
        if reader.component(name).get("type") != "pv":
            continue
        spec: Any = reader.spec(name)
        reader.reads.add(f"agents.{name}.component")
        component: ComponentSpec = spec.component
        area = component.facts().get("roof_covered_m2", 0.0)
        if spec.belongs_to in covered:
            covered[spec.belongs_to] += area
        else:
            homeless += area
    return {name: max(roofs[name] - covered[name], 0.0) for name in roofs}, homeless


def _with_roofs(reader: Reader) -> list[str]:
    return [name for name in reader.names if reader.raw(name).get("kind") in _ROOFED]


_ROOFED = ("enterprise", "building")


def energy_cut_to_level_1(reader: Reader, name: str) -> float:
    """Return by what share power, heat and fuel must fall to meet level 1 of the energy limit.

    Per unit of product as planned, electricity at 当量值, material use of fuel unchanged. Zero
    without a limit on comprehensive energy (kgce) or where it is met.
    """
    return _energy_cut(reader, name, "level1")


def energy_cut_to_level_2(reader: Reader, name: str) -> float:
    """Return the same for level 2 of the energy limit, which the indicators ask for."""
    return _energy_cut(reader, name, "level2")


def electricity_cut_to_level_1(reader: Reader, name: str) -> float:
    """Return by what share electricity must fall to meet level 1 of the electricity limit."""
    return _electricity_cut(reader, name, "level1")


def electricity_cut_to_level_2(reader: Reader, name: str) -> float:
    """Return the same for level 2 of the electricity limit."""
    return _electricity_cut(reader, name, "level2")


def _energy_cut(reader: Reader, name: str, level: str) -> float:
    plant = _plant(reader, name)
    limit = _limit(plant, "kgce")
    if plant is None or limit is None:
        return 0.0
    energy = plant.electricity_kwh * KGCE_PER_KWH
    energy += KGCE_PER_GJ * (sum(plant.heat_gj.values()) + sum(plant.direct_fired_gj.values()))
    material = KGCE_PER_GJ * sum(plant.feedstock_gj.values())
    return _cut(energy, getattr(limit, level) - material)


def _electricity_cut(reader: Reader, name: str, level: str) -> float:
    plant = _plant(reader, name)
    limit = _limit(plant, "kWh")
    if plant is None or limit is None:
        return 0.0
    return _cut(plant.electricity_kwh, getattr(limit, level))


def _plant(reader: Reader, name: str) -> Archetype | None:
    if reader.raw(name).get("kind") != "enterprise":
        return None
    reader.reads |= {f"agents.{name}.archetype", f"agents.{name}.intensities"}
    spec: Any = reader.spec(name)
    return Archetype.model_validate(spec.plant)


def _limit(plant: Archetype | None, unit: str) -> Quota | None:
    """Return the first limit of a plant in a unit, where less is better."""
    for key in plant.quotas if plant is not None else ():
        quota = load_quotas().get(key)
        if quota is not None and quota.unit.startswith(unit) and quota.lower_is_better:
            return quota
    return None


def _cut(now: float, wanted: float) -> float:
    if now <= 0.0 or not wanted < now:  # a level that is not set asks for nothing
        return 0.0
    return min(1.0 - wanted / now, LARGEST_CUT)


def road_goods_t(reader: Reader, name: str) -> float:
    """Return what a plant sends and receives by road in a year as planned [t].

    Hazardous goods apart, and less what goes by conveyor.
    """
    plant = _plant(reader, name)
    if plant is None:
        return 0.0
    spec: Any = reader.spec(name)
    reader.reads |= {f"agents.{name}.output_per_year", f"agents.{name}.conveyors"}
    hauls = {key: haul.form for key, haul in goods().hauls.items()}
    tonnes = sum(c.t for c in cargoes(plant) if hauls.get(c.haul, PIPE) in TAKES["rail"])
    conveyed = sum(conveyor.t_per_year for conveyor in spec.conveyors)
    return float(max(tonnes * spec.output_per_year - conveyed, 0.0))


def haul_t(reader: Reader, name: str) -> float:
    """Return the load of a fleet's usual job [t]; of jobs of the park, the largest it carries."""
    if reader.raw(name).get("kind") != "fleet":
        return 0.0
    reader.reads |= {f"agents.{name}.{key}" for key in ("jobs", "payload_t", "vehicles")}
    spec: Any = reader.spec(name)
    if spec.jobs == "statistics":
        return float(spec.payload_t)
    largest = max(float(group.row["payload_t"]) for group in spec.vehicles)
    return largest if spec.jobs == "park" else 0.0


def jobs_per_t(reader: Reader, name: str) -> float:
    """Return the jobs a day of a fleet that fall for every tonne a year that leaves the road.

    Tonnes leave the fleets with statistical jobs of loads of 20 t and more, each in proportion to
    what it carries. Zero if a fleet's jobs come from the park, which follow its conveyors.
    """
    fleets = [n for n in reader.names if reader.raw(n).get("kind") == "fleet"]
    reader.reads |= {"agents.*fleet"}
    reader.reads |= {f"agents.{n}.{key}" for n in fleets for key in _CARRIES}
    specs: dict[str, Any] = {n: reader.spec(n) for n in fleets}
    goods_ = {n: spec for n, spec in specs.items() if spec.service == "goods"}
    if any(spec.jobs == "park" for spec in goods_.values()):
        return 0.0
    heavy = {n: s for n, s in goods_.items() if s.jobs == "statistics" and s.payload_t >= HEAVY_T}
    carried = {n: spec.jobs_per_day * spec.payload_t * _days(spec) for n, spec in heavy.items()}
    total = sum(carried.values())
    if not carried.get(name) or not total:
        return 0.0
    return float(carried[name] / total / (heavy[name].payload_t * _days(heavy[name])))


_CARRIES = ("service", "jobs", "jobs_per_day", "payload_t", "shift")


def _days(spec: Any) -> float:  # noqa: ANN401 - a fleet
    """Return the working days of a fleet's year."""
    roster = shifts()[spec.shift]
    return float(roster.hours_per_year * 3600.0 / sum(end - begin for begin, end in roster.seconds))


# By the name under which a selector or a product may read them.
DERIVED: Mapping[str, Derived] = {
    "usable_roof_m2": usable_roof_m2,
    "free_roof_m2": free_roof_m2,
    "energy_cut_to_level_1": energy_cut_to_level_1,
    "energy_cut_to_level_2": energy_cut_to_level_2,
    "electricity_cut_to_level_1": electricity_cut_to_level_1,
    "electricity_cut_to_level_2": electricity_cut_to_level_2,
    "road_goods_t": road_goods_t,
    "haul_t": haul_t,
    "jobs_per_t": jobs_per_t,
}
