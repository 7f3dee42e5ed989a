"""Building zones: what a component says of a zone, and the model that runs all of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from twin.kernels.zones import H_IS_W_PER_M2K, H_MS_W_PER_M2K, Drive, Zones, advance
from twin.meters import Meters
from twin.primitives import Live
from twin.timeline import Timeline
from twin.weather.weather import Weather

Floats = npt.NDArray[np.float64]

AIR_J_PER_M3K = 1200.0  # density times heat capacity at sea level (ISO 13790)
SEA_LEVEL_PA = 101_325.0
SURFACE_RATIO = 4.5  # all surfaces facing the zone per floor area (ISO 13790, 7.2.2.2)
W_PER_MW = 1e6
OCCUPIED = 0.02  # share of people above which set points of use apply


@dataclass(frozen=True, eq=False)
class ZoneSeries:
    """What the model of a zone yields over time.

    Attributes
    ----------
    occupancy : Live
        Share of the usual people who are there.
    in_use : Live
        Share of lights and equipment that is on.
    heating_mw, cooling_mw : Live
        Heat supplied and removed.
    heating_drive_mw, cooling_drive_mw : Live
        Electricity of the machines that do it.
    """

    occupancy: Live = field(default_factory=Live)
    in_use: Live = field(default_factory=Live)
    heating_mw: Live = field(default_factory=Live)
    cooling_mw: Live = field(default_factory=Live)
    heating_drive_mw: Live = field(default_factory=Live)
    cooling_drive_mw: Live = field(default_factory=Live)


@dataclass(frozen=True, eq=False)
class Zone:
    """One building as one zone of the 5R1C model.

    Attributes
    ----------
    floor_m2, volume_m3 : float
    wall_m2, roof_m2, window_m2 : float
        Opaque walls, roof, glazing (all façades equally).
    u_wall, u_roof, u_window : float
        Thermal transmittance [W/(m²·K)].
    shgc : float
        Solar heat gain coefficient of the glazing, shading included.
    capacity_j_per_m2k, mass_ratio : float
        Class of heavy or light construction (ISO 13790, table 12), per floor area.
    infiltration_per_h, fresh_air_m3_per_h : float
        Air changes always there; ventilation at full occupancy.
    gains_w_m2, people_w_m2, idle_share : float
        Lights and equipment, and people, at full occupancy; share of the former always on.
    heat_set_c, cool_set_c, heat_setback_c, cool_setback_c : float
    heat_max_w, cool_max_w : float
    schedule : array
        Usual share of people present; shape (n_steps,).
    attendance_meter, relax_meter : str
        Meters of an agent: factor on the schedule (0 to 1), and kelvin by which set points are
        relaxed; "" for one and none.
    stands_from : int
        First interval in which the building stands; nothing is used in it before.
    heating_per_unit, cooling_per_unit : array
        Electricity of the machine per heat supplied or removed.
    series : ZoneSeries
        Written by the model.
    """

    name: str
    timeline: Timeline
    floor_m2: float
    volume_m3: float
    wall_m2: float
    roof_m2: float
    window_m2: float
    u_wall: float
    u_roof: float
    u_window: float
    shgc: float
    capacity_j_per_m2k: float
    mass_ratio: float
    infiltration_per_h: float
    fresh_air_m3_per_h: float
    gains_w_m2: float
    people_w_m2: float
    idle_share: float
    heat_set_c: float
    cool_set_c: float
    heat_setback_c: float
    cool_setback_c: float
    heat_max_w: float
    cool_max_w: float
    schedule: Floats
    heating_per_unit: Floats
    cooling_per_unit: Floats
    attendance_meter: str = ""
    relax_meter: str = ""
    stands_from: int = 0
    series: ZoneSeries = field(default_factory=ZoneSeries)


class ZoneModel:
    """Runs all zones of a park as columns of one kernel."""

    def __init__(self, zones: tuple[Zone, ...], weather: Weather) -> None:
        self.zones = tuple(sorted(zones, key=lambda zone: zone.name))
        self.weather = weather
        self._timeline = weather.timeline
        self._glazing_m2 = np.array([z.window_m2 * z.shgc for z in self.zones])
        self._facade = _facade(weather)
        self._constants = _constants(self.zones)
        outdoor = float(weather.temp_air_c[: self._timeline.steps_per_day].mean())
        self._mass = np.array([_clip(outdoor, z.heat_set_c, z.cool_set_c) for z in self.zones])
        density = weather.pressure_pa / SEA_LEVEL_PA
        self._air_j = AIR_J_PER_M3K * density

    @property
    def meter_names(self) -> tuple[str, ...]:
        """Meters of the zones' agents."""
        names = [name for z in self.zones for name in (z.attendance_meter, z.relax_meter)]
        return tuple(name for name in names if name)

    def bind(self, meters: Meters) -> None:
        """Learn where the zones' meters stand."""
        self._index = {name: meters.index(name) for name in self.meter_names}

    def settle(self, mean: Floats, k0: int, k1: int) -> None:
        """Advance all zones and write their live profiles."""
        span, shape = slice(k0, k1), (len(self.zones), k1 - k0)
        stands = [(np.arange(k0, k1) >= z.stands_from).astype(float) for z in self.zones]
        people = [
            there * z.schedule[span] * self._read(mean, z.attendance_meter, 1.0)
            for z, there in zip(self.zones, stands, strict=True)
        ]
        drive = Drive(
            self.weather.temp_air_c[span],
            np.outer(self._glazing_m2, self._facade[span]),
            *(np.zeros(shape) for _ in range(4)),
        )
        for i, (zone, present) in enumerate(zip(self.zones, people, strict=True)):
            relax = self._read(mean, zone.relax_meter, 0.0)
            self._drive(i, zone, present, relax, span, drive)
            zone.series.in_use.write(span, stands[i] * self._in_use(zone, present))
        heating, cooling, air = (np.zeros(shape) for _ in range(3))
        step_s = float(self._timeline.step_seconds)
        advance(self._constants, drive, self._mass, step_s, heating, cooling, air)
        for i, zone in enumerate(self.zones):
            heat_mw, cool_mw = (stands[i] * power[i] / W_PER_MW for power in (heating, cooling))
            out = zone.series
            out.occupancy.write(span, people[i])
            out.heating_mw.write(span, heat_mw)
            out.cooling_mw.write(span, cool_mw)
            out.heating_drive_mw.write(span, heat_mw * zone.heating_per_unit[span])
            out.cooling_drive_mw.write(span, cool_mw * zone.cooling_per_unit[span])

    def _drive(
        self, i: int, zone: Zone, present: Floats, relax: Floats, span: slice, drive: Drive
    ) -> None:
        """Fill one zone's row of gains, ventilation and set points."""
        in_use = self._in_use(zone, present)
        drive.gains[i] = zone.floor_m2 * (zone.gains_w_m2 * in_use + zone.people_w_m2 * present)
        flow = zone.infiltration_per_h * zone.volume_m3 + zone.fresh_air_m3_per_h * present
        drive.ventilation[i] = self._air_j[span] * flow / 3600.0
        here = present > OCCUPIED
        drive.heat_set[i] = np.where(here, zone.heat_set_c, zone.heat_setback_c) - relax
        drive.cool_set[i] = np.where(here, zone.cool_set_c, zone.cool_setback_c) + relax

    @staticmethod
    def _in_use(zone: Zone, present: Floats) -> Floats:
        return zone.idle_share + (1.0 - zone.idle_share) * present

    def _read(self, mean: Floats, meter: str, default: float) -> Floats:
        if not meter:
            return np.full(mean.shape[1], default)
        return np.asarray(mean[self._index[meter]])


