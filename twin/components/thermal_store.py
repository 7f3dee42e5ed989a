"""Stores of heat and cold: hot-water tank, steam accumulator, chilled-water store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.levels import HeatLevel, level_temperature_c
from twin.context import Context
from twin.primitives import Converter, Port, Purpose, Storage
from twin.steam import water_density_kg_m3, water_enthalpy_kj_kg, water_mwh_per_m3
from twin.units import EnergyMWh, PowerMW, Quantity, Share, TemperatureC

CHILLED = "chilled_water_7"
HOTTEST_TANK_C = 110.0
SMALL_M3, SMALL_LOSS_PER_H = 100.0, 0.002
LEAST_LOSS_PER_H, MOST_LOSS_PER_H = 0.005 / 24.0, 0.003
MOST_ACCUMULATOR_H = 4.0

LossPerH = Annotated[float, Field(ge=0, le=0.05)]


def tank_loss_per_h(volume_m3: float) -> float:
    """Return the share of its content that a tank of this volume loses in an hour.

    0.2 %/h at 100 m³, falling with surface over volume (``V^-1/3``), held between 0.5 %/d of
    large tanks and 0.3 %/h of small ones (ranges in use: 0.1-0.3 %/h and 0.5-2 %/d).
    """
    if volume_m3 <= 0.0:
        return MOST_LOSS_PER_H
    loss = SMALL_LOSS_PER_H * float((volume_m3 / SMALL_M3) ** (-1.0 / 3.0))
    return min(max(loss, LEAST_LOSS_PER_H), MOST_LOSS_PER_H)


class _WaterStore(ComponentSpec):
    """What the stores of warm and cold water share; the size is told in m³ or in MWh."""

    volume_m3: Quantity("m^3", ge=0) | None = None  # type: ignore[valid-type]
    energy_mwh: EnergyMWh | None = None
    power_mw: PowerMW
    round_trip_efficiency: Annotated[float, Field(gt=0.5, le=1)] = 0.98
    standing_loss_per_h: LossPerH | None = None
    initial_share: Share = 0.5
    wear_cny_per_mwh: Annotated[float, Field(ge=0)] = 0.2

    @model_validator(mode="after")
    def _has_one_size(self) -> Self:
        _one_size(self.volume_m3, self.energy_mwh)
        return self

    def _store(self, name: str, bus: str, mwh_per_m3: float) -> Storage:
        capacity, volume_m3 = _size(self.volume_m3, self.energy_mwh, mwh_per_m3)
        loss = self.standing_loss_per_h
        one_way = self.round_trip_efficiency**0.5
        return Storage(
            name=name,
            bus=bus,
            capacity=capacity,
            charge_rate=self.power_mw,
            discharge_rate=self.power_mw,
            charge_efficiency=one_way,
            discharge_efficiency=one_way,
            standing_loss_per_h=tank_loss_per_h(volume_m3) if loss is None else loss,
            initial=self.initial_share * capacity,
            throughput_cost=self.wear_cny_per_mwh / 2.0,
            planned=True,
        )


@component("hot_water_tank")
class HotWaterTank(_WaterStore):
    """A layered tank of hot water on one heat level; it keeps the level's temperature.

    ``E = V · ρ(T_level) · (h(T_level) - h(T_return))``, water by IAPWS-IF97.

    Attributes
    ----------
    level : str
        Heat level it stands on, at most 110 °C (slightly pressurised).
    volume_m3, energy_mwh : float
        Size: one of the two.
    return_c : float
        Temperature of the water that comes back, which is that of an empty tank.
    power_mw : float
        Charging and discharging.
    round_trip_efficiency : float
        Mixing of the layers, beside the standing loss; both together 0.95-0.98 a day.
    standing_loss_per_h : float
        Share of the content; from the volume if not given (0.2 %/h at 100 m³, 0.5-2 %/d large).
    initial_share : float
        Content at the start.
    wear_cny_per_mwh : float
        Pumping of a MWh in and out, seen by the dispatch.
    """

    level: HeatLevel = "hot_water_95"
    return_c: TemperatureC = 40.0

    @model_validator(mode="after")
    def _is_water(self) -> Self:
        hot = level_temperature_c(self.level)
        if hot > HOTTEST_TANK_C:
            raise ValueError(
                f"{self.level} ({hot:g} °C) is too hot for a water tank ({HOTTEST_TANK_C:g} °C)"
            )
        if not 0.0 <= self.return_c < hot:
            raise ValueError(
                f"return_c {self.return_c:g} °C must lie between 0 °C and {self.level} ({hot:g} °C)"
            )
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the tank as a store."""
        hot = level_temperature_c(self.level)
        yield self._store(name, self.level, water_mwh_per_m3(hot, self.return_c))


