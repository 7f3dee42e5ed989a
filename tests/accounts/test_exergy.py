"""The same recovery by energy and by what it is worth in work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts.ledgers import ledger, row
from tests.components.skies import ledger_of
from tests.small import electric, make
from twin.accounts.collect import Boundary
from twin.accounts.exergy import WasteExergy, weight
from twin.accounts.resources import Resources
from twin.primitives import Purpose

KINDS = ("heat", "cold", "pressure")


def terms(found, kinds=KINDS, outside=()):
    return {t.id: t for t in WasteExergy(found, Boundary(frozenset(outside))).terms(kinds)}


@pytest.mark.parametrize(
    ("kind", "temperature_c", "expected"),
    [
        ("heat", 320.0, 1.0 - 298.15 / 593.15),
        ("heat", 25.0, 0.0),
        ("heat", 10.0, 0.0),
        ("cold", -162.0, 298.15 / 111.15 - 1.0),
        ("cold", 30.0, 0.0),
        ("pressure", 40.0, 1.0),
    ],
)
def test_weights(kind, temperature_c, expected):
    assert weight(kind, temperature_c) == pytest.approx(expected)


def test_heat_by_hand_from_a_park():
    """10 MW of 320 °C: 4 MW into water of 60 °C at 0.8, so 5 taken, 5 rejected, for 48 h.

    Energy: 4/10 = 40 %. Exergy: 4 · 0.1051 of 10 · 0.4973 = 8.5 %.
    """
    parts = electric(
        line=make("production_line", meter="out", product="x", unit="t", electricity_mwh=0.1,
                  waste_heat={"mwh": 1.0, "temperature_c": 320.0}, waste_heat_bus="w"),
        exchanger=make("waste_heat_recovery", source="w", capacity_mw=4.0, level="hot_water_60",
                       effectiveness=0.8),
        backup=make("boiler", fuel="electricity", capacity_mw=20.0, level="hot_water_60"),
        need=make("demand", bus="hot_water_60", rate="9 MW"),
    )  # fmt: skip
    found = ledger_of(parts, rates={"out": 10.0})
    got = {name: term.value / 48.0 for name, term in terms(found).items()}
    assert got["waste_heat.exergy_recovered_mwh"] == pytest.approx(4.0 * (1 - 298.15 / 333.15))
    assert got["waste_heat.exergy_recoverable_mwh"] == pytest.approx(10.0 * (1 - 298.15 / 593.15))
    energy = {t.id: t.value / 48.0 for t in Resources(found, Boundary()).waste_heat(KINDS)}
    assert energy["waste_heat.recovered_mwh"] == pytest.approx(4.0)
    assert energy["waste_heat.recoverable_mwh"] == pytest.approx(10.0)


def waste(kind, taken, lost, temperature_c):
    tags = {"kind": kind, "temperature_c": temperature_c}
    bus = f"waste_heat@{kind}"
    return (
        row(Purpose.RECOVERED, taken, f"{kind}-a", "waste_heat", side="in", bus=bus, tags=tags),
        row(Purpose.REJECTED, lost, f"{kind}-b", "waste_heat", side="in", bus=bus, tags=tags),
    )


def machine(name, bus, taken, made, commodity):
    return (
        row(Purpose.CONVERSION, taken, name, "waste_heat", bus=bus),
        row(Purpose.CONVERSION, made, name, commodity, side="in"),
    )


def test_kinds_side_by_side_by_hand():
    """Pressure 60 of 100 to power at 0.7. Cold of -162 °C 10 of 40, all of it chilling at 7 °C."""
    found = ledger(
        *waste("pressure", 60.0, 40.0, 40.0), *waste("cold", 10.0, 30.0, -162.0),
        *machine("expander", "waste_heat@pressure", 60.0, 42.0, "electricity"),
        *machine("vaporiser", "waste_heat@cold", 10.0, 10.0, "chilled_water_7"),
    )  # fmt: skip
    got = {name: term.value for name, term in terms(found).items()}
    assert got["waste_heat.pressure.exergy_recovered_mwh"] == pytest.approx(42.0)
    assert got["waste_heat.pressure.exergy_recoverable_mwh"] == pytest.approx(100.0)
    lng, chilled = 298.15 / 111.15 - 1.0, 298.15 / 280.15 - 1.0
    assert got["waste_heat.cold.exergy_recoverable_mwh"] == pytest.approx(40.0 * lng)
    assert got["waste_heat.cold.exergy_recovered_mwh"] == pytest.approx(10.0 * chilled)
    assert got["waste_heat.exergy_recovered_mwh"] == pytest.approx(42.0 + 10.0 * chilled)
    only = terms(found, ("pressure",))
    assert only["waste_heat.exergy_recovered_mwh"].value == pytest.approx(42.0)


def test_a_source_that_does_not_tell_its_temperature_is_missing_not_guessed():
    untold = row(Purpose.REJECTED, 5.0, "x", "waste_heat", side="in", bus="waste_heat@x")
    got = terms(ledger(untold))
    assert got["waste_heat.exergy_recoverable_mwh"].missing


def test_others_beyond_the_boundary_do_not_count():
    rows = [
        row(Purpose.REJECTED, 5.0, n, "waste_heat", side="in", bus=f"waste_heat@{n}", owner=n,
            tags={"temperature_c": 120})
        for n in ("us", "them")
    ]  # fmt: skip
    got = terms(ledger(*rows), outside=("them",))["waste_heat.exergy_recoverable_mwh"]
    assert got.value == pytest.approx(5.0 * (1.0 - 298.15 / 393.15))


@given(st.floats(70.0, 900.0), st.sampled_from(["low_temp_35", "hot_water_60"]), st.floats(0, 9))
def test_recovery_loses_exergy_and_never_makes_any(temperature_c, level, taken):
    found = ledger(
        *waste("heat", taken, 9.0 - taken, temperature_c),
        *machine("exchanger", "waste_heat@heat", taken, taken, level),
    )
    got = {name: term.value for name, term in terms(found).items()}
    recovered = got["waste_heat.exergy_recovered_mwh"]
    assert recovered <= got["waste_heat.exergy_recoverable_mwh"] + 1e-12
    assert recovered <= taken + 1e-12
