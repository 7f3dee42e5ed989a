"""Energy asset: owns one component of the twin; outages and maintenance are its events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny

from agents.base import AgentSpec, ParkAgent, agent_kind
from agents.shifts import MonthDay
from twin.clock import Process
from twin.components.base import ComponentSpec
from twin.facts import Fact
from twin.timeline import SECONDS_PER_DAY, SECONDS_PER_HOUR, whole_seconds
from twin.units import Hours


class Outages(BaseModel):
    """Forced outages: exponential times to failure, gamma-distributed repairs.

    Attributes
    ----------
    mtbf_h, mttr_h : float
        Mean time between failures, mean time to repair.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    mtbf_h: Hours
    mttr_h: Hours


class Maintenance(BaseModel):
    """Planned stop, every year from a date on.

    Attributes
    ----------
    start : str
        "MM-DD".
    days : float
        How long it takes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    start: MonthDay
    days: Annotated[float, Field(gt=0, le=120)]


class AssetSpec(AgentSpec):
    """One component with an owner, outages and maintenance.

    Attributes
    ----------
    component : mapping
        ``type`` and the component's own fields.
    belongs_to : str
        Agent that owns it in the accounts; itself if empty.
    outages : Outages
        Forced outages.
    maintenance : tuple of Maintenance
        Planned stops.
    """

    kind: Literal["asset"] = "asset"
    component: SerializeAsAny[ComponentSpec]  # picked by its `type` when a park file is read
    belongs_to: str = ""
    outages: Outages | None = None
    maintenance: tuple[Maintenance, ...] = ()

    def components(self, name: str) -> Mapping[str, ComponentSpec]:
        """Return the component under the agent's own name."""
        return {name: self.component}

    def availability(self, name: str) -> Mapping[str, str]:
        """Return the meter that the component's capacity follows."""
        return {name: f"{name}/availability"} if self.can_stop else {}

    def owner(self, name: str) -> str:
        """Return the owner named, or the agent itself."""
        return self.belongs_to or name

    def event_key(self) -> Mapping[str, Any]:
        """Return outages and planned stops: what the component is, is the twin's business."""
        stops = self.model_dump(mode="json", include={"outages", "maintenance"})
        return stops if self.can_stop else {}

    @property
    def can_stop(self) -> bool:
        """Whether it has outages or maintenance at all."""
        return self.outages is not None or bool(self.maintenance)


@agent_kind("asset")
class Asset(ParkAgent):
    """The operator of one asset."""

    Spec = AssetSpec

    def start(self) -> None:
        """Start outages and maintenance."""
        self._down = 0
        spec: AssetSpec = self.spec
        if spec.can_stop:
            self.set_meter("availability", 1.0)
        if spec.outages is not None:
            self.process(self._fail(spec.outages))
        for stop in spec.maintenance:
            self.process(self._maintain(stop))

    def _fail(self, outages: Outages) -> Process:
        luck = self.stream("outage")
        while True:
            runs_s = luck.exponential(outages.mtbf_h) * SECONDS_PER_HOUR
            repair_h = float(luck.gamma(2.0, outages.mttr_h / 2.0))
            yield self.wait(whole_seconds(runs_s))
            yield from self._stop("outage", whole_seconds(repair_h * SECONDS_PER_HOUR))

    def _maintain(self, stop: Maintenance) -> Process:
        timeline = self.park.timeline
        for year in sorted({date.year for date in timeline.dates}):
            month, day = map(int, stop.start.split("-"))
            begin = timeline.second_of(_date(year, month, day))
            if begin >= self.now and begin < timeline.end_second:
                yield self.wait(begin - self.now)
                yield from self._stop("maintenance", whole_seconds(stop.days * SECONDS_PER_DAY))

    def _stop(self, why: str, seconds: int) -> Process:
        """Be down for a while; two reasons may overlap."""
        self._down += 1
        self.set_meter("availability", 0.0)
        self.log(why, seconds / SECONDS_PER_HOUR, "h")
        yield self.wait(seconds)
        self._down -= 1
        if self._down == 0:
            self.set_meter("availability", 1.0)
            self.log("back")

    def facts(self) -> Iterable[Fact]:
        """Return what the component knows and flows cannot tell."""
        for key, value in sorted(self.spec.component.facts().items()):
            yield Fact(self.name, key, value)


def _date(year: int, month: int, day: int) -> dt.date:
    """Return a date; the 29th of February falls on the 28th in common years."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return dt.date(year, month, 28)
