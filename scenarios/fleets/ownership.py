"""Total cost of ownership of a vehicle: a year's bill, per km and per tonne-km.

All costs are real, of one year of a life in which years are alike: what is bought is spread by an
annuity, ``A = K r (1+r)^n / ((1+r)^n - 1)``, after its present residual value is taken off. A
battery is replaced whenever it reaches its end of life (``twin/vehicles/ageing.py``), at the price
of that year.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace

from scenarios.economics.finance import annuity
from scenarios.fleets.ownership_assumptions import OwnershipAssumptions
from twin.station_types import StationType
from twin.vehicles import life_years, powertrains, price_cny, vehicle_classes

MONTHS = 12
KWH_PER_MWH = 1000.0


@dataclass(frozen=True)
class Duty:
    """What one vehicle does in a year.

    Attributes
    ----------
    km, t_km, work_h : float
        Driven, moved (load times loaded way), and hours of handling.
    energy_mwh : float
        Paid for: at the meter of plug, rack or pump.
    stored_mwh : float
        What went into the battery, feeding back included; it ages by that. Ignored for tanks.
    co2_t : float
        What is charged with the price of carbon.
    temperatures_c : tuple of float
        Of the battery, evenly over the year.
    """

    km: float
    t_km: float
    energy_mwh: float
    stored_mwh: float = 0.0
    work_h: float = 0.0
    co2_t: float = 0.0
    temperatures_c: tuple[float, ...] = (25.0,)

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != "temperatures_c" and not (value >= 0.0 and math.isfinite(value)):
                raise ValueError(f"{field.name}: {value:g}; expected a finite number of at least 0")

    def times(self, factor: float) -> Duty:
        """Return the same kind of duty at ``factor`` times the distance."""
        more = ("km", "t_km", "energy_mwh", "stored_mwh", "work_h", "co2_t")
        return replace(self, **{name: factor * getattr(self, name) for name in more})


@dataclass(frozen=True)
class Case:
    """One vehicle, its duty, and the prices it pays.

    Attributes
    ----------
    vehicle_class, powertrain : str
    duty : Duty
    energy_cny_per_mwh : float
    battery_kwh : float or None
        Nameplate; the class's usual one.
    battery_cny_per_kwh : float or None
        Of a traction battery; the shipped price.
    leased : bool
        The battery belongs to others and is leased.
    swaps_outside : bool
        It swaps at a station of others and pays their fee.
    infrastructure_cny : float
        Share of stations a year, see :func:`station_cny`.
    carbon_cny_per_t : float
    drivers : float
        Paid for; 0 leaves them out.
    """

    vehicle_class: str
    powertrain: str
    duty: Duty
    energy_cny_per_mwh: float
    battery_kwh: float | None = None
    battery_cny_per_kwh: float | None = None
    leased: bool = False
    swaps_outside: bool = False
    infrastructure_cny: float = 0.0
    carbon_cny_per_t: float = 0.0
    drivers: float = 0.0

    def __post_init__(self) -> None:
        if (self.leased or self.swaps_outside) and self.powertrain != "battery":
            raise ValueError(f"leased, swaps_outside: a {self.powertrain} vehicle has no battery")

    @property
    def nameplate_kwh(self) -> float:
        """Energy of the traction battery, 0 for others."""
        usual = vehicle_classes()[self.vehicle_class].of(self.powertrain).battery_kwh
        return self.battery_kwh or usual


@dataclass(frozen=True)
class Bill:
    """A year's cost of one vehicle [CNY], by item."""

    capital: float
    battery: float
    lease: float
    energy: float
    swap_fee: float
    maintenance: float
    insurance: float
    driver: float
    infrastructure: float
    carbon: float
    km: float
    t_km: float

    @property
    def items(self) -> dict[str, float]:
        """All items by name."""
        apart = {"km", "t_km"}
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in apart}

    @property
    def total(self) -> float:
        """Sum of all items [CNY]."""
        return sum(self.items.values())

    @property
    def per_km(self) -> float | None:
        """Cost per km driven, None if there is none."""
        return self.total / self.km if self.km > 0.0 else None

    @property
    def per_t_km(self) -> float | None:
        """Cost per tonne-km moved, None if there is none."""
        return self.total / self.t_km if self.t_km > 0.0 else None


