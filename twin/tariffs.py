"""Time-of-use tariffs: only the energy component floats, the rest of the price does not."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from twin.calendars import BREAKS, Calendar
from twin.configs import config_file, read_config
from twin.errors import InputError
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]

FLAT = "flat"
_SPAN = re.compile(r"^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$")


def _minutes(text: str) -> tuple[int, int]:
    match = _SPAN.match(text)
    if match is None:
        raise ValueError(f"'{text}' is not a span of the day such as 18:00-21:30")
    h0, m0, h1, m1 = map(int, match.groups())
    first, last = h0 * 60 + m0, h1 * 60 + m1
    if not 0 <= first < last <= 24 * 60:
        raise ValueError(f"'{text}' must run forward within one day")
    return first, last


def _check_span(text: str) -> str:
    _minutes(text)
    return text


Span = Annotated[str, AfterValidator(_check_span)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Season(_Strict):
    """Periods of the day for some months; what no span covers is flat, later bands win."""

    months: tuple[Annotated[int, Field(ge=1, le=12)], ...]
    periods: dict[str, tuple[Span, ...]]


class BreakPeriods(_Strict):
    """Periods that replace part of the day during some public breaks."""

    breaks: tuple[str, ...]
    periods: dict[str, tuple[Span, ...]]


class Tariff(_Strict):
    """A two-part time-of-use tariff.

    Attributes
    ----------
    energy_cny_per_mwh : float
        Market (energy) component in the flat period; the only one that floats.
    ratios : mapping
        Multiplier of the energy component by band; ``flat`` is 1.
    adders_cny_per_mwh : mapping
        Parts that do not float: transmission and distribution, losses, system operation, funds.
    demand_cny_per_kw_month : float
        Charge on the highest 15-minute demand of each month.
    """

    id: str
    zh: str
    en: str
    source: str
    confidence: str
    energy_cny_per_mwh: Annotated[float, Field(ge=0)]
    ratios: dict[str, Annotated[float, Field(ge=0)]]
    seasons: tuple[Season, ...] = ()
    on_breaks: tuple[BreakPeriods, ...] = ()
    adders_cny_per_mwh: dict[str, float] = Field(default_factory=dict)
    demand_cny_per_kw_month: Annotated[float, Field(ge=0)] = 0.0

    @model_validator(mode="after")
    def _bands_are_known(self) -> Tariff:
        groups = [s.periods for s in self.seasons] + [b.periods for b in self.on_breaks]
        unknown = sorted({band for g in groups for band in g} - set(self.ratios))
        if unknown:
            raise ValueError(f"bands without a ratio: {', '.join(unknown)}")
        breaks = {name for group in self.on_breaks for name in group.breaks}
        if breaks - set(BREAKS):
            raise ValueError(f"unknown breaks: {', '.join(sorted(breaks - set(BREAKS)))}")
        months = [m for season in self.seasons for m in season.months]
        if len(months) != len(set(months)):
            raise ValueError("a month belongs to two seasons")
        return self

    @property
    def adders_total_cny_per_mwh(self) -> float:
        """Sum of the parts that do not float."""
        return sum(self.adders_cny_per_mwh.values())

    def bands(self, timeline: Timeline, calendar: Calendar) -> tuple[tuple[str, ...], Floats]:
        """Return band names and the share of each interval in each band.

        Returns
        -------
        names : tuple of str
        share : array, shape (n_bands, n_steps)
            Share of the interval's minutes, so that coarse steps are priced exactly on average.
        """
        names, shares, kind = self._kinds(timeline, calendar)
        return names, shares[kind].transpose(1, 0, 2).reshape(len(names), timeline.n_steps)

    def _kinds(
        self, timeline: Timeline, calendar: Calendar
    ) -> tuple[tuple[str, ...], Floats, list[int]]:
        """Return band names, shares of the bands on every kind of day, and the kind of every day.

        A kind is a season (-1 for none) and a break; shares have shape (n_kinds, n_bands,
        steps_per_day).
        """
        names = tuple(sorted({FLAT, *self.ratios}))
        number: dict[tuple[int, str], int] = {}
        season = {month: i for i, s in enumerate(self.seasons) for month in s.months}
        kind = []
        for date, days in self._alike(timeline):
            name = calendar.break_name(date) if self.on_breaks else ""
            here = number.setdefault((season.get(date.month, -1), name), len(number))
            kind += [here] * days
        shares = np.array([self._day(names, s, b, timeline.step_minutes) for s, b in number])
        return names, shares, kind

    def _alike(self, timeline: Timeline) -> Iterator[tuple[dt.date, int]]:
        """Yield dates and how many days from there on are alike: months, or days if breaks count.

        A loop over the days of a year takes as long as building a tenth of a small park.
        """
        if self.on_breaks:
            yield from ((date, 1) for date in timeline.dates)
            return
        day = 0
        while day < timeline.days:
            date = timeline.date_of(day)
            left = monthrange(date.year, date.month)[1] - date.day + 1
            yield date, min(left, timeline.days - day)
            day += left

    def _day(self, names: tuple[str, ...], season: int, break_name: str, step: int) -> Floats:
        minute = np.full(24 * 60, names.index(FLAT))
        groups = [self.seasons[season].periods] if season >= 0 else []
        groups += [b.periods for b in self.on_breaks if break_name and break_name in b.breaks]
        for periods in groups:
            for band, spans in periods.items():
                for first, last in map(_minutes, spans):
                    minute[first:last] = names.index(band)
        place = np.arange(24 * 60) // step + minute * (24 * 60 // step)
        inside = np.bincount(place, minlength=len(names) * (24 * 60 // step))
        return inside.reshape(len(names), -1) / step

    def energy_price(self, timeline: Timeline, calendar: Calendar) -> Floats:
        """Return the floating energy component of every interval [CNY/MWh]."""
        names, shares, kind = self._kinds(timeline, calendar)
        ratio = np.array([1.0 if n == FLAT else self.ratios[n] for n in names])
        return np.asarray(self.energy_cny_per_mwh * (ratio @ shares)[kind].ravel())

    def price(self, timeline: Timeline, calendar: Calendar) -> Floats:
        """Return the whole energy price of every interval, adders included [CNY/MWh]."""
        return self.energy_price(timeline, calendar) + self.adders_total_cny_per_mwh


@lru_cache(maxsize=32)
def _load(path: str, name: str) -> Tariff:
    from pathlib import Path

    try:
        return Tariff(id=name, **read_config(Path(path)))
    except (ValidationError, TypeError) as error:
        raise InputError(f"{path}: {error}") from error


def load_tariff(name: str, changes: Mapping[str, object] | None = None) -> Tariff:
    """Return the tariff ``configs/tariffs/NAME.yaml``, with ``changes`` to single fields.

    Raises
    ------
    InputError
        If there is no such tariff or it is not valid.
    """
    tariff = _load(str(config_file("tariffs", name)), name)
    if not changes:
        return tariff
    return Tariff(**{**tariff.model_dump(), **changes})
