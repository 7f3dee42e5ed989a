"""Figures of hydrogen that its components share."""

from __future__ import annotations

LHV_MWH_PER_KG = 120.0 / 3600.0  # 120 MJ/kg, as the factor set of the accounts
KWH = 1e-3  # MWh
