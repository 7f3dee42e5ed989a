"""Scorecards by hand: classes, states, verdicts and gaps of the three systems."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.accounts.given import FOSSIL, E, book_of, factors
from tests.accounts.given import core as core_score
from tests.indicators.books import GOOD, book, card, score
from twin.accounts.annual import AnnualTotals, Electricity, FuelUse, ProductOutput
from twin.accounts.terms import Term
from twin.errors import InputError
from twin.indicators import load_system, system_names
from twin.scoring import Judge

SYSTEMS = ("national", "yunnan", "jiangxi")
T, CO2 = "energy.total_equivalent_tce", "carbon.park.total_t"
CORE, HEAT = "unit_energy_carbon", "waste_heat."
FACTORS = factors()


@dataclass(frozen=True)
class Edge:
    """An indicator exactly at its target (``at`` over ``of``), and one unit worse (``step``)."""

    system: str
    name: str
    upper: str
    at: float
    lower: str = ""
    of: float = 1.0
    kind: str = "guiding"
    waiver: str = "leaves"
    step: float = -1.0
    physical: float = 1.0  # gap that one unit makes, in physical units

    @property
    def target(self):
        return self.at / self.of

    def score(self, amount=None, of=None, **more):
        values = {self.upper: self.at if amount is None else amount}
        if self.lower:
            values[self.lower] = self.of if of is None else of
        return score(self.system, self.name, values, **more)


def core(system, at):
    """One tonne over the limit is 1 / 0.8325 MWh of zero-factor power."""
    return Edge(system, CORE, CO2, at, T, 500_000.0, "core", "none", 1.0, 1.0 / FOSSIL)


def special(name, upper, at, lower="", of=1.0):
    return Edge("yunnan", name, upper, at, lower, of, "characteristic", "none")


def guiding(system):
    """The six indicators that all three systems share, but the core."""
    waiver = "explains" if system == "yunnan" else "leaves"
    clean = 0.8 if system == "jiangxi" else 0.9
    rows = [
        # 90 (80) % of 500,000 tce; a tce short is 1 / 0.2856 MWh of green power
        ("clean_energy_share", "energy.clean_tce", clean * 5e5, T, 5e5, 1.0 / E),
        ("product_energy", "product.level2", 20.0, "product.judged", 20.0, 1.0),
        ("solid_waste_use", "waste.used_t", 800.0, "waste.base_t", 1000.0, 1.0),
        ("waste_heat_use", f"{HEAT}recovered_mwh", 500.0, f"{HEAT}recoverable_mwh", 1000.0, 1.0),
        ("water_reuse", "water.reused_m3", 800.0, "water.gross_m3", 1000.0, 1.0),
    ]
    return [
        Edge(system, name, up, at, low, of, waiver=waiver, physical=physical)
        for name, up, at, low, of, physical in rows
    ]


JX, MOVED, POWER = "jiangxi", "transport.", "electricity."
EDGES = [
    # 0.2 (0.4) t/tce on 500,000 tce
    core("national", 100_000.0),
    core("yunnan", 100_000.0),
    core("jiangxi", 200_000.0),
    *(edge for system in SYSTEMS for edge in guiding(system)),
    special("clean_transport", f"{MOVED}new_energy_t", 600.0, f"{MOVED}vehicles_t", 1000.0),
    special("new_buildings", "building.new_certified_m2", 300.0, "building.new_m2", 1000.0),
    special("roof_pv", "roof.covered_m2", 500.0, "roof.usable_m2", 1000.0),
    special("product_footprints", "product.footprints", 10.0),
    special("energy_diagnosis", "diagnosis.diagnosed", 10.0, "diagnosis.large_users", 10.0),
    Edge(JX, "clean_transport", f"{MOVED}clean_t", 800.0, f"{MOVED}total_t", 1000.0),
    Edge(JX, "public_service_vehicles", f"{MOVED}public_new_energy", 16.0,
         f"{MOVED}public_vehicles", 20.0),
    Edge(JX, "certified_buildings", "building.two_star_or_better", 1.0),
    Edge(JX, "direct_supply_share", f"{POWER}direct_and_own_used_mwh", 300.0,
         f"{POWER}used_mwh", 1000.0),
    Edge(JX, "offset_share", "offset.ccer_t", 5000.0, CO2, 100_000.0, step=1.0),
]  # fmt: skip
GUIDING = [e for e in EDGES if e.waiver == "leaves"]
RATIOS = [e for e in EDGES if e.lower not in {"", T}]


def edge_id(edge):
    return f"{edge.system}-{edge.name}"


def test_every_indicator_of_every_system_is_examined():
    examined = {(e.system, e.name) for e in EDGES}
    assert examined == {(s, name) for s in SYSTEMS for name in load_system(s).indicators}
    assert set(system_names()) >= set(SYSTEMS)
    assert [len(load_system(s).indicators) for s in SYSTEMS] == [6, 11, 11]


@pytest.mark.parametrize("edge", EDGES, ids=edge_id)
def test_met_exactly_at_the_target(edge):
    got = edge.score()
    assert (got.state, got.kind) == ("met", edge.kind)
    assert got.value == pytest.approx(edge.target)
    assert got.target == pytest.approx(edge.target)
    assert (got.gap.amount, got.gap.physical) == (0.0, 0.0)


@pytest.mark.parametrize("edge", EDGES, ids=edge_id)
def test_one_unit_worse_is_not_met_and_the_gap_is_that_unit(edge):
    got = edge.score(edge.at + edge.step)
    assert got.state == "not_met"
    assert got.gap.amount == pytest.approx(1.0 / edge.of, rel=1e-6)
    assert got.gap.physical == pytest.approx(edge.physical, rel=1e-6)


@pytest.mark.parametrize("edge", EDGES, ids=edge_id)
def test_a_missing_input_is_named_and_nothing_is_judged(edge):
    for name in filter(None, (edge.upper, edge.lower)):
        got = edge.score(missing=(name,))
        assert (got.state, got.value, got.gap) == ("not_judged", None, None)
        assert got.reason == f"{name} is not known"


@pytest.mark.parametrize("edge", RATIOS, ids=edge_id)
def test_nothing_to_judge_is_not_applicable(edge):
    """No new buildings, no waste, no large users, no goods: the denominator is zero."""
    got = edge.score(0.0, of=0.0)
    assert (got.state, got.value, got.gap) == ("not_applicable", None, None)


@pytest.mark.parametrize("edge", EDGES, ids=edge_id)
def test_waivers_count_as_each_kind_allows(edge):
    """Guiding leaves the acceptance; Yunnan's is explained and counts; core and 特色 are bound."""
    reasons = {edge.system: {edge.name: "no such resource here"}}
    got = edge.score(edge.at + edge.step, waivers=reasons)
    if edge.waiver == "leaves":
        assert (got.state, got.reason) == ("waived", "no such resource here")
    else:
        assert got.state == "not_met"
        assert got.reason == ("no such resource here" if edge.waiver == "explains" else "")


