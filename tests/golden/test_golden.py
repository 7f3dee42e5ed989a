"""A golden year per reference park, near the annual balance on paper that it is made after."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from scenarios.park_file import load_park, park_names
from scenarios.run import run_park
from tests.golden.headline import lines

HERE = Path(__file__).parent
PARKS = ("yunnan", "jiangxi")  # made after a balance on paper
OTHERS = ("commercial", "greenfield", "logistics")

# The annual balance on paper: tce, tCO2, tCO2/tce.
PAPER = {"yunnan": (473_800.0, 1_151_000.0, 2.43), "jiangxi": (276_000.0, 641_000.0, 2.32)}


@lru_cache(maxsize=2)
def year(park):
    return run_park(load_park(park))


def read(text):
    """Return the fields of every line by its name; numbers as numbers."""
    found = {}
    for line in text.splitlines():
        name, *fields = line.split()
        found[name] = [number(field) for field in fields]
    return found


def number(field):
    try:
        return pytest.approx(float(field), rel=2e-6, abs=1e-9)
    except ValueError:
        return field


def plain(line):
    name, *fields = line.split()
    out = []
    for field in fields:
        try:
            out.append(float(field))
        except ValueError:
            out.append(field)
    return name, out


@pytest.mark.parametrize("park", PARKS + OTHERS)
def test_no_headline_number_has_moved(park):
    """What moves here moves on purpose: rewrite the file and say why in CHANGELOG."""
    golden = read((HERE / f"{park}.txt").read_text(encoding="utf-8"))
    now = dict(map(plain, lines(year(park))))
    assert set(now) == set(golden)
    moved = {name: (now[name], golden[name]) for name in now if now[name] != golden[name]}
    assert not moved


@pytest.mark.parametrize("park", PARKS)
def test_the_year_is_near_the_balance_on_paper(park):
    result = year(park)
    tce, carbon, intensity = PAPER[park]
    energy, emitted = (
        result.value("energy.total_equivalent_tce"), result.value("carbon.park.total_t"),
    )  # fmt: skip
    assert energy == pytest.approx(tce, rel=0.05)
    assert emitted == pytest.approx(carbon, rel=0.05)
    assert emitted / energy == pytest.approx(intensity, rel=0.05)


@pytest.mark.parametrize("park", PARKS)
def test_nothing_is_left_unjudged_and_nothing_unserved(park):
    result = year(park)
    assert set(result.scorecards) == {"national", "yunnan", "jiangxi"}
    states = {s.state for card in result.scorecards.values() for s in card.scores}
    assert states <= {"met", "not_met"}
    assert not result.unserved
    assert max(closure.worst for closure in result.closure.values()) <= 1e-9


@pytest.mark.parametrize("park", OTHERS)
def test_parks_to_start_from_are_small_and_whole(park):
    """They run in seconds, leave nothing unserved or spilled, and stand on the plan."""
    result, loaded = year(park), load_park(park)
    assert not result.unserved
    assert not result.spilled
    assert max(closure.worst for closure in result.closure.values()) <= 1e-9
    assert sum(result.event_counts.values()) <= 10_000
    plan = loaded.spec.plan
    for name, (_, spec) in loaded.agents.items():
        east, north = spec.position
        assert 0 <= east <= plan.width_m, name
        assert 0 <= north <= plan.height_m, name


def test_every_shipped_park_has_a_golden_year():
    assert set(park_names()) == {*PARKS, *OTHERS}


@pytest.mark.parametrize("park", PARKS)
def test_the_park_is_as_large_as_it_says(park):
    agents = [spec for _, spec in load_park(park).agents.values()]
    kinds = [agent.kind for agent in agents]
    heavy = sum(
        group.count
        for agent in agents
        if agent.kind == "fleet"
        for group in agent.vehicles
        if group.vehicle_class.startswith(("tractor", "tipper"))
    )
    assert kinds.count("enterprise") >= 28
    assert kinds.count("building") >= 38
    assert kinds.count("asset") >= 20
    assert heavy >= 60
    assert sum(year(park).event_counts.values()) <= 400_000
