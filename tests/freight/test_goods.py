"""Goods of plants: the balance of every archetype closes, and parks carry what is said."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agents.archetypes import load_archetype, with_intensities
from agents.freight.cargo import balance_t, cargoes
from agents.freight.goods import PIPE, Distance, Goods, crews_of, goods
from scenarios.park_file import load_park
from twin.configs import config_names, read_config, top_file
from twin.errors import InputError
from twin.vehicles import vehicle_classes

TOLERANCE = 0.03


@pytest.mark.parametrize("archetype", config_names("archetypes"))
def test_what_goes_in_comes_out(archetype):
    entered, left = balance_t(load_archetype(archetype))
    assert entered > 0.0
    assert entered == pytest.approx(left, rel=TOLERANCE)


def test_the_balance_can_fail():
    """A plant with a waste that nothing it takes in could make does not close."""
    plant = with_intensities(load_archetype("ceramic_tile"), {"wastes_kg": {"waste_mineral": 9.0}})
    entered, left = balance_t(plant)
    assert abs(entered - left) > TOLERANCE * left


def test_hauls_name_vehicle_classes_that_there_are():
    for haul in goods().hauls.values():
        assert set(haul.suits) <= set(vehicle_classes())


def test_fuels_by_road_follow_the_firm():
    """Silicon: 15 GJ of coal at 19.57 GJ/t and 20 GJ of petroleum coke at 32.5; gas by pipe."""
    silicon = {c.what: c.t for c in cargoes(load_archetype("industrial_silicon"))}
    assert silicon["raw_coal"] == pytest.approx(15 / 19.57)
    assert silicon["petroleum_coke"] == pytest.approx(20 / 32.5)
    own = with_intensities(load_archetype("industrial_silicon"), {"feedstock_gj": {"charcoal": 28}})
    assert {c.what: c.t for c in cargoes(own)}["charcoal"] == pytest.approx(1.0)
    assert "natural_gas" not in {c.what for c in cargoes(load_archetype("ceramic_tile"))}


def test_what_a_works_pipes_to_its_neighbour_is_no_transport():
    listed = {c.what: c.haul for c in cargoes(load_archetype("caustic_pvc"))}
    assert listed["chlorine"] == listed["hydrogen_gas"] == PIPE
    assert listed["caustic_50"] == "tank"


def test_names_are_unique_in_a_plant():
    for archetype in config_names("archetypes"):
        names = [c.what for c in cargoes(load_archetype(archetype))]
        assert len(set(names)) == len(names), archetype


def planned_kt(park):
    """Return kt a year by road or conveyor of a shipped park, by archetype."""
    found = {}
    for agent in load_park(park).agents.values():
        spec = agent[1] if isinstance(agent, tuple) else agent
        if getattr(spec, "kind", "") == "enterprise":
            per_unit = sum(c.t for c in cargoes(spec.plant) if c.haul != PIPE)
            kt = per_unit * spec.output_per_year / 1000.0
            found[spec.archetype] = found.get(spec.archetype, 0.0) + kt
    return found


def test_the_parks_move_about_what_their_fleets_were_planned_for():
    """Fleets of both parks were planned for about 3 Mt a year: 330 and 300 loads of 30 t.

    From the plants themselves Yunnan gives 3.8 Mt, of which cement 1.0, and Jiangxi, which has no
    such bulk, 1.6 Mt.
    """
    yunnan, jiangxi = planned_kt("yunnan"), planned_kt("jiangxi")
    assert sum(yunnan.values()) == pytest.approx(3770, rel=0.02)
    assert yunnan["cement_grinding"] == pytest.approx(1000, rel=1e-6)
    assert sum(jiangxi.values()) == pytest.approx(1640, rel=0.02)
    assert 0.5 < sum(jiangxi.values()) / 3000 < sum(yunnan.values()) / 3000 < 1.3


def test_distances_are_triangular():
    short = goods().distances["short"]
    low, mode, high = short.km
    assert (short.drawn(0.0), short.drawn(1.0)) == (pytest.approx(low), pytest.approx(high))
    assert short.drawn((mode - low) / (high - low)) == pytest.approx(mode)
    mean = sum(short.drawn((i + 0.5) / 1000) for i in range(1000)) / 1000
    assert mean == pytest.approx(short.mean_km, rel=1e-3)


def test_distances_that_fall_are_refused():
    with pytest.raises(ValidationError, match="least <= most frequent"):
        Distance(zh="x", en="x", km=(10, 5, 20), source="x", confidence="L")


def test_a_table_that_names_what_is_not_there_is_refused():
    plain = dict(read_config(top_file("freight.yaml")))
    plain["other_wastes"] = {"haul": "camel", "distance": "moon"}
    with pytest.raises(ValidationError, match="no haul 'camel'; no distance 'moon'"):
        Goods(**plain)


def test_plug_ins_add_rows(tmp_path, monkeypatch):
    configs = tmp_path / "configs"
    configs.mkdir()
    parts = "in: {ore: {t: 2, haul: bulk}}, out: {metal: {t: 1, haul: heavy}}"
    row = f"{{{parts}, source: x, confidence: L}}"
    (configs / "freight.yaml").write_text(f"archetypes: {{foundry: {row}}}\n", encoding="utf-8")
    monkeypatch.setenv("ZEROPARK_PLUGINS", str(tmp_path))
    goods.cache_clear()
    try:
        assert goods().archetypes["foundry"].inbound["ore"].t == 2.0
        assert "wafer" in goods().archetypes
    finally:
        goods.cache_clear()


def test_what_the_table_does_not_know_is_told():
    with pytest.raises(InputError, match="no crews of the shift calendar 'moonlight'"):
        crews_of("moonlight")
    plant = load_archetype("wafer").model_copy(update={"id": "foundry"})
    with pytest.raises(InputError, match="no goods of the archetype 'foundry'"):
        cargoes(plant)
