"""Years and measures written by hand, for economics without a simulation."""

from __future__ import annotations

from scenarios.economics.assumptions import load_assumptions
from scenarios.economics.block import MeasureEconomics
from scenarios.economics.parties import PARK
from scenarios.economics.payments import Payment, Payments
from scenarios.economics.year import KeptMeasure, Output, Year, _Rest

SAID = {"source": "test", "confidence": "T"}
NAME = {"zh": "项", "en": "item"}
PLAIN = ("inflation=0", "loan_share=0", "tax_rate=0", *(f"vat.{name}=0" for name in (
    "electricity", "gas", "fuels", "water", "waste", "carbon", "green", "om")))  # fmt: skip


def plain(*settings):
    """Return assumptions without inflation, loan, tax and VAT, and with what is set."""
    return load_assumptions((*PLAIN, *settings))


def year(grid=0.0, gas=0.0, carbon=0.0, tonnes=0.0, outputs=(), name="year"):
    """Return a year of one enterprise that buys power through the park, and gas."""
    rows = [
        Payment("mill", PARK, "grid_energy", "electricity", grid),
        Payment(PARK, "grid_company", "grid_energy", "", grid),
        Payment("mill", "gas_supplier", "gas", "", gas),
        Payment("mill", "state", "carbon", "", carbon),
    ]
    rest = _Rest(
        years=1.0, start="2025-01-01", step_minutes=60, seed=1, weather="", assumed={},
        inside=(PARK, "mill"), labels={"mill": {"zh": "厂", "en": "Mill"}},
        carbon_t={"park": tonnes, "location": tonnes / 2, "residual": -tonnes},
        outputs=outputs, measures=(),
    )  # fmt: skip
    return Year(name, Payments(tuple(r for r in rows if r.cny), frozenset({PARK, "mill"})), rest)


def output(mwh, worth=None, party="mill", source="roof"):
    """Return what a plant gave."""
    return Output(source=source, party=party, commodity="electricity", unit="MWh", amount=mwh,
                  at_grid_price_cny=worth)  # fmt: skip


def cost(cny, quantity="size", **more):
    """Return one item of cost."""
    return {"item": NAME, "quantity": quantity, "cny_per_unit": cny, **SAID, **more}


def measure(
    investor="owner", capex=0.0, opex=0.0, life=20, size=1.0, name="m", capex_items=(), **more
):
    """Return a measure with one item of opex, and one of capex or those given."""
    items = capex_items or ([cost(capex)] if capex else [])
    block = {
        "investor": investor, "lifetime_y": life, "capex": items,
        "opex_per_year": [cost(opex)] if opex else [], **more,
    }  # fmt: skip
    return KeptMeasure(
        id=name, label=NAME, parameters={"size": size}, quantities={},
        economics=MeasureEconomics(**block),
    )  # fmt: skip
