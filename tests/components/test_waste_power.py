"""Power from waste: the organic cycle against published efficiencies, the expander, and rates."""

from __future__ import annotations

import numpy as np
import pytest

from tests.components.skies import ledger_of, still
from tests.small import context, electric, make
from twin.accounts.collect import Boundary
from twin.accounts.resources import Resources
from twin.components.cooling import makeup_m3_per_mwh, wet_bulb_c
from twin.components.orc import orc_efficiency
from twin.errors import InputError

HOURS = 48.0
MILD = still(temp_air_c=15.0, relative_humidity_pct=60.0)


def mill(kind="heat", temperature_c=180.0, mwh=2.0, **more):
    """Return a park with a line that offers ``mwh`` of waste energy an hour."""
    line = make(
        "production_line", meter="m", product="x", unit="t", electricity_mwh=1.0,
        waste_heat={"mwh": mwh, "temperature_c": temperature_c, "kind": kind},
        waste_heat_bus="mill",
    )  # fmt: skip
    return electric(line=line) | more


def run(parts):
    return ledger_of(parts, context(weather=MILD), rates={"m": 1.0})


def orc(**more):
    return make("orc", **({"source": "mill", "source_c": 180.0, "power_mw": 5.0} | more))


@pytest.mark.parametrize(
    ("source_c", "low", "high"),
    [(95.0, 0.07, 0.09), (130.0, 0.10, 0.12), (180.0, 0.14, 0.16), (250.0, 0.17, 0.20),
     (300.0, 0.18, 0.22)],
)  # fmt: skip
def test_efficiency_is_that_of_the_published_table(source_c, low, high):
    """8, 10-12, 15, 18-20 %; condenser at 30 °C, within a point (two at 300 °C)."""
    assert low < float(orc_efficiency(source_c, 30.0, 0.45)) < high


def test_cycle_by_hand():
    """180 °C over 15 + 15 °C: 0.45 · 150 / 453.15 = 14.896 %; the rest of 2 MW is rejected."""
    ledger = run(mill(orc=orc()))
    power, heat, lost = (
        ledger.total(row) / HOURS
        for row in ("orc>electricity", "waste_heat@mill>orc", "orc>rejected_heat@~rejected")
    )
    assert heat == pytest.approx(2.0)
    assert power == pytest.approx(2.0 * 0.45 * 150.0 / 453.15)
    assert power + lost == pytest.approx(heat)


def test_a_tower_cools_deeper_and_drinks():
    """0.36 m³/GJ evaporate at 20 °C; four concentrations make 1.728 m³/MWh."""
    works = make("water_works", capacity_m3_per_h=100.0)
    ledger = run(mill(orc=orc(cooling="tower"), works=works))
    dry = run(mill(orc=orc()))
    assert makeup_m3_per_mwh(4.0) == pytest.approx(1.728)
    lost = ledger.total("orc>rejected_heat@~rejected")
    assert ledger.total("process_water>orc") == pytest.approx(1.728 * lost)
    assert ledger.total("orc>electricity") > dry.total("orc>electricity")


@pytest.mark.parametrize(
    ("air_c", "humidity", "wet_c"), [(20.0, 50.0, 13.7), (30.0, 60.0, 23.9), (25.0, 99.0, 24.9)]
)
def test_wet_bulb_is_that_of_the_psychrometric_chart(air_c, humidity, wet_c):
    assert float(wet_bulb_c(np.array(air_c), np.array(humidity))) == pytest.approx(wet_c, abs=0.3)


def test_too_cold_a_source_and_too_hot_a_condenser_are_refused():
    with pytest.raises(InputError, match=r"120 °C; it is built for 180 °C"):
        run(mill(temperature_c=120.0, orc=orc()))
    with pytest.raises(InputError, match=r"condenser reaches 55.0 °C"):
        run(mill(temperature_c=80.0, orc=orc(source_c=80.0, approach_k=40.0)))
    with pytest.raises(ValueError, match="350"):
        orc(source_c=400.0)


def rates_of(ledger):
    book = {t.id: t.value for t in Resources(ledger, Boundary()).waste_heat(("heat", "pressure"))}
    return {
        kind: tuple(
            book[f"waste_heat.{kind}.{what}_mwh"] / HOURS for what in ("recovered", "recoverable")
        )
        for kind in ("heat", "pressure")
    }


def test_pressure_becomes_power_and_counts_as_recovered_pressure():
    """1 MW of machine at 0.72 · 0.94 takes 1.4775 of 2 MW: a half of what there is comes out."""
    ledger = run(mill(kind="pressure", expander=make("expander", source="mill", power_mw=1.0)))
    assert ledger.total("waste_heat@mill>expander") / HOURS == pytest.approx(1.0 / 0.6768)
    got = rates_of(ledger)
    assert got["pressure"] == pytest.approx((1.0, 2.0))
    assert got["heat"] == (0.0, 0.0)


def test_of_a_cycle_the_power_counts_as_recovered_and_its_condenser_is_no_new_waste_heat():
    ledger = run(mill(orc=orc()))
    recovered, recoverable = rates_of(ledger)["heat"]
    assert recovered == pytest.approx(ledger.total("orc>electricity") / HOURS)
    assert recoverable == pytest.approx(2.0)


@pytest.mark.parametrize("kind", ["heat", "cold"])
def test_an_expander_needs_pressure(kind):
    with pytest.raises(InputError, match=f"'pressure'.*{kind}"):
        run(mill(kind=kind, expander=make("expander", source="mill", power_mw=1.0)))


def test_a_cycle_needs_heat():
    with pytest.raises(InputError, match="'heat'"):
        run(mill(kind="pressure", orc=orc()))
