"""Photovoltaic plant by pvlib's chain: sun, plane, incidence, cell temperature, PVWatts DC."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.components.base import ComponentSpec, Part, component
from twin.context import Context
from twin.primitives import Profile, Purpose, Source
from twin.units import PowerMW, Quantity, Share
from twin.weather.weather import Plane, Weather

Floats = npt.NDArray[np.float64]

ROOF_MOUNT, GROUND_MOUNT = "close_mount_glass_glass", "open_rack_glass_glass"
MODULE_KW_PER_M2 = 0.175  # usable roof with aisles; 0.15-0.20 (K-m)
REAR_SHADE = 0.02  # of the light on the rear, by the structure (pvlib's default)

Months = Annotated[tuple[Share, ...], Field(min_length=12, max_length=12)]


class Bifacial(BaseModel):
    """Modules that take light from behind, in long rows on open ground.

    Attributes
    ----------
    bifaciality : float
        Efficiency of the rear over that of the front (0.65-0.85).
    height_m : float
        Of the rows' middle above the ground.
    ground_coverage : float
        Width of a row over the distance from row to row.
    row_width_m : float
        Along the slope.
    albedo : float
        Of the ground (grass 0.2, pale gravel 0.3-0.5).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    bifaciality: Annotated[float, Field(gt=0, le=1)] = 0.7
    height_m: Quantity("m", gt=0, le=10) = 1.5  # type: ignore[valid-type]
    ground_coverage: Annotated[float, Field(gt=0.05, le=0.9)] = 0.4
    row_width_m: Quantity("m", gt=0, le=10) = 2.3  # type: ignore[valid-type]
    albedo: Annotated[float, Field(ge=0, le=1)] = 0.2


