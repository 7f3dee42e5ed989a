"""The length of an interval changes no energy where the physics is linear; it changes the bill."""

from __future__ import annotations

from functools import lru_cache

import pytest

from scenarios.build import Options
from scenarios.run import run_park
from tests.parks import small_park

# What depends on a limit or on the weather within the interval.
NOT_LINEAR = ("office", "roof", "boiler", "recovery", "pump", "scrap", "yard")
TERMS = (
    "energy.total_equivalent_tce", "energy.fuel_tce", "electricity.used_mwh",
    "electricity.grid_mwh", "carbon.park.total_t", "water.fresh_m3",
    "waste.arising_t", "transport.total_tkm",
    "cost.fuel_cny", "cost.water_cny", "cost.grid_adders_cny",
)  # fmt: skip


@lru_cache(maxsize=4)
def year(step):
    changes = {f"agents.{name}": None for name in NOT_LINEAR}
    changes |= {"agents.grid.component.import_mw": 400, "agents.backup.component.capacity_mw": 80}
    changes |= {"agents.works.component.capacity_m3_per_h": 3000}
    sewage = {"type": "wastewater_plant", "capacity_m3_per_h": 3000}
    changes |= {"agents.sewage.component": sewage}
    return run_park(small_park(changes), Options(step_minutes=step))


@pytest.mark.parametrize("step", [5, 30, 60])
@pytest.mark.parametrize("term", TERMS)
def test_totals_agree_with_those_at_15_minutes(term, step):
    assert year(15).value(term) > 0.0
    assert year(step).value(term) == pytest.approx(year(15).value(term), rel=1e-9)


def test_the_bill_differs_as_the_documents_explain():
    """Yunnan's periods begin on full hours: hourly prices are exact, only peaks are flattened."""
    fine, coarse = year(15), year(60)
    assert coarse.value("cost.demand_charge_cny") < fine.value("cost.demand_charge_cny")
    assert coarse.value("cost.grid_energy_cny") == pytest.approx(
        fine.value("cost.grid_energy_cny"), rel=1e-9
    )
