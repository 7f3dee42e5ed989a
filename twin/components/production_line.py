"""A production line: what flows in and out in proportion to its output, and while it stands by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.commodities import PRODUCT
from twin.components.base import ComponentSpec, Part, component
from twin.components.levels import HeatLevel
from twin.components.market import Fuel
from twin.context import Context
from twin.factors import load_table
from twin.primitives import Converter, Port, Profile, Purpose, Source
from twin.units import TemperatureC

NonNegative = Annotated[float, Field(ge=0)]


class WasteHeat(BaseModel):
    """Heat that leaves the line and could be used, per unit of output.

    Attributes
    ----------
    mwh : float
        Per unit of output.
    temperature_c : float
        As it leaves.
    kind : str
        ``heat``, ``cold`` or ``pressure``, as the indicator tells them apart.
    rejected_by : str
        Where what nobody takes goes: to the ``air`` at no cost, or to a cooling ``tower`` of the
        park, which costs water and power (only if the line's own water does not hold it already).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    mwh: NonNegative
    temperature_c: TemperatureC
    kind: Literal["heat", "cold", "pressure"] = "heat"
    rejected_by: Literal["air", "tower"] = "air"

    @model_validator(mode="after")
    def _only_heat_is_cooled(self) -> Self:
        if self.rejected_by == "tower" and self.kind != "heat":
            raise ValueError(f"a cooling tower takes heat, not {self.kind}")
        return self

    def parts(self, name: str, bus: str, meter: str) -> Iterator[Source | Converter]:
        """Yield the source, and where all that nobody takes must be cooled, its way out."""
        tags = {"temperature_c": f"{self.temperature_c:g}", "kind": self.kind}
        amount = Profile(scale=self.mwh, meters=(meter,))
        if self.rejected_by == "air":
            yield Source(
                name=name, bus=bus, purpose=Purpose.RECOVERED, limit=amount,
                unused=Purpose.REJECTED, tags=tags,
            )  # fmt: skip
            return
        yield Source(name=name, bus=bus, purpose=Purpose.RECOVERABLE, fixed=amount, tags=tags)
        yield Converter(
            name=f"{name}-cooling",
            inputs=(Port(bus, 1.0, Purpose.REJECTED, tags=tags),),
            outputs=(Port("condenser_heat", 1.0, Purpose.CONVERSION),),
        )


@component("production_line")
class ProductionLine(ComponentSpec):
    """A line driven by meters: ``meter`` counts output per hour, ``standby_meter`` idling.

    All intensities are per unit of product. Heat and water are drawn from the park's buses; fuel
    named in ``fuel_mwh`` is burned in the line itself.

    Attributes
    ----------
    meter, standby_meter : str
        Meters of output per hour and of standing by (0 or 1).
    electricity_mwh : float
        While running.
    standby_mw : float
        Electric load of the line when it is ready and does not run.
    heat_mwh : mapping
        By heat level.
    fuel_mwh, feedstock_mwh : mapping
        Burned in the line; used as material. By carrier, lower heating value.
    fresh_water_m3, process_water_m3 : float
        Drinking-quality intake, and makeup that reclaimed water may serve.
    recirculated_m3 : float
        Water used again inside the line.
    wastewater_m3 : float
        To the park's plant.
    waste_heat : WasteHeat
        Recoverable heat.
    waste_heat_bus : str
        Place on whose bus it is offered; the line's own name if empty.
    wastes_t, byproducts_t : mapping
        By category, by name.
    process_factor : str
        Name of the process CO2 factor that applies to the product, "" for none.
    flue_gas_bus : str
        Place on whose bus its CO2 is offered to a ``carbon_capture``: the product's process CO2
        and that of the fossil fuel burned in the line. Offered nowhere if empty.
    quotas : tuple of str
        Energy-limit entries that the product is held against.
    """

    meter: str
    standby_meter: str = ""
    product: str
    unit: str
    electricity_mwh: NonNegative = 0.0
    standby_mw: NonNegative = 0.0
    heat_mwh: Mapping[HeatLevel, NonNegative] = Field(default_factory=dict)
    fuel_mwh: Mapping[Fuel, NonNegative] = Field(default_factory=dict)
    feedstock_mwh: Mapping[Fuel, NonNegative] = Field(default_factory=dict)
    fresh_water_m3: NonNegative = 0.0
    process_water_m3: NonNegative = 0.0
    recirculated_m3: NonNegative = 0.0
    wastewater_m3: NonNegative = 0.0
    wastes_t: Mapping[str, NonNegative] = Field(default_factory=dict)
    byproducts_t: Mapping[str, NonNegative] = Field(default_factory=dict)
    waste_heat: WasteHeat | None = None
    waste_heat_bus: str = ""
    process_factor: str = ""
    flue_gas_bus: str = ""
    quotas: tuple[str, ...] = ()

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the line as converters whose activity its meters fix."""
        yield Converter(
            name=name,
            inputs=tuple(self._inputs()),
            outputs=(*self._outputs(), *self._flue_gas(ctx)),
            activity=Profile(meters=(self.meter,)),
        )
        if self.standby_meter and self.standby_mw:
            yield Converter(
                name=f"{name}/standby",
                inputs=(Port("electricity", self.standby_mw, Purpose.USE),),
                outputs=(),
                activity=Profile(meters=(self.standby_meter,)),
            )
        if self.waste_heat is not None and self.waste_heat.mwh > 0.0:
            bus = f"waste_heat@{self.waste_heat_bus or name}"
            yield from self.waste_heat.parts(f"{name}/waste-heat", bus, self.meter)

    def _inputs(self) -> Iterator[Port]:
        plain = (
            ("electricity", self.electricity_mwh),
            ("fresh_water", self.fresh_water_m3),
            ("process_water", self.process_water_m3),
        )
        for bus, amount in plain:
            if amount:
                yield Port(bus, amount, Purpose.USE)
        for level, amount in sorted(self.heat_mwh.items()):
            yield Port(level, amount, Purpose.USE)
        for carrier, amount in sorted(self.fuel_mwh.items()):
            yield Port(carrier, amount, Purpose.FUEL_USE, tags={"activity": "terminal"})
        for carrier, amount in sorted(self.feedstock_mwh.items()):
            yield Port(carrier, amount, Purpose.FEEDSTOCK_USE)
        if self.recirculated_m3:
            yield Port(
                "recirculated_water@~circuit", self.recirculated_m3, Purpose.WATER_RECIRCULATED
            )

    def _outputs(self) -> Iterator[Port]:
        tags = {"factor": self.process_factor, "quotas": ",".join(self.quotas)}
        yield Port(
            f"{PRODUCT}{self.product}@~market",
            1.0,
            Purpose.PRODUCT,
            unit=self.unit,
            tags={key: value for key, value in tags.items() if value},
        )
        if self.wastewater_m3:
            yield Port("wastewater", self.wastewater_m3, Purpose.WASTEWATER)
        for category, amount in sorted(self.wastes_t.items()):
            yield Port(category, amount, Purpose.WASTE_ARISING)
        for name, amount in sorted(self.byproducts_t.items()):
            yield Port(f"{PRODUCT}{name}@~market", amount, Purpose.BYPRODUCT, unit="t")

    def _flue_gas(self, ctx: Context) -> Iterator[Port]:
        """Yield the line's fossil CO2 per unit of output, if it is offered.

        Raises
        ------
        ValueError
            If there is none.
        """
        if not self.flue_gas_bus:
            return
        process = load_table("process")[self.process_factor].value if self.process_factor else 0.0
        fuels = (ctx.factors.fuel(name).co2_t_per_mwh * q for name, q in self.fuel_mwh.items())
        tonnes = process + sum(fuels)
        if tonnes <= 0.0:
            raise ValueError("flue_gas: the line gives no fossil CO2 to capture")
        yield Port(f"flue_gas@{self.flue_gas_bus}", tonnes, Purpose.CONVERSION)
