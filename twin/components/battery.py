"""Battery: a store of electricity with power, usable window, round-trip efficiency and age."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Storage
from twin.units import EnergyMWh, PowerMW, Quantity, Share

LEAST_LEFT = 0.6  # of nameplate; below it the laws of fading do not hold


@component("battery")
class Battery(ComponentSpec):
    """A lithium-ion battery on the park's electricity bus.

    Attributes
    ----------
    energy_mwh, power_mw : float
        Nameplate energy; power both ways.
    round_trip_efficiency : float
        AC to AC, split evenly over both ways (0.85-0.88 for LFP).
    soc_min, soc_max : float
        Window of state of charge that may be used.
    initial_share : float
        Content of the window at the start.
    standing_loss_per_h : float
        Self-discharge.
    wear_cny_per_mwh : float
        Cost of a MWh through the battery, seen by the dispatch.
    age_years, age_full_cycles : float
        What is behind it at the start of the span; it takes from nameplate energy, and a run does
        not age it further: the account of storage says what the run costs it.
    calendar_fade_per_year : float
        Share of nameplate energy lost in a year at 25 °C (0.015-0.02).
    calendar_law : str
        ``linear``: as much every year; ``sqrt_time``: that much in the first, and
        ``fade * sqrt(years)`` in all.
    cycle_fade_per_full_cycle : float
        Share lost per full cycle: 20 % in 6,000-8,000 of them.
    end_of_life_share : float
        Share of nameplate energy at which its life ends.
    """

    energy_mwh: EnergyMWh
    power_mw: PowerMW
    round_trip_efficiency: Annotated[float, Field(gt=0, le=1)] = 0.86
    soc_min: Share = 0.05
    soc_max: Share = 0.95
    initial_share: Share = 0.5
    standing_loss_per_h: Annotated[float, Field(ge=0, le=0.05)] = 2e-5
    wear_cny_per_mwh: Annotated[float, Field(ge=0)] = 20.0
    bus: str = "electricity"
    age_years: Quantity("year", ge=0, le=30) = 0.0  # type: ignore[valid-type]
    age_full_cycles: Annotated[float, Field(ge=0, le=20_000)] = 0.0
    calendar_fade_per_year: Annotated[float, Field(ge=0, le=0.2)] = 0.0175
    calendar_law: Literal["linear", "sqrt_time"] = "linear"
    cycle_fade_per_full_cycle: Annotated[float, Field(ge=0, le=0.01)] = 0.2 / 7000.0
    end_of_life_share: Annotated[float, Field(ge=0.6, lt=1)] = 0.8

    @model_validator(mode="after")
    def _window_is_open(self) -> Self:
        if self.soc_min >= self.soc_max:
            raise ValueError("soc_min must be below soc_max")
        if self.health < LEAST_LEFT:
            raise ValueError(
                f"age_years and age_full_cycles leave {self.health:.2f} of the energy; expected "
                f"at least {LEAST_LEFT:g}, below which fading is not known"
            )
        return self

    @property
    def health(self) -> float:
        """Share of nameplate energy that age has left: calendar and cycles, added."""
        years = self.age_years if self.calendar_law == "linear" else self.age_years**0.5
        lost = self.calendar_fade_per_year * years
        lost += self.cycle_fade_per_full_cycle * self.age_full_cycles
        return float(1.0 - lost)

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the battery's usable window as a store."""
        usable = self.energy_mwh * (self.soc_max - self.soc_min) * self.health
        one_way = self.round_trip_efficiency**0.5
        yield Storage(
            name=name,
            bus=self.bus,
            capacity=usable,
            charge_rate=self.power_mw,
            discharge_rate=self.power_mw,
            charge_efficiency=one_way,
            discharge_efficiency=one_way,
            standing_loss_per_h=self.standing_loss_per_h,
            initial=self.initial_share * usable,
            throughput_cost=self.wear_cny_per_mwh / 2.0,
            planned=True,
            tags=self._ageing(),
        )

    def _ageing(self) -> dict[str, str]:
        """Return what the account of storage must know of how it ages."""
        figures = {
            "age_years": self.age_years,
            "health": self.health,
            "calendar_fade": self.calendar_fade_per_year,
            "cycle_fade": self.cycle_fade_per_full_cycle,
            "end_of_life": self.end_of_life_share,
        }
        return {"calendar_law": self.calendar_law} | {k: repr(v) for k, v in figures.items()}
