"""The park's operator: green power, offsets, calls to reduce load, set points, declared status."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field

from agents.base import AgentSpec, ParkAgent, agent_kind
from agents.calls import Call, SetPoint, by_column
from agents.notices import Notice
from agents.purchases import GreenPurchase, NonNegative
from twin.accounts.calls import CallOrder
from twin.accounts.contracts import standing
from twin.clock import Process
from twin.facts import Fact
from twin.timeline import SECONDS_PER_DAY, SECONDS_PER_HOUR

Bought = tuple[dt.date, float]  # first day of the month, volume [MWh]


class OperatorSpec(AgentSpec):
    """What the park's management has decided.

    Attributes
    ----------
    purchases : tuple of GreenPurchase
        Green power and certificates bought.
    ccer_t, ccer_cny_per_t : float
        Offsets bought [tCO2] and their price.
    calls : tuple of Call
        Calls to reduce load.
    set_points : tuple of SetPoint
        Limits held on flows during named hours; the run then listens to the plant.
    notice_h : float
        How long before its start a call is announced.
    """

    kind: Literal["operator"] = "operator"
    purchases: tuple[GreenPurchase, ...] = ()
    ccer_t: NonNegative = 0.0
    ccer_cny_per_t: NonNegative = 80.0
    calls: tuple[Call, ...] = ()
    set_points: tuple[SetPoint, ...] = ()
    notice_h: Annotated[float, Field(ge=0, le=48)] = 2.0

    def event_key(self) -> Mapping[str, Any] | None:
        """Return the calls; None where the plant is looked at or commanded.

        Planned purchases are books, written when the span has ended.
        """
        if self.set_points or any(p.follow_import_share for p in self.purchases):
            return None
        if any(call.import_limit_share < 1.0 for call in self.calls):
            return None
        told = self.model_dump(mode="json", include={"calls", "notice_h"})
        return told if self.calls else {}


@agent_kind("operator")
class Operator(ParkAgent):
    """The management of the park."""

    Spec = OperatorSpec

    def start(self) -> None:
        """Start nominations, calls and set points."""
        spec: OperatorSpec = self.spec
        self._followed: list[list[Bought]] = [[] for _ in spec.purchases]
        for number, purchase in enumerate(spec.purchases):
            if purchase.follow_import_share:
                self.process(self._follow(number, purchase))
        for call in spec.calls:
            self.process(self._call(call))
        world = self.park
        changes = by_column(spec.calls, spec.set_points, world.timeline, world.calendar)
        for column, moments in changes.items():
            self.process(self._limit(column, moments))

    @property
    def bought_mwh(self) -> list[float]:
        """Volume of every purchase so far."""
        return [sum(volume for _, volume in months) for months in self.bought]

    def _months(self) -> Iterator[tuple[int, int]]:
        """Yield the first and last second of each month of the span."""
        timeline, begin = self.park.timeline, 0
        for before, date in pairwise(timeline.dates):
            if date.month != before.month:
                end = timeline.second_of(date)
                yield begin, end
                begin = end
        yield begin, timeline.end_second

    def _follow(self, number: int, purchase: GreenPurchase) -> Process:
        """Look at each month's imports when it ends; the last month when the books are closed."""
        for begin, end in self._months():
            if end < self.park.timeline.end_second:
                yield self.wait(end - self.now)
                self._followed[number].append(self._follow_month(purchase, begin, end))

    def _follow_month(self, purchase: GreenPurchase, begin: int, end: int) -> Bought:
        """Buy a share of what was imported in a month."""
        timeline, plant = self.park.timeline, self.park.plant()
        plant.observe(end)
        steps = slice(timeline.settled_steps(begin), timeline.settled_steps(end))
        volume = purchase.follow_import_share * plant.amount(f"{purchase.grid}/import", steps)
        return self._note_purchase(purchase, begin, end, volume)

    def _buy_planned(self, purchase: GreenPurchase) -> Iterator[Bought]:
        """Buy each month's slice of a planned volume."""
        for begin, end in self._months():
            month = self.park.timeline.datetime_at(begin).date().replace(day=1)
            volume = purchase.mwh_per_year * _share_of_year(purchase, month, begin, end)
            yield self._note_purchase(purchase, begin, end, volume)

    def _note_purchase(
        self, purchase: GreenPurchase, begin: int, end: int, volume: float
    ) -> Bought:
        log = self.park.log
        log.write(end, self.name, "buys green power", volume, "MWh", purchase.form)
        return self.park.timeline.datetime_at(begin).date().replace(day=1), volume

    def _call(self, call: Call) -> Process:
        begins, ends = call.seconds(self.park.timeline)
        if begins < 0 or begins >= self.park.timeline.end_second:
            return
        announced = max(begins - int(self.spec.notice_h * SECONDS_PER_HOUR), 0)
        yield self.wait(announced)
        self.log("calls", call.share, "", call.reason)
        self.park.announce(Notice(begins, ends, call.share, call.reason))

    def _limit(self, column: str, moments: list[tuple[int, float]]) -> Process:
        """Hold one flow at or below a share of what it could do, as time passes."""
        plant = self.park.plant()
        for second, share in moments:
            if second > self.now:
                yield self.wait(second - self.now)
            plant.command(self.now, column, share)
            self.log("holds", share, "", column)

    def calls(self) -> Iterable[CallOrder]:
        """Return the calls that lie in the span, for settlement."""
        timeline = self.park.timeline
        for number, call in enumerate(self.spec.calls):
            order = call.order(self.name, number, timeline)
            if 0 <= order.begin_s < timeline.end_second:
                yield order

    def close(self, tally: Mapping[str, float]) -> None:  # noqa: ARG002 - the hook's signature
        """Buy what was planned, and for the month that ends with the span."""
        *_, last = self._months()
        self.bought: list[list[Bought]] = [
            [*self._followed[number], self._follow_month(purchase, *last)]
            if purchase.follow_import_share
            else list(self._buy_planned(purchase))
            for number, purchase in enumerate(self.spec.purchases)
        ]

    def facts(self) -> Iterable[Fact]:
        """Return green power bought month by month, offsets, and what they cost."""
        spec: OperatorSpec = self.spec
        for number, (purchase, months) in enumerate(zip(spec.purchases, self.bought, strict=True)):
            name = f"{purchase.form}-{number + 1}"
            for month, volume in months:
                key = _key(purchase, month)
                yield Fact(self.name, key, volume, "MWh", month, name)
            cost = sum(volume * purchase.premium(month.month) for month, volume in months)
            yield Fact(self.name, "green_purchase_cny", cost, "CNY", None, name)
        if spec.ccer_t:
            yield Fact(self.name, "ccer_t", spec.ccer_t, "t")
            yield Fact(self.name, "ccer_cny", spec.ccer_t * spec.ccer_cny_per_t, "CNY")


def _share_of_year(purchase: GreenPurchase, month: dt.date, begin: int, end: int) -> float:
    """Return the share of a year's volume nominated for a month, or the part of it in the span."""
    days = (end - begin) / SECONDS_PER_DAY
    if purchase.monthly_shares is None:
        return days / 365.0
    whole = calendar.monthrange(month.year, month.month)[1]
    return purchase.monthly_shares[month.month - 1] * days / whole


def _key(purchase: GreenPurchase, month: dt.date) -> str:
    """Return the fact under which a month's volume is recorded: as it counts in that month."""
    found = standing(purchase.form, purchase.vintage, purchase.vintage_month, month)
    if found == "counts":
        return f"green_{purchase.form}_{purchase.kind}_mwh"
    return f"green_{found}_mwh"
