"""Enterprise: production lines after an archetype, order book, calendar, recorded facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field, field_validator, model_validator

from agents.archetypes import Archetype, load_archetype, with_intensities
from agents.base import AgentSpec, ParkAgent, agent_kind
from agents.line import WEEK_S, Line
from agents.notices import Asked, Notice
from agents.records import Conveyor, Product
from agents.shifts import LONG_REST_STANDBY, MonthDay, Roster, shifts
from twin.clock import Process
from twin.commodities import catalogue
from twin.components.base import ComponentSpec
from twin.components.production_line import ProductionLine, WasteHeat
from twin.errors import InputError
from twin.facts import Fact
from twin.timeline import SECONDS_PER_HOUR
from twin.units import Quantity, Share

GJ = 1.0 / 3.6  # MWh
KWH = 1e-3
KG = 1e-3
YEAR_H = 8760.0
WEEKS_PER_YEAR = 365.0 / 7.0


class EnterpriseSpec(AgentSpec):
    """A firm with one kind of product.

    Attributes
    ----------
    archetype : str
        Id of the process archetype whose intensities it has.
    output_per_year : float
        Planned output in the archetype's unit.
    lines : int
        Equal lines it is spread over.
    intensities : mapping
        Fields of the archetype that are different here; its ``waste_heat`` is told in ``gj``.
    shift : str
        Shift calendar; the archetype's usual one if empty.
    season : pair of "MM-DD"
        First and last day it works in a year; all year if not given.
    order_months : tuple of 12 floats
        Weight of each month's orders; equal if not given.
    mtbf_h, mttr_h : float
        Running time between breakdowns and time to repair; the archetype's if not given.
    roof_m2, usable_roof_share : float
        Gross roof, and the share on which PV could stand.
    diagnosed_on : date
        Last energy-saving and carbon diagnosis.
    products : tuple of Product
        Products with recorded footprints.
    conveyors : tuple of Conveyor
        Goods moved without vehicles.
    flue_gas : bool
        Offers its lines' fossil CO2 to a ``carbon_capture`` that names it as source.
    """

    kind: Literal["enterprise"] = "enterprise"
    archetype: str
    output_per_year: Annotated[float, Field(gt=0)]
    lines: Annotated[int, Field(ge=1, le=40)] = 1
    intensities: dict[str, Any] = Field(default_factory=dict)
    shift: str = ""
    season: tuple[MonthDay, MonthDay] | None = None
    order_months: Annotated[tuple[float, ...], Field(min_length=12, max_length=12)] | None = None
    mtbf_h: Quantity("h", gt=0) | None = None  # type: ignore[valid-type]
    mttr_h: Quantity("h", gt=0) | None = None  # type: ignore[valid-type]
    roof_m2: Quantity("m^2", ge=0) = 0.0  # type: ignore[valid-type]
    usable_roof_share: Share = 0.65
    diagnosed_on: dt.date | None = None
    products: tuple[Product, ...] = ()
    conveyors: tuple[Conveyor, ...] = ()
    flue_gas: bool = False

    @field_validator("shift")
    @classmethod
    def _shift_is_known(cls, value: str) -> str:
        if value and value not in shifts():
            raise ValueError(f"no shift calendar '{value}'; there are: {', '.join(shifts())}")
        return value

    @model_validator(mode="after")
    def _archetype_is_sound(self) -> EnterpriseSpec:
        try:
            plant = self.plant
        except InputError as error:
            raise ValueError("; ".join(p.message for p in error.problems)) from error
        unknown = sorted(set(plant.wastes_kg) - set(catalogue()))
        if unknown:
            raise ValueError(f"unknown waste categories: {', '.join(unknown)}")
        if self.order_months is not None and min(self.order_months) < 0:
            raise ValueError("order_months must not be negative")
        if self.order_months is not None and not any(self.order_months):
            raise ValueError("order_months must not all be zero")
        named = [product.name for product in self.products]
        if len(set(named)) < len(named):
            raise ValueError("each product may stand once")
        return self

    @cached_property
    def plant(self) -> Archetype:
        """The archetype with this firm's own intensities."""
        return with_intensities(load_archetype(self.archetype), self.intensities)

    @property
    def roster_id(self) -> str:
        """Shift calendar in use."""
        return self.shift or self.plant.shift

    @property
    def hours_per_year(self) -> float:
        """Nominal working hours of a year, season included."""
        hours = shifts()[self.roster_id].hours_per_year
        if self.season is None:
            return hours
        first, last = (dt.date(2001, *map(int, day.split("-"))) for day in self.season)
        days = (last - first).days % 365 + 1
        return hours * days / 365.0

    @property
    def rate_per_h(self) -> float:
        """Nameplate output of one line [unit/h]: the plan at the archetype's load factor."""
        return self.output_per_year / self.lines / (self.hours_per_year * self.plant.load_factor)

    def event_key(self) -> Mapping[str, Any]:
        """Return what orders, shifts, speeds and breakdowns follow; intensities are physics."""
        a = self.plant
        return {
            "output_per_year": self.output_per_year,
            "lines": self.lines,
            "rate_per_h": self.rate_per_h,
            "order_months": self.order_months,
            "order_cv": a.order_cv,
            "turndown": a.turndown,
            "flexible_share": a.flexible_share,
            "shift": shifts()[self.roster_id].model_dump(mode="json"),
            "season": self.season,
            "mtbf_h": self.mtbf_h or a.mtbf_h,
            "mttr_h": self.mttr_h or a.mttr_h,
        }

    def components(self, name: str) -> Mapping[str, ComponentSpec]:
        """Return one production line component a line."""
        line = self._line(name)
        return {
            f"{name}/line-{i + 1}": line.model_copy(
                update={
                    "meter": f"{name}/line-{i + 1}/output",
                    "standby_meter": f"{name}/line-{i + 1}/standby",
                }
            )
            for i in range(self.lines)
        }

    def _line(self, name: str) -> ProductionLine:
        a = self.plant
        full_mw = self.rate_per_h * a.electricity_kwh * KWH
        standby_mw = a.standby_share * full_mw
        heat = a.waste_heat
        fresh = a.fresh_water_m3
        return ProductionLine(
            meter="",
            product=f"{a.id}",
            unit=a.unit,
            electricity_mwh=self._running_intensity(standby_mw),
            standby_mw=standby_mw,
            heat_mwh={k: v * GJ for k, v in a.heat_gj.items()},
            fuel_mwh={k: v * GJ for k, v in a.direct_fired_gj.items()},
            feedstock_mwh={k: v * GJ for k, v in a.feedstock_gj.items()},
            fresh_water_m3=fresh * (1.0 - a.process_water_share),
            process_water_m3=fresh * a.process_water_share,
            recirculated_m3=fresh * a.reuse_rate / (1.0 - a.reuse_rate),
            wastewater_m3=a.wastewater_m3,
            wastes_t={k: v * KG for k, v in a.wastes_kg.items()},
            byproducts_t={k: v * KG for k, v in a.byproducts_kg.items()},
            waste_heat=WasteHeat(
                mwh=heat.gj * GJ,
                temperature_c=heat.temperature_c,
                kind=heat.kind,
                rejected_by=heat.rejected_by,
            )
            if heat is not None
            else None,
            waste_heat_bus=name,
            process_factor=a.process_factor,
            flue_gas_bus=name if self.flue_gas else "",
            quotas=a.quotas,
        )

    @property
    def standby_hours(self) -> float:
        """Hours of a year at full standby load: rests, long rests at their share, slack shifts.

        A line that would have to run below its turndown stands for part of the shift instead.
        """
        shift, a = shifts()[self.roster_id], self.plant
        short, long = shift.rest_hours_per_week
        season = self.hours_per_year / shift.hours_per_year
        resting = (short + LONG_REST_STANDBY * long) * WEEKS_PER_YEAR * season
        slack = self.hours_per_year * max(1.0 - a.load_factor / max(a.turndown, 1e-9), 0.0)
        return float(resting + slack + LONG_REST_STANDBY * YEAR_H * (1.0 - season))

    def _running_intensity(self, standby_mw: float) -> float:
        """Return electricity per unit while running; with standby it makes the archetype's."""
        plan = self.output_per_year / self.lines
        return max(self.plant.electricity_kwh * KWH - standby_mw * self.standby_hours / plan, 0.0)


