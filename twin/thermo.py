"""Shared thermodynamics of heat pumps and chillers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
KELVIN = 273.15


def carnot_cop(
    hot_c: Floats | float, cold_c: Floats | float, fraction: float, most: float = 12.0
) -> Floats:
    """Return the heating coefficient of performance as a fraction of Carnot's.

    ``COP = fraction * T_hot / (T_hot - T_cold)``, temperatures of the refrigerant side [°C].
    Where the lift is too small for the formula the result is held at ``most``.

    Raises
    ------
    ValueError
        If the fraction is not in (0, 1].
    """
    if not 0.0 < fraction <= 1.0:
        raise ValueError(f"Carnot fraction {fraction} is not in (0, 1]")
    hot, cold = np.asarray(hot_c) + KELVIN, np.asarray(cold_c) + KELVIN
    lift = np.maximum(hot - cold, 1e-3)
    return np.minimum(fraction * hot / lift, most)


def carnot_cooling_cop(
    hot_c: Floats | float, cold_c: Floats | float, fraction: float, most: float = 12.0
) -> Floats:
    """Return the cooling coefficient of performance as a fraction of Carnot's.

    ``COP = fraction * T_cold / (T_hot - T_cold)``, temperatures of the refrigerant side [°C].

    Raises
    ------
    ValueError
        If the fraction is not in (0, 1].
    """
    ratio = (np.asarray(cold_c) + KELVIN) / (np.asarray(hot_c) + KELVIN)
    return np.minimum(carnot_cop(hot_c, cold_c, fraction, most=np.inf) * ratio, most)
