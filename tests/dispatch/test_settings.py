"""What a park may say of its dispatch, what is refused, and in what order plants give way."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from scenarios.build import build
from tests.components.skies import still
from tests.parks import SMALL, small_park
from tests.small import context, electric, make
from twin.dispatch.settings import PRESETS, Dispatch
from twin.errors import InputError
from twin.ledger import build_ledger
from twin.spec import TwinSpec, assemble

WRONG = {
    "an error without a forecast": (
        {"planner": "rolling", "forecast_error": 0.1}, "forecast_error needs forecast: exact"
    ),
    "exact for rules": ({"forecast": "exact"}, "not rules"),
    "exact for perfect": ({"planner": "perfect", "forecast": "exact"}, "not perfect"),
    "no such planner": ({"planner": "greedy"}, "planner"),
    "no such preset": ({"objective": "profit"}, "objective"),
    "a negative weight": ({"objective": {"carbon_cny_per_t": -1}}, "carbon_cny_per_t"),
    "a weight above all penalties": ({"objective": {"carbon_cny_per_t": 2001}}, "2000"),
    "an error above one": (
        {"planner": "rolling", "forecast": "exact", "forecast_error": 1.1}, "forecast_error"
    ),
    "a stranger": ({"horizon": 3}, "horizon"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_makes_no_sense_is_refused(name):
    given, told = WRONG[name]
    with pytest.raises(ValidationError, match=told):
        Dispatch.model_validate(given)


def test_who_needs_the_recorded_year_rehearses():
    exact = Dispatch(planner="rolling", forecast="exact", forecast_error=0.2)
    assert [d.rehearses for d in (exact, Dispatch(planner="perfect"))] == [True, True]
    assert [d.rehearses for d in (Dispatch(), Dispatch(planner="rolling"))] == [False, False]


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_its_weights(name):
    by_name = Dispatch.model_validate({"objective": name})
    assert by_name == Dispatch.model_validate({"objective": dict(PRESETS[name])})


@pytest.mark.parametrize("load_mw", [5.0, 25.0])
@pytest.mark.parametrize("order", [("east", "west"), ("west", "east"), ("west",)])
def test_the_first_named_gives_way_first(order, load_mw):
    """Two equal plants and no way out: the second gives up only what the first no longer can."""
    parts = electric(
        grid=make("grid_connection", tariff="test", import_mw=60.0, export_mw=0.0),
        load=make("demand", bus="electricity", rate=f"{load_mw} MW"),
        east=make("pv", capacity_mw=25.0), west=make("pv", capacity_mw=25.0),
    )  # fmt: skip
    ctx = context(step=60, weather=still(ghi_w_m2=800.0, dhi_w_m2=800.0))
    plant = assemble(TwinSpec(ctx, parts, dispatch=Dispatch(curtail_first=order)))
    plant.settle(plant.timeline.n_steps)
    ledger = build_ledger(plant.network)
    first, other = order[0], next(n for n in ("east", "west") if n != order[0])
    given_up = {name: ledger.flow(f"{name}>curtailed") for name in (first, other)}
    available = given_up[first] + ledger.flow(f"{first}>electricity@own")
    over = 2.0 * available - load_mw
    assert over.min() > 1.0
    assert (over > available).all() == (load_mw == 5.0)
    np.testing.assert_allclose(given_up[first], np.minimum(over, available), atol=1e-9)
    np.testing.assert_allclose(given_up[other], np.maximum(over - available, 0.0), atol=1e-9)
    assert sum(ledger.total_paid(row) for row in ledger.rows) == 0.0


def test_a_plant_nobody_knows_is_refused_with_file_and_line():
    text = SMALL.replace(
        "seed: 11\n", "seed: 11\ndispatch:\n  planner: rules\n  curtail_first: [roof, ghost]\n"
    )
    with pytest.raises(InputError) as caught:
        build(small_park(text=text))
    line = text.splitlines().index("  curtail_first: [roof, ghost]") + 1
    (problem,) = caught.value.problems
    assert "ghost" in str(problem)
    assert "roof" not in problem.message.partition("ghost")[0]
    assert problem.line == line
    assert problem.file == "small.yaml"
