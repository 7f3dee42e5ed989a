"""Combined heat and power: engine, gas turbine, back-pressure or extraction steam turbine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.components.boiler import fossil_co2_t_per_mwh
from twin.components.cogeneration import inner_bus, useful_heat
from twin.components.levels import HeatLevel
from twin.components.market import Fuel
from twin.context import Context
from twin.primitives import Converter, Port, Purpose
from twin.units import PowerMW, Share

Efficiency = Annotated[float, Field(gt=0, lt=1)]
PrimeMover = Literal["gas_engine", "gas_turbine", "biomass_chp", "steam_turbine"]


class Usual(NamedTuple):
    """Usual electric and heat efficiency of a prime mover, and fuels it can burn."""

    electric: float
    heat: float
    fuels: frozenset[str]


GASES = frozenset({"natural_gas", "lng", "lpg", "diesel", "hydrogen"})
SOLIDS = frozenset({"raw_coal", "anthracite", "biomass"})
MOST_USEFUL = 0.95  # power and heat per fuel on lower heating value, without condensing flue gas

# On lower heating value: engine 0.40-0.44, gas turbine 0.33-0.40, biomass 0.27 electric, totals
# 0.82-0.88 (DEA technology data and collected figures, M-H); steam turbine 0.20-0.28 (M).
USUAL = {
    "gas_engine": Usual(0.42, 0.43, GASES),
    "gas_turbine": Usual(0.36, 0.47, GASES),
    "biomass_chp": Usual(0.27, 0.58, frozenset({"biomass"})),
    "steam_turbine": Usual(0.24, 0.61, SOLIDS | {"natural_gas", "fuel_oil"}),
}


@component("chp")
class Chp(ComponentSpec):
    """A plant that makes power and heat from fuel; its power serves the park and never exports.

    * ``heat_led``: heat is made as far as it is wanted, power follows at a fixed ratio;
    * ``power_led``: power is chosen, heat comes with it; what nobody wants is rejected, as a row;
    * ``extraction``: steam is taken from a condensing turbine. With P power, Q heat, F fuel:
      ``P <= P_max - c_v Q``, ``P >= c_b Q``, ``F = (P + c_v Q) / eta_condensing``.

    Attributes
    ----------
    prime_mover : str
        Machine; decides the usual efficiencies and the fuels that fit.
    fuel : str
        What it burns.
    power_mw : float
        Electric nameplate; of an extraction turbine without extraction.
    electric_efficiency, heat_efficiency : float or None
        Per fuel on lower heating value; the machine's usual ones if not given. In extraction
        mode the first is that without extraction, must be given, and the second has no meaning.
    mode : str
        What leads: heat, power, or an extraction in between.
    level : str
        Heat level that is served.
    power_loss : float
        c_v: power given up per heat extracted (0.1-0.3; low for cold levels).
    back_pressure_ratio : float
        c_b: least power per heat (0.35 for biomass).
    heat_mw : float or None
        Most heat an extraction turbine gives; where both limits meet if not given.
    min_load : float
        Share of capacity below which it is off.
    flue_gas : bool
        Offers its fossil CO2 on ``flue_gas@NAME`` to a ``carbon_capture``.
    """

    prime_mover: PrimeMover = "gas_engine"
    fuel: Fuel = "natural_gas"
    power_mw: PowerMW
    electric_efficiency: Efficiency | None = None
    heat_efficiency: Efficiency | None = None
    mode: Literal["heat_led", "power_led", "extraction"] = "heat_led"
    level: HeatLevel = "hot_water_95"
    power_loss: Annotated[float, Field(gt=0, le=0.5)] = 0.15
    back_pressure_ratio: Annotated[float, Field(gt=0, le=2)] = 0.35
    heat_mw: PowerMW | None = None
    min_load: Share = 0.0
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 40.0
    flue_gas: bool = False

    @model_validator(mode="after")
    def _machine_fits(self) -> Self:
        usual = USUAL[self.prime_mover]
        if self.fuel not in usual.fuels:
            fitting = ", ".join(sorted(usual.fuels))
            raise ValueError(f"a {self.prime_mover} does not burn {self.fuel}; it burns: {fitting}")
        if self.mode == "extraction" and self.prime_mover not in {"steam_turbine", "biomass_chp"}:
            raise ValueError(f"mode extraction needs a steam turbine, not a {self.prime_mover}")
        given = {"heat_efficiency": self.mode == "extraction"}
        given |= dict.fromkeys(
            ("power_loss", "back_pressure_ratio", "heat_mw"), self.mode != "extraction"
        )
        idle = sorted(k for k, unused in given.items() if unused and k in self.model_fields_set)
        if idle:
            raise ValueError(f"{', '.join(idle)} has no meaning in mode {self.mode}")
        if self.mode == "extraction" and self.electric_efficiency is None:
            raise ValueError("mode extraction needs electric_efficiency, that without extraction")
        if self.most_useful > MOST_USEFUL:
            found = f"{self.most_useful:.2f} of the fuel"
            raise ValueError(f"power and heat would be {found}; expected at most {MOST_USEFUL:g}")
        return self

    @property
    def eta_electric(self) -> float:
        """Electric (or condensing) efficiency in use."""
        return self.electric_efficiency or USUAL[self.prime_mover].electric

    @property
    def eta_heat(self) -> float:
        """Heat efficiency in use."""
        return self.heat_efficiency or USUAL[self.prime_mover].heat

    @property
    def most_useful(self) -> float:
        """Largest share of the fuel that becomes power or heat."""
        if self.mode != "extraction":
            return self.eta_electric + self.eta_heat
        ratio, loss = self.back_pressure_ratio, self.power_loss
        return self.eta_electric * (ratio + 1.0) / (ratio + loss)

    @property
    def most_heat_mw(self) -> float:
        """Heat at which the extraction limits meet: ``P_max = (c_b + c_v) Q``."""
        meets = self.power_mw / (self.back_pressure_ratio + self.power_loss)
        return float(meets if self.heat_mw is None else min(self.heat_mw, meets))

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the plant as one converter, or as a turbine with an extraction."""
        if self.mode == "extraction":
            yield from self._extraction(name, ctx)
        else:
            yield from self._fixed_ratio(name, ctx)

    def _fuel_ports(self, name: str, ctx: Context) -> tuple[tuple[Port, ...], tuple[Port, ...]]:
        """Return fuel in and flue gas out per unit of power (or work)."""
        burned = 1.0 / self.eta_electric
        fuel = Port(self.fuel, burned, Purpose.FUEL_USE, node=name, tags={"activity": "power"})
        if not self.flue_gas:
            return (fuel,), ()
        tonnes = burned * fossil_co2_t_per_mwh(self.fuel, ctx)
        return (fuel,), (Port(f"flue_gas@{name}", tonnes, Purpose.CONVERSION, node=name),)

    def _fixed_ratio(self, name: str, ctx: Context) -> Iterator[Part]:
        led_by_heat = self.mode == "heat_led"
        inputs, flue = self._fuel_ports(name, ctx)
        ratio = self.eta_heat / self.eta_electric
        heat = (
            Port(self.level, ratio, Purpose.CONVERSION)
            if led_by_heat
            else Port(inner_bus(self.level, name), ratio, Purpose.TRANSFER)
        )
        yield Converter(
            name=name,
            inputs=inputs,
            outputs=(Port("electricity", 1.0, Purpose.CONVERSION), heat, *flue),
            capacity=self.power_mw,
            min_load=self.min_load,
            cost=self.om_cny_per_mwh,
        )
        if not led_by_heat:
            yield from useful_heat(name, self.level, name)

    def _extraction(self, name: str, ctx: Context) -> Iterator[Part]:
        """Yield the boiler, its live steam (as fuel burned) on an inner bus, and its two uses."""
        steam, burned = inner_bus(self.fuel, name), 1.0 / self.eta_electric
        inputs, flue = self._fuel_ports(name, ctx)
        yield Converter(
            name=f"{name}/steam",
            inputs=inputs,
            outputs=(Port(steam, burned, Purpose.TRANSFER), *flue),
            capacity=self.power_mw,
            min_load=self.min_load,
        )
        power = Port("electricity", 1.0, Purpose.CONVERSION, node=name)
        yield Converter(
            name=f"{name}/condensing",
            inputs=(Port(steam, burned, Purpose.TRANSFER, node=name),),
            outputs=(power,),
            cost=self.om_cny_per_mwh,
        )
        ratio = self.back_pressure_ratio
        yield Converter(
            name=f"{name}/extraction",
            inputs=(Port(steam, (ratio + self.power_loss) * burned, Purpose.TRANSFER, node=name),),
            outputs=(
                Port("electricity", ratio, Purpose.CONVERSION, node=name),
                Port(self.level, 1.0, Purpose.CONVERSION, node=name),
            ),
            capacity=self.most_heat_mw,
            cost=self.om_cny_per_mwh * ratio,
        )
