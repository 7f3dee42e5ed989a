"""A book of hand-set terms with which a park meets everything, and short ways to a scorecard."""

from __future__ import annotations

from tests.accounts.given import factors
from twin.accounts.terms import Book, Term
from twin.indicators import load_system
from twin.scoring import Judge

GOOD = {
    "energy.total_equivalent_tce": 500_000.0,
    "energy.total_equivalent_without_feedstock_tce": 450_000.0,
    "energy.clean_tce": 475_000.0,
    "carbon.park.total_t": 90_000.0,
    "product.judged": 20.0,
    "product.level2": 20.0,
    "product.footprints": 12.0,
    "waste.used_t": 900.0,
    "waste.base_t": 1000.0,
    "waste_heat.recovered_mwh": 600.0,
    "waste_heat.recoverable_mwh": 1000.0,
    "waste_heat.all.recovered_mwh": 600.0,
    "waste_heat.all.recoverable_mwh": 1000.0,
    "waste_heat.heat_pressure.recovered_mwh": 500.0,
    "waste_heat.heat_pressure.recoverable_mwh": 800.0,
    "waste_heat.exergy_recovered_mwh": 120.0,
    "waste_heat.exergy_recoverable_mwh": 400.0,
    "water.reused_m3": 900.0,
    "water.gross_m3": 1000.0,
    "water.reclaimed_m3": 100.0,
    "water.without_recirculation_m3": 200.0,
    "transport.total_t": 1000.0,
    "transport.clean_t": 900.0,
    "transport.vehicles_t": 1000.0,
    "transport.new_energy_t": 700.0,
    "transport.total_tkm": 9000.0,
    "transport.clean_tkm": 8100.0,
    "transport.vehicles_tkm": 9000.0,
    "transport.new_energy_tkm": 6300.0,
    "transport.public_vehicles": 20.0,
    "transport.public_new_energy": 20.0,
    "building.two_star_or_better": 1.0,
    "building.new_m2": 1000.0,
    "building.new_certified_m2": 400.0,
    "roof.usable_m2": 1000.0,
    "roof.covered_m2": 600.0,
    "diagnosis.large_users": 10.0,
    "diagnosis.diagnosed": 10.0,
    "electricity.used_mwh": 1000.0,
    "electricity.other_mwh": 400.0,
    "electricity.direct_and_own_used_mwh": 600.0,
    "offset.ccer_t": 0.0,
}


def book(missing=(), **changed):
    """Return the good book with some terms changed; `__` stands for a dot in a name."""
    values = GOOD | {name.replace("__", "."): value for name, value in changed.items()}
    return Book(
        Term(name, "", value, missing=f"{name} is not known" if name in missing else "")
        for name, value in values.items()
    )


def card(system, changed=None, missing=(), **judge):
    """Return a scorecard of the good park with some terms changed."""
    renamed = {name.replace(".", "__"): value for name, value in (changed or {}).items()}
    filled = book(missing, **renamed)
    return Judge(filled, factors(), **judge).score(load_system(system))


def score(system, indicator, changed=None, missing=(), **judge):
    """Return one score of it."""
    found = card(system, changed, missing, **judge).scores
    return next(s for s in found if s.id == indicator)
