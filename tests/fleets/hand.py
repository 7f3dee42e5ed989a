"""Outcomes of strategies by hand."""

from __future__ import annotations

from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.outcome import Bill, CostLine, FleetOutcome, Needs, Power, Service, Spread
from scenarios.fleets.settings import fleet_settings

PRICES = {"diesel_price": 8200.0, "electricity_price": 520.0, "battery_price": 900.0}


def outcome(
    name, lines, *, done=1000, late=0, km=1e6, t_km=2e7, carbon=(900.0, 800.0, 700.0), peak=0.0,
    space=0.0, fleet=60, least=None,
):  # fmt: skip
    """Return an outcome; ``lines`` are (item, driver, CNY a year)."""
    return FleetOutcome(
        strategy=name, zh=f"策略 {name}", en=f"strategy {name}",
        service=Service(done, late, late_min=Spread(done + late, 0.0, 3.0, 20.0, 90.0),
                        late_bins=(late, 0, 0, 0), wait_min=Spread(50, 1.0, 9.0, 30.0, 50.0)),
        needs=Needs({"battery": fleet}, {"depot": 10}, {"depot": 1.2}, space, late < 31),
        power=Power({"electricity": 4000.0, "diesel": 10.0}, {"grid": 3000.0, "own": 1000.0}, 0.0,
                    1.1, 150.0 + peak, 150.0, 0.98, 0.97),
        carbon_t=dict(zip(("park", "location", "residual"), carbon, strict=True)),
        bill=Bill(tuple(CostLine(*line) for line in lines), km, t_km),
        least_vehicles=least,
    )  # fmt: skip


def diesel(**more):
    """Return a diesel fleet: 4.0 CNY/km, half of it fuel."""
    lines = [("vehicle", "vehicle_price", 1.2e6), ("energy", "diesel_price", 2e6),
             ("maintenance", "", 0.5e6), ("carbon", "carbon_price", 0.3e6)]  # fmt: skip
    return outcome("diesel", lines, **more)


def plugs(**more):
    """Return a battery fleet: 3.5 CNY/km."""
    lines = [("vehicle", "vehicle_price", 1.0e6), ("battery", "battery_price", 0.9e6),
             ("energy", "electricity_price", 0.8e6), ("maintenance", "", 0.3e6),
             ("infrastructure", "station_price", 0.5e6)]  # fmt: skip
    return outcome("depot", lines, carbon=(1500.0, 200.0, 900.0), peak=1.5, space=400.0, **more)


def swap(**more):
    """Return a fleet that swaps: 3.6 CNY/km."""
    lines = [("vehicle", "vehicle_price", 1.0e6), ("swap_fee", "swap_fee", 1.6e6),
             ("energy", "electricity_price", 0.7e6), ("maintenance", "", 0.3e6)]  # fmt: skip
    return outcome("swap", lines, carbon=(1600.0, 210.0, 950.0), peak=1.6, space=500.0, **more)


def comparison(*outcomes, level=0.97, variants=()):
    """Return a comparison of outcomes made by hand."""
    span = {"start": "2025-01-01", "days": 365, "step_minutes": 60, "seed": 1}
    return FleetComparison("test", ("trucks",), span, level, fleet_settings(), tuple(outcomes),
                           PRICES, tuple(variants))  # fmt: skip
