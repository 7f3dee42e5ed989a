"""What the views need to name, colour and place: plain data, re-exported from the rooms below.

Heavy imports happen inside the functions, so that the app's first page appears at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scenarios.stored import FAILED
from scenarios.yaml_io import Document, parse_yaml, read_yaml
from twin.commodities import catalogue, commodity_of
from twin.configs import config_file, config_names, read_config
from twin.errors import InputError, Problem

if TYPE_CHECKING:
    from scenarios.park_file import LoadedPark

__all__ = ["InputError", "Problem", "commodity_of"]

RUNS_VARIABLE = "ZEROPARK_RUNS"
MOST_UPLOAD_BYTES = 1_000_000
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_-]+")

# Which terms an account term is the sum of, where the term itself lists no parts.
_TOTAL = ("fuel", "conversion", "heat", "process")
COMPOSED: Mapping[str, tuple[str, ...]] = {
    **{
        f"carbon.{ledger}.total_t": (
            *(f"carbon.{name}_t" for name in _TOTAL),
            f"carbon.{ledger}.electricity_t",
        )
        for ledger in ("park", "location", "residual")
    },
    **{
        f"energy.total_{value}_tce": (
            "energy.fuel_tce", "energy.feedstock_tce", "energy.conversion_loss_tce",
            f"energy.electricity_{value}_tce", "energy.heat_tce",
        )
        for value in ("equivalent", "calorific")
    },
    "waste.base_t": ("waste.arising_t", "waste.earlier_stock_used_t"),
    "water.reused_m3": ("water.recirculated_m3", "water.reclaimed_m3"),
    "water.gross_m3": ("water.fresh_m3", "water.reused_m3"),
    "electricity.direct_and_own_used_mwh": ("electricity.direct_mwh", "electricity.own_used_mwh"),
    "electricity.used_mwh": (
        "electricity.grid_mwh", "electricity.direct_mwh", "electricity.direct_fossil_mwh",
        "electricity.own_used_mwh", "electricity.fuel_used_mwh",
    ),
    "cost.total_cny": tuple(
        f"cost.{name}_cny"
        for name in (
            "grid_energy", "grid_adders", "demand_charge", "feed_in", "direct_supply", "fuel",
            "heat", "water", "waste", "capture", "operation", "direct_charges", "green_power",
            "offset", "carbon", "demand_response",
        )
    ),
}  # fmt: skip


class Look(NamedTuple):
    """How a commodity is named and drawn."""

    zh: str
    en: str
    unit: str
    kind: str
    colour: str


def runs_folder() -> Path:
    """Return the folder that keeps runs: ``ZEROPARK_RUNS``, or ``runs`` where the user stands."""
    return Path(os.environ.get(RUNS_VARIABLE) or "runs").resolve()


@lru_cache(maxsize=1)
def commodity_looks() -> Mapping[str, Look]:
    """Return names, units and the fixed colours of all commodities."""
    return {
        name: Look(item.zh, item.en, item.unit, item.kind, item.colour)
        for name, item in catalogue().items()
    }


def shipped_parks() -> Mapping[str, Mapping[str, str]]:
    """Return the labels of the shipped parks by name, in both languages."""
    found = {}
    for name in config_names("parks"):
        label = read_config(config_file("parks", name)).get("label")
        found[name] = dict(label) if isinstance(label, Mapping) else {"zh": name, "en": name}
    return found


def shipped_studies() -> Mapping[str, Mapping[str, str]]:
    """Return the labels of the shipped studies by name, in both languages."""
    found = {}
    for name in config_names("studies"):
        label = read_config(config_file("studies", name)).get("label")
        found[name] = dict(label) if isinstance(label, Mapping) else {"zh": name, "en": name}
    return found


def shipped_study(name: str) -> str:
    """Return the text of a shipped study.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    return config_file("studies", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def archetype_labels() -> Mapping[str, Mapping[str, str]]:
    """Return the labels of the enterprise archetypes by name, in both languages."""
    found = {}
    for name in config_names("archetypes"):
        table = read_config(config_file("archetypes", name))
        found[name] = {lang: str(table.get(lang, name)) for lang in ("zh", "en")}
    return found


def measure_ids() -> tuple[str, ...]:
    """Return the names of all measures of the catalogue."""
    return config_names("interventions")


def assumption_ids() -> tuple[str, ...]:
    """Return the names of all assumptions."""
    return config_names("assumptions")


def planner_names() -> tuple[str, ...]:
    """Return the names of the planners of stores, the plain one first."""
    return ("rules", "rolling", "perfect")


def step_choices() -> tuple[int, ...]:
    """Return the settlement steps that may be chosen [minutes], the usual one first."""
    return (15, 60, 30, 5)


def upload_name(file_name: str) -> str:
    """Return a park's name after its uploaded file, safe as part of a folder's name."""
    plain = _NOT_PLAIN.sub("-", Path(file_name).stem).strip("-")
    return plain[:40] or "park"


def checked_park(name: str, text: str = "", changes: Mapping[str, Any] | None = None) -> LoadedPark:
    """Load and check a shipped park, or an uploaded one given as text.

    Raises
    ------
    InputError
        With every problem found.
    """
    from scenarios.park_file import load_park, load_park_text

    plain_names(Document(dict(changes or {}), {}))
    return load_park_text(upload_text(text), name, changes) if text else load_park(name, changes)


def upload_text(text: str) -> str:
    """Return an uploaded park as it came, if it is small and names no files of this machine.

    Raises
    ------
    InputError
        If it is too large, or extends or reads something that is not a plain name.
    """
    raw = text.encode("utf-8")
    if len(raw) > MOST_UPLOAD_BYTES:
        raise InputError(f"{len(raw)} bytes; at most {MOST_UPLOAD_BYTES} are read")
    plain_names(parse_yaml(raw, "park.yaml"))
    return text


def plain_names(document: Document) -> None:
    """Refuse a document that names files elsewhere than among the shipped ones.

    Raises
    ------
    InputError
        If something extends, or reads, what is not a plain name.
    """
    for path, value in _named_files("", document.data):
        if value and not (isinstance(value, str) and _NAME.match(value)):
            at = tuple(path.split("."))
            raise InputError(document.problem(at, "expected a plain name", value))


def _named_files(path: str, data: object) -> Iterator[tuple[str, object]]:
    """Yield what stands at keys that name files, wherever they are, dotted paths included."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            here = f"{path}.{key}" if path else str(key)
            last = str(key).rpartition(".")[2]
            is_layer = last in {"extends", "region"} and isinstance(value, str | int | float)
            if is_layer or last == "file" or last.endswith("_file"):
                yield here, value
            else:
                yield from _named_files(here, value)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _named_files(f"{path}.{number}" if path else str(number), value)


def run_name(run: str) -> str:
    """Return a run's id, if it can be one: nothing that leads out of the folder of runs.

    Raises
    ------
    InputError
        If it cannot.
    """
    if not _NAME.match(run):
        raise InputError(f"no run {run[:60]!r}")
    return run


def run_folder(run: str, folder: Path) -> Path:
    """Return the folder of a finished run given by its exact id.

    Raises
    ------
    InputError
        If the id is not one, or there is no such run, or it failed.
    """
    if not (folder / run_name(run) / "manifest.json").is_file():
        raise InputError(f"no run {run[:60]!r}")
    if run.endswith(FAILED):
        raise InputError(f"the run {run[:60]!r} failed: it has no accounts and no scorecards")
    return folder / run


def run_document(folder: Path) -> dict[str, Any]:
    """Return the park that a stored run was made from, as plain data.

    Raises
    ------
    InputError
        If it is missing or damaged.
    """
    return read_yaml(folder / "park.yaml").data
