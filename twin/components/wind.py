"""Wind turbine by its published power curve, corrected for hub height and air density."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import Field, field_validator

from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Profile, Purpose, Source
from twin.units import PowerMW, Quantity, Share
from twin.weather.weather import Weather

Floats = npt.NDArray[np.float64]

STATION_HEIGHT_M = 10.0
GRAVITY_M_S2 = 9.80665
AIR_J_PER_KG_K = 287.058
LAPSE_K_PER_M = 0.0065


@component("wind")
class Wind(ComponentSpec):
    """A wind plant of one turbine type from windpowerlib's open turbine library.

    Station wind is brought to hub height by the power law (Hellman) and the site's speed factor;
    the curve is corrected for the air density at the hub after IEC 61400-12-1 as windpowerlib
    does, but the speed at which the turbine stops stays where it is.

    Attributes
    ----------
    turbine : str
        Type in windpowerlib's library.
    hub_height_m : float
        Height of the hub.
    speed_factor : float
        Mean wind of the site over that of the station at equal height (a ridge has more).
    shear : float
        Hellman exponent.
    losses : float
        Wake, availability and electrical losses.
    """

    capacity_mw: PowerMW
    turbine: str = "N131/3000"
    hub_height_m: Quantity("m", ge=20, le=250) = 120.0  # type: ignore[valid-type]
    shear: Annotated[float, Field(ge=0, le=0.6)] = 0.2
    speed_factor: Annotated[float, Field(gt=0, le=4)] = 1.0
    losses: Share = 0.12
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 0.0
    line: str = ""

    @field_validator("turbine")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in _turbines():
            raise ValueError(f"no turbine '{value}'; there are: {', '.join(_turbines())}")
        return value

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the plant as a source of what the wind allows."""
        per_mw = unit_output(
            ctx.weather, self.turbine, self.hub_height_m, self.shear, self.speed_factor
        )
        yield Source(
            name=name,
            bus=f"electricity@{self.line or 'own'}",
            purpose=Purpose.GENERATION if self.line else Purpose.OWN_GENERATION,
            limit=Profile(scale=self.capacity_mw * (1.0 - self.losses), base=per_mw),
            cost=self.om_cny_per_mwh,
            unused=Purpose.CURTAILED,
            origin="wind",
        )


@lru_cache(maxsize=1)
def _turbines() -> tuple[str, ...]:
    import windpowerlib

    table = windpowerlib.get_turbine_types(turbine_library="local", print_out=False)
    return tuple(sorted(table.loc[table["has_power_curve"], "turbine_type"].unique()))


@lru_cache(maxsize=16)
def power_curve(turbine: str) -> tuple[Floats, Floats]:
    """Return wind speeds [m/s] and power per nameplate of a turbine's published curve."""
    import windpowerlib

    plant = windpowerlib.WindTurbine(turbine_type=turbine, hub_height=100.0)
    curve = plant.power_curve
    return (
        curve["wind_speed"].to_numpy(dtype=np.float64),
        curve["value"].to_numpy(dtype=np.float64) / float(plant.nominal_power),
    )


def unit_output(
    weather: Weather, turbine: str, hub_height_m: float, shear: float, speed_factor: float
) -> Floats:
    """Return power per nameplate before losses [MW/MW]; shape (n_steps,)."""
    import pandas as pd
    import windpowerlib

    key = ("wind", turbine, hub_height_m, shear, speed_factor)
    if key not in weather.memo:
        speeds, values = power_curve(turbine)
        hub = speed_factor * windpowerlib.wind_speed.hellman(
            weather.wind_speed_m_s, STATION_HEIGHT_M, hub_height_m, hellman_exponent=shear
        )
        power = windpowerlib.power_output.power_curve(
            pd.Series(hub),
            pd.Series(np.append(speeds, 2.0 * speeds[-1])),  # else the correction moves the end
            pd.Series(np.append(values, values[-1])),
            density=pd.Series(hub_density(weather, hub_height_m)),
            density_correction=True,
        )
        share = np.clip(np.nan_to_num(np.asarray(power, dtype=np.float64)), 0.0, 1.0)
        weather.memo[key] = np.where(hub > speeds[-1], 0.0, share)
    return weather.memo[key]


def hub_density(weather: Weather, hub_height_m: float) -> Floats:
    """Return the density of dry air at the hub, by the barometric formula [kg/m³]."""
    station_k = weather.temp_air_c + 273.15
    hub_k = station_k - LAPSE_K_PER_M * hub_height_m
    scale_m = AIR_J_PER_KG_K * 0.5 * (station_k + hub_k) / GRAVITY_M_S2
    fall = np.exp(-hub_height_m / scale_m) * station_k / hub_k
    return np.asarray(weather.air_density_kg_m3 * fall)
