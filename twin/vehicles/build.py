"""A vehicle built of body, drive and store: mass, payload, price, and its row in a yard."""

from __future__ import annotations

from twin.vehicles.ageing import health_after
from twin.vehicles.classes import (
    MWH_PER,
    POWERTRAINS,
    PowertrainData,
    VehicleClass,
    powertrains,
    vehicle_classes,
)

KG_PER_T = 1000.0


def _store_kwh(body: VehicleClass, powertrain: str, battery_kwh: float | None) -> float:
    """Return the nameplate energy of battery or tank [kWh].

    Raises
    ------
    ValueError
        If a battery is given to another powertrain, or has no energy.
    """
    if battery_kwh is None:
        return body.of(powertrain).store_kwh
    if powertrain != "battery":
        raise ValueError(f"battery_kwh: {powertrain} vehicles have none to choose")
    if battery_kwh <= 0.0:
        raise ValueError(f"battery_kwh: {battery_kwh:g}; expected above 0")
    return battery_kwh


def _parts_t(body: VehicleClass, powertrain: str, battery_kwh: float | None) -> float:
    """Return the mass of drive and store [t]."""
    data, consumption = powertrains()[powertrain], body.of(powertrain)
    mass_kg = body.power_kw * data.drive_kg_per_kw
    mass_kg += _store_kwh(body, powertrain, battery_kwh) * data.store_kg_per_kwh
    if powertrain == "fuel_cell":
        mass_kg += body.cell_kw * data.cell_kg_per_kw
        mass_kg += consumption.buffer_kwh * powertrains()["battery"].store_kg_per_kwh
    return mass_kg / KG_PER_T


def extra_mass_t(body: VehicleClass, powertrain: str, battery_kwh: float | None = None) -> float:
    """Return by how much a powertrain is heavier than diesel [t]."""
    mine = _parts_t(body, powertrain, battery_kwh)
    return mine - (_parts_t(body, "diesel", None) if body.diesel else mine)


def mass_t(body: VehicleClass, powertrain: str, battery_kwh: float | None = None) -> float:
    """Return the kerb mass [t]."""
    return body.kerb_t + extra_mass_t(body, powertrain, battery_kwh)


def payload_t(body: VehicleClass, powertrain: str, battery_kwh: float | None = None) -> float:
    """Return what it may carry [t]: a heavier powertrain takes from it, a lighter adds nothing.

    Raises
    ------
    ValueError
        If the battery takes all of it.
    """
    extra = extra_mass_t(body, powertrain, battery_kwh) if body.weight_limited else 0.0
    left = body.payload_t - max(extra, 0.0)
    if left <= 0.0:
        raise ValueError(f"battery_kwh: {battery_kwh:g} kWh leave {body.en} no payload")
    return left


def price_cny(
    body: VehicleClass, powertrain: str, battery_kwh: float | None = None
) -> dict[str, float]:
    """Return the price by part [CNY]: body, drive, cell, store."""
    data, consumption = powertrains()[powertrain], body.of(powertrain)
    cell = body.cell_kw * data.cell_cny_per_kw if powertrain == "fuel_cell" else 0.0
    cell += consumption.buffer_kwh * powertrains()["battery"].store_cny_per_kwh
    return {
        "body": body.body_cny,
        "drive": body.power_kw * data.drive_cny_per_kw,
        "cell": cell,
        "store": _store_kwh(body, powertrain, battery_kwh) * data.store_cny_per_kwh,
    }


def vehicle_row(
    vehicle_class: str,
    powertrain: str,
    battery_kwh: float | None = None,
    *,
    fill_mw: float | None = None,
    feed_mw: float = 0.0,
    age_years: float = 0.0,
    age_full_cycles: float = 0.0,
) -> dict[str, float | int]:
    """Return the columns of a yard's table that follow from class and powertrain.

    Parameters
    ----------
    vehicle_class, powertrain : str
    battery_kwh : float, optional
        Nameplate; the class's usual one if not given.
    fill_mw : float, optional
        Most it takes from a plug; its battery's usual most if not given.
    feed_mw : float
        Most it gives back.
    age_years, age_full_cycles : float
        What is behind the battery.

    Returns
    -------
    dict
        ``drive`` (number of the powertrain), ``per_km``, ``per_t_km``, ``per_h`` [MWh],
        ``store_mwh``, ``floor_mwh``, ``first_mwh``, ``fill_mw``, ``feed_mw``, ``taper_from``,
        ``taper_to`` (shares of the usable store), ``payload_t``.

    Raises
    ------
    ValueError
        If class and powertrain do not fit, or a figure is out of range.
    """
    body, data = vehicle_classes()[vehicle_class], powertrains()[powertrain]
    consumption, unit = body.of(powertrain), MWH_PER[body.of(powertrain).unit]
    nameplate = _store_kwh(body, powertrain, battery_kwh) / 1000.0
    most = data.fill_mw or data.fill_c_per_h * nameplate
    chosen = most if fill_mw is None else fill_mw
    if chosen <= 0.0 or feed_mw < 0.0:
        raise ValueError(f"fill_mw {chosen:g} must be above 0, feed_mw {feed_mw:g} at least 0")
    if feed_mw and powertrain != "battery":
        raise ValueError(f"feed_mw: a {powertrain} vehicle gives nothing back")
    health = health_after(data.ageing, age_years, age_full_cycles) if data.ageing else 1.0
    store = nameplate * (data.soc_max - data.soc_min) * health
    taper_from, taper_to = _taper(data)
    return {
        "drive": list[str](POWERTRAINS).index(powertrain),
        "per_km": consumption.per_km * unit,
        "per_t_km": consumption.per_t_km * unit,
        "per_h": consumption.per_h * unit,
        "store_mwh": store,
        "floor_mwh": data.reserve_share * store,
        "first_mwh": data.first_share * store,
        "fill_mw": chosen,
        "feed_mw": feed_mw,
        "taper_from": taper_from,
        "taper_to": taper_to,
        "payload_t": payload_t(body, powertrain, battery_kwh),
    }


def _taper(data: PowertrainData) -> tuple[float, float]:
    """Return the taper in shares of the usable window: where it begins, and power at its top."""
    window = data.soc_max - data.soc_min
    begins = min(max((data.taper_from - data.soc_min) / window, 0.0), 1.0)
    if data.soc_max <= data.taper_from:
        return begins, 1.0
    over = (data.soc_max - data.taper_from) / (1.0 - data.taper_from)
    return begins, 1.0 - (1.0 - data.taper_to) * over
