"""Park files: ``base < region < park < assumptions and measures < --set``, merged, then checked.

Every problem that can be found is reported at once, with file, line, value and what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from agents.base import AgentSpec
from scenarios.cross_checks import cross_checks
from scenarios.interventions.applied import Applied
from scenarios.interventions.layers import ASSUMPTIONS, MEASURES, lay
from scenarios.members import parse_members
from scenarios.park_spec import ParkSpec
from scenarios.validation import validate
from scenarios.yaml_io import Document, Place, dump_yaml, merge, parse_yaml, read_yaml
from twin.accounts.integrity import Warning_
from twin.components.base import ComponentSpec
from twin.configs import config_file, config_names, shipped_configs
from twin.errors import InputError, Problem

MOST_EXTENDS = 8
MEMBERS = ("agents", "components")
# What decides which layers there are is taken from --set before they are laid.
LAYERING = {"extends", "region", "standalone", MEASURES, ASSUMPTIONS}
Places = Mapping[tuple[str, ...], Place]


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
    applied, assumed : tuple of Applied
        Measures and assumptions, in the order given.
    settings : mapping
        Other values that were set, by dotted path.
    scenario : str
        Name of the scenario it was loaded for, if any.
    """

    name: str
    folder: Path
    document: Document
    spec: ParkSpec
    agents: Mapping[str, tuple[str, AgentSpec]]
    components: Mapping[str, ComponentSpec]
    applied: tuple[Applied, ...] = ()
    assumed: tuple[Applied, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    scenario: str = ""

    @property
    def warnings(self) -> tuple[Warning_, ...]:
        """What a reader must know of measures that did nothing."""
        found = (applied.warning() for applied in (*self.applied, *self.assumed))
        return tuple(warning for warning in found if warning is not None)

    def scenario_json(self) -> dict[str, Any]:
        """Return base park, measures, assumptions and settings as plain data."""
        return {
            "name": self.scenario,
            "park": self.name,
            "measures": [applied.to_json() for applied in self.applied],
            "assumptions": [applied.to_json() for applied in self.assumed],
            "settings": dict(self.settings),
        }

    def resolved_yaml(self) -> str:
        """Return the merged park as YAML that loads again by itself."""
        data = {k: v for k, v in self.document.data.items() if k not in {MEASURES, ASSUMPTIONS}}
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
            out.append(replace(problem, path=path, file=place.file, line=place.line))
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
    places: Places | None = None,
) -> LoadedPark:
    """Load and check a park.

    Parameters
    ----------
    park : str or Path
        A file, or the name of a shipped park.
    changes : mapping, optional
        Values by dotted path, laid on top of everything (``--set``); ``interventions`` and
        ``assumptions`` take the place of the park's own.
    places : mapping, optional
        Where changes were written, by path.

    Raises
    ------
    InputError
        With every problem found.
    """
    path = park_path(str(park))
    return _checked(path.stem, path.parent, read_yaml(path), changes or {}, places or {})


def load_park_text(
    text: str,
    name: str = "draft",
    changes: Mapping[str, Any] | None = None,
    folder: Path | None = None,
) -> LoadedPark:
    """Load and check a park given as YAML text.

    Files it names must lie in ``folder``, with the shipped parks if none is given.

    Raises
    ------
    InputError
        With every problem found.
    """
    document = parse_yaml(text.encode("utf-8"), f"{name}.yaml")
    return _checked(name, folder or shipped_configs() / "parks", document, changes or {})


def assembled(text: str, name: str = "draft", folder: Path | None = None) -> Document:
    """Return a park's text laid on what it extends, its region and the base, not checked.

    Raises
    ------
    InputError
        If it is no YAML, or extends what is not there.
    """
    document = parse_yaml(text.encode("utf-8"), f"{name}.yaml")
    return _assemble(document, folder or shipped_configs() / "parks")


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


def _checked(
    name: str,
    folder: Path,
    park: Document,
    changes: Mapping[str, Any],
    places: Places | None = None,
) -> LoadedPark:
    """Lay all layers and check the whole."""
    at = places or {}
    early = {path: value for path, value in changes.items() if path.split(".")[0] in LAYERING}
    laid = lay(_assemble(_with_changes(park, early, at), folder))
    late = {path: value for path, value in changes.items() if path not in early}
    document = _with_changes(laid.document, late, at)
    header = {k: v for k, v in document.data.items() if k not in MEMBERS}
    spec, problems = validate(ParkSpec, header, document, (), also=(*MEMBERS, "extends"))
    members = parse_members(document)
    problems += members.problems
    problems += cross_checks(document, spec, members)
    if problems or spec is None:
        raise InputError(problems)
    agents, components = members.agents, members.components
    return LoadedPark(
        name, folder, document, spec, agents, components, laid.applied, laid.assumed, late
    )


def _with_changes(document: Document, changes: Mapping[str, Any], at: Places) -> Document:
    for dotted, value in changes.items():
        path = tuple(dotted.split("."))
        layer = _layer_at(path, value, at.get(path, Place(f"--set {dotted}", None)))
        layer.places |= {place: at[place] for place in at if place[: len(path)] == path}
        document = merge(document, _with_full_prices(layer))
    return document


def _layer_at(path: tuple[str, ...], value: Any, place: Place) -> Document:  # noqa: ANN401
    """Return a document that holds one value at one path."""
    data: Any = value
    for key in reversed(path):
        data = {key: data}
    return Document(data, {path[:length]: place for length in range(len(path) + 1)})


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
