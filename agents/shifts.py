"""Shift calendars: when a plant is meant to work, from the Chinese calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from twin.calendars import Calendar
from twin.configs import read_entries
from twin.tariffs import Span
from twin.timeline import SECONDS_PER_DAY, SECONDS_PER_HOUR, Timeline

LONG_REST_S = 20 * SECONDS_PER_HOUR
LONG_REST_STANDBY = 0.25  # share of standby load that stays on while shut for longer than that


def _is_a_day(value: str) -> str:
    dt.date(2001, *map(int, value.split("-")))  # a day that every year has
    return value


MonthDay = Annotated[
    str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"), AfterValidator(_is_a_day)
]


class Shift(BaseModel):
    """A row of ``configs/shifts.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str
    spans: tuple[Span, ...]
    days: Literal["all", "six_day", "workdays"]
    closed_breaks: tuple[str, ...] = ()
    hours_per_year: Annotated[float, Field(gt=0, le=8784)]

    @property
    def seconds(self) -> tuple[tuple[int, int], ...]:
        """The spans of a day as (begin, end) seconds."""
        return tuple(map(_seconds, self.spans))

    @property
    def rest_hours_per_week(self) -> tuple[float, float]:
        """Hours of a week without holidays spent in short rests, and in long ones."""
        worked = {"all": 7, "six_day": 6, "workdays": 5}[self.days]
        spans = [
            (day * SECONDS_PER_DAY + first, day * SECONDS_PER_DAY + last)
            for day in range(worked)
            for first, last in self.seconds
        ]
        ends = [*(first for first, _ in spans[1:]), spans[0][0] + 7 * SECONDS_PER_DAY]
        gaps = [after - last for (_, last), after in zip(spans, ends, strict=True)]
        short = sum(gap for gap in gaps if gap <= LONG_REST_S)
        return short / SECONDS_PER_HOUR, (sum(gaps) - short) / SECONDS_PER_HOUR


@lru_cache(maxsize=1)
def shifts() -> Mapping[str, Shift]:
    """Return all shift calendars by id.

    Raises
    ------
    InputError
        If an entry is not valid.
    """
    return read_entries("shifts.yaml", Shift)


def _seconds(span: str) -> tuple[int, int]:
    first, last = (text.split(":") for text in span.split("-"))
    return (
        int(first[0]) * 3600 + int(first[1]) * 60,
        int(last[0]) * 3600 + int(last[1]) * 60,
    )


class Roster:
    """The working spans of one shift calendar over a timeline, in seconds."""

    def __init__(
        self,
        shift: Shift,
        timeline: Timeline,
        calendar: Calendar,
        season: tuple[str, str] | None = None,
    ) -> None:
        self.shift, self.timeline, self.calendar, self.season = shift, timeline, calendar, season

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """All working spans as (begin, end) seconds, at most one day long each."""
        return tuple(
            (day * SECONDS_PER_DAY + first, day * SECONDS_PER_DAY + last)
            for day, date in enumerate(self.timeline.dates)
            if self.works_on(date)
            for first, last in self.shift.seconds
        )

    def works_on(self, date: dt.date) -> bool:
        """Return whether the plant works on a date."""
        if self.season is not None and not in_season(date, self.season):
            return False
        if self.shift.closed_breaks and self.calendar.in_break(date, self.shift.closed_breaks):
            return False
        if self.shift.days == "all":
            return True
        if self.calendar.is_workday(date):
            return True
        return (
            self.shift.days == "six_day"
            and date.weekday() == 5
            and not self.calendar.break_name(date)
        )


def in_season(date: dt.date, season: tuple[str, str]) -> bool:
    """Return whether a date lies in a season given as ("MM-DD", "MM-DD"), ends included."""
    first, last, here = season[0], season[1], date.strftime("%m-%d")
    return first <= here <= last if first <= last else here >= first or here <= last