@component("chilled_water_store")
class ChilledWaterStore(_WaterStore):
    """A layered tank of chilled water at 7 °C; its content is cold, and warming is its loss.

    ``E = V · ρ · (h(T_return) - h(7 °C))``.

    Attributes
    ----------
    volume_m3, energy_mwh : float
        Size: one of the two.
    return_c : float
        Temperature of the water that comes back (12-15 °C), which is that of an empty store.
    power_mw : float
        Charging and discharging.
    round_trip_efficiency : float
        Mixing of the layers, beside the warming; both together 0.95-0.98 a day.
    standing_loss_per_h : float
        Share of the content; from the volume as for a hot-water tank if not given.
    initial_share : float
        Content at the start.
    wear_cny_per_mwh : float
        Pumping of a MWh in and out, seen by the dispatch.
    """

    return_c: TemperatureC = 13.0

    @model_validator(mode="after")
    def _is_chilled(self) -> Self:
        if not level_temperature_c(CHILLED) < self.return_c <= 30.0:
            raise ValueError(f"return_c {self.return_c:g} °C must lie above 7 °C and at most 30 °C")
        return self

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the store on the chilled-water bus."""
        per_m3 = water_mwh_per_m3(self.return_c, level_temperature_c(CHILLED))
        yield self._store(name, CHILLED, per_m3)


@component("steam_accumulator")
class SteamAccumulator(ComponentSpec):
    """A Ruths accumulator: hotter steam condenses into water that later flashes to a lower level.

    It must be charged from a hotter level than it serves: what it holds is the drop of the
    water's temperature between the two. ``E = V · fill · ρ(T_hot) · (h(T_hot) - h(T_level))``,
    water by IAPWS-IF97.

    Attributes
    ----------
    charged_from, level : str
        Steam level that fills it, and the colder steam level that it serves.
    volume_m3, energy_mwh : float
        Size: one of the two.
    power_mw : float
        Charging and discharging; it holds at most four hours of it.
    fill : float
        Share of the vessel that is water when charged.
    standing_loss_per_h : float
        Share of the content, planning value (confidence L): hotter and with more surface than
        a tank of water.
    initial_share : float
        Content at the start.
    wear_cny_per_mwh : float
        Cost of a MWh through it, seen by the dispatch.
    """

    charged_from: HeatLevel = "steam_1mpa"
    level: HeatLevel = "steam_05mpa"
    volume_m3: Quantity("m^3", ge=0) | None = None  # type: ignore[valid-type]
    energy_mwh: EnergyMWh | None = None
    power_mw: PowerMW
    fill: Annotated[float, Field(gt=0.5, le=0.95)] = 0.9
    standing_loss_per_h: LossPerH = 0.01
    initial_share: Share = 0.5
    wear_cny_per_mwh: Annotated[float, Field(ge=0)] = 0.2

    @model_validator(mode="after")
    def _flashes(self) -> Self:
        _one_size(self.volume_m3, self.energy_mwh)
        hot, low = level_temperature_c(self.charged_from), level_temperature_c(self.level)
        if low < 100.0:
            raise ValueError(f"{self.level} ({low:g} °C) is not steam")
        if hot <= low:
            raise ValueError(
                f"charged_from {self.charged_from} ({hot:g} °C) must be hotter than {self.level} "
                f"({low:g} °C)"
            )
        capacity = self._capacity_mwh()
        if capacity > MOST_ACCUMULATOR_H * self.power_mw:
            raise ValueError(
                f"{capacity:g} MWh are more than {MOST_ACCUMULATOR_H:g} h of {self.power_mw:g} MW, "
                "which is the most for a steam accumulator"
            )
        return self

    def _capacity_mwh(self) -> float:
        hot, low = level_temperature_c(self.charged_from), level_temperature_c(self.level)
        kept_kj_kg = water_enthalpy_kj_kg(hot) - water_enthalpy_kj_kg(low)
        per_m3 = self.fill * water_density_kg_m3(hot) * kept_kj_kg / 3.6e6
        return _size(self.volume_m3, self.energy_mwh, per_m3)[0]

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:  # noqa: ARG002
        """Return the vessel as a store of its own bus, with its two valves."""
        capacity, inner = self._capacity_mwh(), f"{self.level}@{name}"
        valve_mw = self.power_mw if capacity > 0.0 else 0.0
        yield _valve(f"{name}/fill", self.charged_from, inner, valve_mw)
        yield _valve(f"{name}/flash", inner, self.level, valve_mw)
        yield Storage(
            name=name,
            bus=inner,
            capacity=capacity,
            charge_rate=self.power_mw,
            discharge_rate=self.power_mw,
            standing_loss_per_h=self.standing_loss_per_h,
            initial=self.initial_share * capacity,
            throughput_cost=self.wear_cny_per_mwh / 2.0,
            planned=True,
        )


def _valve(name: str, hot: str, cold: str, power_mw: float) -> Converter:
    return Converter(
        name, (Port(hot, 1.0, Purpose.TRANSFER),), (Port(cold, 1.0, Purpose.TRANSFER),), power_mw
    )


def _one_size(volume_m3: float | None, energy_mwh: float | None) -> None:
    if (volume_m3 is None) == (energy_mwh is None):
        raise ValueError("give the size once: volume_m3 or energy_mwh")


def _size(
    volume_m3: float | None, energy_mwh: float | None, mwh_per_m3: float
) -> tuple[float, float]:
    """Return energy [MWh] and volume [m³] from the one that is given."""
    if energy_mwh is not None:
        return energy_mwh, energy_mwh / mwh_per_m3
    return (volume_m3 or 0.0) * mwh_per_m3, volume_m3 or 0.0
