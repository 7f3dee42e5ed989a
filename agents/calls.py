"""Calls to reduce load, with pay, and set points an operator holds: what a park file says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.accounts.calls import CallOrder
from twin.calendars import Calendar
from twin.timeline import SECONDS_PER_HOUR, Timeline
from twin.units import PowerMW, Share

NonNegative = Annotated[float, Field(ge=0)]
Hour = Annotated[float, Field(ge=0, lt=24)]
EndHour = Annotated[float, Field(gt=0, le=24)]
Hold = tuple[int, int, float]  # begin [s], end [s], share that is left


class Call(BaseModel):
    """A call to reduce load on one day.

    Attributes
    ----------
    date : date
        Day of the call.
    from_hour, to_hour : float
        Hours of that day.
    kind : str
        ``orderly`` (orderly use of power, no pay), ``demand_response`` (pay for what is reduced
        against a baseline) or ``virtual_power_plant`` (pay for what stands ready and for what is
        called).
    share : float
        Share of flexible load asked for.
    import_limit_share : float
        Below one it also limits the grid connection while the call lasts.
    grid : str
        Name of the grid connection.
    meter : str
        Where the reduction is metered: ``import`` at that connection, or ``load`` of the park
        (use and net charging), which own generation does not touch.
    committed_mw : float
        Reduction promised; what goes beyond is not paid, what lacks may be penalised.
    pay_cny_per_mwh : float
        For each MWh reduced.
    availability_cny_per_mw : float
        For each MW promised to a virtual power plant's call, whatever it delivers.
    penalty_cny_per_mwh : float
        For each MWh promised and not delivered.
    baseline_days : int
        How many earlier similar days (working or not) the baseline is the mean of.
    reason : str
        Why; shown in the log.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    date: dt.date
    from_hour: Hour
    to_hour: EndHour
    kind: Literal["orderly", "demand_response", "virtual_power_plant"] = "orderly"
    share: Share = 1.0
    import_limit_share: Share = 1.0
    grid: str = "grid"
    meter: Literal["import", "load"] = "import"
    committed_mw: PowerMW = 0.0
    pay_cny_per_mwh: NonNegative = 0.0
    availability_cny_per_mw: NonNegative = 0.0
    penalty_cny_per_mwh: NonNegative = 0.0
    baseline_days: Annotated[int, Field(ge=1, le=20)] = 5
    reason: str = "orderly power use"

    @model_validator(mode="after")
    def _terms_fit(self) -> Call:
        if self.to_hour <= self.from_hour:
            raise ValueError("to_hour must be after from_hour")
        money = self.pay_cny_per_mwh + self.availability_cny_per_mw + self.penalty_cny_per_mwh
        if self.kind == "orderly" and money:
            raise ValueError("orderly use of power is not paid; choose another kind")
        if self.availability_cny_per_mw and self.kind != "virtual_power_plant":
            raise ValueError("availability_cny_per_mw goes with kind virtual_power_plant")
        if not self.committed_mw and (
            self.kind == "virtual_power_plant" or self.penalty_cny_per_mwh
        ):
            raise ValueError("say in committed_mw what is promised")
        return self

    @property
    def column(self) -> str:
        """The flow that is limited, and metered."""
        return f"{self.grid}/import"

    def seconds(self, timeline: Timeline) -> tuple[int, int]:
        """Return begin and end [s]; may lie outside the span."""
        return _seconds(timeline, self.date, self.from_hour, self.to_hour)

    def order(self, agent: str, number: int, timeline: Timeline) -> CallOrder:
        """Return what the accounts settle."""
        begin, end = self.seconds(timeline)
        return CallOrder(
            id=f"{agent}/call-{number + 1}", agent=agent, kind=self.kind, reason=self.reason,
            source=self.column, meter=self.meter, begin_s=begin, end_s=end,
            committed_mw=self.committed_mw, pay_cny_per_mwh=self.pay_cny_per_mwh,
            availability_cny_per_mw=self.availability_cny_per_mw,
            penalty_cny_per_mwh=self.penalty_cny_per_mwh, baseline_days=self.baseline_days,
        )  # fmt: skip


class SetPoint(BaseModel):
    """A limit the operator holds on one flow during named hours of the day.

    Attributes
    ----------
    column : str
        The flow: ``GRID/import``, ``STORE/charge``, ``STORE/discharge``, or a converter's name.
    share : float
        Most it may do, as a share of what it otherwise could.
    from_hour, to_hour : float
        Hours of the day.
    months : tuple of int
        Months in which it is held; all if not given.
    working_days_only : bool
        Leave weekends and holidays free.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    column: Annotated[str, Field(min_length=1)]
    share: Share
    from_hour: Hour = 0.0
    to_hour: EndHour = 24.0
    months: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(min_length=1)] = tuple(
        range(1, 13)
    )
    working_days_only: bool = False

    @model_validator(mode="after")
    def _runs_forward(self) -> SetPoint:
        if self.to_hour <= self.from_hour:
            raise ValueError("to_hour must be after from_hour")
        return self

    def holds(self, timeline: Timeline, calendar: Calendar) -> Iterator[Hold]:
        """Yield when it is held."""
        for date in timeline.dates:
            if date.month in self.months and not (
                self.working_days_only and not calendar.is_workday(date)
            ):
                yield *_seconds(timeline, date, self.from_hour, self.to_hour), self.share


def _seconds(timeline: Timeline, date: dt.date, first: float, last: float) -> tuple[int, int]:
    day = timeline.second_of(date)
    return day + int(first * SECONDS_PER_HOUR), day + int(last * SECONDS_PER_HOUR)


def limits(holds: Iterable[Hold], end_s: int) -> list[tuple[int, float]]:
    """Return when a limit changes and to which share: the strictest of all held at a time."""
    inside = [(max(a, 0), min(b, end_s), share) for a, b, share in holds if a < end_s and b > 0]
    starts: dict[int, list[float]] = {}
    stops: dict[int, list[float]] = {}
    for begin, end, share in inside:
        starts.setdefault(begin, []).append(share)
        stops.setdefault(end, []).append(share)
    found: list[tuple[int, float]] = []
    held: list[float] = []
    now = 1.0
    for second in sorted({*starts, *stops}):
        for share in stops.get(second, ()):
            held.remove(share)
        held += starts.get(second, ())
        then = min(held, default=1.0)
        if then != now and second < end_s:
            found.append((second, then))
            now = then
    return found


def by_column(
    calls: Iterable[Call], points: Iterable[SetPoint], timeline: Timeline, calendar: Calendar
) -> Mapping[str, list[tuple[int, float]]]:
    """Return the changes of the limit on every flow that calls or set points limit."""
    holds: dict[str, list[Hold]] = {}
    for call in calls:
        if call.import_limit_share < 1.0:
            begin, end = call.seconds(timeline)
            holds.setdefault(call.column, []).append((begin, end, call.import_limit_share))
    for point in points:
        holds.setdefault(point.column, []).extend(point.holds(timeline, calendar))
    found = {name: limits(holds[name], timeline.end_second) for name in sorted(holds)}
    return {name: moments for name, moments in found.items() if moments}