@component("pv")
class Pv(ComponentSpec):
    """A plant of one orientation.

    Hay-Davies sky, physical incidence-angle modifier on the beam and its integral (Marion 2017,
    doi 10.1016/j.solener.2017.03.011) on diffuse light, SAPM cell temperature close to a roof or
    on an open rack, PVWatts DC with ``gamma``, all losses as one factor, clipping at the
    inverter. Source of the DC model: Dobos, PVWatts version 5, NREL/TP-6A20-62641 (2014).
    Bifacial rows by pvlib's infinite sheds (Mikofski et al. 2019), shading from row to row
    included.

    Attributes
    ----------
    capacity_mw : float
        DC nameplate [MWp].
    tilt_deg, azimuth_deg : float
        Slope, and direction from north over east (180 is south).
    dc_ac_ratio : float
        DC nameplate over inverter.
    losses : float
        All losses between module and meter, a usual soiling included.
    soiling : float or 12 floats
        Light lost to more dirt than usual, over the year or by month (dusty sites 2-5 %).
    gamma_per_k : float
        Temperature coefficient of power.
    on_roof : bool
        Close to a roof, or on an open rack on the ground.
    bifacial : Bifacial
        Rows on the ground with light from behind; none on a roof.
    line : str
        Name of the direct line it feeds; empty for a plant inside the park.
    age_years : float
        Years in service.
    first_year_loss, annual_degradation : float
        Power lost in the first year, and in each later one (GB 47834 level).
    roof_area_m2 : float
        Usable roof covered; from the capacity if zero. Ground plants cover none.
    """

    capacity_mw: PowerMW
    tilt_deg: Quantity("deg", ge=0, le=90) = 10.0  # type: ignore[valid-type]
    azimuth_deg: Quantity("deg", ge=0, lt=360) = 180.0  # type: ignore[valid-type]
    dc_ac_ratio: Annotated[float, Field(ge=0.5, le=2.0)] = 1.15
    losses: Share = 0.14
    soiling: Share | Months = 0.0
    gamma_per_k: Annotated[float, Field(le=0, ge=-0.01)] = -0.0034
    on_roof: bool = True
    bifacial: Bifacial | None = None
    roof_area_m2: Quantity("m^2", ge=0) = 0.0  # type: ignore[valid-type]
    age_years: Quantity("year", ge=0, le=40) = 0.0  # type: ignore[valid-type]
    first_year_loss: Annotated[float, Field(ge=0, le=0.1)] = 0.01
    annual_degradation: Annotated[float, Field(ge=0, le=0.05)] = 0.004
    om_cny_per_mwh: Annotated[float, Field(ge=0)] = 0.0
    line: str = ""

    @model_validator(mode="after")
    def _has_light_behind(self) -> Self:
        if self.bifacial is not None and self.on_roof:
            raise ValueError("bifacial needs on_roof: false; close to a roof no light comes behind")
        return self

    @property
    def health(self) -> float:
        """Share of nameplate left at this age."""
        first, later = min(self.age_years, 1.0), max(self.age_years - 1.0, 0.0)
        return float(
            (1.0 - self.first_year_loss * first) * (1.0 - self.annual_degradation) ** later
        )

    def facts(self) -> dict[str, float]:
        """Return the usable roof area that is covered [m²]."""
        if not self.on_roof:
            return {}
        area = self.roof_area_m2 or self.capacity_mw * 1000.0 / MODULE_KW_PER_M2
        return {"roof_covered_m2": area}

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the plant as a source of what the sun allows."""
        yield Source(
            name=name,
            bus=f"electricity@{self.line or 'own'}",
            purpose=Purpose.GENERATION if self.line else Purpose.OWN_GENERATION,
            limit=Profile(scale=self.capacity_mw, base=unit_output(ctx.weather, self)),
            cost=self.om_cny_per_mwh,
            unused=Purpose.CURTAILED,
            origin="solar",
        )


SHAPE = (
    "tilt_deg", "azimuth_deg", "dc_ac_ratio", "losses", "soiling", "gamma_per_k", "on_roof",
    "bifacial", "health",
)  # fmt: skip


def unit_output(weather: Weather, plant: Pv) -> Floats:
    """Return AC power per DC nameplate [MW/MWp]; shape (n_steps,). Same plane, same array.

    Dirt and age take from the modules; the inverter stays as it was.
    """
    import pvlib

    key = ("pv", *(getattr(plant, name) for name in SHAPE))
    if key not in weather.memo:
        total, effective = _light(weather, plant)
        mount = ROOF_MOUNT if plant.on_roof else GROUND_MOUNT
        model = pvlib.temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"][mount]
        cell = pvlib.temperature.sapm_cell(
            total, weather.temp_air_c, weather.wind_speed_m_s, **model
        )
        dc = pvlib.pvsystem.pvwatts_dc(effective, cell, 1.0, plant.gamma_per_k)
        ac = np.asarray(dc) * plant.health * (1.0 - plant.losses) * _clean(weather, plant)
        weather.memo[key] = np.maximum(np.minimum(ac, 1.0 / plant.dc_ac_ratio), 0.0)
    return weather.memo[key]


def _clean(weather: Weather, plant: Pv) -> Floats | float:
    """Return the share of light that passes the dirt."""
    if not isinstance(plant.soiling, tuple):
        return float(1.0 - plant.soiling)
    months = weather.timeline.labels.astype("datetime64[M]").astype(int) % 12
    return np.asarray(1.0 - np.array(plant.soiling)[months])


def _light(weather: Weather, plant: Pv) -> tuple[Floats, Floats]:
    """Return what falls on the modules and what passes the glass, the rear at its worth [W/m²]."""
    tilt, azimuth, rows = plant.tilt_deg, plant.azimuth_deg, plant.bifacial
    if rows is None:
        plane = weather.plane(tilt, azimuth)
        return plane.total, _effective(weather, plane, tilt, azimuth)
    total, effective = np.zeros(weather.timeline.n_steps), np.zeros(weather.timeline.n_steps)
    behind = rows.bifaciality * (1.0 - REAR_SHADE)
    for slope, way, worth in ((tilt, azimuth, 1.0), (180.0 - tilt, azimuth + 180.0, behind)):
        plane = _plane_in_rows(weather, rows, slope, way % 360.0)
        total += worth * plane.total
        effective += worth * _effective(weather, plane, slope, way % 360.0)
    return total, effective


def _plane_in_rows(weather: Weather, rows: Bifacial, tilt_deg: float, azimuth_deg: float) -> Plane:
    """Return the mean irradiance on one side of long rows."""
    import pvlib

    found = pvlib.bifacial.infinite_sheds.get_irradiance_poa(
        tilt_deg, azimuth_deg, weather.sun["apparent_zenith"], weather.sun["azimuth"],
        rows.ground_coverage, rows.height_m, rows.row_width_m / rows.ground_coverage,
        weather.ghi_w_m2, weather.dhi_w_m2, weather.dni_w_m2, rows.albedo,
        model="haydavies", dni_extra=weather.extraterrestrial_w_m2,
    )  # fmt: skip
    names = ("poa_direct", "poa_sky_diffuse", "poa_ground_diffuse")
    return Plane(*(np.nan_to_num(np.asarray(found[name], dtype=np.float64)) for name in names))


def _effective(weather: Weather, plane: Plane, tilt_deg: float, azimuth_deg: float) -> Floats:
    """Return what passes the glass: physical modifier on the beam, its integral on the rest."""
    import pvlib

    sun = weather.sun
    angle = pvlib.irradiance.aoi(tilt_deg, azimuth_deg, sun["apparent_zenith"], sun["azimuth"])
    beam = plane.beam * np.nan_to_num(np.asarray(pvlib.iam.physical(angle)))
    share = pvlib.iam.marion_diffuse("physical", tilt_deg)
    return np.asarray(
        beam
        + plane.sky * float(share["sky"])
        + plane.ground * np.nan_to_num(float(share["ground"]))
    )
