"""A park that lacks almost everything still balances, and says what it lacks."""

from __future__ import annotations

import pytest

from scenarios.build import Options
from scenarios.park_file import load_park
from scenarios.run import run_park
from tests.parks import small_park

LACKING = {
    "no grid": ({"agents.grid.component.import_mw": 0.0}, "electricity"),
    "little grid": ({"agents.grid.component.import_mw": 0.4}, "electricity"),
    "no boilers": (
        {"agents.boiler.component.capacity_mw": 0.0, "agents.backup.component.capacity_mw": 0.0},
        "steam_1mpa",
    ),
    "no water": ({"agents.works.component.capacity_m3_per_h": 0.0}, "fresh_water"),
}


@pytest.mark.parametrize("name", LACKING)
def test_what_lacks_is_told_and_the_rest_balances(name):
    changes, commodity = LACKING[name]
    result = run_park(small_park(changes))
    assert result.unserved[commodity] > 0.0
    assert max(closure.worst for closure in result.closure.values()) <= 1e-9


def test_a_whole_park_cut_off_from_the_grid_settles_for_a_month():
    """Nothing but sun: every block is at the edge of what it can do, day and night."""
    changes = {"agents.grid.component.import_mw": 0.0, "days": 31}
    result = run_park(load_park("yunnan", changes), Options(step_minutes=60))
    own = result.value("electricity.own_used_mwh")
    served = result.value("electricity.used_mwh")
    assert served == pytest.approx(own)
    assert result.unserved["electricity"] > 10.0 * served
