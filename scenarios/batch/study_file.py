"""The schema of study files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from scenarios.batch.samples import Samples
from scenarios.scenario_file import Entry
from twin.labels import Label

Seed = Annotated[int, Field(ge=0, lt=2**63)]
MOST = 100_000  # seeds, or years of weather


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


# Validators raise ValueError whatever is wrong: pydantic collects no TypeError.


def _form(value: object) -> str:
    """Return which member of a union is meant; names with brackets are no keys in messages."""
    if isinstance(value, list | tuple):
        return "list[]"
    return "int" if isinstance(value, int) else "year[]"


def _countable(what: str) -> BeforeValidator:
    """Return a check that something is a count or a list, told in words."""

    def check(given: object) -> object:
        is_count = isinstance(given, int) and not isinstance(given, bool)
        if (is_count and 1 <= cast("int", given) <= MOST) or (isinstance(given, list) and given):
            return given
        raise ValueError(f"expected a count of at least 1 (at most {MOST}) or a list of {what}")

    return BeforeValidator(check)


def _is_year(given: object) -> object:
    if isinstance(given, bool) or not isinstance(given, int | Mapping | WeatherYear):
        raise ValueError("expected a seed, {station: NAME, seed: 1} or {file: NAME}")  # noqa: TRY004
    return given


def _are_variants(given: object) -> object:
    if given is not None and not (isinstance(given, Mapping) and given):
        raise ValueError(
            "expected a mapping of variants, such as plan_a: [roof_pv]; [] is as it is"
        )
    return given


def _are_measures(given: object) -> object:
    if not isinstance(given, list | tuple):
        raise ValueError("expected the variant's list of measures, such as [roof_pv]; [] is none")  # noqa: TRY004
    return given


class WeatherYear(_Strict):
    """One year of weather: a draw of the generator (``seed``), of a ``station``, or a ``file``.

    Attributes
    ----------
    seed : int
        Luck of the weather; the run's seed if not given.
    station : str
        Climate; the park's own if not given.
    file : str
        EPW, TMY3 or PVGIS file beside the study file.
    """

    seed: Seed | None = None
    station: str = ""
    file: str = ""

    @model_validator(mode="after")
    def _is_something(self) -> WeatherYear:
        if self.file and (self.station or self.seed is not None):
            raise ValueError("a file has neither station nor seed")
        if not self.file and not self.station and self.seed is None:
            raise ValueError("expected a seed, a station or a file")
        return self

    @property
    def label(self) -> str:
        """Short name, for tables."""
        drawn = "" if self.seed is None else str(self.seed)
        return Path(self.file).name or "/".join(part for part in (self.station, drawn) if part)


Variant = Annotated[tuple[Entry, ...], BeforeValidator(_are_measures)]
Year = Annotated[
    Annotated[Seed, Tag("int")] | Annotated[WeatherYear, Tag("year[]")],
    Discriminator(_form),
    BeforeValidator(_is_year),
]
Seeds = Annotated[
    Annotated[int, Tag("int")] | Annotated[tuple[Seed, ...], Tag("list[]")],
    Discriminator(_form),
    _countable("seeds"),
]
WeatherYears = Annotated[
    Annotated[int, Tag("int")] | Annotated[tuple[Year, ...], Tag("list[]")],
    Discriminator(_form),
    _countable("seeds, stations and files"),
]


class Outputs(_Strict):
    """What is kept of a run beside the headline accounts.

    Attributes
    ----------
    terms : tuple of str
        More account terms, by id.
    systems : tuple of str
        Indicator systems; all of the park if empty.
    """

    terms: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()


class StudyFile(_Strict):
    """A study as written.

    Attributes
    ----------
    park, scenario : str
        Name of a shipped park or a file beside this one; or a scenario file.
    measures : mapping
        Variants by name, each a list of measures; a parameter may be a range, which is sampled.
    assumptions, set
        As in a scenario file, for all runs.
    samples : Samples
    weather_years : int or list
        Count, or draws, stations and files; the weather follows the run's seed if not given.
    seeds : int or list
        Count, or base seeds; the park's own if not given.
    days, step_minutes : int
        In place of the park's.
    dispatch : str
        Planner, in place of the park's.
    keep : str
        ``nothing``, or ``flows`` to keep every run's folder.
    """

    format: Literal[1] = 1
    label: Label | None = None
    park: str = ""
    scenario: str = ""
    measures: Annotated[dict[str, Variant] | None, BeforeValidator(_are_variants)] = None
    assumptions: tuple[Entry, ...] = ()
    set: dict[str, Any] = Field(default_factory=dict)
    samples: Samples | None = None
    weather_years: WeatherYears | None = None
    seeds: Seeds | None = None
    days: Annotated[int, Field(ge=1, le=3660)] | None = None
    step_minutes: Literal[5, 10, 15, 20, 30, 60] | None = None
    dispatch: str = ""
    outputs: Outputs = Field(default_factory=Outputs)
    keep: Literal["nothing", "flows"] = "nothing"

    @model_validator(mode="after")
    def _one_base(self) -> StudyFile:
        if bool(self.park) == bool(self.scenario):
            raise ValueError("give either 'park' or 'scenario'")
        return self
