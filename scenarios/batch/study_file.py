"""The schema of study files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scenarios.batch.samples import Samples
from twin.labels import Label

Seed = Annotated[int, Field(ge=0, lt=2**63)]
Count = Annotated[int, Field(ge=1, le=100_000)]
Entry = str | dict[str, dict[str, Any] | None]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


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
    measures: Annotated[dict[str, tuple[Entry, ...]], Field(min_length=1)] | None = None
    assumptions: tuple[Entry, ...] = ()
    set: dict[str, Any] = Field(default_factory=dict)
    samples: Samples | None = None
    weather_years: Count | Annotated[tuple[Seed | WeatherYear, ...], Field(min_length=1)] | None = (
        None
    )
    seeds: Count | Annotated[tuple[Seed, ...], Field(min_length=1)] | None = None
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