@pytest.mark.parametrize("edge", GUIDING, ids=edge_id)
def test_a_waiver_needs_a_reason_and_the_right_system(edge):
    for reasons in ({edge.system: {edge.name: ""}}, {"yunnan": {edge.name: "reason"}}, {}):
        assert edge.score(edge.at + edge.step, waivers=reasons).state == "not_met"


# --- classes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "chemical", "tce", "class_id", "target"),
    [
        ("national", False, 199_999.0, "below_200k", None),
        ("national", False, 200_000.0, "200k_to_1m", 0.2),
        ("national", False, 200_001.0, "200k_to_1m", 0.2),
        ("national", False, 999_999.0, "200k_to_1m", 0.2),
        ("national", False, 1_000_000.0, "from_1m", 0.3),
        ("national", False, 1_000_001.0, "from_1m", 0.3),
        ("yunnan", True, 199_999.0, "below_200k", None),
        ("yunnan", True, 200_000.0, "200k_to_1m", 0.2),
        ("yunnan", True, 999_999.0, "200k_to_1m", 0.2),
        ("yunnan", True, 1_000_000.0, "from_1m", 0.3),
        ("jiangxi", False, 99_999.0, "below_100k", None),
        ("jiangxi", False, 100_000.0, "other", 0.4),
        ("jiangxi", False, 100_001.0, "other", 0.4),
        ("jiangxi", False, 5_000_000.0, "other", 0.4),
        ("jiangxi", True, 99_999.0, "below_100k", None),
        ("jiangxi", True, 100_000.0, "chemical", 0.6),
        ("jiangxi", True, 1_000_000.0, "chemical", 0.6),
    ],
)
def test_class_edges_and_limits(system, chemical, tce, class_id, target):
    got = card(system, {T: tce}, chemical_park=chemical)
    assert got.class_id == class_id
    assert got.scores[0].target == target


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("tce", [99_000.0, 10.0, 0.0, -500.0])
def test_below_the_bands_no_carbon_value_is_ever_met(system, tce):
    """A tiny park, an empty one, and one that sends out more than it uses: no threshold."""
    got = card(system, {T: tce, CO2: 0.0})
    assert (got.scores[0].state, got.scores[0].target) == ("no_threshold", None)
    assert got.verdict == "no_threshold"