@agent_kind("enterprise")
class Enterprise(ParkAgent):
    """A firm that runs its lines."""

    Spec = EnterpriseSpec

    def start(self) -> None:
        """Start all lines."""
        spec: EnterpriseSpec = self.spec
        self.archetype, self.asked = spec.plant, Asked()
        world = self.park
        self.roster = Roster(shifts()[spec.roster_id], world.timeline, world.calendar, spec.season)
        self.lines = [
            Line(self, f"line-{i + 1}", spec.rate_per_h, self._orders(i), self.roster)
            for i in range(spec.lines)
        ]
        for line in self.lines:
            line.start()

    def _orders(self, line: int) -> npt.NDArray[np.float64]:
        """Return weekly orders of one line, around the plan, where there are working hours."""
        spec, timeline = self.spec, self.park.timeline
        weeks = -(-timeline.end_second // WEEK_S)
        weight = np.zeros(weeks)
        for begin, end in self.roster.spans:
            month = timeline.datetime_at(begin).month
            share = spec.order_months[month - 1] if spec.order_months else 1.0
            weight[begin // WEEK_S] += share * (end - begin) / SECONDS_PER_HOUR
        cv = self.archetype.order_cv
        sigma = np.sqrt(np.log1p(cv**2))
        luck = self.stream(f"line-{line + 1}/orders")
        noise = luck.lognormal(-0.5 * sigma**2, sigma, weeks)
        plan = spec.output_per_year / spec.lines * timeline.days / 365.0
        total = weight.sum()
        return plan * weight / total * noise if total > 0.0 else weight

    def made_by(self, now: int) -> float:
        """Return what all lines have made up to now [units]."""
        return sum(line.made_by(now) for line in self.lines)

    def on_notice(self, notice: Notice) -> None:
        """Give up the flexible share of the lines' speed while the notice lasts."""
        if self.archetype.flexible_share > 0.0:
            self.process(self._reduce(notice))

    def _reduce(self, notice: Notice) -> Process:
        yield self.wait(max(notice.begins - self.now, 0))
        self.log("reduces", notice.share * self.archetype.flexible_share, "", notice.reason)
        self._ask(self.asked.begin(notice.share))
        yield self.wait(notice.ends - self.now)
        self._ask(self.asked.end(notice.share))

    def _ask(self, share: float) -> None:
        for line in self.lines:
            line.limit(1.0 - share * self.archetype.flexible_share)

    @property
    def _is_reckoned(self) -> bool:
        """Whether a fleet's jobs follow from what the park's enterprises make and need."""
        return any(getattr(each, "jobs", "") == "park" for each in self.park.specs.values())

    def facts(self) -> Iterable[Fact]:
        """Return roofs, diagnosis, certified products and conveyors."""
        spec: EnterpriseSpec = self.spec
        yield Fact(self.name, "roof_m2", spec.roof_m2, "m2")
        yield Fact(self.name, "roof_usable_m2", spec.roof_m2 * spec.usable_roof_share, "m2")
        if spec.diagnosed_on is not None:
            yield Fact(self.name, "energy_diagnosis", 1.0, "", spec.diagnosed_on)
        for product in spec.products:
            if product.footprint_certified_on is not None:
                yield Fact(
                    self.name, "product_footprint_certified", 1.0, "",
                    product.footprint_certified_on, product.name,
                )  # fmt: skip
        for conveyor in spec.conveyors:
            if self._is_reckoned:  # freight tells what they moved
                return
            share = self.park.timeline.days / 365.0
            tonnes = conveyor.t_per_year * share
            yield Fact(self.name, "moved_t", tonnes, "t", None, conveyor.kind)
            yield Fact(self.name, "moved_tkm", tonnes * conveyor.km, "tkm", None, conveyor.kind)
