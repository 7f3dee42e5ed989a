"""The pictures of flows: every node takes in what it gives out, and nothing goes in circles."""

from __future__ import annotations

import functools

import pytest

from tests.app.stored import stored_run
from views.energy import sankey_chart
from views.energy.node import BIGGEST, ENTERPRISE, PARK, SECTOR
from views.energy.nodes import Groups
from views.energy.sankey import DOMAINS, flows
from views.energy.shown import shown
from views.stored import records
from views.stored.records import LedgerRow


@functools.cache
def ledger():
    return records.ledger_rows(stored_run())


def picture(domain, lang="en", single=(), rows=None, level=PARK):
    groups = Groups(records.document(stored_run()), lang, domain, single, level)
    return flows(ledger() if rows is None else rows, domain, groups)


def drawn(graph, name="MWh", lang="en"):
    (series,) = sankey_chart.sankey(shown(graph, name, lang), {})["series"]
    return series


def sums(graph, name):
    into = sum(link.amount for link in graph.links if link.target == name)
    return into, sum(link.amount for link in graph.links if link.source == name)


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize(
    ("single", "level"),
    [((), PARK), ((), SECTOR), (("machines",), BIGGEST), (("cells",), ENTERPRISE)],
)
def test_every_inner_node_balances(domain, single, level):
    graph = picture(domain, single=single, level=level)
    assert graph.links
    for name in graph.nodes:
        into, out = sums(graph, name)
        if into > 0.0 and out > 0.0:
            assert into == pytest.approx(out, rel=1e-6), name
    assert graph.worst_miss() < 1e-6


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_amount_is_positive_and_every_node_linked(domain):
    graph = picture(domain)
    assert min(link.amount for link in graph.links) > 0.0
    linked = {name for link in graph.links for name in (link.source, link.target)}
    assert linked == set(graph.nodes)


@pytest.mark.parametrize("domain", DOMAINS)
def test_nothing_goes_in_circles(domain):
    left = list(picture(domain).links)
    while left:
        targets = {link.target for link in left}
        kept = [link for link in left if link.source in targets]
        assert len(kept) < len(left), "a circle is left"
        left = kept


def test_ends_agree_with_the_ledger():
    graph = picture("energy")
    bought = sum(row.total for row in ledger() if row.purpose == "grid_import")
    assert sums(graph, "end:grid_import")[1] == pytest.approx(bought, rel=1e-9)
    sun = sum(row.total for row in ledger() if row.source == "roof")
    assert sums(graph, "end:pv")[1] == pytest.approx(sun, rel=1e-6)


def test_a_store_is_drawn_net():
    rows = [
        LedgerRow("a", "grid", "electricity", "electricity", "MWh", "grid_import", "grid", 10.0),
        LedgerRow("b", "electricity", "battery", "electricity", "MWh", "charge", "battery", 5.0),
        LedgerRow("c", "battery", "electricity", "electricity", "MWh", "discharge", "battery", 4.0),
        LedgerRow("e", "battery", "loss", "electricity", "MWh", "loss", "battery", 1.0),
        LedgerRow("d", "electricity", "office", "electricity", "MWh", "use", "office", 9.0),
    ]  # fmt: skip
    graph = picture("energy", rows=rows)
    (net,) = graph.netted
    assert (net.charged, net.discharged) == (5.0, 4.0)
    assert sums(graph, "agent:battery") == (1.0, 1.0)


def test_what_comes_back_is_drawn_on_both_sides():
    def row(name, source, target, amount):
        return LedgerRow(name, source, target, "process_water", "m3", "use", "machines", amount)

    rows = [
        row("a", "process_water", "machines/line-1", 10.0),
        row("b", "machines/line-1", "process_water", 4.0),
        row("c", "x", "process_water", 6.0),
    ]
    graph = picture("water", rows=rows)
    assert graph.worst_miss() < 1e-9
    assert sum(link.amount for link in graph.links if link.target == "kind:enterprise") > 0.0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_chart_names_are_distinct_and_linked(lang):
    series = drawn(picture("energy", lang), lang=lang)
    names = [node["name"] for node in series["data"]]
    assert len(names) == len(set(names))
    assert {link[side] for link in series["links"] for side in ("source", "target")} == set(names)


def test_users_stand_right_of_what_feeds_them():
    graph = picture("energy")
    series = drawn(graph)
    columns = {node["name"]: node["depth"] for node in series["data"] if "depth" in node}
    assert len(set(columns.values())) == 1
    assert min(columns.values()) > 1


def test_waste_heat_given_back_ends_on_the_right_so_that_users_stand_side_by_side():
    def row(name, source, target, commodity, owner):
        return LedgerRow(name, source, target, commodity, "MWh", "use", owner, 4.0)

    rows = [
        row("a", "x", "natural_gas", "natural_gas", "x"),
        row("b", "natural_gas", "cells/line-1", "natural_gas", "cells"),
        row("c", "cells/line-1", "waste_heat@cells", "waste_heat", "cells"),
        row("d", "waste_heat@cells", "recovery", "waste_heat", "recovery"),
        row("e", "recovery", "hot_water_95", "hot_water_95", "recovery"),
        row("f", "hot_water_95", "machines/line-1", "hot_water_95", "machines"),
    ]
    graph = picture("energy", single=("cells", "machines"), rows=rows)
    series = drawn(graph)
    placed = {node["name"] for node in series["data"] if "depth" in node}
    assert {"Machines", "Cells"} <= placed
    assert graph.returned == ["waste_heat"]
    assert graph.worst_miss() < 1e-9