def _clip(value: float, low: float, high: float) -> float:
    """Return the value within bounds: a zone begins as the first day's weather would have it."""
    return min(max(value, low), high)


def _facade(weather: Weather) -> Floats:
    """Return the mean irradiance on vertical façades facing the four directions [W/m²]."""
    if ("facade",) not in weather.memo:
        planes = [weather.plane(90.0, azimuth).total for azimuth in (0.0, 90.0, 180.0, 270.0)]
        weather.memo["facade",] = np.asarray(np.mean(planes, axis=0))
    return weather.memo["facade",]


def _constants(zones: tuple[Zone, ...]) -> Zones:
    """Return the zone columns of the kernel."""
    window = np.array([z.u_window * z.window_m2 for z in zones])
    opaque = np.array([z.u_wall * z.wall_m2 + z.u_roof * z.roof_m2 for z in zones])
    area = np.array([z.floor_m2 for z in zones])
    area_mass = np.array([z.mass_ratio for z in zones]) * area
    area_total = SURFACE_RATIO * area
    to_surface = H_MS_W_PER_M2K * area_mass
    to_outside = 1.0 / np.maximum(1.0 / np.maximum(opaque, 1e-9) - 1.0 / to_surface, 1e-9)
    return Zones(
        window,
        to_outside,
        to_surface,
        H_IS_W_PER_M2K * area_total,
        np.array([z.capacity_j_per_m2k for z in zones]) * area,
        area,
        area_mass,
        area_total,
        np.array([z.heat_max_w for z in zones]),
        np.array([z.cool_max_w for z in zones]),
    )
