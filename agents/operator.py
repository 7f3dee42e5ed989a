"""The park's operator: green power and certificates, offsets, calls to reduce, declared status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal

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


@agent_kind("operator")
class Operator(ParkAgent):
    """The management of the park."""

    Spec = OperatorSpec

    def start(self) -> None:
        """Start nominations and calls."""
        spec: OperatorSpec = self.spec
        self.bought_mwh = [0.0] * len(spec.purchases)
        self.asked: dict[str, Asked] = {}
        for number, purchase in enumerate(spec.purchases):
            self.process(self._nominate(number, purchase))
        for call in spec.calls:
            self.process(self._call(call))

    def _month_ends(self) -> list[int]:
        """Return the second at which each month of the span ends."""
        timeline = self.park.timeline
        days = zip(timeline.dates, timeline.dates[1:], strict=False)
        ends = [timeline.second_of(b) for a, b in days if b.month != a.month]
        return [*ends, timeline.end_second]

    def _nominate(self, number: int, purchase: GreenPurchase) -> Process:
        """Buy at the end of each month; the last one is bought when the books are closed."""
        begin = 0
        for end in self._month_ends()[:-1]:
            yield self.wait(end - self.now)
            self.bought_mwh[number] += self._buy(purchase, begin, end)
            begin = end

    def _buy(self, purchase: GreenPurchase, begin: int, end: int) -> float:
        """Return a month's volume: the planned slice, or a share of what was imported."""
        timeline = self.park.timeline
        if purchase.follow_import_share:
            plant = self.park.plant()
            plant.observe(end)
            steps = slice(timeline.settled_steps(begin), timeline.settled_steps(end))
            volume = purchase.follow_import_share * plant.amount(f"{purchase.grid}/import", steps)
        else:
            volume = purchase.mwh_per_year * (end - begin) / (365.0 * SECONDS_PER_DAY)
        self.log("buys green power", volume, "MWh", purchase.form)
        return volume

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

    def close(self) -> None:
        """Buy for the month that ends with the span."""
        ends = [0, *self._month_ends()]
        for number, purchase in enumerate(self.spec.purchases):
            self.bought_mwh[number] += self._buy(purchase, ends[-2], ends[-1])

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
