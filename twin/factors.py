"""Named sets of conversion and emission factors.

The heating value and the carbon factor of one fuel always come as a pair from one set. A set may
extend another; what it takes from there is known (:attr:`FactorSet.borrowed`) and reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twin.configs import config_file, config_names, read_config
from twin.errors import InputError

GJ_PER_TCE = 29.3076
GJ_PER_MWH = 3.6
TCE_PER_MWH = GJ_PER_MWH / GJ_PER_TCE


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Fuel(_Strict):
    """Heating value and carbon factor of one fuel, a pair from one set.

    ``unit`` is the physical unit (t, m3); ``co2_t_per_unit`` is 0 for non-fossil fuels.
    """

    unit: str
    ncv_gj_per_unit: Annotated[float, Field(gt=0)]
    co2_t_per_unit: Annotated[float, Field(ge=0)]
    fossil: bool = True
    clean: bool = False
    set: str = ""
    source: str
    confidence: str

    @property
    def co2_t_per_mwh(self) -> float:
        """Carbon factor per heating value [tCO2/MWh]."""
        return self.co2_t_per_unit / self.ncv_gj_per_unit * GJ_PER_MWH

    @property
    def tce_per_unit(self) -> float:
        """Standard coal per physical unit [tce/unit]."""
        return self.ncv_gj_per_unit / GJ_PER_TCE

    def amount(self, energy_mwh: float) -> float:
        """Return the physical amount of an energy [unit]."""
        return energy_mwh * GJ_PER_MWH / self.ncv_gj_per_unit

    def energy_mwh(self, amount: float) -> float:
        """Return the energy of a physical amount [MWh of lower heating value]."""
        return amount * self.ncv_gj_per_unit / GJ_PER_MWH


class FactorSet(_Strict):
    """A named set of fuel factors, those it borrows from the set it extends included."""

    id: str
    zh: str
    en: str
    source: str
    fuels: dict[str, Fuel]

    def fuel(self, carrier: str) -> Fuel:
        """Return the factors of a carrier.

        Raises
        ------
        InputError
            If the set does not hold it.
        """
        if carrier not in self.fuels:
            known = ", ".join(sorted(self.fuels))
            raise InputError(f"factor set {self.id} has no fuel '{carrier}'; it has: {known}")
        return self.fuels[carrier]

    @property
    def borrowed(self) -> tuple[str, ...]:
        """Carriers whose pair comes from another set than this one."""
        return tuple(sorted(name for name, fuel in self.fuels.items() if fuel.set != self.id))


@lru_cache(maxsize=16)
def load_factor_set(name: str) -> FactorSet:
    """Return the set ``configs/factors/fuels/NAME.yaml``.

    Raises
    ------
    InputError
        If there is no such set, it is not valid, or sets extend each other in a circle.
    """
    return _load(name, ())


def factor_set_names() -> tuple[str, ...]:
    """Return the names of all fuel factor sets."""
    return config_names("factors/fuels")


def _load(name: str, seen: tuple[str, ...]) -> FactorSet:
    if name in seen:
        raise InputError(f"factor sets extend each other: {' -> '.join((*seen, name))}")
    path = config_file("factors/fuels", name)
    content = dict(read_config(path))
    parent = content.pop("extends", None)
    fuels = dict(_load(parent, (*seen, name)).fuels) if parent else {}
    try:
        own = content.pop("fuels")
        fuels |= {key: Fuel(**{"set": name, **entry}) for key, entry in own.items()}
        return FactorSet(id=name, fuels=fuels, **content)
    except (ValidationError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"{path}: {error}") from error


class NamedFactor(_Strict):
    """One factor with its unit, source, year and confidence."""

    value: float
    unit: str
    source: str
    confidence: str
    year: int | None = None
    zh: str = ""
    en: str = ""


def load_table(name: str) -> Mapping[str, NamedFactor]:
    """Return the table ``configs/factors/NAME.yaml`` of single factors.

    Raises
    ------
    InputError
        If it is missing or not valid.
    """
    return _load_table(str(config_file("factors", name)))


@lru_cache(maxsize=16)
def _load_table(path: str) -> Mapping[str, NamedFactor]:
    try:
        return {key: NamedFactor(**entry) for key, entry in read_config(Path(path)).items()}
    except (ValidationError, TypeError) as error:
        raise InputError(f"{path}: {error}") from error
