"""Photovoltaic plant by pvlib's chain: sun, plane, incidence, cell temperature, PVWatts DC."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import numpy as np
import numpy.typing as npt
import pvlib
from pydantic import Field

from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Profile, Purpose, Source
from twin.units import PowerMW, Quantity, Share
from twin.weather.weather import Plane, Weather

Floats = npt.NDArray[np.float64]

ROOF_MOUNT, GROUND_MOUNT = "close_mount_glass_glass", "open_rack_glass_glass"
MODULE_KW_PER_M2 = 0.175  # usable roof with aisles; 0.15-0.20 (K-m)


@component("pv")
class Pv(ComponentSpec):
    """A plant of one orientation.

    Hay-Davies sky, physical incidence-angle modifier on the beam and its integral (Marion 2017,
    doi 10.1016/j.solener.2017.03.011) on diffuse light, SAPM cell temperature close to a roof or
    on an open rack, PVWatts DC with ``gamma``, all losses as one factor, clipping at the
    inverter. Source of the DC model: Dobos, PVWatts version 5, NREL/TP-6A20-62641 (2014).

    Attributes
    ----------
    capacity_mw : float
        DC nameplate [MWp].
    tilt_deg, azimuth_deg : float
        Slope, and direction from north over east (180 is south).
    dc_ac_ratio : float
        DC nameplate over inverter.
    losses : float
        All losses between module and meter.
    gamma_per_k : float
        Temperature coefficient of power.
    on_roof : bool
        Close to a roof, or on an open rack on the ground.
    line : str
        Name of the direct line it feeds; empty for a plant inside the park.
    age_years : float
        Years in service: 1 % lost in the first, 0.4 % in each later one (GB 47834 level).
    roof_area_m2 : float
        Usable roof covered; from the capacity if zero. Ground plants cover none.
    """

    capacity_mw: PowerMW
    tilt_deg: Quantity("deg", ge=0, le=90) = 10.0  # type: ignore[valid-type]
    azimuth_deg: Quantity("deg", ge=0, lt=360) = 180.0  # type: ignore[valid-type]
    dc_ac_ratio: Annotated[float, Field(ge=0.5, le=2.0)] = 1.15
    losses: Share = 0.14
    gamma_per_k: Annotated[float, Field(le=0, ge=-0.01)] = -0.0034
    on_roof: bool = True
    roof_area_m2: Quantity("m^2", ge=0) = 0.0  # type: ignore[valid-type]
    age_years: Quantity("year", ge=0, le=40) = 0.0  # type: ignore[valid-type]
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 0.0
    line: str = ""

    def facts(self) -> dict[str, float]:
        """Return the usable roof area that is covered [m²]."""
        if not self.on_roof:
            return {}
        area = self.roof_area_m2 or self.capacity_mw * 1000.0 / MODULE_KW_PER_M2
        return {"roof_covered_m2": area}

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the plant as a source of what the sun allows."""
        per_mw = unit_output(
            ctx.weather, self.tilt_deg, self.azimuth_deg, self.gamma_per_k, self.losses,
            self.dc_ac_ratio, ROOF_MOUNT if self.on_roof else GROUND_MOUNT, ageing(self.age_years),
        )  # fmt: skip
        yield Source(
            name=name,
            bus=f"electricity@{self.line or 'own'}",
            purpose=Purpose.GENERATION if self.line else Purpose.OWN_GENERATION,
            limit=Profile(scale=self.capacity_mw, base=per_mw),
            cost=self.om_cny_per_mwh,
            unused=Purpose.CURTAILED,
            origin="solar",
        )


def ageing(age_years: float) -> float:
    """Return the share of nameplate left after ``age_years`` (1 %, then 0.4 % a year)."""
    first, later = min(age_years, 1.0), max(age_years - 1.0, 0.0)
    return float((1.0 - 0.01 * first) * (1.0 - 0.004) ** later)


def unit_output(
    weather: Weather,
    tilt_deg: float,
    azimuth_deg: float,
    gamma_per_k: float,
    losses: float,
    dc_ac_ratio: float,
    mount: str,
    left: float = 1.0,
) -> Floats:
    """Return AC power per DC nameplate [MW/MWp]; shape (n_steps,). Same plane, same array.

    ``left`` is the share of the modules' power that age has left; the inverter stays as it was.
    """
    key = ("pv", tilt_deg, azimuth_deg, gamma_per_k, losses, dc_ac_ratio, mount, left)
    if key not in weather.memo:
        plane = weather.plane(tilt_deg, azimuth_deg)
        model = pvlib.temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"][mount]
        cell = pvlib.temperature.sapm_cell(
            plane.total, weather.temp_air_c, weather.wind_speed_m_s, **model
        )
        dc = pvlib.pvsystem.pvwatts_dc(_effective(weather, plane, tilt_deg, azimuth_deg), cell, 1.0,
                                       gamma_per_k)  # fmt: skip
        ac = np.minimum(np.asarray(dc) * left * (1.0 - losses), 1.0 / dc_ac_ratio)
        weather.memo[key] = np.maximum(ac, 0.0)
    return weather.memo[key]


def _effective(weather: Weather, plane: Plane, tilt_deg: float, azimuth_deg: float) -> Floats:
    """Return what passes the glass: physical modifier on the beam, its integral on the rest."""
    sun = weather.sun
    angle = pvlib.irradiance.aoi(tilt_deg, azimuth_deg, sun["apparent_zenith"], sun["azimuth"])
    beam = plane.beam * np.nan_to_num(np.asarray(pvlib.iam.physical(angle)))
    share = pvlib.iam.marion_diffuse("physical", tilt_deg)
    return np.asarray(
        beam
        + plane.sky * float(share["sky"])
        + plane.ground * np.nan_to_num(float(share["ground"]))
    )
