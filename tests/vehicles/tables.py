"""Tables of docs/vehicles.md, made from the shipped data: ``python -m tests.vehicles.tables``."""

from __future__ import annotations

from scenarios.fleets.ownership_assumptions import ownership_assumptions
from twin.station_types import station_types
from twin.vehicles import (
    Leg,
    climate_factor,
    extra_mass_t,
    health_after,
    life_years,
    payload_t,
    powertrains,
    price_cny,
    road_factor,
    vehicle_classes,
)

HEAD = {
    "consumption": ("class", "powertrain", "kWh/km empty", "kWh/(t km)", "kWh/h", "store kWh",
                    "confidence"),
    "vehicle": ("class", "powertrain", "heavier by t", "payload t", "price CNY", "maintenance"),
    "road": ("49 t tractor, 30 t", "-4 %", "-2 %", "-1 %", "+1 %", "+2 %", "+4 %", "gravel",
             "30 km/h", "80 km/h", "20 km/h, 5 stops/km"),
    "weather": ("", "-20 °C", "-10 °C", "0 °C", "10 °C", "17 °C", "30 °C", "40 °C"),
    "ageing": ("full cycles a year", "life in years at 15 °C", "at 25 °C", "at 35 °C",
               "left after 5 years at 25 °C"),
    "station": ("type", "kind", "servers", "MW each", "CNY", "m²", "years", "confidence"),
    "ownership": ("assumption", "value"),
}  # fmt: skip


def _consumption():
    for name, body in vehicle_classes().items():
        for powertrain in body.powertrains:
            use = body.of(powertrain)
            scale = 1.0 / 3.6 if use.unit == "MJ" else 1.0
            yield (name, powertrain, f"{use.per_km * scale:.2f}", f"{use.per_t_km * scale:.3f}",
                   f"{use.per_h * scale:.1f}", f"{use.store_kwh:.0f}", use.confidence)  # fmt: skip


def _vehicle():
    for name, body in vehicle_classes().items():
        per = "km" if body.maintenance_cny_per_km else "h"
        cost = body.maintenance_cny_per_km or body.maintenance_cny_per_h
        for powertrain in body.powertrains:
            yield (name, powertrain, f"{extra_mass_t(body, powertrain):+.2f}",
                   f"{payload_t(body, powertrain):.1f}",
                   f"{sum(price_cny(body, powertrain).values()):,.0f}",
                   f"{cost * powertrains()[powertrain].maintenance_share:.2f} CNY/{per}",
                   )  # fmt: skip


def _road():
    ways = [Leg(1.0, 30.0, s) for s in (-0.04, -0.02, -0.01, 0.01, 0.02, 0.04)]
    ways += [Leg(1.0, 30.0, road="gravel")]
    ways += [Leg(1.0, 30.0, speed_km_h=v) for v in (30.0, 80.0)]
    ways += [Leg(1.0, 30.0, speed_km_h=20.0, stops_per_km=5.0)]
    for powertrain in vehicle_classes()["tractor_49t"].powertrains:
        found = (f"{road_factor('tractor_49t', powertrain, [way]):.2f}" for way in ways)
        yield (powertrain, *found)


def _weather():
    for powertrain in powertrains():
        found = (climate_factor(powertrain, t) for t in (-20, -10, 0, 10, 17, 30, 40))
        yield (powertrain, *(f"{factor:.2f}" for factor in found))


def _ageing():
    ageing = powertrains()["battery"].ageing
    for cycles in (100.0, 200.0, 300.0, 450.0, 600.0):
        lives = (life_years(ageing, cycles, [t]) for t in (15.0, 25.0, 35.0))
        left = health_after(ageing, 5.0, 5.0 * cycles)
        yield (f"{cycles:.0f}", *(f"{life:.1f}" for life in lives), f"{left:.3f}")


def _station():
    for name, kind in station_types().items():
        yield (name, kind.kind, str(kind.servers), f"{kind.server_mw:g}",
               f"{kind.capex_cny():,.0f}", f"{kind.space_m2():,.0f}", str(kind.life_years),
               kind.confidence)  # fmt: skip


def _ownership():
    for name, value in ownership_assumptions().model_dump().items():
        if not isinstance(value, dict):
            yield name, f"{value:g}"


ROWS = {
    "consumption": _consumption,
    "vehicle": _vehicle,
    "road": _road,
    "weather": _weather,
    "ageing": _ageing,
    "station": _station,
    "ownership": _ownership,
}


def table(name):
    """Return one table as Markdown."""
    rule = "|" + "---|" * len(HEAD[name])
    head, *rows = (f"| {' | '.join(row)} |" for row in (HEAD[name], *ROWS[name]()))
    return "\n".join([head, rule, *rows])


if __name__ == "__main__":
    print("\n\n".join(table(name) for name in HEAD))
