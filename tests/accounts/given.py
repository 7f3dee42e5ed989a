"""Factors with explicit numbers, and short ways to a book: nothing here reads the factor files."""

from __future__ import annotations

from twin.accounts.annual import AnnualTotals, FuelUse
from twin.accounts.book import annual_book
from twin.accounts.choices import Choices, Factors
from twin.accounts.integrity import integrity_warnings
from twin.factors import FactorSet, Fuel, NamedFactor
from twin.indicators import load_system
from twin.scoring import Judge

E, Q = 0.2856, 0.1229  # 等价值, 当量值 of electricity [tce/MWh]
FOSSIL, PROVINCE, RESIDUAL = 0.8325, 0.1333, 0.6096  # [tCO2/MWh]
HEAT_TCE, HEAT_CO2 = 0.03412, 0.11  # [tce/GJ], [tCO2/GJ]
GJ = 1.0 / 3.6  # MWh
TCE = 29.3076 / 3.6  # MWh of fuel in a tonne of standard coal

# carrier: unit, GJ per unit, tCO2 per unit; the last column is then tCO2 per MWh.
FUELS = {
    "raw_coal": ("t", 20.0, 1.9),  # 0.095 t/GJ: 0.342
    "natural_gas": ("m3", 0.036, 0.0020592),  # 57.2 t/TJ: 0.20592
    "diesel": ("t", 42.705, 3.096),
    "coke": ("t", 28.0, 2.8),  # 0.100 t/GJ: 0.36
    "furnace_gas": ("m3", 0.0036, 0.0009),  # 0.25 t/GJ: 0.9
    "biomass": ("t", 14.4, 0.0),
    "charcoal": ("t", 28.8, 0.0),
    "hydrogen": ("t", 120.0, 0.0),
}
PROCESS = {"silicon": 4.5, "aluminium": 1.69, "clinker": 0.5274, "other": 1.0}


def named(value, unit="t/MWh"):
    return NamedFactor(value=value, unit=unit, source="test", confidence="T")


def factors(e=E, borrowed=(), **process):
    """Return all factors; the fuels named in ``borrowed`` come from another set."""
    fuels = {
        name: Fuel(
            unit=unit, ncv_gj_per_unit=ncv, co2_t_per_unit=co2, fossil=name in FOSSIL_FUELS,
            clean=name not in FOSSIL_FUELS, set="other" if name in borrowed else "test",
            source="test", confidence="T",
        )
        for name, (unit, ncv, co2) in FUELS.items()
    }  # fmt: skip
    electricity = {
        "fossil_power": FOSSIL,
        "residual": RESIDUAL,
        "equivalent": e,
        "calorific_kgce_per_kwh": Q,
        "heat_kgce_per_mj": HEAT_TCE,
        "heat_t_per_gj": HEAT_CO2,
    }
    return Factors(
        fuels=FactorSet(id="test", zh="", en="", source="test", fuels=fuels),
        electricity={key: named(value) for key, value in electricity.items()},
        grid={"province": named(PROVINCE)},
        process={key: named(value, "t/t") for key, value in (PROCESS | process).items()},
        grid_key="province",
        residual_key="residual",
        equivalent_key="equivalent",
    )


FOSSIL_FUELS = {name for name, (_, _, co2) in FUELS.items() if co2 > 0}


def book_of(totals, e=E, process=None, **choices):
    """Return the energy and carbon accounts of annual totals."""
    return annual_book(totals, factors(e, **(process or {})), Choices(**choices))


def burn(carrier, mwh, activity="terminal"):
    return AnnualTotals(fuels=(FuelUse(carrier, mwh, activity),))


def warned(totals, borrowed=()):
    """Return the integrity warnings by id."""
    given = factors(borrowed=borrowed)
    book = annual_book(totals, given, Choices())
    return {w.id: w for w in integrity_warnings(totals, book, given)}


def core(book, system="national", **judge):
    """Return the core indicator's score alone."""
    whole = load_system(system)
    only = {"unit_energy_carbon": whole.indicators["unit_energy_carbon"]}
    card = Judge(book, factors(), **judge).score(whole.model_copy(update={"indicators": only}))
    return card.scores[0]
