"""A network that cannot balance, or that makes something from nothing, is refused by name."""

from __future__ import annotations

import pytest

from tests.small import electric, make, plant
from twin.errors import InputError
from twin.network.checks import check_graph, check_primitives
from twin.network.compile import compile_primitives
from twin.primitives import Converter, Port, Purpose, Sink, Source, Storage


def source(name, bus, limit=10.0, **more):
    return Source(name, bus, Purpose.PURCHASE, limit=limit, **more)


def line(name, inlet, outlet, factor, cost=0.0):
    return Converter(name, (Port(inlet),), (Port(outlet, factor),), capacity=5.0, cost=cost)


def refused(items, *words):
    with pytest.raises(InputError) as caught:
        accepted(items)
    for word in words:
        assert word in str(caught.value)
    return caught.value


def accepted(items):
    check_primitives(items)
    check_graph(compile_primitives(items))


def test_demand_without_supply_is_dangling():
    refused([Sink("use", "electricity", Purpose.USE, fixed=1.0)], "dangling", "electricity", "use")


def test_supply_that_nothing_takes_is_dangling():
    refused([Source("drain", "wastewater", Purpose.PURCHASE, fixed=1.0)], "dangling", "drain")


def test_a_store_alone_balances_nothing():
    items = [source("gas", "natural_gas"), Storage("tank", "hydrogen", 5.0, 1.0, 1.0)]
    refused(items, "dangling", "tank")


def test_supply_through_an_unfed_converter_is_no_supply():
    items = [
        line("boiler", "natural_gas", "steam_1mpa", 0.9),
        Sink("use", "steam_1mpa", Purpose.USE, fixed=1.0),
    ]
    refused(items, "natural_gas", "steam_1mpa")


def test_unknown_commodity_and_duplicate_name_come_in_one_report():
    items = [source("a", "electricty"), source("a", "electricity")]
    error = refused(items, "electricty", "2 things")
    assert len(error.problems) == 2


def test_heat_never_flows_up_without_work():
    items = [
        source("cold", "hot_water_60"),
        line("up", "hot_water_60", "steam_1mpa", 1.0),
        Sink("use", "steam_1mpa", Purpose.USE, fixed=1.0),
    ]
    refused(items, "without work", "up")


def test_waste_heat_serves_only_colder_levels_by_its_pinch():
    parts = electric(
        plant=make(
            "production_line", meter="m", product="x", unit="t", electricity_mwh=0.1,
            waste_heat={"mwh": 1.0, "temperature_c": 60.0}, waste_heat_bus="plant",
        ),
        recovery=make("waste_heat_recovery", source="plant", capacity_mw=1.0, level="hot_water_60",
                      pinch_k=8.0),
        network=make("heat_network"),
        use=make("demand", bus="low_temp_35", rate="1 MW"),
    )  # fmt: skip
    with pytest.raises(InputError, match="60 °C"):
        plant(parts)
    cooler = make("waste_heat_recovery", source="plant", capacity_mw=1.0, level="low_temp_35")
    plant(parts | {"recovery": cooler})


def test_a_loop_that_yields_for_nothing_is_refused_by_name():
    items = [
        source("grid", "electricity"),
        line("up", "electricity", "hydrogen", 1.0),
        line("down", "hydrogen", "electricity", 1.0),
        Sink("use", "electricity", Purpose.USE, fixed=1.0),
    ]
    refused(items, "loop", "up", "down")


@pytest.mark.parametrize("items", [{"factor": 0.99}, {"cost": 0.01}])
def test_a_loop_with_loss_or_cost_is_harmless(items):
    factor, cost = items.get("factor", 1.0), items.get("cost", 0.0)
    accepted(
        [
            source("grid", "electricity"),
            line("up", "electricity", "hydrogen", factor),
            line("down", "hydrogen", "electricity", 1.0, cost=cost),
            Sink("use", "electricity", Purpose.USE, fixed=1.0),
        ]
    )


def test_a_loop_over_three_buses_with_gain_is_found():
    refused(
        [
            source("grid", "electricity"),
            line("pump", "electricity", "natural_gas", 3.0),
            line("engine", "natural_gas", "hydrogen", 0.5),
            line("cell", "hydrogen", "electricity", 0.8),
            Sink("use", "electricity", Purpose.USE, fixed=1.0),
        ],
        "loop", "pump 1 electricity → 3 natural_gas", "engine", "cell",
    )  # fmt: skip


def test_initial_content_must_fit_its_store():
    refused([source("g", "electricity"), Storage("b", "electricity", 5.0, 1.0, 1.0, initial=6.0)],
            "content at the start")  # fmt: skip
