"""The switches of the accounting rules, each with the rule's default, and the factors in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from twin.errors import InputError
from twin.factors import FactorSet, NamedFactor, load_factor_set, load_table

WasteHeatKind = Literal["heat", "cold", "pressure"]


class Choices(BaseModel):
    """What the rules leave open or to the park's declaration.

    Attributes
    ----------
    feedstock_in_energy : bool
        Count fuel used as material in the energy total (default in; both are reported).
    recovered_with_product : bool
        The product's factor already holds the carbon of recovered furnace gas.
    hydrogen_is_clean : bool
        Count purchased hydrogen of any origin as clean energy.
    chemical_park : bool
        Declared legal status, decides Jiangxi's class.
    waste_heat_kinds : tuple of str
        Kinds weighted in the recovery rate (heat, cold, pressure).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    feedstock_in_energy: bool = True
    recovered_with_product: bool = False
    hydrogen_is_clean: bool = False
    chemical_park: bool = False
    waste_heat_kinds: Annotated[tuple[WasteHeatKind, ...], Field(min_length=1)] = (
        "heat", "cold", "pressure",
    )  # fmt: skip


@dataclass(frozen=True)
class Factors:
    """All factors of a run, named.

    Attributes
    ----------
    fuels : FactorSet
    electricity, grid, process : mapping
        Tables of single factors.
    grid_key, residual_key, equivalent_key : str
        Which row is used for the location ledger, the residual ledger and 等价值.
    """

    fuels: FactorSet
    electricity: Mapping[str, NamedFactor]
    grid: Mapping[str, NamedFactor]
    process: Mapping[str, NamedFactor]
    grid_key: str
    residual_key: str
    equivalent_key: str

    @property
    def fossil_power(self) -> NamedFactor:
        """National fossil-power factor of the park method [kgCO2/kWh = tCO2/MWh]."""
        return self.electricity["fossil_power"]

    @property
    def equivalent(self) -> NamedFactor:
        """等价值 of electricity [kgce/kWh = tce/MWh]."""
        return self.electricity[self.equivalent_key]

    @property
    def calorific(self) -> NamedFactor:
        """当量值 of electricity [kgce/kWh = tce/MWh]."""
        return self.electricity["calorific_kgce_per_kwh"]

    @property
    def heat_tce(self) -> NamedFactor:
        """Standard coal of heat [kgce/MJ = tce/GJ]."""
        return self.electricity["heat_kgce_per_mj"]

    @property
    def heat_co2(self) -> NamedFactor:
        """Default factor of fossil heat over the boundary [tCO2/GJ]."""
        return self.electricity["heat_t_per_gj"]

    def product(self, key: str) -> NamedFactor:
        """Return a process factor.

        Raises
        ------
        InputError
            If there is none of this name.
        """
        if key not in self.process:
            known = ", ".join(sorted(self.process))
            raise InputError(f"no process factor '{key}'; there are: {known}")
        return self.process[key]


def load_factors(
    fuel_set: str,
    grid: str,
    residual: str,
    equivalent: str,
    scales: Mapping[str, float] | None = None,
) -> Factors:
    """Return the factors named; ``scales`` multiply single ones of power, and their source says so.

    Raises
    ------
    InputError
        If a set or a key is not known.
    """
    electricity, regions = load_table("electricity"), load_table("grid")
    for key, table in ((grid, regions), (residual, electricity), (equivalent, electricity)):
        if key not in table:
            raise InputError(f"no factor '{key}'; there are: {', '.join(sorted(table))}")
    return Factors(
        fuels=load_factor_set(fuel_set),
        electricity=_scaled(electricity, scales or {}),
        grid=_scaled(regions, scales or {}),
        process=load_table("process"),
        grid_key=grid,
        residual_key=residual,
        equivalent_key=equivalent,
    )


def _scaled(
    table: Mapping[str, NamedFactor], scales: Mapping[str, float]
) -> dict[str, NamedFactor]:
    """Return a table with some factors multiplied."""
    out = dict(table)
    for key in sorted(set(table) & set(scales)):
        if scales[key] != 1.0:
            told, known = f"{table[key].source}; times {scales[key]:g}, assumed", table[key]
            changes = {"value": known.value * scales[key], "source": told, "confidence": "L"}
            out[key] = known.model_copy(update=changes)
    return out
