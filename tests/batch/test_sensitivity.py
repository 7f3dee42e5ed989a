"""Sensitivity indices against closed forms, through the engine; and on a real small park."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.batch import run_study
from scenarios.batch.running import run_plan
from tests.batch import worlds

PI = float(np.pi)


def indices(tmp_path, samples, model, seeds=(1,)):
    plan = worlds.plan(samples, seeds)
    outcome = run_plan(plan, worlds.brief(tmp_path, model))
    return outcome.summary["variants"]["formula"]["sensitivity"]["of"]["y"]


def test_sobol_indices_of_ishigami(tmp_path):
    """T. Ishigami, T. Homma (1990): S = 0.3139, 0.4424, 0; ST = 0.5576, 0.4424, 0.2437."""
    ranges = {name: {"min": -PI, "max": PI} for name in ("x1", "x2", "x3")}
    samples = {"method": "saltelli", "n": 512, "parameters": ranges}
    found = indices(tmp_path, samples, worlds.ishigami)
    first = [found[name]["first"] for name in ranges]
    total = [found[name]["total"] for name in ranges]
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.05)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.05)
    assert all(0 < found[name]["total_ci"] < 0.2 for name in ranges)


def test_elementary_effects_of_a_line_are_slope_times_range(tmp_path):
    ranges = {"a": {"min": 0, "max": 5}, "b": {"min": -1, "max": 1}, "c": {"min": 0, "max": 9}}
    samples = {"method": "morris", "n": 6, "parameters": ranges}
    found = indices(tmp_path, samples, worlds.linear, seeds=(1, 2))
    assert [found[n]["mu_star"] for n in ranges] == pytest.approx([20.0, 4.0, 0.0])
    assert [found[n]["mu"] for n in ranges] == pytest.approx([20.0, 4.0, 0.0])
    assert all(found[n]["sigma"] == pytest.approx(0.0, abs=1e-9) for n in ranges)


def test_a_small_park_answers_to_the_price_it_pays(tmp_path):
    """The bill follows the gas price by fuel burnt; energy used does not follow a price at all."""
    ranges = {"gas_price.factor": {"min": 0.8, "max": 1.2}, "prices.carbon": {"min": 0, "max": 9}}
    samples = {"method": "morris", "n": 3, "parameters": ranges}
    study = worlds.study(measures=None, samples=samples, weather_years=None, seeds=1, days=2)
    outcome = run_study(study, tmp_path)
    of = outcome.summary["variants"]["as_is"]["sensitivity"]["of"]
    fuel = outcome.tables["runs"].column("cost.fuel_cny").to_numpy()
    effect = of["cost.fuel_cny"]
    assert effect["prices.carbon"]["mu_star"] == pytest.approx(0.0, abs=1e-6)
    assert effect["gas_price.factor"]["mu_star"] == pytest.approx(np.ptp(fuel), rel=0.5)
    gas = outcome.tables["runs"].column("parameter.gas_price.factor").to_numpy()
    slope = np.polyfit(gas, fuel, 1)[0]
    assert effect["gas_price.factor"]["mu"] == pytest.approx(slope * 0.4, rel=1e-6)
    assert "energy.total_equivalent_tce" not in of
