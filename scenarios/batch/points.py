"""What a study consists of: rows (combinations) and points (runs, each a hash)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from scenarios.batch.samples import Samples, SampleTable, Value


class Cell(NamedTuple):
    """One figure of a run: a number or a word, what it is, and its unit."""

    value: float | str | None
    kind: str
    unit: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Point:
    """One run.

    Attributes
    ----------
    key : str
        Its hash.
    changes : mapping
        What is different in the park, as ``load_park`` takes it.
    seed : int
        Base seed.
    weather : str
        A weather file in place of the climate, or empty.
    """

    key: str
    changes: Mapping[str, Any]
    seed: int
    weather: str = ""


@dataclass(frozen=True)
class Brief:
    """What all runs of a study share, as workers are told.

    Attributes
    ----------
    park : str
        A file, or the name of a shipped park.
    out : str
        The study's folder.
    model : callable
        What a run is: figures by column.
    terms, systems : tuple of str
        Account terms kept beside the headline; indicator systems, all if empty.
    dispatch : str
        Planner; the park's own if empty.
    keep : bool
        Whether run folders are kept.
    """

    park: str
    out: str
    model: Callable[[Brief, Point, Callable[[], None]], Mapping[str, Cell]]
    terms: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    dispatch: str = ""
    keep: bool = False

    @property
    def folder(self) -> Path:
        """The study's folder."""
        return Path(self.out)


class Row(NamedTuple):
    """One row of the study's table."""

    variant: str
    sample: int
    weather_year: str
    seed: int
    key: str


@dataclass(frozen=True)
class Plan:
    """All rows in their canonical order, and all runs in the order in which they share most.

    ``swept`` names the design, for the summary: how the samples were drawn, or None.
    """

    name: str
    rows: tuple[Row, ...]
    points: tuple[Point, ...]
    table: SampleTable
    swept: Samples | None
    units: Mapping[str, str]

    def sample_values(self, row: Row) -> tuple[Value, ...]:
        """Return a row's sampled values."""
        return self.table.values[row.sample]