def test_a_park_that_does_nothing_does_not_pass():
    """From empty annual totals: T = 0, so no value and no threshold."""
    empty = book_of(AnnualTotals())
    for name in GOOD:
        if name not in empty:
            empty.add(Term(name, "", 0.0))
    for system in SYSTEMS:
        assert Judge(empty, FACTORS).score(load_system(system)).verdict != "passed"


def test_a_core_indicator_without_value_leaves_the_verdict_open():
    """A system of its own with one limit for all classes, and a park without energy."""
    national = load_system("national")
    limit = national.indicators[CORE].model_copy(update={"target": 0.2})
    strict = national.model_copy(update={"indicators": national.indicators | {CORE: limit}})
    empty = book(energy__total_equivalent_tce=0.0, carbon__park__total_t=0.0)
    assert Judge(empty, FACTORS).score(strict).verdict == "undecided"


@pytest.mark.parametrize(
    ("share", "tce", "class_id"),
    [
        (0.5, 100_000.0, "200k_to_1m"),  # half a year of 100,000 is 200,000 a year
        (0.5, 99_999.5, "below_200k"),
        (0.25, 250_000.0, "from_1m"),
        (2.0, 399_998.0, "below_200k"),  # two years
    ],
)
def test_partial_years_are_classed_by_their_annual_amount(share, tce, class_id):
    assert card("national", {T: tce}, year_share=share).class_id == class_id


def test_intensity_of_a_partial_year_is_that_of_the_span():
    """A week: 9,000 tce and 1,700 t are 469,000 tce a year and 0.18889 t/tce."""
    got = card("national", {T: 9000.0, CO2: 1700.0}, year_share=7 / 365.25)
    assert got.class_id == "200k_to_1m"
    assert got.scores[0].value == pytest.approx(1700.0 / 9000.0)


# --- states and verdicts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "state"), [(0.2, "met"), (0.2 + 1e-14, "met"), (0.2 + 1e-11, "not_met")]
)
def test_only_rounding_is_forgiven_at_a_threshold(value, state):
    got = score("national", CORE, {CO2: value * 500_000.0})
    assert got.state == state
    assert (got.gap.amount == 0.0) == (state == "met")


