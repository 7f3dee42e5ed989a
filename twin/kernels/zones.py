"""Simple hourly method of ISO 13790:2008, annex C (5R1C), for many zones as columns.

The five conductances join outdoor air, supply air, indoor air, surfaces and mass; the mass node
is integrated by Crank-Nicolson over one interval (equation C.4 with a free step length).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.kernels.compiled import kernel

H_IS_W_PER_M2K = 3.45  # surface to air, 7.2.2.2
H_MS_W_PER_M2K = 9.1  # mass to surface, 12.2.2


@kernel
def _nodes(mass, te, h_ve, h_w, h_em, h_ms, h_is, cm_per_s, gain_air, gain_surface, gain_mass):
    """Return mass temperature at the end, and the mean air temperature of the interval."""
    h1 = 1.0 / (1.0 / h_ve + 1.0 / h_is)
    h2 = h1 + h_w
    h3 = 1.0 / (1.0 / h2 + 1.0 / h_ms)
    pull = gain_mass + h_em * te + h3 * (gain_surface + h_w * te + h1 * (gain_air / h_ve + te)) / h2
    half = 0.5 * (h3 + h_em)
    end = (mass * (cm_per_s - half) + pull) / (cm_per_s + half)
    mean = 0.5 * (mass + end)
    surface = (h_ms * mean + gain_surface + h_w * te + h1 * (te + gain_air / h_ve)) / (
        h_ms + h_w + h1
    )
    air = (h_is * surface + h_ve * te + gain_air) / (h_is + h_ve)
    return end, air


class Zones(NamedTuple):
    """Constants of all zones; each of shape (z,)."""

    window: np.ndarray  # conductance of glazing [W/K]
    opaque_em: np.ndarray  # from outside to mass [W/K]
    opaque_ms: np.ndarray  # from mass to surfaces [W/K]
    h_is: np.ndarray  # from surfaces to air [W/K]
    capacity_j: np.ndarray  # of the mass [J/K]
    area: np.ndarray  # floor [m2]
    area_mass: np.ndarray  # effective mass area [m2]
    area_total: np.ndarray  # all surfaces facing the zone [m2]
    heat_max: np.ndarray  # [W]
    cool_max: np.ndarray  # [W]


class Drive(NamedTuple):
    """What acts on the zones over a slice; ``te`` of shape (t,), the rest (z, t)."""

    te: np.ndarray  # outdoor temperature [degC]
    solar: np.ndarray  # [W]
    ventilation: np.ndarray  # [W/K]
    gains: np.ndarray  # internal [W]
    heat_set: np.ndarray  # [degC]
    cool_set: np.ndarray  # [degC]


@kernel
def advance(zones, drive, mass, step_s, heating, cooling, air_out):
    """Advance all zones over a slice.

    Parameters
    ----------
    zones : Zones
    drive : Drive
    mass : array, shape (z,)
        Temperature of the mass [degC]; updated.
    step_s : float
        Length of an interval [s].
    heating, cooling, air_out : arrays, shape (z, t)
        Written: heat supplied, heat removed [W], air temperature [degC].
    """
    for z in range(mass.shape[0]):
        cm_per_s = zones.capacity_j[z] / step_s
        to_mass = zones.area_mass[z] / zones.area_total[z]
        to_surface = 1.0 - to_mass - zones.window[z] / (H_MS_W_PER_M2K * zones.area_total[z])
        h_w, h_em, h_ms = zones.window[z], zones.opaque_em[z], zones.opaque_ms[z]
        h_is = zones.h_is[z]
        probe = 10.0 * zones.area[z]
        for k in range(drive.te.shape[0]):
            te, h_ve = drive.te[k], max(drive.ventilation[z, k], 1e-6)
            inner = 0.5 * drive.gains[z, k]
            rest = inner + drive.solar[z, k]
            m_gain, s_gain = to_mass * rest, to_surface * rest
            end, air = _nodes(
                mass[z], te, h_ve, h_w, h_em, h_ms, h_is, cm_per_s, inner, s_gain, m_gain
            )
            power, target = 0.0, air
            if air < drive.heat_set[z, k]:
                target = drive.heat_set[z, k]
            elif air > drive.cool_set[z, k]:
                target = drive.cool_set[z, k]
            if target != air:
                _, probe_air = _nodes(
                    mass[z], te, h_ve, h_w, h_em, h_ms, h_is, cm_per_s, inner + probe, s_gain,
                    m_gain,
                )  # fmt: skip
                power = probe * (target - air) / (probe_air - air)
                power = min(max(power, -zones.cool_max[z]), zones.heat_max[z])
            if power != 0.0:
                end, air = _nodes(
                    mass[z], te, h_ve, h_w, h_em, h_ms, h_is, cm_per_s, inner + power, s_gain,
                    m_gain,
                )  # fmt: skip
            mass[z] = end
            heating[z, k] = max(power, 0.0)
            cooling[z, k] = max(-power, 0.0)
            air_out[z, k] = air
