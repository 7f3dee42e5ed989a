"""What cannot be is told in one sentence with its numbers, before a run; plug-ins included."""

from __future__ import annotations

import numpy as np
import pytest

from tests.components.skies import ref, still
from tests.network.test_checks import accepted, line, refused, source
from tests.small import context, electric, make, plant
from twin.errors import InputError
from twin.network.checks import check_primitives
from twin.primitives import Converter, Port, Profile, Purpose, Sink, Source


def use(bus, rate=1.0):
    return Sink("use", bus, Purpose.USE, fixed=rate)


def told(parts, ctx=None):
    """Return the problems of a park, each of which must be one sentence."""
    with pytest.raises(InputError) as caught:
        plant(electric(**parts), ctx or context())
    for problem in caught.value.problems:
        assert "\n" not in str(problem)
        assert ". " not in str(problem)
    return [str(problem) for problem in caught.value.problems]


# --- a heat level without a source --------------------------------------------------------------


def test_heat_that_nothing_makes():
    (problem,) = told({"wash": make("demand", bus="hot_water_60", rate="3 MW")})
    assert problem == (
        "wash: dangling bus 'hot_water_60': nothing supplies it (3 MW are asked for at 60 °C, and "
        "nothing in the park makes heat)"
    )


def test_heat_that_is_too_cold_for_who_asks_for_it():
    """A chain that would have to run uphill: the hottest heat there is is named."""
    (problem,) = told(
        {
            "press": make("demand", bus="steam_1mpa", rate="3 MW"),
            "pump": make("heat_pump", capacity_mw=9.0, level="hot_water_95", source="low_temp_35"),
            "loop": make("heat_supply", level="low_temp_35", capacity_mw=9.0),
            "net": make("heat_network"),
        }
    )
    assert problem.startswith("press: dangling bus 'steam_1mpa'")
    assert "3 MW are asked for at 184 °C" in problem
    assert "hottest heat there is: hot_water_95, 95 °C" in problem


def test_heat_that_is_hot_enough_but_not_joined():
    bought = make("heat_supply", level="steam_1mpa", capacity_mw=9.0)
    (problem,) = told({"wash": make("demand", bus="hot_water_60", rate="3 MW"), "bought": bought})
    assert "no heat network leads down from steam_1mpa, 184 °C" in problem


def test_a_chain_that_meets_the_demand_is_accepted():
    """35 → 95 → 159 °C in two machines."""
    assert plant(
        electric(
            press=make("demand", bus="steam_05mpa", rate="3 MW"),
            one=make("heat_pump", capacity_mw=9.0, level="hot_water_95", source="low_temp_35"),
            two=make("industrial_heat_pump", capacity_mw=9.0, level="steam_05mpa",
                     source="hot_water_95"),
            loop=make("heat_supply", level="low_temp_35", capacity_mw=9.0),
        )
    )  # fmt: skip


# --- a least load that is always too much -------------------------------------------------------


def boiler(**fields):
    given = {"fuel": "electricity", "capacity_mw": 10.0, "level": "steam_1mpa", "min_load": 0.3}
    return make("boiler", **(given | fields))


def test_a_least_load_that_no_demand_ever_reaches():
    (problem,) = told({"boiler": boiler(), "press": make("demand", bus="steam_1mpa", rate="2 MW")})
    assert problem == (
        "boiler: bus 'steam_1mpa': at most 2 MW can ever be taken there, below the least load "
        "of every plant that feeds it (boiler 3 MW)"
    )


def test_demands_below_on_the_cascade_count():
    """2 MW of steam and 0.9 MW of hot water are not 3 MW; 1.1 MW of hot water are enough."""
    parts = {
        "boiler": boiler(),
        "press": make("demand", bus="steam_1mpa", rate="2 MW"),
        "net": make("heat_network"),
    }
    (problem,) = told(parts | {"wash": make("demand", bus="hot_water_60", rate="0.9 MW")})
    assert "at most 2.9 MW" in problem
    assert plant(electric(**parts, wash=make("demand", bus="hot_water_60", rate="1.1 MW")))


@pytest.mark.parametrize(
    "more",
    [
        {"other": boiler(min_load=0.0)},  # another plant serves it
        {"other": boiler(capacity_mw=5.0)},  # a smaller one does
        {"tank": make("steam_accumulator", energy_mwh=8.0, power_mw=2.0)},  # a store takes it
        {"press": make("demand", bus="steam_1mpa", meters=("m",))},  # only the run will tell
        {"press": make("demand", bus="steam_1mpa", rate=0.0)},  # nothing is asked for at all
    ],
)
def test_a_least_load_that_may_be_reached_is_accepted(more):
    parts = {
        "boiler": boiler(),
        "press": make("demand", bus="steam_1mpa", rate="2 MW"),
        "cure": make("demand", bus="steam_05mpa", rate=0.0),
        "net": make("heat_network"),
    }
    assert plant(electric(**(parts | more)))