@pytest.mark.parametrize(
    ("system", "changed", "missing", "waivers", "verdict"),
    [
        ("national", {}, (), {}, "passed"),
        ("yunnan", {}, (), {}, "passed"),
        ("jiangxi", {}, (), {}, "passed"),
        ("national", {CO2: 100_001.0}, (), {}, "failed"),
        # 1,000,000 tce at 0.3 is the next class
        ("national", {T: 1e6, CO2: 3e5, "energy.clean_tce": 9e5}, (), {}, "passed"),
        ("national", {"waste.used_t": 799.0}, (), {}, "core_only"),
        ("national", {"waste.used_t": 799.0}, (), {"solid_waste_use": "why"}, "passed"),
        # Yunnan: explained, not exempted
        ("yunnan", {"waste.used_t": 799.0}, (), {"solid_waste_use": "why"}, "core_only"),
        # characteristic indicators are mandatory, with or without a reason
        ("yunnan", {"roof.covered_m2": 499.0}, (), {"roof_pv": "why"}, "failed"),
        ("yunnan", {"product.footprints": 9.0}, (), {}, "failed"),
        # … unless there is nothing to judge
        ("yunnan", {"building.new_m2": 0.0, "building.new_certified_m2": 0.0}, (), {}, "passed"),
        # Jiangxi: everything but the core is guiding
        ("jiangxi", {"transport.clean_t": 0.0, "energy.clean_tce": 0.0}, (), {}, "core_only"),
        ("jiangxi", {CO2: 200_001.0}, (), {CORE: "why"}, "failed"),
        # what is not judged leaves it open, unless it fails anyway
        ("national", {}, ("waste.used_t",), {}, "undecided"),
        ("national", {}, (CO2,), {}, "undecided"),
        ("national", {}, ("waste.used_t",), {"solid_waste_use": "why"}, "passed"),
        ("national", {CO2: 100_001.0}, ("waste.used_t",), {}, "failed"),
        ("national", {"water.reused_m3": 1.0}, ("waste.used_t",), {}, "undecided"),
        ("yunnan", {}, ("roof.usable_m2",), {}, "undecided"),
        # below the bands nothing is met
        ("national", {T: 199_999.0, CO2: 0.0}, (), {}, "no_threshold"),
        ("yunnan", {T: 199_999.0, "roof.covered_m2": 0.0}, (), {}, "no_threshold"),
    ],
)
def test_verdicts(system, changed, missing, waivers, verdict):
    assert card(system, changed, missing, waivers={system: waivers}).verdict == verdict


def test_only_the_core_is_core_in_jiangxi_and_five_are_characteristic_in_yunnan():
    kinds = {s: [i.kind for i in load_system(s).indicators.values()] for s in SYSTEMS}
    assert kinds["jiangxi"] == ["core"] + ["guiding"] * 10
    assert sorted(kinds["yunnan"]) == ["characteristic"] * 5 + ["core"] + ["guiding"] * 5
    assert kinds["national"] == ["core"] + ["guiding"] * 5


def test_an_unknown_term_is_an_error_with_its_name():
    lacking = load_system("national").model_copy(update={"class_term": "energy.nothing"})
    with pytest.raises(InputError, match=r"energy\.nothing"):
        Judge(book(), FACTORS).score(lacking)


def test_other_readings_stand_beside_the_score():
    """90,000 / 450,000 tce; t·km 6,300 / 9,000; 500 / 800, 120 / 400 MWh; water 100 / 200 m³."""
    for name, values in (
        (CORE, [0.2]), ("clean_transport", [0.7]), ("waste_heat_use", [0.625, 0.3]),
        ("water_reuse", [0.5]),
    ):  # fmt: skip
        shown = [value for _, _, value in score("yunnan", name).others]
        assert shown == pytest.approx(values)


def test_another_reading_without_its_input_has_no_value():
    got = score("yunnan", "clean_transport", missing=("transport.new_energy_tkm",))
    assert got.state == "met"
    assert [value for _, _, value in got.others] == [None]


# --- offsets ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gross", "bought", "net", "state"),
    [
        (210_000.0, 0.0, 210_000.0, "not_met"),
        (210_000.0, 10_000.0, 200_000.0, "met"),  # 4.8 %: deducted in full, exactly 0.4
        (210_000.0, 10_500.0, 199_500.0, "met"),  # 5 %
        (210_000.0, 99_000.0, 199_500.0, "met"),  # capped at 10,500
        (211_000.0, 99_000.0, 200_450.0, "not_met"),  # cap 10,550
        (-5000.0, 1000.0, -5000.0, "met"),  # nothing to deduct from
    ],
)
def test_jiangxi_deducts_at_most_five_percent(gross, bought, net, state):
    got = score("jiangxi", CORE, {CO2: gross, "offset.ccer_t": bought})
    assert (got.value, got.state) == (pytest.approx(net / 500_000.0), state)
    assert got.others[0][2] == pytest.approx(gross / 500_000.0)


