"""Same seeds make a difference visible that other seeds would drown."""

from __future__ import annotations

import pytest

from benchmarks.paired_seeds import FIGURES, study
from scenarios.build import Options
from scenarios.scenario import Chosen
from scenarios.session import Session
from tests.parks import SMALL


def test_pairing_cuts_the_standard_error_to_a_fifth():
    battery = Chosen("park_battery", {"energy": 2.0, "power": 0.5})
    options = Options(step_minutes=60)
    found = study(lambda: Session("small", SMALL, options), battery, seeds=8, days=14)
    assert set(found) == set(FIGURES)
    for figure in ("energy.electricity_mwh", "carbon.park", "carbon.location", "cost.total_cny"):
        change, paired, independent = found[figure]
        assert change != 0.0
        assert independent > 5.0 * paired, figure


def test_no_measure_makes_no_difference_at_all():
    """The luck is exactly the same, so nothing is left of it."""
    nothing = Chosen("park_battery", {"energy": 0.0, "power": 0.0})
    options = Options(step_minutes=60)
    found = study(lambda: Session("small", SMALL, options), nothing, seeds=3, days=5)
    for figure, (change, paired, _) in found.items():
        assert change == pytest.approx(0.0, abs=1e-6), figure
        assert paired == pytest.approx(0.0, abs=1e-6), figure
