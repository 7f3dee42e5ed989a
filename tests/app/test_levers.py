"""Key figures change what they say, and nothing else."""

from __future__ import annotations

import copy

import pytest

from scenarios.catalogue import checked_park, shipped_parks
from tests.app.stored import TEXT
from views.trial.levers import all_changes, key_figures

SMALL = checked_park("small", TEXT).document.data


def figures(park=SMALL):
    return {figure.id: figure for figure in key_figures(park)}


def at(data, path):
    for key in path.split("."):
        data = data[key]
    return data


def changed(park, name, value):
    figure = figures(park)[name]
    return checked_park("small", TEXT, all_changes([figure], {name: value})).document.data


ALL = {"pv", "battery", "trade", "boiler", "trucks", "production", "gas"}
HAVE = {
    "yunnan": ALL, "jiangxi": ALL, "commercial": ALL - {"boiler"},
    "logistics": ALL - {"boiler", "trade"}, "greenfield": {"gas"},
}  # fmt: skip


@pytest.mark.parametrize("park", sorted(shipped_parks()))
def test_shipped_parks_have_the_figures_of_what_they_hold(park):
    found = figures(checked_park(park).document.data)
    assert set(found) == HAVE[park]
    for figure in found.values():
        assert figure.low <= figure.base <= figure.high, figure.id


@pytest.mark.parametrize("park", sorted(shipped_parks()))
@pytest.mark.parametrize("end", ["low", "high"])
def test_both_ends_of_every_figure_are_sound_parks(park, end):
    found = figures(checked_park(park).document.data)
    for name, figure in found.items():
        assert checked_park(park, "", all_changes([figure], {name: getattr(figure, end)}))


def test_untouched_figures_change_nothing():
    found = list(figures().values())
    assert all_changes(found, {figure.id: figure.base for figure in found}) == {}


def test_pv_and_battery_scale():
    assert at(changed(SMALL, "pv", 6.0), "agents.roof.component.capacity_mw") == 6.0
    after = changed(SMALL, "battery", 8.0)
    assert at(after, "agents.battery.component.energy_mwh") == 8.0
    assert at(after, "agents.battery.component.power_mw") == 4.0


def test_trades_reach_the_volume_asked_for():
    (purchase,) = at(changed(SMALL, "trade", 20000.0), "agents.operator.purchases")
    assert purchase["mwh_per_year"] == pytest.approx(20000.0)


def test_production_scales_every_enterprise():
    after = changed(SMALL, "production", 110.0)
    for name in ("machines", "cells"):
        path = f"agents.{name}.output_per_year"
        assert at(after, path) == pytest.approx(1.1 * at(SMALL, path))


def test_an_electric_boiler_is_added_beside_the_gas_boilers():
    component = at(changed(SMALL, "boiler", 5.0), "agents.electric-steam-boilers.component")
    assert (component["fuel"], component["capacity_mw"]) == ("electricity", 5.0)


def test_trucks_change_drive_and_keep_their_number():
    groups = at(changed(SMALL, "trucks", 100.0), "agents.trucks.vehicles")
    assert {group["powertrain"]: group["count"] for group in groups} == {"battery": 8, "diesel": 0}
    assert at(changed(SMALL, "trucks", 100.0), "agents.trucks.chargers") >= 3


def test_gas_price_moves_alone():
    figure = figures()["gas"]
    assert all_changes([figure], {"gas": figure.base * 1.5}).keys() == {"prices.natural_gas"}


def test_the_given_park_is_not_touched():
    before = copy.deepcopy(SMALL)
    for figure in figures().values():
        all_changes([figure], {figure.id: figure.high})
    assert before == SMALL
