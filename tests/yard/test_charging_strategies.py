"""Charging strategies as data: refused if senseless; forecasts can be wrong."""

import numpy as np
import pytest

from agents.yard.strategies import (
    ChargingStrategy,
    Forecast,
    charging_strategies,
    charging_strategy,
    common_forecast,
    signals_of,
)
from agents.yard.tables import Control
from twin.errors import InputError
from twin.kernels import charge_control, charge_look
from twin.streams import Streams

TRUTH = np.arange(72.0)
ROW = {
    "id": "x",
    "label": {"zh": "x", "en": "x"},
    "explanation": {"zh": "x", "en": "x"},
    "source": "x",
    "confidence": "L",
}


def test_there_is_one_for_every_control_in_both_languages():
    found = charging_strategies()
    assert {strategy.control for strategy in found.values()} == set(Control)
    assert all(s.label.zh and s.explanation.zh and s.explanation.en for s in found.values())
    assert charging_strategy("v2g").row == {"control": 5, "wear_cny_per_mwh": 160.0}


def test_the_kernels_know_the_controls_by_the_same_numbers():
    assert charge_look.NONE == -1
    assert all(getattr(charge_control, control.name) == control for control in Control)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"control": "clever"}, "there are: uncontrolled, balanced"),
        ({"control": "v2g"}, "needs 'wear_cny_per_mwh'"),
        ({"control": "tariff", "wear_cny_per_mwh": 3.0}, "no use for 'wear_cny_per_mwh'"),
        ({"control": "surplus"}, "needs 'forecast'"),
        ({"control": "surplus", "forecast": {"kind": "noise", "share": 0.1}}, "names a 'stream'"),
        ({"control": "surplus", "forecast": {"share": 0.1}}, "belongs to a forecast"),
    ],
)
def test_a_senseless_strategy_is_refused(given, told):
    with pytest.raises(ValueError, match=told):
        ChargingStrategy(**ROW, **given)


def test_an_unknown_strategy_names_those_that_are():
    with pytest.raises(InputError, match="pv_surplus"):
        charging_strategy("cleverest")


def test_persistence_sees_the_day_before():
    seen = Forecast().seen(TRUTH, 24, Streams(1).get)
    assert (seen[24:] == TRUTH[:-24]).all()
    assert (seen[:24] == TRUTH[:24]).all()
    assert (Forecast().seen(TRUTH[:12], 24, Streams(1).get) == TRUTH[:12]).all()


def test_noise_has_the_share_it_says_and_its_own_luck():
    forecast = Forecast(kind="noise", share=0.2, stream="charging/forecast")
    truth = np.ones(20000)
    seen = forecast.seen(truth, 24, Streams(1).get)
    assert seen.std() == pytest.approx(0.2, rel=0.02)
    assert seen.mean() == pytest.approx(1.0, abs=0.005)
    assert (seen == forecast.seen(truth, 24, Streams(1).get)).all()
    assert (seen != forecast.seen(truth, 24, Streams(2).get)).any()
    assert forecast.of_tomorrow(truth[:24], Streams(1).get) == pytest.approx(seen[:24])


def test_one_park_has_one_forecast():
    surplus, noisy = charging_strategy("pv_surplus"), charging_strategy("pv_surplus_noisy")
    assert common_forecast([charging_strategy("tariff")]) is None
    assert common_forecast([surplus, charging_strategy("coordinated")]) == surplus.forecast
    with pytest.raises(InputError, match="share a forecast"):
        common_forecast([surplus, noisy])


def test_signals_keep_truth_and_forecast_apart():
    signals = signals_of(
        3600, TRUTH, TRUTH * 2, TRUTH * 3, np.ones((1, 3)), Forecast(), Streams(1).get
    )
    assert (signals.surplus_mw == TRUTH * 2).all()
    assert (signals.surplus_seen_mw[24:] == TRUTH[:-24] * 2).all()
    assert (signals.value_seen[24:] == TRUTH[:-24] * 3).all()
    assert (signals.price == TRUTH).all()
