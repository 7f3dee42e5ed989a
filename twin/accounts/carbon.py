"""Carbon account: three ledgers that are never mixed.

*Park method*: the accounting method for zero-carbon parks (trial), NDRC 发改环资〔2025〕910号,
annex 4. ``E = E_fuel + E_conversion + E_electricity + E_heat + E_process``, CO2 only; direct
non-fossil supply and renewable trades or certificates count 0, all other electricity the
national fossil-power factor; no term for capture or offsets.
*Location-based*: the provincial grid average on all grid power.
*Residual*: the residual mix on grid power not covered by contracts of any kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from twin.accounts.annual import AnnualTotals
from twin.accounts.choices import Choices, Factors
from twin.accounts.terms import Part, Term, total
from twin.factors import NamedFactor


def carbon_terms(totals: AnnualTotals, factors: Factors, choices: Choices) -> Iterator[Term]:
    """Yield the terms of the three ledgers."""
    shared = [
        total("carbon.fuel_t", "t", _fuel(totals, factors, choices), "Σ fuel · EF"),
        total("carbon.conversion_t", "t", _conversion(totals, factors), "Σ in · EF - Σ out · EF"),
        total("carbon.heat_t", "t", _heat(totals, factors), "Σ in · 0.11 - Σ out · 0.11"),
        total("carbon.process_t", "t", _process(totals, factors), "Σ product · EF"),
    ]
    yield from shared
    same_in_all = sum(term.value for term in shared)
    ledgers = {
        "park": list(_park_electricity(totals, factors)),
        "location": list(_location_electricity(totals, factors)),
        "residual": list(_residual_electricity(totals, factors)),
    }
    for name, parts in ledgers.items():
        power = total(f"carbon.{name}.electricity_t", "t", parts)
        yield power
        yield Term(
            f"carbon.{name}.total_t", "t", same_in_all + power.value,
            "fuel + conversion + heat + process + electricity",
        )  # fmt: skip


def _fuel(totals: AnnualTotals, factors: Factors, choices: Choices) -> Iterator[Part]:
    """Yield fuel burned; recovered gas is left out where the product's factor holds it.

    Fuel made inside is left out: its carbon stands with what it was made from.
    """
    for use in totals.fuels:
        if use.activity == "converted":
            continue
        if use.activity == "recovered" and choices.recovered_with_product:
            continue
        yield _fuel_part(use.carrier, use.mwh, f"{use.carrier}/{use.activity}", factors, use.rows)


def _conversion(totals: AnnualTotals, factors: Factors) -> Iterator[Part]:
    """Yield the carbon balance of conversions; oxidation of what is lost counts in full."""
    for item in totals.conversions:
        yield _fuel_part(item.carrier, item.mwh, item.carrier, factors, item.rows)


def _fuel_part(
    carrier: str, mwh: float, what: str, factors: Factors, rows: tuple[str, ...]
) -> Part:
    fuel = factors.fuels.fuel(carrier)
    source = f"{fuel.set}: {fuel.source}"
    return Part(what, mwh, "MWh", fuel.co2_t_per_mwh, "t/MWh", source, rows)


def _heat(totals: AnnualTotals, factors: Factors) -> Iterator[Part]:
    heat, default = totals.heat, factors.heat_co2
    for name, amount, measured, sign in (
        ("in_fossil", heat.in_fossil, heat.in_factor, 1.0),
        ("out_fossil", heat.out_fossil, heat.out_factor, -1.0),
    ):
        if amount:
            factor = default.value if measured is None else measured
            source = default.source if measured is None else "measured"
            rows = tuple(heat.rows.get(name, ()))
            yield Part(f"heat {name}", sign * amount, "GJ", factor, "t/GJ", source, rows)


def _process(totals: AnnualTotals, factors: Factors) -> Iterator[Part]:
    for product in totals.products:
        factor = factors.product(product.factor)
        yield Part(
            product.factor, product.amount, product.unit, factor.value, factor.unit,
            factor.source, product.rows,
        )  # fmt: skip


def _power_part(what: str, mwh: float, factor: NamedFactor, rows: tuple[str, ...] = ()) -> Part:
    return Part(what, mwh, "MWh", factor.value, "t/MWh", factor.source, rows)


def _park_electricity(totals: AnnualTotals, factors: Factors) -> Iterator[Part]:
    power, fossil = totals.electricity, factors.fossil_power
    yield _power_part("other electricity", power.other, fossil, tuple(power.rows.get("grid", ())))
    credited = power.sent_fuel * totals.fossil_share_of_power(factors.fuels)
    if credited:
        rows = tuple(power.rows.get("sent_fuel", ()))
        yield _power_part("power from fossil fuel sent out", -credited, fossil, rows)


def _location_electricity(totals: AnnualTotals, factors: Factors) -> Iterator[Part]:
    power, average = totals.electricity, factors.grid[factors.grid_key]
    rows = tuple(power.rows.get("grid", ()))
    yield _power_part("grid power", power.grid, average, rows)
    if power.direct_fossil:
        yield _power_part("fossil direct supply", power.direct_fossil, factors.fossil_power)


def _residual_electricity(totals: AnnualTotals, factors: Factors) -> Iterator[Part]:
    power, residual = totals.electricity, factors.electricity[factors.residual_key]
    contracts = power.trade_renewable + power.trade_nuclear + power.certificates
    uncovered = max(power.grid - contracts, 0.0) + power.claim_lost
    rows = tuple(power.rows.get("grid", ()))
    yield _power_part("grid power without contract", uncovered, residual, rows)
    if power.direct_fossil:
        yield _power_part("fossil direct supply", power.direct_fossil, factors.fossil_power)
