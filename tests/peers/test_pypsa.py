"""The exported network has the same optimum in PyPSA as here."""

from __future__ import annotations

import pytest

pypsa = pytest.importorskip("pypsa", reason="needs the extra 'peers'")

from typer.testing import CliRunner  # noqa: E402

from benchmarks.energy_park import energy_park  # noqa: E402
from benchmarks.whole_year import cost_of_run, whole_year  # noqa: E402
from scenarios.build import Options, build  # noqa: E402
from scenarios.cli import cli  # noqa: E402
from scenarios.simulate import simulate  # noqa: E402
from scenarios.to_pypsa import to_pypsa  # noqa: E402
from tests.parks import SMALL, small_park  # noqa: E402
from tests.peers.hydrogen_park import hydrogen_park  # noqa: E402
from tests.peers.test_whole_year import settled, without_stores  # noqa: E402
from tests.small import NO_PEAKS, context, electric, make, plant  # noqa: E402
from twin.commodities import catalogue, commodity_of  # noqa: E402
from twin.dispatch.lookahead import Perfect  # noqa: E402
from twin.errors import InputError  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")

CALL = "  calls: [{date: 2025-01-22, from_hour: 18, to_hour: 20, reason: evening peak}]\n"
assert "  " + CALL in SMALL


def optimum(network):
    """Return PyPSA's optimal cost of a network."""
    status, condition = network.optimize(
        solver_name="highs",
        solver_options={"output_flag": False, "threads": 1},
        include_objective_constant=False,
        progress=False,
    )
    assert (status, condition) == ("ok", "optimal")
    return network.objective


@pytest.mark.parametrize(
    "spec",
    [
        lambda: energy_park(days=21),
        lambda: energy_park(days=7, step_minutes=15),
        hydrogen_park,
        lambda: hydrogen_park(days=3, step=15),
    ],
)
def test_the_optimum_is_the_same(spec):
    ours = settled(spec())
    assert optimum(to_pypsa(ours)) == pytest.approx(Perfect(ours.network).cost, rel=1e-5)


def test_the_executor_alone_finds_it_where_there_are_no_stores():
    ours = settled(without_stores(energy_park(days=14)))
    assert optimum(to_pypsa(ours)) == pytest.approx(cost_of_run(ours.network), rel=1e-6)


def test_scarcity_costs_the_same():
    short = {
        "grid": make("grid_connection", tariff="test", import_mw=30.0, export_mw=0.0),
        "battery": make("battery", energy_mwh=8, power_mw=4),
    }
    ours = plant(electric(**short), context(2, 60, tariff=NO_PEAKS))
    ours.settle(ours.timeline.n_steps)
    lacking = ours.unserved_so_far()
    assert lacking > 100.0
    assert optimum(to_pypsa(ours)) == pytest.approx(whole_year(ours.network), rel=1e-6)


def test_pypsa_takes_no_loss_off_the_initial_content_and_the_export_makes_up_for_it():
    ours = settled(hydrogen_park(days=1))
    network = to_pypsa(ours, ends="free")
    initial = 21.0
    assert network.stores.e_initial["tank"] == pytest.approx(initial * 0.99)
    assert optimum(network) <= optimum(to_pypsa(ours)) + 1e-6
    balance = network.links_t.p0["tank/charge"] * 0.98 - network.links_t.p0["tank/discharge"]
    first = network.stores_t.e["tank"].iloc[0] - balance.iloc[0]
    assert first == pytest.approx(network.stores.e_initial["tank"])  # no loss in the first hour
    second = network.stores_t.e["tank"].iloc[1] - balance.iloc[1]
    assert second == pytest.approx(0.99 * network.stores_t.e["tank"].iloc[0])


def test_cyclic_stores_end_where_they_begin_and_cost_no_more_than_given_ones():
    ours = settled(hydrogen_park(days=3))
    cyclic = to_pypsa(ours, ends="cyclic")
    assert optimum(cyclic) <= optimum(to_pypsa(ours)) * 1.001
    content = cyclic.stores_t.e["h2-store"]
    moved = cyclic.links_t.p0["h2-store/charge"] * 0.95 - cyclic.links_t.p0["h2-store/discharge"]
    assert content.iloc[0] == pytest.approx(content.iloc[-1] + moved.iloc[0], abs=1e-6)


def test_minimum_loads_are_refused_committed_or_ignored():
    ours = settled(hydrogen_park(days=1, min_load=0.6))
    with pytest.raises(InputError, match="chp"):
        to_pypsa(ours)
    ignored = to_pypsa(ours, minimum_loads="ignore")
    committed = to_pypsa(ours, minimum_loads="commit")
    assert not ignored.links.committable.any()
    assert committed.links.committable["chp"]
    assert optimum(committed) >= optimum(ignored) - 1e-6
    taken = committed.links_t.p0["chp"] * 0.42
    assert ((taken < 1e-6) | (taken > 0.6 * 6.0 - 1e-6)).all()


def test_only_a_finished_run_that_nobody_commanded_is_exported():
    ours = plant(electric(), context(1, 60))
    with pytest.raises(InputError, match="finished"):
        to_pypsa(ours)
    ours.command(0, "grid/import", 0.9)
    ours.settle(ours.timeline.n_steps)
    with pytest.raises(InputError, match="commanded"):
        to_pypsa(ours)


def test_a_whole_park_with_water_wastes_and_meters_has_the_same_optimum_too():
    text = SMALL.replace(", min_load: 0.1", "").replace("  " + CALL, "")
    no_peaks = {"days": 3, "tariffs.yunnan.demand_cny_per_kw_month": 0}
    built = build(small_park(no_peaks, text), Options(step_minutes=60))
    simulate(built)
    network = built.plant.network
    kinds = {type_of(commodity_of(bus)) for bus in network.bus_block}
    assert {"electricity", "heat", "water", "waste", "fuel"} <= kinds
    assert optimum(to_pypsa(built.plant)) == pytest.approx(whole_year(network), rel=1e-5)


def type_of(name):
    return catalogue()[name].kind if name in catalogue() else ""


def test_the_command_line_writes_a_file_that_pypsa_reads_and_solves(tmp_path):
    park, file = tmp_path / "park.yaml", tmp_path / "park.nc"
    park.write_text(SMALL.replace("  " + CALL, ""), encoding="utf-8")
    words = ["export-pypsa", str(park), str(file), "--set", "days=2", "--step", "60"]
    refused = CliRunner().invoke(cli, words)
    assert refused.exit_code == 2
    assert "boiler" in refused.output
    done = CliRunner().invoke(cli, [*words, "--minimum-loads", "ignore"])
    assert done.exit_code == 0, done.output
    network = pypsa.Network(file)
    assert len(network.snapshots) == 48
    assert optimum(network) > 0.0
