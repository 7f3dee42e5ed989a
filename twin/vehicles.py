"""What a vehicle consumes, and how a battery fills: physics that agents ask for and never do."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from twin.configs import read_entries

Powertrain = Literal["diesel", "lng", "battery"]
FUEL_OF = {"diesel": "diesel", "lng": "lng", "battery": "electricity"}
MWH_PER = {"MJ": 1.0 / 3600.0, "kWh": 1e-3}

# Share of consumption added per kelvin outside the comfortable band: about +14 % at -10..14 °C
# and +9 % at 20..29 °C against 15..19 °C for battery buses (ViriCiti 2020).
COLD_C, COLD_PER_K = 15.0, 0.010
HOT_C, HOT_PER_K = 20.0, 0.016
MOST_CLIMATE = 0.35

TAPER_FROM = 0.8  # state of charge above which power falls linearly …
TAPER_TO = 0.25  # … to this share of full power when full
TAPER_PARTS = 2


class Consumption(BaseModel):
    """Consumption of one class with one powertrain."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    unit: Literal["MJ", "kWh"]
    per_km: Annotated[float, Field(ge=0)]
    per_t_km: Annotated[float, Field(ge=0)]
    per_h: Annotated[float, Field(ge=0)] = 0.0
    battery_kwh: Annotated[float, Field(ge=0)] = 0.0
    source: str
    confidence: str


class VehicleClass(BaseModel):
    """A row of ``configs/vehicles.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str
    diesel: Consumption | None = None
    lng: Consumption | None = None
    battery: Consumption | None = None

    def of(self, powertrain: str) -> Consumption:
        """Return the consumption with one powertrain.

        Raises
        ------
        ValueError
            If the class is not known with it.
        """
        found = getattr(self, powertrain, None)
        if found is None:
            raise ValueError(f"{self.en} is not known with the powertrain '{powertrain}'")
        return found  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def vehicle_classes() -> dict[str, VehicleClass]:
    """Return all vehicle classes by id.

    Raises
    ------
    InputError
        If an entry is not valid.
    """
    return read_entries("vehicles.yaml", VehicleClass)


def climate_factor(powertrain: str, temperature_c: float) -> float:
    """Return the factor on a battery vehicle's consumption for the outdoor temperature."""
    if powertrain != "battery":
        return 1.0
    cold = COLD_PER_K * max(COLD_C - temperature_c, 0.0)
    hot = HOT_PER_K * max(temperature_c - HOT_C, 0.0)
    return 1.0 + min(cold + hot, MOST_CLIMATE)


def trip_energy_mwh(
    consumption: Consumption, loaded_km: float, empty_km: float, payload_t: float, work_h: float
) -> float:
    """Return the energy of a trip at the wheel side of the tank or battery [MWh]."""
    amount = consumption.per_km * (loaded_km + empty_km)
    amount += consumption.per_t_km * payload_t * loaded_km
    amount += consumption.per_h * work_h
    return amount * MWH_PER[consumption.unit]


def charging(
    soc: float, target: float, battery_mwh: float, power_mw: float
) -> Iterator[tuple[float, float]]:
    """Yield (seconds, MWh) of the constant-power parts that bring ``soc`` to ``target``.

    Full power up to 80 %, then in equal parts of charge at the mean of a power that falls
    linearly with the state of charge; every part's energy is exact.
    """
    edges = [TAPER_FROM + i * (1.0 - TAPER_FROM) / TAPER_PARTS for i in range(TAPER_PARTS + 1)]
    here = soc
    for upper in edges:
        stop = min(upper, target)
        if stop - here <= 1e-12:
            continue
        middle = 0.5 * (here + stop)
        over = max(middle - TAPER_FROM, 0.0) / (1.0 - TAPER_FROM)
        power = power_mw * (1.0 - (1.0 - TAPER_TO) * over)
        energy = (stop - here) * battery_mwh
        yield energy / power * 3600.0, energy
        here = stop
