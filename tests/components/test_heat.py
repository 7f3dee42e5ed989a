"""Heat pumps by Carnot, boilers by their fuel, and waste heat by what is taken and rejected."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.components.skies import ledger_of, still
from tests.small import context, electric, make, plant
from twin.accounts.collect import Boundary
from twin.accounts.resources import Resources
from twin.errors import InputError
from twin.thermo import carnot_cooling_cop, carnot_cop

HOURS = 48.0  # of the two days that every park here runs
GAS = make("fuel_market", carriers=("natural_gas", "raw_coal"))


def heated(level="hot_water_60", rate="5 MW", **more):
    """Return a park with a demand of heat, and plants for it."""
    return electric(need=make("demand", bus=level, rate=rate)) | {"market": GAS} | more


def flows(ledger, *rows):
    """Return mean rates of rows [per hour]."""
    return [ledger.total(row) / HOURS for row in rows]


def test_heat_pump_on_a_loop_by_hand():
    """35 → 60 °C with 5 K on both sides: 0.5 · 338.15 / (338.15 - 303.15) = 4.83071."""
    pump = make("heat_pump", capacity_mw=10.0, source="low_temp_35", carnot_fraction=0.5)
    loop = make("heat_supply", level="low_temp_35", capacity_mw=20.0)
    ledger = ledger_of(heated(pump=pump, loop=loop))
    work, drawn, heat = flows(
        ledger, "electricity>pump", "low_temp_35>pump", "pump>hot_water_60"
    )  # fmt: skip
    assert heat == pytest.approx(5.0)
    assert heat / work == pytest.approx(0.5 * 338.15 / 35.0, rel=1e-9)
    assert heat == pytest.approx(work + drawn, rel=1e-12)


@pytest.mark.parametrize(
    ("level", "outdoor_c", "fraction", "cop"),
    [
        ("hot_water_60", 7.0, 0.5, 2.683730),  # 0.5 · 338.15 / (65 - 2)
        ("hot_water_60", -15.0, 0.5, 1.989118),  # 0.5 · 338.15 / (65 + 20)
        ("hot_water_95", 20.0, 0.45, 1.975500),  # 0.45 · 373.15 / (100 - 15)
        ("steam_05mpa", 30.0, 0.45, 1.415234),  # 0.45 · 437.15 / (164 - 25)
        ("low_temp_35", 32.0, 0.55, 12.0),  # 0.55 · 313.15 / 13 = 13.2, held at 12
    ],
)
def test_heat_pump_on_air_by_hand(level, outdoor_c, fraction, cop):
    pump = make("heat_pump", capacity_mw=10.0, level=level, carnot_fraction=fraction)
    ctx = context(weather=still(temp_air_c=outdoor_c))
    work, heat = flows(ledger_of(heated(level, pump=pump), ctx), "electricity>pump",
                       f"pump>{level}")  # fmt: skip
    assert heat == pytest.approx(5.0)
    assert heat / work == pytest.approx(cop, rel=1e-6)


@given(st.floats(-40.0, 60.0), st.floats(3.0, 120.0), st.floats(0.2, 0.7))
def test_performance_is_below_carnots_falls_with_the_lift_and_heat_is_cold_and_work(
    cold, lift, fraction
):
    """Heat rejected is cold taken and work: COP of heating less COP of cooling is the fraction."""
    hot = cold + lift
    heating = float(carnot_cop(hot, cold, fraction, most=np.inf))
    cooling = float(carnot_cooling_cop(hot, cold, fraction, most=np.inf))
    assert heating < (hot + 273.15) / lift
    assert heating - cooling == pytest.approx(fraction, rel=1e-9)
    assert float(carnot_cop(hot + 1.0, cold, fraction, most=np.inf)) < heating


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"level": "steam_1mpa"}, "160"),
        ({"level": "hot_water_60", "source": "hot_water_95"}, "not colder"),
        ({"level": "hot_water_60", "source": "hot_water_60"}, "not colder"),
        ({"carnot_fraction": 0.9}, "carnot_fraction"),
    ],
)
def test_a_heat_pump_that_cannot_be_is_refused(fields, word):
    with pytest.raises(ValueError, match=word):
        make("heat_pump", capacity_mw=1.0, **fields)


def test_coal_boiler_by_hand():
    """5 MW for 48 h: 240 MWh / 0.84 = 285.71 MWh, 51.43 t of 20 GJ, 36,000 CNY; ash 0.02 t/MWh."""
    boiler = make("boiler", fuel="raw_coal", capacity_mw=9.0, ash_t_per_mwh=0.02)
    parts = heated("steam_1mpa", boiler=boiler, landfill=make("landfill"))
    ledger = ledger_of(parts)
    coal = 240.0 / 0.84
    assert ledger.total("raw_coal>boiler") == pytest.approx(coal)
    assert ledger.total("boiler>steam_1mpa") == pytest.approx(240.0)
    assert ledger.total("boiler>waste_ash") == pytest.approx(0.02 * coal)
    bought = next(r for r in ledger.rows if r.id == "market/raw_coal>raw_coal")
    assert ledger.total_paid(bought) == pytest.approx(coal * 3.6 / 20.0 * 700.0)
    burned = next(r for r in ledger.rows if r.id == "raw_coal>boiler")
    assert (burned.purpose, burned.tags["activity"]) == ("fuel_use", "heating")


@pytest.mark.parametrize(
    ("fuel", "efficiency"),
    [("natural_gas", 0.90), ("biomass", 0.86), ("diesel", 0.88), ("electricity", 0.985)],
)
def test_heat_of_a_boiler_is_its_fuel_times_its_efficiency(fuel, efficiency):
    shop = {} if fuel in {"natural_gas", "electricity"} else {"carriers": (fuel,)}
    more = {"shop": make("fuel_market", **shop)} if shop else {}
    for fields, share in (({}, efficiency), ({"efficiency": 0.5}, 0.5)):
        boiler = make("boiler", fuel=fuel, capacity_mw=9.0, **fields)
        ledger = ledger_of(heated("steam_1mpa", boiler=boiler, **more))
        assert ledger.total(f"{fuel}>boiler") == pytest.approx(240.0 / share)


def test_below_its_minimum_a_boiler_is_off_or_at_it_whichever_is_cheaper():
    """2 MW wanted of a 10 MW gas boiler that runs from 3 MW on, or of an electric one.

    Gas at its minimum: 3 · (3.45 / 0.035611 · 3.6 / 0.9 + 5) = 1,178 CNY/h. Electric: 2 · (price /
    0.985 + 5), with 300, 450 or 600 CNY/MWh: 619, 924 or 1,228. So gas runs in the 7.5 dear hours
    of a day, a third of its heat unused, and stands still in the other 16.5.
    """
    gas = make("boiler", fuel="natural_gas", capacity_mw=10.0, min_load=0.3)
    wire = make("boiler", fuel="electricity", capacity_mw=10.0)
    ledger = ledger_of(heated("steam_1mpa", "2 MW", gas=gas, wire=wire))
    heat = ledger.flow("gas>steam_1mpa") * 4.0
    assert set(np.round(heat, 9)) == {0.0, 3.0}
    hour = np.arange(192) % 96 / 4.0
    dear = ((hour >= 7.5) & (hour < 9.0)) | (hour >= 18.0)
    assert ((heat > 0.0) == dear).all()
    assert ledger.total("steam_1mpa>surplus") == pytest.approx(2 * 7.5)
    assert ledger.total("wire>steam_1mpa") == pytest.approx(2 * 16.5 * 2.0)


def hot_line(temperature_c=90.0, mwh=0.2):
    return make(
        "production_line", meter="out", product="x", unit="t", electricity_mwh=0.1,
        waste_heat={"mwh": mwh, "temperature_c": temperature_c}, waste_heat_bus="works",
    )  # fmt: skip


def recovery(**more):
    fields = {"source": "works", "level": "hot_water_60", "capacity_mw": 1.2} | more
    return make("waste_heat_recovery", **fields)


def test_waste_heat_by_hand_limited_by_the_exchanger():
    """2 MW offered; 1.2 MW delivered at 0.8 takes 1.5 MW, rejects 0.5 MW and pumps 0.012 MW."""
    backup = make("boiler", fuel="natural_gas", capacity_mw=9.0, level="hot_water_60")
    exchanger = recovery(effectiveness=0.8, pump_mwh_per_mwh=0.01)
    parts = heated(line=hot_line(), exchanger=exchanger, backup=backup)
    ledger = ledger_of(parts, rates={"out": 10.0})
    got = flows(
        ledger, "exchanger>hot_water_60", "waste_heat@works>exchanger", "line/waste-heat>rejected",
        "electricity>exchanger", "backup>hot_water_60",
    )  # fmt: skip
    assert got == pytest.approx([1.2, 1.5, 0.5, 0.012, 3.8])
    row = next(r for r in ledger.rows if r.id == "line/waste-heat>rejected")
    assert row.purpose == "rejected"


@pytest.mark.parametrize(("offered", "wanted"), [(2.0, 0.6), (0.5, 5.0), (0.0, 1.0)])
def test_waste_heat_taken_and_rejected_are_all_there_is(offered, wanted):
    """Limited by demand, by the source, and by a line that stands still."""
    backup = make("boiler", fuel="natural_gas", capacity_mw=9.0, level="hot_water_60")
    exchanger = recovery(effectiveness=0.8, capacity_mw=4.0)
    parts = heated(rate=f"{wanted} MW", line=hot_line(), exchanger=exchanger, backup=backup)
    ledger = ledger_of(parts, rates={"out": offered / 0.2})
    delivered, taken, rejected = flows(
        ledger, "exchanger>hot_water_60", "waste_heat@works>exchanger", "line/waste-heat>rejected"
    )  # fmt: skip
    assert delivered == pytest.approx(min(wanted, 0.8 * offered))
    assert delivered == pytest.approx(0.8 * taken)
    assert taken + rejected == pytest.approx(offered)


def test_an_exchanger_takes_no_more_than_there_is():
    """1 MW offered, 5 MW wanted and no backup: 0.95 MW come and 4.05 MW of hot water lack."""
    ledger = ledger_of(heated(line=hot_line(), exchanger=recovery(capacity_mw=4.0)),
                       rates={"out": 5.0})  # fmt: skip
    assert flows(ledger, "exchanger>hot_water_60", "unserved>hot_water_60") == pytest.approx(
        [0.95, 4.05]
    )


def test_a_heat_pump_lifts_no_more_than_there_is():
    """0.95 MW reach the loop; the pump lifts those and what it does not deliver lacks at 95 °C."""
    pump = make("heat_pump", capacity_mw=9.0, source="low_temp_35", level="hot_water_95")
    exchanger = recovery(capacity_mw=4.0, level="low_temp_35")
    parts = heated("hot_water_95", line=hot_line(), exchanger=exchanger, pump=pump)
    ledger = ledger_of(parts, rates={"out": 5.0})
    lifted, delivered, lacking, made_up = flows(
        ledger, "low_temp_35>pump", "pump>hot_water_95", "unserved>hot_water_95",
        "unserved>low_temp_35",
    )  # fmt: skip
    assert lifted == pytest.approx(0.95)
    assert delivered > lifted
    assert delivered + lacking == pytest.approx(5.0)
    assert made_up == 0.0


@pytest.mark.parametrize("effectiveness", [0.4, 0.8, 1.0])
def test_a_lossy_exchanger_recovers_what_it_delivers(effectiveness):
    """What is taken and lost on the way counts as recoverable, not as recovered."""
    exchanger = recovery(effectiveness=effectiveness, capacity_mw=9.0)
    backup = make("boiler", fuel="natural_gas", capacity_mw=9.0, level="hot_water_60")
    parts = heated(line=hot_line(), exchanger=exchanger, backup=backup)
    ledger = ledger_of(parts, rates={"out": 10.0})
    terms = {t.id: t.value for t in Resources(ledger, Boundary()).waste_heat(("heat",))}
    (delivered,) = flows(ledger, "exchanger>hot_water_60")
    assert terms["waste_heat.recovered_mwh"] == pytest.approx(delivered * 48.0)
    assert terms["waste_heat.recoverable_mwh"] == pytest.approx(2.0 * 48.0)


def test_waste_heat_without_an_exchanger_is_rejected_whole():
    ledger = ledger_of(electric(line=hot_line()), rates={"out": 10.0})
    assert flows(ledger, "line/waste-heat>rejected") == pytest.approx([2.0])


def test_a_source_reaches_as_far_as_its_pinch_and_no_further():
    """65 °C less 5 K just reaches water of 60 °C; less 5.1 K, or from 64.9 °C, it does not."""
    assert plant(heated(line=hot_line(65.0), exchanger=recovery(pinch_k=5.0)))
    for temperature, pinch in ((65.0, 5.1), (64.9, 5.0)):
        parts = heated(line=hot_line(temperature), exchanger=recovery(pinch_k=pinch))
        with pytest.raises(InputError, match=r"(?s)exchanger.*pinch.*hot_water_60 \(60 °C\)"):
            plant(parts)


def test_of_two_sources_on_one_bus_the_colder_decides():
    other = hot_line(50.0).model_copy(update={"meter": "two", "product": "y"})
    parts = heated(line=hot_line(120.0), other=other, exchanger=recovery())
    with pytest.raises(InputError, match="waste heat of 50 °C"):
        plant(parts)


def test_a_hotter_level_serves_a_colder_one_through_the_network():
    boiler = make("boiler", fuel="natural_gas", capacity_mw=9.0, level="steam_1mpa")
    ledger = ledger_of(heated("low_temp_35", boiler=boiler, network=make("heat_network")))
    steps = ["steam_1mpa-steam_05mpa", "steam_05mpa-hot_water_95", "hot_water_95-hot_water_60",
             "hot_water_60-low_temp_35"]  # fmt: skip
    for step in steps:
        hot, cold = step.split("-")
        assert ledger.total(f"{hot}>network/{step}") == pytest.approx(240.0)
        assert ledger.total(f"network/{step}>{cold}") == pytest.approx(240.0)
