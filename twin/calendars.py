"""Workdays, holidays and make-up workdays of mainland China.

Dates come from the `holidays` library. For years whose official arrangement is not published
yet it knows the statutory days only, and no make-up workdays; :attr:`Calendar.arranged` says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from twin.timeline import Timeline

if TYPE_CHECKING:
    from holidays import HolidayBase

# The library's English names of the breaks, by the key used in tariffs and shift calendars; where
# two meet in one run of days off, the first here names it.
BREAKS = {
    "spring_festival": "Chinese New Year",
    "national_day": "National Day",
    "labour_day": "Labor Day",
    "new_year": "New Year's Day",
    "qingming": "Tomb-Sweeping Day",
    "dragon_boat": "Dragon Boat Festival",
    "mid_autumn": "Mid-Autumn Festival",
}


class Calendar:
    """Chinese civil calendar over a timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline

    @cached_property
    def _days(self) -> HolidayBase:
        import holidays

        years = sorted({date.year for date in self.timeline.dates})
        return holidays.country_holidays("CN", years=years, language="en_US")

    @cached_property
    def _extra_workdays(self) -> set[dt.date]:
        return set(getattr(self._days, "weekend_workdays", ()))

    @cached_property
    def arranged(self) -> bool:
        """Whether make-up workdays are known for every year of the timeline."""
        years = {date.year for date in self.timeline.dates}
        return years <= {date.year for date in self._extra_workdays}

    def is_holiday(self, date: dt.date) -> bool:
        """Return whether a date is a public holiday or a day off given for one."""
        return date in self._days

    def is_workday(self, date: dt.date) -> bool:
        """Return whether offices work: weekdays that are no holiday, and make-up weekends."""
        if date in self._extra_workdays:
            return True
        return date.weekday() < 5 and date not in self._days

    def break_name(self, date: dt.date) -> str:
        """Return the key of the break a date belongs to, "" if none.

        A break is an unbroken run of days off that holds a public holiday; where two holidays
        share a run (Mid-Autumn within the National Day week) the first in
        the order of :data:`BREAKS` names it.
        """
        if self.is_workday(date):
            return ""
        run = {date}
        for step in (-1, 1):
            near = date + dt.timedelta(days=step)
            while not self.is_workday(near):
                run.add(near)
                near += dt.timedelta(days=step)
        labels = " ".join(self._days.get(day, "") or "" for day in run)
        return next((key for key, label in BREAKS.items() if label in labels), "")

    def in_break(self, date: dt.date, names: Iterable[str]) -> bool:
        """Return whether a date is off and belongs to one of the named breaks."""
        return self.break_name(date) in set(names)
