"""Fleets and stations in a park: jobs, queues, energy and books, through the one ledger."""

from __future__ import annotations

import copy

import pytest
import yaml

from scenarios.build import build
from scenarios.park_file import load_park_text
from scenarios.run import run_park
from scenarios.simulate import simulate
from twin.errors import InputError
from twin.ledger import build_ledger

LABEL = {"label": {"zh": "试", "en": "test"}, "source": "test", "confidence": "T"}
GRID = {"kind": "asset", **LABEL, "component": {
    "type": "grid_connection", "tariff": "yunnan", "import_mw": 40, "export_mw": 5,
    "feed_in_cny_per_mwh": 200}}  # fmt: skip


def fleet(*vehicles, **fields):
    """Return a fleet of vehicles, each (class, powertrain, count and more)."""
    groups = [
        {"vehicle_class": name, "powertrain": drive, "count": count, **more}
        for name, drive, count, more in vehicles
    ]
    usual = {"jobs_per_day": 12, "km": 20, "payload_t": 20, "work_h": 0.5}
    return {"kind": "fleet", **LABEL, "vehicles": groups, **usual, **fields}


def tractors(count=3, drive="battery", **more):
    return ("tractor_49t", drive, count, more)


def station(kind, **fields):
    return {"kind": "station", **LABEL, "station_type": kind, **fields}


def park(agents, **header):
    """Return a checked park of these agents and a grid connection, six hourly days."""
    plain = {
        "format": 1, "label": LABEL["label"], "region": "yunnan", "start": "2025-02-10",
        "days": 6, "seed": 5, "step_minutes": 60, "indicator_systems": ["national"],
        "agents": {"grid": GRID, **agents}, **header,
    }  # fmt: skip
    return load_park_text(yaml.safe_dump(copy.deepcopy(plain), allow_unicode=True), "logistics")


def played(agents, **header):
    built = build(park(agents, **header))
    simulate(built)
    return built


def facts(built, key):
    return {(f.agent, f.note): f.value for f in built.park.facts() if f.key == key}


def total(built, row):
    return build_ledger(built.plant.network).total(row)
