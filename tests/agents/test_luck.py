"""Chance: common random numbers, and an order of declaration that does not matter."""

from __future__ import annotations

import subprocess
import sys

import pytest

from scenarios.build import Options, build
from scenarios.simulate import simulate
from scenarios.yaml_io import dump_yaml, parse_yaml
from tests.parks import SMALL, small_park

BATTERY = {
    "agents.battery": {
        "kind": "asset", "label": {"zh": "储能", "en": "Battery"}, "source": "test",
        "confidence": "T", "component": {"type": "battery", "energy_mwh": 4, "power_mw": 2},
        "outages": {"mtbf_h": 50, "mttr_h": 3},
    }
}  # fmt: skip


def played(park, seed=None):
    """Return a park after its span has passed."""
    built = build(park, Options(seed=seed))
    simulate(built)
    return built


def lines(built, without=()):
    return [line for line in built.park.log if line.agent not in without]


def settled_bytes(built):
    network = built.plant.network
    parts = [network.table.values.tobytes()]
    for block in network.blocks:
        parts += [block.state.activity.tobytes(), block.state.level.tobytes()]
    return b"".join(parts)


@pytest.fixture(scope="module")
def base():
    return played(small_park())


def test_adding_a_battery_leaves_every_breakdown_and_trip_unchanged(base):
    more = played(small_park(BATTERY))
    assert lines(more, without=("battery",)) == lines(base)
    assert any(line.agent == "battery" for line in more.park.log)
    assert any(line.event == "breakdown" for line in base.park.log)
    assert any(line.event == "trip" for line in base.park.log)


def test_a_larger_roof_changes_flows_and_no_event(base):
    more = played(small_park({"agents.roof.component.capacity_mw": 6}))
    assert lines(more) == lines(base)
    assert settled_bytes(more) != settled_bytes(base)


def test_another_seed_is_another_year(base):
    other = played(small_park(), seed=12)
    assert lines(other) != lines(base)


def test_order_of_agents_does_not_matter(base):
    data = parse_yaml(SMALL.encode(), "small").data
    data["agents"] = dict(reversed(data["agents"].items()))
    turned = played(small_park(text=dump_yaml(data)))
    assert lines(turned) == lines(base)
    assert settled_bytes(turned) == settled_bytes(base)
    assert sorted(turned.park.facts(), key=str) == sorted(base.park.facts(), key=str)


def test_idle_events_change_nothing(base):
    built = build(small_park())

    def idle(name, every):
        while True:
            yield built.clock.wait(every, name)

    for number in range(20):
        built.clock.process(idle(f"idle-{number}", 601 + 37 * number))
    simulate(built)
    assert built.clock.n_events > base.clock.n_events + 20_000
    assert lines(built) == lines(base)
    assert settled_bytes(built) == settled_bytes(base)


def test_watching_the_plant_changes_nothing(base):
    built = build(small_park())

    def watch(every):
        while True:
            built.park.plant().observe(built.clock.now)
            yield built.clock.wait(every, "watcher")

    for every in (900, 1_111, 86_400):
        built.clock.process(watch(every))
    simulate(built)
    assert built.park.listening
    assert settled_bytes(built) == settled_bytes(base)


SCRIPT = """
import hashlib, sys
sys.path.insert(0, "tests/..")
from tests.agents.test_luck import played, settled_bytes, lines
from tests.parks import small_park
built = played(small_park())
print(hashlib.sha256(settled_bytes(built) + repr(lines(built)).encode()).hexdigest())
"""


def test_same_seed_same_bytes_in_two_processes(request):
    found = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True,
            cwd=request.config.rootpath,
        ).stdout
        for _ in range(2)
    ]  # fmt: skip
    assert found[0] == found[1] != ""
