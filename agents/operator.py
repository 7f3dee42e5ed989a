"""The park's operator: green power and certificates, offsets, calls to reduce, declared status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agents.base import AgentSpec, ParkAgent, agent_kind
from agents.notices import Asked, Notice
from twin.clock import Process
from twin.facts import Fact
from twin.timeline import SECONDS_PER_DAY, SECONDS_PER_HOUR
from twin.units import EnergyMWh, Share

NonNegative = Annotated[float, Field(ge=0)]


class GreenPurchase(BaseModel):
    """Green power bought by trade, or certificates.

    Attributes
    ----------
    form : str
        ``trade`` (green power) or ``certificate``.
    mwh_per_year : float
        Volume of a whole year, nominated month by month.
    kind : str
        ``renewable`` counts as zero in the park method, ``nuclear`` by trade does not.
    premium_cny_per_mwh : float
        Over the plain power price.
    follow_import_share : float
        If above zero, the volume is instead this share of the imports of the month just ended,
        as metered: the operator then looks at the plant.
    grid : str
        Name of the grid connection whose imports are followed.
    vintage : int
        Year of generation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    form: Literal["trade", "certificate"]
    mwh_per_year: EnergyMWh = 0.0
    kind: Literal["renewable", "nuclear"] = "renewable"
    premium_cny_per_mwh: NonNegative = 10.0
    follow_import_share: Share = 0.0
    grid: str = "grid"
    vintage: Annotated[int, Field(ge=2020, le=2060)] | None = None

    @model_validator(mode="after")
    def _one_volume(self) -> GreenPurchase:
        if self.mwh_per_year and self.follow_import_share:
            raise ValueError("give mwh_per_year or follow_import_share, not both")
        return self


class Call(BaseModel):
    """A call to reduce load on one day (orderly use of power, demand response).

    Attributes
    ----------
    date : date
        Day of the call.
    from_hour, to_hour : float
        Hours of that day.
    share : float
        Share of flexible load asked for.
    import_limit_share : float
        Below one it also limits the grid connection while the call lasts.
    grid : str
        Name of the grid connection.
    reason : str
        Why; shown in the log.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    date: dt.date
    from_hour: Annotated[float, Field(ge=0, lt=24)]
    to_hour: Annotated[float, Field(gt=0, le=24)]
    share: Share = 1.0
    import_limit_share: Share = 1.0
    grid: str = "grid"
    reason: str = "orderly power use"

    @model_validator(mode="after")
    def _runs_forward(self) -> Call:
        if self.to_hour <= self.from_hour:
            raise ValueError("to_hour must be after from_hour")
        return self


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
    notice_h : float
        How long before its start a call is announced.
    """

    kind: Literal["operator"] = "operator"
    purchases: tuple[GreenPurchase, ...] = ()
    ccer_t: NonNegative = 0.0
    ccer_cny_per_t: NonNegative = 80.0
    calls: tuple[Call, ...] = ()
    notice_h: Annotated[float, Field(ge=0, le=48)] = 2.0

    def event_key(self) -> Mapping[str, Any] | None:
        """Return the calls; None where the plant is looked at or commanded.

        Planned purchases are books, written when the span has ended.
        """
        if any(p.follow_import_share for p in self.purchases):
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
        """Start nominations and calls."""
        spec: OperatorSpec = self.spec
        self.asked: dict[str, Asked] = {}
        self._followed = [0.0] * len(spec.purchases)
        for number, purchase in enumerate(spec.purchases):
            if purchase.follow_import_share:
                self.process(self._follow(number, purchase))
        for call in spec.calls:
            self.process(self._call(call))

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
                self._followed[number] += self._follow_month(purchase, begin, end)

    def _follow_month(self, purchase: GreenPurchase, begin: int, end: int) -> float:
        """Buy a share of what was imported in a month."""
        timeline, plant = self.park.timeline, self.park.plant()
        plant.observe(end)
        steps = slice(timeline.settled_steps(begin), timeline.settled_steps(end))
        volume = purchase.follow_import_share * plant.amount(f"{purchase.grid}/import", steps)
        self._note_purchase(end, volume, purchase)
        return volume

    def _buy_planned(self, purchase: GreenPurchase) -> float:
        """Buy each month's slice of a planned volume."""
        bought = 0.0
        for begin, end in self._months():
            volume = purchase.mwh_per_year * (end - begin) / (365.0 * SECONDS_PER_DAY)
            self._note_purchase(end, volume, purchase)
            bought += volume
        return bought

    def _note_purchase(self, second: int, volume: float, purchase: GreenPurchase) -> None:
        log = self.park.log
        log.write(second, self.name, "buys green power", volume, "MWh", purchase.form)

    def _call(self, call: Call) -> Process:
        timeline = self.park.timeline
        day_s = timeline.second_of(call.date)
        begins = day_s + int(call.from_hour * SECONDS_PER_HOUR)
        ends = day_s + int(call.to_hour * SECONDS_PER_HOUR)
        if begins < 0 or begins >= timeline.end_second:
            return
        announced = max(begins - int(self.spec.notice_h * SECONDS_PER_HOUR), 0)
        yield self.wait(announced)
        self.log("calls", call.share, "", call.reason)
        self.park.announce(Notice(begins, ends, call.share, call.reason))
        if call.import_limit_share < 1.0:
            plant = self.park.plant()
            column = f"{call.grid}/import"
            cut = 1.0 - call.import_limit_share
            asked = self.asked.setdefault(call.grid, Asked())
            yield self.wait(begins - self.now)
            plant.command(self.now, column, 1.0 - asked.begin(cut))
            yield self.wait(ends - self.now)
            plant.command(self.now, column, 1.0 - asked.end(cut))

    def close(self, tally: Mapping[str, float]) -> None:  # noqa: ARG002 - the hook's signature
        """Buy what was planned, and for the month that ends with the span."""
        *_, last = self._months()
        self.bought_mwh = [
            self._followed[number] + self._follow_month(purchase, *last)
            if purchase.follow_import_share
            else self._buy_planned(purchase)
            for number, purchase in enumerate(self.spec.purchases)
        ]

    def facts(self) -> Iterable[Fact]:
        """Return green power bought, offsets, and what they cost."""
        spec: OperatorSpec = self.spec
        for purchase, volume in zip(spec.purchases, self.bought_mwh, strict=True):
            yield Fact(
                self.name, f"green_{purchase.form}_{purchase.kind}_mwh", volume, "MWh", None,
                "" if purchase.vintage is None else str(purchase.vintage),
            )  # fmt: skip
            cost = volume * purchase.premium_cny_per_mwh
            yield Fact(self.name, "green_purchase_cny", cost, "CNY", None, purchase.form)
        if spec.ccer_t:
            yield Fact(self.name, "ccer_t", spec.ccer_t, "t")
            yield Fact(self.name, "ccer_cny", spec.ccer_t * spec.ccer_cny_per_t, "CNY")
