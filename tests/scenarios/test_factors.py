"""An assumption on the grid's factors moves the ledgers that use them, and no other."""

from __future__ import annotations

import pytest

from scenarios.run import run_park
from tests.parks import small_park


def test_a_cleaner_grid_moves_the_two_ledgers_that_know_its_mix():
    base = run_park(small_park({"days": 3}))
    assumed = {"days": 3, "assumptions": [{"id": "grid_factor", "parameters": {"factor": 0.5}}]}
    clean = run_park(small_park(assumed))
    assert clean.value("carbon.park.total_t") == base.value("carbon.park.total_t")
    for ledger in ("location", "residual"):
        power = base.value(f"carbon.{ledger}.electricity_t")
        assert power > 0.0
        assert clean.value(f"carbon.{ledger}.electricity_t") == pytest.approx(0.5 * power)
        term = clean.accounts.book[f"carbon.{ledger}.electricity_t"]
        assert any("times 0.5, assumed" in part.source for part in term.parts)
