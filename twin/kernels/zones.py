"""Simple hourly method of ISO 13790:2008, annex C (5R1C), for many zones as columns.

The five conductances join outdoor air, supply air, indoor air, surfaces and mass; the mass node
is integrated by Crank-Nicolson over one interval (equation C.4 with a free step length).
"""

from __future__ import annotations

import numba as nb

H_IS_W_PER_M2K = 3.45  # surface to air, 7.2.2.2
H_MS_W_PER_M2K = 9.1  # mass to surface, 12.2.2


@nb.njit(cache=True)
def _nodes(mass, te, h_ve, h_w, h_em, h_ms, h_is, cm_per_s, gain_air, gain_surface, gain_mass):
    """Return mass temperature at the end, and the mean air temperature of the interval."""
    h1 = 1.0 / (1.0 / h_ve + 1.0 / h_is)
    h2 = h1 + h_w
    h3 = 1.0 / (1.0 / h2 + 1.0 / h_ms)
    pull = gain_mass + h_em * te + h3 * (
        gain_surface + h_w * te + h1 * (gain_air / h_ve + te)
    ) / h2
    half = 0.5 * (h3 + h_em)
    end = (mass * (cm_per_s - half) + pull) / (cm_per_s + half)
    mean = 0.5 * (mass + end)
    surface = (h_ms * mean + gain_surface + h_w * te + h1 * (te + gain_air / h_ve)) / (
        h_ms + h_w + h1
    )
    air = (h_is * surface + h_ve * te + gain_air) / (h_is + h_ve)
    return end, air


@nb.njit(cache=True)
def advance(
    te, solar, ventilation, gains, heat_set, cool_set, window, opaque_em, opaque_ms, h_is,
    capacity_j, area, area_mass, area_total, heat_max, cool_max, mass, step_s, k0, k1,
    heating, cooling, air_out,
):  # fmt: skip
    """Advance all zones from interval ``k0`` to ``k1``.

    Parameters
    ----------
    te : array, shape (T,)
        Outdoor temperature [°C].
    solar, gains : arrays, shape (z, T)
        Solar and internal gains of each zone [W].
    ventilation : array, shape (z, T)
        Heat transfer by ventilation [W/K].
    heat_set, cool_set : arrays, shape (z, T)
        Set points of the air [°C].
    window, opaque_em, opaque_ms, h_is : arrays, shape (z,)
        Conductances [W/K].
    capacity_j : array, shape (z,)
        Heat capacity of the mass [J/K].
    area, area_mass, area_total : arrays, shape (z,)
        Floor area, effective mass area, area of all surfaces [m²].
    heat_max, cool_max : arrays, shape (z,)
        Largest heating and cooling power [W].
    mass : array, shape (z,)
        Temperature of the mass; updated [°C].
    step_s : float
    k0, k1 : int
    heating, cooling, air_out : arrays, shape (z, T)
        Written: heat supplied, heat removed [W], air temperature [°C].
    """
    for z in range(mass.shape[0]):
        cm_per_s = capacity_j[z] / step_s
        to_mass = area_mass[z] / area_total[z]
        to_surface = 1.0 - to_mass - window[z] / (H_MS_W_PER_M2K * area_total[z])
        for k in range(k0, k1):
            base_air = 0.5 * gains[z, k]
            rest = 0.5 * gains[z, k] + solar[z, k]
            gain_mass, gain_surface = to_mass * rest, to_surface * rest
            h_ve = max(ventilation[z, k], 1e-6)
            free_mass, free_air = _nodes(
                mass[z], te[k], h_ve, window[z], opaque_em[z], opaque_ms[z], h_is[z], cm_per_s,
                base_air, gain_surface, gain_mass,
            )  # fmt: skip
            power = 0.0
            target = free_air
            if free_air < heat_set[z, k]:
                target = heat_set[z, k]
            elif free_air > cool_set[z, k]:
                target = cool_set[z, k]
            if target != free_air:
                probe = 10.0 * area[z]
                _, probe_air = _nodes(
                    mass[z], te[k], h_ve, window[z], opaque_em[z], opaque_ms[z], h_is[z],
                    cm_per_s, base_air + probe, gain_surface, gain_mass,
                )  # fmt: skip
                power = probe * (target - free_air) / (probe_air - free_air)
                power = min(max(power, -cool_max[z]), heat_max[z])
            if power == 0.0:
                mass[z], air = free_mass, free_air
            else:
                mass[z], air = _nodes(
                    mass[z], te[k], h_ve, window[z], opaque_em[z], opaque_ms[z], h_is[z],
                    cm_per_s, base_air + power, gain_surface, gain_mass,
                )  # fmt: skip
            heating[z, k] = max(power, 0.0)
            cooling[z, k] = max(-power, 0.0)
            air_out[z, k] = air
