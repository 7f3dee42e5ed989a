"""Names in a park file that refer to something: agents, systems, tables, facts; all at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from scenarios.fleet_checks import fleet_checks
from scenarios.members import Members
from scenarios.park_spec import ParkSpec
from scenarios.yaml_io import Document, read_yaml
from twin.commodities import catalogue
from twin.components.base import ComponentSpec
from twin.components.grid import GridConnection
from twin.components.metered import Supply
from twin.components.pv import Pv
from twin.components.wind import Wind
from twin.configs import config_names, shipped_configs
from twin.errors import Problem
from twin.factors import load_table
from twin.facts import PARK_FACTS
from twin.indicators import load_system

Check = Callable[[Document, ParkSpec, Members], Iterator[Problem]]


def cross_checks(document: Document, spec: ParkSpec | None, members: Members) -> list[Problem]:
    """Return every reference that leads nowhere; the header's only if it could be read."""
    problems = [*_owners(document, members), *_prices(document)]
    if spec is not None:
        for check in CHECKS:
            problems += check(document, spec, members)
    return problems


def _owners(document: Document, members: Members) -> Iterator[Problem]:
    names = set(members.agents)
    written = {*names, *(document.data.get("agents") or {})}  # with those that have other faults
    for name, (_, agent) in members.agents.items():
        owner = agent.owner(name)
        if owner != name and owner not in written:
            path = ("agents", name, "belongs_to")
            yield document.problem(path, "there is no agent of this name", owner)
    for name in sorted(names & set(members.components)):
        yield document.problem(("components", name), "an agent has this name too")


def _prices(document: Document) -> Iterator[Problem]:
    """Find prices that nothing could read: neither a commodity's nor known to base or region."""
    base = read_yaml(shipped_configs() / "base.yaml", "base.yaml").data["prices"]
    known, given = {*catalogue(), *base}, document.data.get("prices")
    for item in given if isinstance(given, dict) else {}:
        path = ("prices", item)
        if item not in known and not document.place(path).file.startswith("regions/"):
            yield document.problem(path, f"no such price; there are: {', '.join(sorted(base))}")


def _boundary(document: Document, spec: ParkSpec, members: Members) -> Iterator[Problem]:
    written = {*members.agents, *(document.data.get("agents") or {})}
    for number, name in enumerate(spec.boundary.inside):
        if name not in written:
            path = ("boundary", "inside", str(number))
            yield document.problem(path, "there is no agent of this name", name)


def _systems(document: Document, spec: ParkSpec, _: Members) -> Iterator[Problem]:
    for number, name in enumerate(spec.indicator_systems):
        yield from _known(
            document, ("indicator_systems", str(number)), name, config_names("indicators")
        )


def _waivers(document: Document, spec: ParkSpec, _: Members) -> Iterator[Problem]:
    """Find waivers of what does not exist or cannot be waived."""
    for system, reasons in spec.waivers.items():
        if system not in config_names("indicators"):
            yield from _known(document, ("waivers", system), system, config_names("indicators"))
            continue
        indicators = load_system(system).indicators
        for name in reasons:
            path = ("waivers", system, name)
            yield from _known(document, path, name, indicators)
            if name in indicators and indicators[name].waiver == "none":
                yield document.problem(path, "this indicator cannot be waived", name)


def _tables(document: Document, spec: ParkSpec, _: Members) -> Iterator[Problem]:
    """Find stations, tariffs and factors that no file holds."""
    if spec.climate is not None:
        if bool(spec.climate.station) == bool(spec.climate.file):
            yield document.problem(("climate",), "give either 'station' or 'file'")
        if spec.climate.station:
            path = ("climate", "station")
            yield from _known(document, path, spec.climate.station, config_names("climates"))
    for name in spec.tariffs:
        yield from _known(document, ("tariffs", name), name, config_names("tariffs"))
    chosen = spec.factors
    sets = config_names("factors/fuels")
    yield from _known(document, ("factors", "fuel_set"), chosen.fuel_set, sets)
    power = load_table("electricity")
    for key, table in (("grid", load_table("grid")), ("residual", power), ("equivalent", power)):
        yield from _known(document, ("factors", key), getattr(chosen, key), table)


def _carbon(document: Document, spec: ParkSpec, _: Members) -> Iterator[Problem]:
    price = spec.prices.get("carbon")
    if price is not None and not isinstance(price.value, int | float):
        yield document.problem(("prices", "carbon"), "must be one number for the whole span")


def _facts(document: Document, spec: ParkSpec, _: Members) -> Iterator[Problem]:
    for number, fact in enumerate(spec.facts):
        yield from _known(document, ("facts", str(number), "key"), fact.key, PARK_FACTS)


def _calls(document: Document, _: ParkSpec, members: Members) -> Iterator[Problem]:
    """Find calls and purchases that name what is no grid connection."""
    grids = {name for name, part in _parts(members).items() if isinstance(part, GridConnection)}
    for name, (kind, agent) in members.agents.items():
        calls = getattr(agent, "calls", ()) if kind == "operator" else ()
        wants = [
            ("calls", n, c.grid)
            for n, c in enumerate(calls)
            if c.import_limit_share < 1.0 or c.kind != "orderly"
        ]
        bought = getattr(agent, "purchases", ()) if kind == "operator" else ()
        wants += [("purchases", n, p.grid) for n, p in enumerate(bought) if p.follow_import_share]
        for key, number, grid in wants:
            if grid not in grids:
                path = ("agents", name, key, str(number), "grid")
                told = f"there is no grid connection of this name; there are: {_listed(grids)}"
                yield document.problem(path, told, grid)


def _curtailed(document: Document, spec: ParkSpec, members: Members) -> Iterator[Problem]:
    """Find what is told to give way and could not: only generation of sun and wind can."""
    parts = _parts(members)
    plants = {n for n, part in parts.items() if _is_curtailed(part)}
    for name in spec.dispatch.curtail_first:
        if name in parts and name not in plants:
            told = f"only plants of sun and wind give way; there are: {_listed(plants)}"
            yield document.problem(("dispatch", "curtail_first"), told, name)


def _is_curtailed(part: ComponentSpec) -> bool:
    return isinstance(part, Pv | Wind) or (isinstance(part, Supply) and part.kind != "purchase")


def _parts(members: Members) -> dict[str, ComponentSpec]:
    """Return all components of a park, those of its agents included."""
    found = dict(members.components)
    for name, (_, agent) in members.agents.items():
        found |= agent.components(name)
    return found


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _known(
    document: Document, path: tuple[str, ...], name: str, names: Collection[str]
) -> Iterator[Problem]:
    if name not in names:
        told = ", ".join(sorted(names)) or "none"
        yield document.problem(path, f"no such {path[-1]}; there are: {told}", name)


CHECKS: tuple[Check, ...] = (
    _boundary, _systems, _waivers, _tables, _carbon, _facts, _calls, _curtailed, fleet_checks,
)  # fmt: skip