def test_what_a_plant_makes_beside_does_not_hide_it():
    """A chiller's condenser heat and a boiler's ash are nobody's demand."""
    chiller = make("chiller", capacity_mw=10.0, min_load=0.3)
    tower = make("cooling_tower", capacity_mw=30.0)
    parts = {"chiller": chiller, "tower": tower, "cold": make("demand", bus="chilled_water_7",
             rate="2 MW"), "works": make("water_works", capacity_m3_per_h=90.0),
             "plant": make("wastewater_plant", capacity_m3_per_h=90.0),
             "fill": make("landfill")}  # fmt: skip
    (problem,) = told(parts, context(weather=still()))
    assert "at most 2 MW" in problem
    assert "chiller 3 MW" in problem
    coal = boiler(fuel="raw_coal", ash_t_per_mwh=0.02)
    parts = {"boiler": coal, "press": make("demand", bus="steam_1mpa", rate="2 MW"),
             "fill": make("landfill"),
             "market": make("fuel_market", carriers=("raw_coal",))}  # fmt: skip
    assert "boiler 3 MW" in told(parts)[0]


def test_the_highest_hour_of_a_series_counts():
    import dataclasses

    rates = np.full(192, 1.0)
    rates[17] = 3.5
    ctx = dataclasses.replace(context(), read_series=lambda *_: rates)
    parts = {"boiler": boiler(), "press": make("demand", bus="steam_1mpa", rate=ref("x"))}
    assert plant(electric(**parts), ctx)
    rates[17] = 2.5
    (problem,) = told(parts, ctx)
    assert "at most 2.5 MW" in problem


# --- loops --------------------------------------------------------------------------------------


def test_a_loop_with_gain_says_what_it_takes_and_gives():
    error = refused(
        [
            source("grid", "electricity"),
            line("up", "electricity", "hydrogen", 1.5),
            line("down", "hydrogen", "electricity", 0.8),
            use("electricity"),
        ],
        "up 1 electricity → 1.5 hydrogen",
        "down 1 hydrogen → 0.8 electricity",
    )
    assert len(error.problems) == 1


# --- the two laws, against what a plug-in may claim ---------------------------------------------


def machine(inputs, outputs, name="plugin"):
    """Return a converter of ports {bus: amount}."""
    return Converter(
        name,
        tuple(Port(bus, amount) for bus, amount in inputs.items()),
        tuple(Port(bus, amount) for bus, amount in outputs.items()),
        capacity=5.0,
    )


BREACHES = [
    # 60 → 159 °C with a drop of electricity: 0.310 of exergy for 0.105 + 0.01
    ({"electricity": 0.01, "hot_water_60": 1.0}, {"steam_05mpa": 1.0},
     ("0.3101 MWh of exergy for 0.1151 MWh", "second law", "25 °C")),
    # a heat pump better than Carnot: 60 °C from 25 °C allows 9.5
    ({"electricity": 0.1}, {"hot_water_60": 1.0}, ("0.1051", "0.1 MWh taken", "second law")),
    # an engine better than Carnot on 95 °C: at most 0.19
    ({"hot_water_95": 1.0}, {"electricity": 0.25}, ("0.25", "0.1901", "second law")),
    # a chiller better than Carnot
    ({"electricity": 0.05}, {"chilled_water_7": 1.0}, ("0.06425", "second law")),
    # cold from heat, more than heat of 95 °C can drive
    ({"hot_water_95": 1.0}, {"chilled_water_7": 4.0, "condenser_heat@~air": 5.0},
     ("0.257", "second law")),
    # more heat than is taken, without work
    ({"steam_1mpa": 1.0}, {"hot_water_60": 1.5}, ("1.5 MWh", "1 MWh taken", "first law")),
    # water that becomes heat
    ({"fresh_water": 1.0}, {"hot_water_60": 1.0}, ("from nothing that holds any",)),
    # heat hidden on a bus of waste heat, to come back hotter
    ({"hot_water_60": 1.0}, {"waste_heat@x": 1.0}, ("without its temperature",)),
    # condenser heat that serves hot water
    ({"condenser_heat": 1.0}, {"hot_water_60": 1.0}, ("at most 37 °C", "without work")),
]  # fmt: skip


