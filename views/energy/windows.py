"""Which intervals of a run are looked at: the year, a month, a week, a day, one interval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal, NamedTuple

from views.stored.records import Span

Scale = Literal["year", "month", "week", "day", "interval", "chosen"]
MOST_BUCKETS = 800  # each is drawn as a mean, a lowest and a highest value
_MINUTES = (15, 30, 60, 120, 180, 1440)


class Window(NamedTuple):
    """Intervals from ``first`` to before ``last``, and how many are drawn as one point."""

    first: int
    last: int
    bucket: int
    scale: Scale


def window(span: Span, scale: Scale, date: dt.date, step: int = 0) -> Window:
    """Return the whole span, or the month, week, day or interval in which a date lies.

    A date outside the span is taken as its nearest day.
    """
    a_day, number = span.steps_per_day, day_number(span, date)
    if scale == "day":
        return Window(number * a_day, (number + 1) * a_day, 1, scale)
    if scale == "interval":
        first = number * a_day + min(max(step, 0), a_day - 1)
        return Window(first, first + 1, 1, scale)
    if scale == "year":
        return between(span, 0, span.days * a_day, scale)
    day = span.dates[number]
    days = [n for n, other in enumerate(span.dates) if _same(scale, day, other)]
    return between(span, days[0] * a_day, (days[-1] + 1) * a_day, scale)


def between(span: Span, first: int, last: int, scale: Scale = "chosen") -> Window:
    """Return a window over given intervals with as fine a bucket as can be drawn."""
    count = last - first
    sizes = [m // span.step_minutes for m in _MINUTES if m % span.step_minutes == 0]
    sizes = [1, *(size for size in sizes if size > 1)]
    fine = [size for size in sizes if count / size <= MOST_BUCKETS]
    return Window(first, last, fine[0] if fine else sizes[-1], scale)


def day_number(span: Span, date: dt.date) -> int:
    """Return the number of a date's day, the nearest of the span."""
    return min(max((date - span.start).days, 0), span.days - 1)


def moved(span: Span, scale: Scale, date: dt.date, by: int) -> dt.date:
    """Return a date in the next (``by`` 1) or the previous (−1) month, week or day of the span."""
    if scale == "month":
        months = span.months
        at = months.index(f"{span.dates[day_number(span, date)]:%Y-%m}") + by
        first = dt.date.fromisoformat(f"{months[min(max(at, 0), len(months) - 1)]}-01")
        return max(first, span.start)
    days = {"week": 7}.get(scale, 1) * by
    return span.dates[day_number(span, date + dt.timedelta(days=days))]


def _same(scale: Scale, one: dt.date, other: dt.date) -> bool:
    if scale == "week":
        return one.isocalendar()[:2] == other.isocalendar()[:2]
    return (one.year, one.month) == (other.year, other.month)


def stamps(span: Span, numbers: Iterable[int]) -> list[str]:
    """Return the beginnings of intervals as texts."""
    start = dt.datetime.combine(span.start, dt.time())
    step = dt.timedelta(minutes=span.step_minutes)
    return [f"{start + n * step:%Y-%m-%d %H:%M}" for n in numbers]