def bill(case: Case, given: OwnershipAssumptions) -> Bill:
    """Return what a vehicle costs a year."""
    body, duty = vehicle_classes()[case.vehicle_class], case.duty
    price = _prices(case)
    battery = price.pop("battery")
    years, rate = body.life_years, given.real_rate
    paid = sum(price.values()) * _with_tax(case, given)
    left = given.residual_share * sum(price.values()) * (1.0 + rate) ** -years
    maintained = body.maintenance_cny_per_km * duty.km + body.maintenance_cny_per_h * duty.work_h
    owned = 0.0 if case.leased else 1.0
    return Bill(
        capital=annuity(rate, years, paid - left),
        battery=owned * battery_cny(case, battery, given),
        lease=(1.0 - owned) * case.nameplate_kwh * given.lease_cny_per_kwh_month * MONTHS,
        energy=duty.energy_mwh * case.energy_cny_per_mwh,
        swap_fee=duty.energy_mwh * given.swap_fee_cny_per_mwh if case.swaps_outside else 0.0,
        maintenance=maintained * powertrains()[case.powertrain].maintenance_share,
        insurance=given.insurance_share * (sum(price.values()) + owned * battery),
        driver=case.drivers * given.driver_cny_per_year,
        infrastructure=case.infrastructure_cny,
        carbon=duty.co2_t * case.carbon_cny_per_t,
        km=duty.km,
        t_km=duty.t_km,
    )


def _prices(case: Case) -> dict[str, float]:
    """Return the price by part [CNY], the traction battery apart as ``battery``."""
    body = vehicle_classes()[case.vehicle_class]
    price = price_cny(body, case.powertrain, case.battery_kwh)
    if case.powertrain != "battery":
        return price | {"battery": 0.0}
    store = price.pop("store")
    if case.battery_cny_per_kwh is not None:
        store = case.nameplate_kwh * case.battery_cny_per_kwh
    return price | {"battery": store}


def _with_tax(case: Case, given: OwnershipAssumptions) -> float:
    """Return price with purchase tax over price."""
    return 1.0 + given.purchase_tax[case.powertrain] / (1.0 + given.vehicle_vat)


def battery_cny(case: Case, price_now: float, given: OwnershipAssumptions) -> float:
    """Return the yearly cost of owning a traction battery of a price, replacements included [CNY].

    Bought at 0, L, 2L … as long as the vehicle lives; when a battery is given up, it is worth
    ``salvage + (1 - salvage) * share of its life left`` of a new one's price then.
    """
    ageing = powertrains()[case.powertrain].ageing
    if ageing is None or price_now == 0.0:
        return 0.0
    years = vehicle_classes()[case.vehicle_class].life_years
    window = case.duty.stored_mwh * KWH_PER_MWH / case.nameplate_kwh
    life = life_years(ageing, window, case.duty.temperatures_c)
    present, at = 0.0, 0.0
    while at < years:
        until = min(at + life, float(years))
        left = 1.0 - (until - at) / life if math.isfinite(life) else 1.0
        worth = given.battery_salvage_share + (1.0 - given.battery_salvage_share) * left
        present += _price_at(price_now, at, given) - worth * _price_at(price_now, until, given)
        at += life
    tax = price_now * (_with_tax(case, given) - 1.0)
    return annuity(given.real_rate, years, present + tax)


def _price_at(price_now: float, year: float, given: OwnershipAssumptions) -> float:
    """Return a battery's price of a year, discounted to now."""
    return price_now * float(((1.0 + given.battery_price_change) / (1.0 + given.real_rate)) ** year)


def station_cny(
    station: StationType,
    given: OwnershipAssumptions,
    servers: int | None = None,
    rack: int | None = None,
    bank_kg: float | None = None,
    refill_kg_h: float | None = None,
) -> float:
    """Return what a station of a size costs a year [CNY], energy apart, its packs included.

    Packs of a rack live as long as the station here: they are few, and each is charged gently.
    """
    packs = station.rack if rack is None else rack
    capital = station.capex_cny(servers, rack, bank_kg, refill_kg_h)
    pack_cny = packs * station.rack_kwh * powertrains()["battery"].store_cny_per_kwh
    yearly = annuity(given.real_rate, station.life_years, capital + pack_cny)
    return yearly + station.opex_share * capital
