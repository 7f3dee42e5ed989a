"""Park files: ``base < region < park < interventions < --set``, merged, then checked as a whole.

Every problem that can be found is reported at once, with file, line, value and what is allowed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from agents.base import AgentSpec, Label
from scenarios import interventions
from scenarios.members import Members, parse_members
from scenarios.validation import validate
from scenarios.yaml_io import Document, Place, dump_yaml, merge, parse_yaml, read_yaml
from twin.accounts.choices import Choices
from twin.components.base import ComponentSpec
from twin.configs import config_file, config_names, shipped_configs
from twin.errors import InputError, Problem
from twin.series import NumberOrSeries

MOST_EXTENDS = 8
MEMBERS = ("agents", "components")
NonNegative = Annotated[float, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ClimateSpec(_Strict):
    """Weather: a station's climate, or a file (EPW, TMY3, PVGIS).

    Attributes
    ----------
    station : str
        Id in ``configs/climates``.
    file : str
        Path beside the park file.
    ghi_scale : float
        Factor on the station's irradiation, for stations known to be too bright.
    """

    station: str = ""
    file: str = ""
    ghi_scale: Annotated[float, Field(gt=0.2, lt=2)] = 1.0


class PriceSpec(_Strict):
    """A price with its unit; a bare number in a park file keeps the region's unit and source.

    Attributes
    ----------
    value : float or series
        The price.
    unit : str
        CNY per physical unit, such as CNY/m3.
    """

    value: NumberOrSeries("dimensionless")  # type: ignore[valid-type]
    unit: str
    source: str = ""
    confidence: str = ""


class FactorChoice(_Strict):
    """Which named factors are used.

    Attributes
    ----------
    fuel_set : str
        Set in ``configs/factors/fuels``.
    grid : str
        Row of ``factors/grid.yaml`` for the location-based ledger.
    residual, equivalent : str
        Rows of ``factors/electricity.yaml`` for the residual ledger and for 等价值.
    """

    fuel_set: str = "annex4_db_v2"
    grid: str
    residual: str = "residual_2023"
    equivalent: str = "equivalent_kgce_per_kwh"


class BoundarySpec(_Strict):
    """The assessed park: everything, or a park within it.

    Attributes
    ----------
    scope : str
        ``whole``, or ``within`` for the agents named.
    inside : tuple of str
        Enterprises, buildings and fleets inside; assets and the operator always are, unless they
        belong to someone outside.
    """

    scope: Literal["whole", "within"] = "whole"
    inside: tuple[str, ...] = ()


class Plan(_Strict):
    """Extent of the plan of the park, for drawing.

    Attributes
    ----------
    width_m, height_m : float
        West to east, south to north.
    """

    width_m: Annotated[float, Field(gt=0)] = 2000.0
    height_m: Annotated[float, Field(gt=0)] = 1500.0


class FactEntry(_Strict):
    """A fact recorded for the park itself.

    Attributes
    ----------
    key : str
        What it is.
    value : float
        Its number.
    date : date
        When it was recorded or took effect.
    note : str
        Detail or evidence.
    """

    key: str
    value: float = 1.0
    unit: str = ""
    date: dt.date | None = None
    note: str = ""


def _intervention(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    return {"id": value} if isinstance(value, str) else value


class InterventionEntry(_Strict):
    """An intervention applied to the park, with its parameters.

    Attributes
    ----------
    id : str
        Name in ``configs/interventions``.
    parameters : mapping
        Values; the intervention's defaults if not given.
    """

    id: str
    parameters: dict[str, float] = Field(default_factory=dict)


class ParkSpec(_Strict):
    """A whole park, as checked.

    ``agents`` and ``components`` are parsed by kind and type beside this header; see
    :class:`LoadedPark`.

    Attributes
    ----------
    format : int
        Version of this format.
    description : Label
        A sentence on the park.
    region : str
        Layer of prices, tariff, climate and factors, by name in ``configs/regions``.
    start : date
        First day of the simulated span.
    days : int
        Length of the span; to the same date of the next year if not given.
    step_minutes : int
        Length of an interval.
    seed : int
        Base seed of all chance.
    dispatch : str
        Planner of stores: ``rules``, ``rolling`` or ``perfect``.
    climate : ClimateSpec
        Weather.
    tariffs : mapping
        Tariffs in use, by name in ``configs/tariffs``, each with changes to single fields.
    prices : mapping
        Prices by item (fuels, water, waste, carbon); a bare number keeps the unit below it.
    factors : FactorChoice
        Named factor sets and rows.
    accounting : Choices
        Switches that the rules leave open.
    boundary : BoundarySpec
        The assessed park.
    indicator_systems : tuple of str
        Systems scored, by name in ``configs/indicators``.
    waivers : mapping
        Reasons by system and indicator.
    facts : tuple of FactEntry
        Facts recorded for the park itself, such as ``construction_started``.
    plan : Plan
        Extent of the plan of the park.
    interventions : tuple
        Measures applied in order: ids, or ids with parameters.
    """

    format: Literal[1] = 1
    label: Label
    description: Label | None = None
    region: str = ""
    start: dt.date = dt.date(2025, 1, 1)
    days: Annotated[int, Field(ge=1, le=3660)] | None = None
    step_minutes: Literal[5, 10, 15, 20, 30, 60] = 15
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    dispatch: str = "rules"
    climate: ClimateSpec | None = None
    tariffs: dict[str, dict[str, Any]] = Field(default_factory=dict)
    prices: dict[str, PriceSpec] = Field(default_factory=dict)
    factors: FactorChoice
    accounting: Choices = Field(default_factory=Choices)
    boundary: BoundarySpec = Field(default_factory=BoundarySpec)
    indicator_systems: tuple[str, ...] = ("national", "yunnan", "jiangxi")
    waivers: dict[str, dict[str, str]] = Field(default_factory=dict)
    facts: tuple[FactEntry, ...] = ()
    plan: Plan = Field(default_factory=Plan)
    interventions: tuple[Annotated[InterventionEntry, BeforeValidator(_intervention)], ...] = ()


@dataclass(frozen=True)
class LoadedPark:
    """A checked park with the document it came from.

    Attributes
    ----------
    name : str
    folder : Path
        Where files named in the park are looked up.
    document : Document
        The merged document, with places.
    spec : ParkSpec
    agents : mapping
        (kind, specification) by agent name.
    components : mapping
        Components that belong to no agent.
    """

    name: str
    folder: Path
    document: Document
    spec: ParkSpec
    agents: Mapping[str, tuple[str, AgentSpec]]
    components: Mapping[str, ComponentSpec]

    def resolved_yaml(self) -> str:
        """Return the merged park as YAML that loads again by itself."""
        data = {k: v for k, v in self.document.data.items() if k != "interventions"}
        return dump_yaml({**data, "standalone": True})

    def relocate(self, problems: Iterable[Problem]) -> list[Problem]:
        """Give problems that name an agent or component the place where it stands."""
        out = []
        for problem in problems:
            owner = problem.path.split("/")[0]
            section = "agents" if owner in self.agents else "components"
            place = self.document.place((section, owner)) if not problem.file else None
            if place is None or (section, owner) not in self.document.places:
                out.append(problem)
                continue
            path = f"{section}.{problem.path}"
            out.append(Problem(problem.message, path, problem.value, place.file, place.line))
        return out


def park_names() -> tuple[str, ...]:
    """Return the names of the shipped parks."""
    return config_names("parks")


def park_path(park: str) -> Path:
    """Return the file of a park given by path or by shipped name.

    Raises
    ------
    InputError
        If there is neither.
    """
    path = Path(park)
    if path.suffix in {".yaml", ".yml"} or "/" in park or path.is_file():
        if not path.is_file():
            raise InputError(Problem("the park file does not exist", file=park))
        return path
    return config_file("parks", park)


def load_park(
    park: str | Path = "yunnan",
    changes: Mapping[str, Any] | None = None,
) -> LoadedPark:
    """Load and check a park.

    Parameters
    ----------
    park : str or Path
        A file, or the name of a shipped park.
    changes : mapping, optional
        Values by dotted path, laid on top of everything (``--set``).

    Raises
    ------
    InputError
        With every problem found.
    """
    path = park_path(str(park))
    return _check(path.stem, path.parent, _assemble(read_yaml(path), path.parent), changes)


def load_park_text(
    text: str, name: str = "draft", changes: Mapping[str, Any] | None = None
) -> LoadedPark:
    """Load and check a park given as YAML text; files it names must lie with the shipped parks.

    Raises
    ------
    InputError
        With every problem found.
    """
    folder = shipped_configs() / "parks"
    document = parse_yaml(text.encode("utf-8"), f"{name}.yaml")
    return _check(name, folder, _assemble(document, folder), changes)


def parse_set(text: str) -> tuple[str, Any]:
    """Return path and value of a ``path=value`` argument; the value is read as YAML.

    Raises
    ------
    InputError
        If there is no ``=`` or the value is not plain data.
    """
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise InputError(f"--set {text}: expected path=value")
    holder = parse_yaml(f"value: {value}".encode(), f"--set {path}")
    return path.strip(), holder.data.get("value")


def _assemble(park: Document, folder: Path) -> Document:
    """Lay the park on its region and the base, following ``extends``."""
    layers = [park]
    while "extends" in layers[0].data:
        if len(layers) > MOST_EXTENDS:
            raise InputError(layers[0].problem(("extends",), "parks extend each other in a circle"))
        layers.insert(0, _parent(layers[0], folder))
    regions = [layer.data["region"] for layer in layers if "region" in layer.data]
    if not any(layer.data.get("standalone") for layer in layers):
        if regions:
            layers.insert(0, _region(layers, str(regions[-1])))
        layers.insert(0, read_yaml(shipped_configs() / "base.yaml", "base.yaml"))
    out = layers[0]
    for layer in layers[1:]:
        out = merge(out, _with_full_prices(layer))
    for key in ("extends", "standalone"):
        out.data.pop(key, None)
    return out


def _parent(document: Document, folder: Path) -> Document:
    name = document.data["extends"]
    if not isinstance(name, str):
        raise InputError(document.problem(("extends",), "expected the name of a park", name))
    beside = folder / name
    try:
        path = beside if beside.is_file() else config_file("parks", name)
    except InputError as error:
        raise InputError(document.problem(("extends",), error.problems[0].message, name)) from error
    return read_yaml(path)


def _region(layers: list[Document], name: str) -> Document:
    for layer in layers:
        if layer.data.get("region") == name:
            try:
                found = read_yaml(config_file("regions", name), f"regions/{name}.yaml")
            except InputError as error:
                if error.problems[0].file:
                    raise
                message = error.problems[0].message
                raise InputError(layer.problem(("region",), message, name)) from error
            found.data.pop("label", None)
            return found
    raise InputError(f"region {name} is not named by any layer")


def _check(
    name: str, folder: Path, document: Document, changes: Mapping[str, Any] | None
) -> LoadedPark:
    document = _with_interventions(document)
    for path, value in (changes or {}).items():
        place = Place(f"--set {path}", None)
        layer = interventions.layer_at(tuple(path.split(".")), value, place)
        document = merge(document, _with_full_prices(layer))
    header = {k: v for k, v in document.data.items() if k not in MEMBERS}
    spec, problems = validate(ParkSpec, header, document, (), also=(*MEMBERS, "extends"))
    members = parse_members(document)
    problems += members.problems
    problems += _cross_checks(document, spec, members)
    if problems or spec is None:
        raise InputError(problems)
    return LoadedPark(name, folder, document, spec, members.agents, members.components)


def _with_interventions(document: Document) -> Document:
    entries = document.data.get("interventions") or []
    if not isinstance(entries, list):
        return document
    out = document
    for number, entry in enumerate(entries):
        path = ("interventions", str(number))
        name = entry if isinstance(entry, str) else (entry or {}).get("id")
        given = {} if isinstance(entry, str) else (entry or {}).get("parameters") or {}
        if not isinstance(name, str) or not isinstance(given, dict):
            raise InputError(document.problem(path, "expected an intervention's id", entry))
        try:
            out = interventions.apply(out, name, given, document.place(path))
        except InputError as error:
            raise InputError(
                [document.problem(path, p.message, name) for p in error.problems]
            ) from error
    return out


def _with_full_prices(layer: Document) -> Document:
    """Let a bare number in ``prices`` change the value only; the unit is the layer below's."""
    prices = layer.data.get("prices")
    if not isinstance(prices, dict):
        return layer
    for item, value in prices.items():
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            here = ("prices", item)
            prices[item] = {"value": value, "source": layer.place(here).file}
            for key in ("value", "source"):
                layer.places[(*here, key)] = layer.place(here)
    return layer


def _cross_checks(document: Document, spec: ParkSpec | None, members: Members) -> list[Problem]:
    """Check names that refer to each other."""
    problems = []
    names = set(members.agents)
    for name, (_, agent) in members.agents.items():
        owner = agent.owner(name)
        if owner != name and owner not in names:
            path = ("agents", name, "belongs_to")
            problems.append(document.problem(path, "there is no agent of this name", owner))
    problems += [
        document.problem(("components", name), "an agent has this name too")
        for name in sorted(names & set(members.components))
    ]
    if spec is None:
        return problems
    for number, name in enumerate(spec.boundary.inside):
        if name not in names:
            inside = ("boundary", "inside", str(number))
            problems.append(document.problem(inside, "there is no agent of this name", name))
    for number, name in enumerate(spec.indicator_systems):
        if name not in config_names("indicators"):
            known = ", ".join(config_names("indicators"))
            chosen = ("indicator_systems", str(number))
            problems.append(document.problem(chosen, f"no such system; there are: {known}", name))
    if spec.climate is not None and bool(spec.climate.station) == bool(spec.climate.file):
        problems.append(document.problem(("climate",), "give either 'station' or 'file'"))
    return problems
