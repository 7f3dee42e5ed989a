"""Estimates of the measures at the end of the pipe."""

from __future__ import annotations

from scenarios.park_file import LoadedPark
from tests.measures.estimate import Estimate
from tests.measures.textbook import GAS_CO2, GJ, planned

EQUIPPED = "tests/measures/equipped.yaml"
SEASON_H = 214 * 24.0  # 16 May to 15 December


def _boiler_capture(park: LoadedPark) -> float:
    """Steam from gas, that of the reboiler (2.8 GJ/t) included: C = 0.9 · g/0.9 · (Q + qC)."""
    steam = sum(planned(park, "heat_gj", level) for level in ("steam_1mpa", "steam_05mpa")) * GJ
    from_gas = steam - 4.0 * SEASON_H  # the recovery at the silicon furnace gives 4 MW in season
    per_mwh = 0.9 * GAS_CO2 / 0.9
    return per_mwh * from_gas / (1.0 - per_mwh * 2.8 * GJ)


ESTIMATES = [
    Estimate(
        "carbon_capture", "capture.captured_t",
        "capacity x hours of the season; the furnace gives about 12,000 t x 4.5 t/t = 10.5 t/h",
        lambda _: 5.0 * SEASON_H,
    ),
    Estimate(
        "carbon_capture", "water.fresh_m3", "1.65 m3 a tonne captured",
        lambda _: 1.65 * 5.0 * SEASON_H,
    ),
    Estimate(
        "boiler_carbon_capture", "capture.captured_t",
        "0.9 of the CO2 of all steam from gas, that for the reboiler included",
        _boiler_capture, {"share": 1.0},
    ),
    Estimate(
        "co2_utilisation", "cost.capture_cny",
        "captured x (sale at 150 + transport 50 and storage 35 no longer paid)",
        lambda _: -5.0 * SEASON_H * (150.0 + 50.0 + 35.0), {"price": 150.0}, EQUIPPED,
    ),
    Estimate("ccer_offsets", "offset.ccer_t", "as bought", lambda _: 30000.0, {"amount": 30000.0}),
    Estimate(
        "ccer_offsets", "cost.offset_cny", "tonnes x price",
        lambda _: 30000.0 * 85.0, {"amount": 30000.0, "price": 85.0},
    ),
]  # fmt: skip