@pytest.mark.parametrize(("inputs", "outputs", "words"), BREACHES)
def test_a_machine_that_breaks_a_law_is_refused_with_its_numbers(inputs, outputs, words):
    refused([machine(inputs, outputs)], "plugin", *words)


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        ({"electricity": 0.11}, {"hot_water_60": 1.0}),
        ({"electricity": 1.0}, {"steam_4mpa": 0.99}),
        ({"natural_gas": 1.0}, {"hot_water_60": 1.05}),
        ({"hydrogen": 1.0}, {"electricity": 0.5, "hot_water_60": 0.4}),
        ({"hot_water_95": 1.0}, {"electricity": 0.08}),
        ({"hot_water_95": 1.4}, {"chilled_water_7": 1.0, "condenser_heat@~air": 2.4}),
        ({"waste_other": 1.0}, {"steam_1mpa": 2.5}),
        ({"steam_1mpa": 1.0, "electricity": 0.01}, {"hot_water_60": 1.7}),
    ],
)
def test_what_machines_can_do_is_accepted(inputs, outputs):
    check_primitives([machine(inputs, outputs)])


def test_the_second_law_is_judged_hour_by_hour_of_the_weather():
    """COP 6 to 60 °C is fine at 20 °C outside (Carnot 8.3), impossible at -10 °C (4.8)."""
    pump = machine({"electricity": 1.0 / 6.0}, {"hot_water_60": 1.0})
    check_primitives([pump], np.array([20.0, 18.0]))
    with pytest.raises(InputError, match=r"second law \(surroundings at -10 °C"):
        check_primitives([pump], np.array([20.0, -10.0]))
    follows = Converter(
        "plugin",
        (Port("electricity", Profile(base=np.array([1.0 / 6.0, 1.0 / 4.0]))),),
        (Port("hot_water_60"),),
    )
    check_primitives([follows], np.array([20.0, -10.0]))


def test_a_reservoir_may_be_warmer_than_the_air_if_it_is_named():
    """The same COP of 6 in frost, from sewage of 20 °C."""
    warm = Converter(
        "plugin",
        (Port("electricity", 1.0 / 6.0, tags={"reservoir_c": "20"}),),
        (Port("hot_water_60"),),
    )
    check_primitives([warm], np.array([-10.0]))


def test_waste_pressure_is_work_and_waste_heat_is_not():
    def expander(kind):
        tags = {"temperature_c": "40", "kind": kind}
        return [
            Source("top", "waste_heat@top", Purpose.RECOVERED, limit=5.0, tags=tags),
            machine({"waste_heat@top": 1.0}, {"electricity": 0.7}),
            use("electricity"),
        ]

    accepted(expander("pressure"))
    refused(expander("heat"), "plugin", "second law")


def test_recovered_heat_cannot_pass_a_bus_of_waste_heat_upward():
    """A plug-in that says 400 °C of heat it has taken at 60 °C is refused for what it says."""
    hot = Port("waste_heat@x", 1.0, tags={"temperature_c": "400"})
    refused([Converter("plugin", (Port("hot_water_60"),), (hot,))], "at most 60 °C", "400 °C")


def test_every_shipped_machine_keeps_the_laws_in_the_hottest_and_coldest_hours():
    """All kinds at once, in air from -30 to 44 °C, dry and damp."""
    air = np.tile([-30.0, -5.0, 15.0, 44.0], 48)
    damp = np.tile([95.0, 15.0, 60.0, 12.0], 48)
    parts = {
        "air": make("heat_pump", capacity_mw=1.0, carnot_fraction=0.75),
        "warm": make("heat_pump", capacity_mw=1.0, source="water", water_c=60.0, approach_k=0.0,
                     level="hot_water_95", carnot_fraction=0.75),
        "ground": make("heat_pump", capacity_mw=1.0, source="ground", ground_mean_c=20.0,
                       ground_swing_k=15.0, approach_k=0.0, carnot_fraction=0.75),
        "wet": make("chiller", capacity_mw=1.0, carnot_fraction=0.75, tower_approach_k=1.0),
        "dry": make("chiller", capacity_mw=1.0, condenser="air", carnot_fraction=0.75),
        "one": make("absorption_chiller", capacity_mw=1.0, cop=0.75),
        "two": make("absorption_chiller", capacity_mw=1.0, effect="double", level="steam_05mpa",
                    cop=1.4),
        "tower": make("cooling_tower", capacity_mw=9.0),
        "works": make("water_works", capacity_m3_per_h=50.0),
        "plant": make("wastewater_plant", capacity_m3_per_h=50.0),
        "bought": make("heat_supply", level="steam_1mpa", capacity_mw=9.0),
        "net": make("heat_network"),
        "fill": make("landfill"),
    }  # fmt: skip
    ctx = context(weather=still(temp_air_c=air, relative_humidity_pct=damp))
    assert plant(electric(**parts), ctx)
