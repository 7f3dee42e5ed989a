"""One place to add each thing: toys of every kind, one file each, run a year together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]

FILES = {
    "components/flywheel.py": '''
from twin.components.base import ComponentSpec, component
from twin.primitives import Storage
from twin.units import EnergyMWh, PowerMW


@component("flywheel")
class Flywheel(ComponentSpec):
    """A toy store."""

    energy_mwh: EnergyMWh
    power_mw: PowerMW

    def parts(self, name, ctx):
        yield Storage(name, "electricity", self.energy_mwh, self.power_mw, self.power_mw,
                      standing_loss_per_h=0.002, planned=True)
''',
    "agents/lamplighter.py": '''
from agents.base import AgentSpec, ParkAgent, agent_kind
from twin.components.metered import Demand
from twin.facts import Fact


class LamplighterSpec(AgentSpec):
    """Lights street lamps at dusk."""

    kind: str = "lamplighter"
    lamps: int

    def components(self, name):
        return {f"{name}/lamps": Demand(bus="electricity", meters=(f"{name}/power",))}


@agent_kind("lamplighter")
class Lamplighter(ParkAgent):
    Spec = LamplighterSpec

    def start(self):
        self.process(self.walk())

    def walk(self):
        while True:
            yield self.wait(18 * 3600)
            self.set_meter("power", self.spec.lamps * 254e-6)
            self.log("lights", self.spec.lamps)
            yield self.wait(6 * 3600)
            self.set_meter("power", 0.0)

    def facts(self):
        yield Fact(self.name, "lamps", float(self.spec.lamps))
''',
    "configs/interventions/toy_flywheel.yaml": """
label: {zh: 飞轮, en: Flywheel}
explanation: {zh: 加一台飞轮, en: Adds a flywheel}
pathway: energy
instrument: {zh: 无, en: none}
parameters:
  energy: {label: {zh: 容量, en: Energy}, unit: MWh, default: 2, min: 0, max: 10}
changes:
  - op: set
    path: agents.wheel
    value:
      kind: asset
      label: {zh: 飞轮, en: Flywheel}
      component: {type: flywheel, energy_mwh: 1, power_mw: 1}
      source: toy
      confidence: T
  - {op: set, path: agents.wheel.component.energy_mwh, parameter: energy}
  - {op: scale, path: agents.lamps.lamps, value: 2}
economics: {investor: park, lifetime_y: 20, lead_time_y: 1}
source: toy
confidence: T
""",
    "configs/indicators/toy.yaml": """
zh: 玩具指标
en: Toy indicators
document: toy
source: toy
confidence: T
class_term: energy.total_equivalent_tce
classes: [{id: all, zh: 全部, en: all, from: 0}]
indicators:
  own_power:
    zh: 自发电比例
    en: Share of own power
    clause: toy
    kind: core
    unit: "1"
    numerator: [electricity.own_used_mwh]
    denominator: [electricity.used_mwh]
    sense: at_least
    target: 0.01
""",
    "configs/regions/toyland.yaml": """
label: {zh: 玩具省, en: Toyland}
climate: {station: beijing}
tariffs: {toyland: {}}
factors: {grid: yunnan_2023}
indicator_systems: [toy]
""",
    "configs/tariffs/toyland.yaml": """
zh: 玩具电价
en: Toy tariff
source: toy
confidence: T
energy_cny_per_mwh: 300
ratios: {high: 2}
seasons: [{months: [1,2,3,4,5,6,7,8,9,10,11,12], periods: {high: ["18:00-22:00"]}}]
demand_cny_per_kw_month: 30
""",
}

PARK = """
format: 1
label: {zh: 玩具园, en: Toy park}
region: toyland
interventions: [{id: toy_flywheel, parameters: {energy: 3}}]
agents:
  grid:
    kind: asset
    label: {zh: 电网, en: Grid}
    component: {type: grid_connection, tariff: toyland, import_mw: 10}
    source: toy
    confidence: T
  roof:
    kind: asset
    label: {zh: 光伏, en: PV}
    component: {type: pv, capacity_mw: 1}
    source: toy
    confidence: T
  lamps:
    kind: lamplighter
    label: {zh: 路灯, en: Lamps}
    lamps: 1000
    source: toy
    confidence: T
"""


@pytest.mark.e2e
def test_each_toy_is_one_file_in_a_folder(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / "plugins" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    park = tmp_path / "toy.yaml"
    park.write_text(PARK, encoding="utf-8")
    command = [sys.executable, "-m", "scenarios", "run", str(park), "--json", "--step", "60",
               "--plugins", str(tmp_path / "plugins"), "--out", str(tmp_path / "runs")]  # fmt: skip
    done = subprocess.run(
        command, cwd=REPO, capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    found = json.loads(done.stdout)
    score = found["scorecards"]["toy"]
    assert score["verdict"] == "passed"
    assert score["indicators"]["own_power"]["value"] > 0.01
    assert found["events"]["lamplighter"] == 365 * 2
    run_dir = Path(found["run_dir"])
    facts = json.loads((run_dir / "facts.json").read_text(encoding="utf-8"))
    assert [f["value"] for f in facts if f["key"] == "lamps"] == [2000.0]
    assert "energy_mwh: 3\n" in (run_dir / "park.yaml").read_text(encoding="utf-8")
    lamps_mwh = 2000 * 254e-6 * 6 * 365
    assert found["accounts"]["energy"]["electricity_mwh"] == pytest.approx(lamps_mwh, rel=0.05)


def test_a_broken_plugin_is_named(tmp_path):
    (tmp_path / "components").mkdir()
    (tmp_path / "components" / "bad.py").write_text("1 / 0\n", encoding="utf-8")
    command = [sys.executable, "-m", "scenarios", "check", "yunnan", "--plugins", str(tmp_path)]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "bad.py" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert "Traceback" not in done.stderr
