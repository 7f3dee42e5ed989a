"""Our yard and SpiceEV on the same trips, read by both from one csv.

SpiceEV moves in steps and lets events happen at the next one, so trips are snapped to its steps
first; then both must agree. What exact times change is asserted, too.
"""

import contextlib
import io
import warnings

import numpy as np
import pytest

from agents.yard.record import YardRecord, energy_mwh
from agents.yard.tables import NONE, Control, Happened
from agents.yard.yard import Yard
from benchmarks.trips import (
    DAY_S,
    Truck,
    always_on_duty,
    draw_trips,
    jobs_of,
    read_trips,
    roads_of_one_place,
    signals_of_a_tariff,
    spiceev_scenario,
    station_of,
    vehicles_of,
    write_trips,
)

scenario = pytest.importorskip("spice_ev.scenario", reason="see docs/charging.md")

TRUCKS, DAYS, STEP_S = 12, 14, 900
TRUCK = Truck()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("trips") / "trips.csv"
    write_trips(path, draw_trips(TRUCKS, DAYS, seed=5))
    return path


def ours(trips, control, **limits) -> YardRecord:
    yard = Yard(
        vehicles_of(TRUCKS, TRUCK, NONE),
        station_of(TRUCKS, TRUCK, int(control), **limits),
        always_on_duty(DAYS),
        roads_of_one_place(),
        signals_of_a_tariff(DAYS, STEP_S),
    )
    yard.add(jobs_of(trips))
    yard.advance(DAYS * DAY_S)
    return yard.done


def theirs(trips, strategy, limit_mw=np.inf):
    run = scenario.Scenario(spiceev_scenario(trips, DAYS, TRUCK, STEP_S // 60, limit_mw))
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run.run(strategy, {"ALLOW_NEGATIVE_SOC": True})
    assert run.step_i == DAYS * DAY_S // STEP_S  # it aborts in silence
    return run


def mean_mw(record) -> np.ndarray:
    """Return the mean power of every step, which is what SpiceEV knows."""
    seconds, mw = record
    edges = np.append(seconds, DAYS * DAY_S)
    grid = np.arange(0, DAYS * DAY_S + 1, STEP_S)
    energy = np.concatenate([[0.0], np.cumsum(mw * np.diff(edges))])
    return np.diff(np.interp(grid, edges, energy)) / STEP_S


def left_short(done: YardRecord) -> int:
    """Return how often a truck set out with less than wanted."""
    leaves = done.log.code == Happened.LOADED
    return int((done.log.store_share[leaves] < TRUCK.wanted - 1e-4).sum())


def theirs_short(run, trips) -> int:
    """Return the same of SpiceEV, whose own counter also counts what it rounds away."""
    at_departure = [run.socs[depart // STEP_S][vehicle] for vehicle, depart, _, _ in trips.tolist()]
    return int((np.array(at_departure) < TRUCK.wanted - 1e-4).sum())


PAIRS = [(Control.UNCONTROLLED, "greedy"), (Control.BALANCED, "balanced")]


@pytest.mark.parametrize(("control", "strategy"), PAIRS)
def test_snapped_to_its_steps_energy_and_peak_agree(file, control, strategy):
    trips = read_trips(file, snap_s=STEP_S)
    done, run = ours(trips, control), theirs(trips, strategy)
    load = np.array(run.totalLoad["depot"]) / 1000.0
    assert done.jobs.late_s.max() == 0
    assert energy_mwh(done.draws[0], DAYS * DAY_S) == pytest.approx(load.sum() / 4, rel=1e-4)
    assert mean_mw(done.draws[0]).max() == pytest.approx(load.max(), rel=0.01)
    # Uncontrolled, both send out short just those whom nothing could fill; its balanced rule does
    # not know that the last part goes slowly, and sends out more.
    assert left_short(done) == left_short(ours(trips, Control.UNCONTROLLED))
    if control == Control.UNCONTROLLED:
        assert left_short(done) == theirs_short(run, trips) > 0
    else:
        assert left_short(done) < theirs_short(run, trips)


def test_balanced_is_not_above_its_balanced(file):
    trips = read_trips(file, snap_s=STEP_S)
    load = np.array(theirs(trips, "balanced").totalLoad["depot"]) / 1000.0
    assert mean_mw(ours(trips, Control.BALANCED).draws[0]).max() <= load.max() * (1 + 1e-9)


def test_exact_times_charge_the_same_and_peak_elsewhere(file):
    exact, snapped = (
        ours(read_trips(file, snap), Control.UNCONTROLLED).draws[0] for snap in (1, STEP_S)
    )
    sums = [energy_mwh(record, DAYS * DAY_S) for record in (exact, snapped)]
    assert sums[0] == pytest.approx(sums[1], rel=1e-4)
    assert mean_mw(exact).max() != pytest.approx(mean_mw(snapped).max(), rel=0.005)


def test_a_peak_limit_that_balanced_shows_to_be_feasible_costs_nobody_anything(file):
    """Balanced serves all that can be served, so its peak is a limit that some plan keeps."""
    trips = read_trips(file, snap_s=STEP_S)
    free, even = ours(trips, Control.UNCONTROLLED), ours(trips, Control.BALANCED)
    limit = even.draws[0][1].max() * (1 + 1e-6)
    assert limit < 0.9 * free.draws[0][1].max()
    kept = ours(trips, Control.PEAK_LIMITED, limit_mw=limit)
    assert kept.draws[0][1].max() <= limit * (1 + 1e-9)
    assert left_short(kept) == left_short(free)


def test_where_limits_bite_fewer_of_ours_leave_short(file):
    trips = read_trips(file, snap_s=STEP_S)
    limit = 0.75 * ours(trips, Control.BALANCED).draws[0][1].max()
    kept = ours(trips, Control.PEAK_LIMITED, limit_mw=limit)
    run = theirs(trips, "greedy", limit)
    assert kept.draws[0][1].max() <= limit * (1 + 1e-9)
    assert left_short(kept) < theirs_short(run, trips)
