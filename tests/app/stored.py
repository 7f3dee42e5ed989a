"""A stored run of the small park, for tests of the pages."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from scenarios.run import run_park
from scenarios.store import write_run
from tests.parks import SMALL, small_park

PLACES = {
    "machines": [300, 600], "cells": [700, 600], "office": [200, 200], "trucks": [1500, 150],
    "boiler": [100, 1300], "backup": [100, 1300],
}  # fmt: skip
STORE = """
  battery:
    kind: asset
    label: {zh: 储能, en: Battery}
    component: {type: battery, energy_mwh: 4, power_mw: 2}
    source: test
    confidence: T
"""
TEXT = SMALL.rstrip("\n") + STORE


BATTERY = {"id": "park_battery", "parameters": {"energy": 20.0, "power": 5.0}}


@functools.cache
def stored_plan() -> Path:
    """Return the folder of the same park's run with a second battery, made once."""
    changes = {f"agents.{name}.position": place for name, place in PLACES.items()}
    plan = small_park({**changes, "interventions": [BATTERY]}, TEXT)
    return write_run(run_park(plan), Path(tempfile.mkdtemp(prefix="runs")))


@functools.cache
def stored_run() -> Path:
    """Return the folder of the small park's run, made once."""
    changes = {f"agents.{name}.position": place for name, place in PLACES.items()}
    return write_run(run_park(small_park(changes, TEXT)), Path(tempfile.mkdtemp(prefix="runs")))