@pytest.mark.parametrize(
    ("gross", "bought", "state"),
    [
        (100_000.0, 5000.0, "met"),
        (100_000.0, 5001.0, "not_met"),
        (0.0, 1.0, "not_met"),  # any offset is above 5 % of nothing
        (-500.0, 1.0, "not_met"),
        (0.0, 0.0, "not_applicable"),
    ],
)
def test_offset_share_is_bought_over_gross(gross, bought, state):
    assert score("jiangxi", "offset_share", {CO2: gross, "offset.ccer_t": bought}).state == state


@pytest.mark.parametrize("bought", [0.0, 3000.0, 12_000.0, 50_000.0])
def test_closing_the_core_gap_in_jiangxi_closes_it(bought):
    """250,000 t on 500,000 tce, limit 200,000: fewer gross tonnes also deduct fewer offsets.

    bought 0: 50,000 t; 3,000: gross may be 203,000; 50,000: gross may be 200,000 / 0.95.
    """
    changed = {CO2: 250_000.0, "offset.ccer_t": bought}
    gap = score("jiangxi", CORE, changed).gap
    after = 250_000.0 - gap.physical * FOSSIL
    assert after == pytest.approx(min(200_000.0 + bought, 200_000.0 / 0.95))
    closed = score("jiangxi", CORE, changed | {CO2: after})
    assert closed.value == pytest.approx(0.4, rel=1e-12)


# --- gaps worked out from annual totals ---------------------------------------------------------


def judged(totals, system="national"):
    filled = book_of(totals)
    for name, value in GOOD.items():
        if name not in filled:
            filled.add(Term(name, "", value))
    card_ = Judge(filled, FACTORS).score(load_system(system))
    return {s.id: s for s in card_.scores}


def year(green):
    """1 TWh of grid power, 14,000 tce of gas, 10,000 t of process CO2."""
    return AnnualTotals(
        fuels=(FuelUse("natural_gas", 14_000.0 * 29.3076 / 3.6),),
        products=(ProductOutput("other", 10_000.0),),
        electricity=Electricity(grid=1e6, certificates=green),
    )


def test_core_and_clean_gaps_in_gwh_close_when_bought():
    """T = 285,600 + 14,000 = 299,600 tce; gas 14,000 · 29.3076 · 0.0572 = 23,469.53 t.

    900 GWh green: 83,250 + 23,469.53 + 10,000 = 116,719.53 t: 0.38958; allowed 59,920 t;
    (116,719.53 - 59,920) / 0.8325 = 68,227.7 MWh. Clean 257,040 of 269,640: 12,600 / 0.2856.
    """
    got = judged(year(900_000.0))
    core, clean = got[CORE], got["clean_energy_share"]
    assert core.value == pytest.approx(116_719.526 / 299_600.0, rel=1e-8)
    assert core.gap.amount == pytest.approx(116_719.526 / 299_600.0 - 0.2, rel=1e-8)
    assert core.gap.physical == pytest.approx(68_227.659, abs=0.01)
    assert core.gap.physical_unit == "MWh"
    assert clean.gap.physical == pytest.approx(12_600.0 / 0.2856, rel=1e-9)
    closed = judged(year(900_000.0 + core.gap.physical))
    assert closed[CORE].value == pytest.approx(0.2, rel=1e-12)
    assert closed[CORE].state == "met"
    assert judged(year(900_000.0 + clean.gap.physical))["clean_energy_share"].state == "met"


def test_a_gap_that_power_alone_cannot_close_says_so():
    """Gas alone emits 1.6 t/tce, so that all 100 GWh of grid power made zero are not enough."""
    totals = AnnualTotals(
        electricity=Electricity(grid=100_000.0),
        fuels=(FuelUse("natural_gas", 2_000_000.0, "terminal"),),
    )
    got = core_score(book_of(totals))
    assert got.gap.physical > 100_000.0
    assert "fuel and process CO₂ must fall too" in got.gap.en
    assert "须同时削减" in got.gap.zh
    enough = core_score(book_of(AnnualTotals(electricity=Electricity(grid=1_000_000.0))))
    assert enough.gap.physical < 1_000_000.0
    assert "must fall too" not in enough.gap.en
