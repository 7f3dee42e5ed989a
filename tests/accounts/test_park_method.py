"""The accounting method by hand: each example works its figures out beside the code.

Units: MWh, GJ, t, tce. Fuel energy is lower heating value; 1 MWh of fuel = 3.6 / 29.3076 tce.
Electricity is 0.2856 tce/MWh (等价值) and 0 or 0.8325 t/MWh, heat 0.03412 tce/GJ and 0.11 t/GJ.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import pytest

from tests.accounts.given import (
    FOSSIL,
    GJ,
    HEAT_CO2,
    HEAT_TCE,
    PROVINCE,
    RESIDUAL,
    TCE,
    E,
    Q,
    book_of,
    burn,
    core,
)
from twin.accounts.annual import (
    AnnualTotals,
    Conversion,
    Electricity,
    FeedstockUse,
    FuelUse,
    Heat,
    ProductOutput,
)
from twin.accounts.terms import Term
from twin.errors import InputError

T, CO2, CLEAN = "energy.total_equivalent_tce", "carbon.park.total_t", "energy.clean_tce"
WITH, WITHOUT = (f"energy.total_equivalent_{w}_feedstock_tce" for w in ("with", "without"))
LOCATION, MIX = "carbon.location.total_t", "carbon.residual.total_t"
USED, DIRECT = "electricity.used_mwh", "electricity.direct_and_own_used_mwh"
ZERO, SURPLUS = "electricity.zero_factor_mwh", "electricity.contract_surplus_mwh"


@dataclass
class Example:
    """One year, and what an accountant gets for it."""

    name: str
    totals: AnnualTotals
    expected: dict[str, float]
    choices: dict[str, Any] = field(default_factory=dict)


def power(**mwh):
    return AnnualTotals(electricity=Electricity(**mwh))


def heat(**gj):
    return AnnualTotals(heat=Heat(**gj))


def mixed(*parts, **more):
    """Return totals with the fuels, feedstock, conversions and products given."""
    kinds = {
        "fuels": FuelUse, "feedstock": FeedstockUse, "conversions": Conversion,
        "products": ProductOutput,
    }  # fmt: skip
    found = {key: tuple(p for p in parts if isinstance(p, kind)) for key, kind in kinds.items()}
    return AnnualTotals(**found, **more)


ELECTRICITY = [
    # 1,000 MWh from the grid: 285.6 tce and 832.5 t, 2.9149 t/tce; the provincial 0.1333 and the
    # residual 0.6096 t/MWh stay in their own ledgers.
    Example(
        "grid power takes the fossil factor, whatever the province",
        power(grid=1000.0),
        {T: 285.6, CO2: 832.5, LOCATION: 133.3, MIX: 609.6, CLEAN: 0.0, ZERO: 0.0, USED: 1000.0},
    ),
    # Direct lines 300 renewable + 200 nuclear: non-fossil direct supply counts 0, nuclear too.
    # T = 0.2856 · 1,000; CO2 = 0.8325 · 500; clean = 0.2856 · 500; direct share = 500 / 1,000.
    Example(
        "direct non-fossil supply is zero, nuclear included",
        power(grid=500.0, direct_renewable=300.0, direct_nuclear=200.0),
        {T: 285.6, CO2: 416.25, CLEAN: 142.8, DIRECT: 500.0, USED: 1000.0},
    ),
    # A direct line from a coal plant is "all other electricity": 0.8325, in every ledger, and
    # neither certificates (100, beyond the 0 of grid power: surplus) nor the direct share hold it.
    Example(
        "direct fossil line is other electricity and no certificate zeroes it",
        power(direct_fossil=100.0, certificates=100.0),
        {T: 28.56, CO2: 83.25, LOCATION: 83.25, MIX: 83.25, SURPLUS: 100.0, ZERO: 0.0, DIRECT: 0.0},
    ),
    # Trades 300 + certificates 400 zero 700 of 1,000: CO2 = 0.8325 · 300 = 249.75; they are
    # clean (0.2856 · 700 = 199.92) but never direct supply. Residual: 0.6096 · 300 = 182.88.
    Example(
        "renewable trades and certificates zero grid power but are not direct supply",
        power(grid=1000.0, trade_renewable=300.0, certificates=400.0),
        {T: 285.6, CO2: 249.75, CLEAN: 199.92, DIRECT: 0.0, MIX: 182.88, LOCATION: 133.3},
    ),
    # Certificates for 1,500 on 1,000 received: zero, never below; 500 reported as surplus.
    Example(
        "certificates beyond the purchase are surplus, never negative",
        power(grid=1000.0, certificates=1500.0),
        {T: 285.6, CO2: 0.0, SURPLUS: 500.0, ZERO: 1000.0, CLEAN: 285.6, MIX: 0.0},
    ),
    # Certificates cannot zero more than the grid's part: 600 on 400 grid + 600 direct.
    Example(
        "certificates do not spill over from the grid to direct supply",
        power(grid=400.0, direct_renewable=600.0, certificates=600.0),
        {CO2: 0.0, SURPLUS: 200.0, ZERO: 1000.0},
    ),
    # A trade of nuclear power is not zero by the trade route (0.8325 · 1,000), though a contract
    # of any kind leaves the residual mix: 0.6096 · 400.
    Example(
        "traded nuclear is not zero",
        power(grid=1000.0, trade_nuclear=600.0),
        {CO2: 832.5, CLEAN: 0.0, MIX: 243.84, ZERO: 0.0, SURPLUS: 0.0},
    ),
    # Own PV 500, 200 of it exported: T = 0.2856 · (700 + 300); CO2 = 0.8325 · 700 = 582.75, with
    # no credit for the 200 (their factor is 0); direct share 300 / 1,000.
    Example(
        "exported PV is not in the energy total and earns no credit",
        power(grid=700.0, own=500.0, sent_own=200.0),
        {T: 285.6, CO2: 582.75, CLEAN: 85.68, DIRECT: 300.0, USED: 1000.0},
    ),
    # Everything generated is exported: the year is empty, not negative.
    Example(
        "a plant that only exports leaves nothing behind",
        power(own=800.0, sent_own=800.0),
        {T: 0.0, CO2: 0.0, CLEAN: 0.0, USED: 0.0, DIRECT: 0.0},
    ),
    # Own PV 500 used inside, certificates of 200 sold: those 200 are not zero any more.
    # CO2 = 0.8325 · (500 + 200); clean = 0.2856 · 300; residual = 0.6096 · (500 + 200).
    Example(
        "own power whose certificates are sold is not claimed as zero",
        power(grid=500.0, own=500.0, certificates_sold=200.0),
        {T: 285.6, CO2: 582.75, CLEAN: 85.68, MIX: 426.72, ZERO: 300.0},
    ),
    # More certificates sold (900) than own and direct power (500) can lose: 500 at most.
    Example(
        "selling more certificates than there is power loses all claims, not more",
        power(grid=100.0, own=300.0, direct_renewable=200.0, certificates_sold=900.0),
        {T: 171.36, CO2: 499.5, CLEAN: 0.0, ZERO: 0.0},
    ),
    # Certificates bought do not buy back claims sold: they zero grid power only (0 here).
    Example(
        "certificates bought do not restore claims sold",
        power(own=400.0, certificates_sold=100.0, certificates=100.0),
        {CO2: 83.25, SURPLUS: 100.0, ZERO: 300.0},
    ),
    # Storage loses 40 of 1,000 received; what was received counts, losses included.
    Example(
        "storage losses are energy consumed",
        power(grid=1000.0, certificates=960.0),
        {T: 285.6, USED: 1000.0, CO2: 0.8325 * 40.0},
    ),
    # 当量值 beside 等价值: 1,000 · 0.1229 = 122.9 against 285.6.
    Example(
        "equivalent and calorific totals stand side by side",
        power(grid=900.0, own=100.0),
        {T: 285.6, "energy.total_calorific_tce": 122.9, "energy.electricity_calorific_tce": 122.9},
    ),
]  # fmt: skip

FUEL = [
    # 1,000 t of coal of 20 GJ/t: 20,000 GJ = 682.4168 tce; 1.9 t/t: 1,900 t.
    Example(
        "coal boiler",
        burn("raw_coal", 20_000.0 * GJ, "heating"),
        {T: 20_000.0 / 29.3076, CO2: 1900.0, "energy.carrier.raw_coal_amount": 1000.0, CLEAN: 0.0},
    ),
    # 1,000,000 m³ of gas of 36 MJ/m³: 36,000 GJ = 1,228.35 tce; 57.2 t/TJ: 2,059.2 t.
    Example(
        "gas boiler",
        burn("natural_gas", 36_000.0 * GJ, "heating"),
        {T: 36_000.0 / 29.3076, CO2: 2059.2, "energy.carrier.natural_gas_amount": 1e6, CLEAN: 0.0},
    ),
    # 100 t of diesel of 42.705 GJ/t: 145.713 tce; 309.6 t. Transport inside is fuel use.
    Example(
        "diesel of vehicles",
        burn("diesel", 4270.5 * GJ, "transport"),
        {T: 4270.5 / 29.3076, CO2: 309.6},
    ),
    # Fuel of international transport is not deducted; it is a line of its own.
    Example(
        "international bunkers are not deducted",
        burn("diesel", 4270.5 * GJ, "international"),
        {T: 4270.5 / 29.3076, CO2: 309.6},
    ),
    # 1,000 tce of biomass: energy yes, CO2 no, clean yes.
    Example(
        "biomass is energy without CO2, and clean",
        burn("biomass", 1000.0 * TCE, "heating"),
        {T: 1000.0, CO2: 0.0, CLEAN: 1000.0},
    ),
    # CHP burns 10,000 MWh of gas (1,228.3504 tce; 2,059.2 t), makes 4,000 MWh of power and uses
    # all: power and steam made inside from fuel are not added again.
    Example(
        "power and steam made inside from fuel are not added again",
        mixed(
            FuelUse("natural_gas", 10_000.0, "power"),
            electricity=Electricity(fuel_generated=4000.0),
        ),
        {T: 10_000.0 / TCE, CO2: 2059.2, USED: 4000.0, DIRECT: 0.0, CLEAN: 0.0},
    ),
    # The same CHP sends 1,000 MWh and 5,000 GJ of steam out:
    # T = 1,228.3504 - 0.2856 · 1,000 - 0.03412 · 5,000 = 772.1504
    # CO2 = 2,059.2 - 0.8325 · 1,000 - 0.11 · 5,000 = 676.7
    Example(
        "fuel-based power and steam sent out leave energy and CO2",
        mixed(
            FuelUse("natural_gas", 10_000.0, "power"),
            electricity=Electricity(fuel_generated=4000.0, sent_fuel=1000.0),
            heat=Heat(out_fossil=5000.0),
        ),
        {T: 10_000.0 / TCE - 285.6 - 170.6, CO2: 676.7, USED: 3000.0},
    ),
    # It earns its credit in the park ledger only: the other two keep 2,059.2 - 550.
    Example(
        "the export credit belongs to the park ledger alone",
        mixed(
            FuelUse("natural_gas", 10_000.0, "power"),
            electricity=Electricity(fuel_generated=4000.0, sent_fuel=1000.0),
            heat=Heat(out_fossil=5000.0),
        ),
        {LOCATION: 1509.2, MIX: 1509.2},
    ),
    # Biomass CHP (10,000 MWh = 1,228.3504 tce) sends 3,000 MWh out: power of that kind has factor
    # 0, so no credit; its 856.8 tce leave the total and with it what is clean.
    Example(
        "biomass power sent out earns no credit and is not clean energy of the park",
        mixed(
            FuelUse("biomass", 10_000.0, "power"),
            electricity=Electricity(fuel_generated=3000.0, sent_fuel=3000.0),
        ),
        {T: 10_000.0 / TCE - 856.8, CO2: 0.0, CLEAN: 10_000.0 / TCE - 856.8},
    ),
    # Three quarters of the power's fuel is gas: 3/4 of 800 MWh take the credit, 499.5 t.
    # CO2 = 0.20592 · 7,500 - 499.5 = 1,044.9; clean = 2,500 / 8.141 - 0.2856 · 200.
    Example(
        "power from mixed fuels is credited by its fossil share",
        mixed(
            FuelUse("natural_gas", 7500.0, "power"),
            FuelUse("biomass", 2500.0, "power"),
            electricity=Electricity(fuel_generated=4000.0, sent_fuel=800.0),
        ),
        {CO2: 1044.9, CLEAN: 2500.0 / TCE - 57.12, T: 10_000.0 / TCE - 228.48},
    ),
    # Furnace gas is recovered from coke that is in the total already (1,000 tce): its 300 tce are
    # not added again. CO2: 300 tce · 29.3076 GJ · 0.25 t/GJ = 2,198.07 t beside the product's.
    Example(
        "recovered furnace gas is counted once in energy, and beside the product in CO2",
        mixed(
            FeedstockUse("coke", 1000.0 * TCE),
            FuelUse("furnace_gas", 300.0 * TCE, "recovered"),
            ProductOutput("silicon", 600.0),
        ),
        {T: 1000.0, CO2: 2198.07 + 2700.0, "energy.carrier.furnace_gas_tce": 300.0},
    ),
    # The switch says that the product's factor (4.5 · 600) holds its carbon already.
    Example(
        "recovered furnace gas held by the product's factor",
        mixed(
            FeedstockUse("coke", 1000.0 * TCE),
            FuelUse("furnace_gas", 300.0 * TCE, "recovered"),
            ProductOutput("silicon", 600.0),
        ),
        {T: 1000.0, CO2: 2700.0},
        {"recovered_with_product": True},
    ),
]  # fmt: skip

MATTER = [
    # Reductant 1,000 tce of coke as material: in the total by default, both totals reported; its
    # carbon comes with 2,000 t of silicon: 4.5 · 2,000 = 9,000 t, not with the coke.
    Example(
        "feedstock is energy by default and its CO2 comes with the product",
        mixed(FeedstockUse("coke", 1000.0 * TCE), ProductOutput("silicon", 2000.0)),
        {T: 1000.0, WITH: 1000.0, WITHOUT: 0.0, CO2: 9000.0, "carbon.fuel_t": 0.0},
    ),
    Example(
        "feedstock left out of the energy total by choice",
        mixed(
            FeedstockUse("coke", 1000.0 * TCE),
            FeedstockUse("charcoal", 500.0 * TCE),
            electricity=Electricity(grid=1000.0),
        ),
        {T: 285.6, WITH: 1785.6, WITHOUT: 285.6, CO2: 832.5, CLEAN: 0.0},
        {"feedstock_in_energy": False},
    ),
    # Biocarbon as reductant is clean energy as long as feedstock is in the total.
    Example(
        "biocarbon feedstock is clean where feedstock counts",
        mixed(FeedstockUse("coke", 600.0 * TCE), FeedstockUse("charcoal", 400.0 * TCE)),
        {T: 1000.0, CLEAN: 400.0, CO2: 0.0},
    ),
    # Coking: 10,000 tce of coal in, 7,000 tce of coke and 400 tce of gas out: 2,600 tce are lost,
    # CO2 = 29.3076 · (10,000 · 0.095 - 7,000 · 0.100 - 400 · 0.25) = 29.3076 · 150 = 4,396.14.
    Example(
        "conversion is a balance of energy and carbon",
        mixed(
            Conversion("raw_coal", 10_000.0 * TCE),
            Conversion("coke", -7000.0 * TCE),
            Conversion("furnace_gas", -400.0 * TCE),
        ),
        {T: 2600.0, CO2: 4396.14, "carbon.conversion_t": 4396.14, CLEAN: 0.0},
    ),
    # All of it burned: carbon in = carbon out, 10,000 tce · 29.3076 · 0.095 = 27,842.22 t.
    Example(
        "carbon that leaves a conversion counts where it burns",
        mixed(
            Conversion("raw_coal", 10_000.0 * TCE),
            Conversion("coke", -7000.0 * TCE),
            Conversion("furnace_gas", -400.0 * TCE),
            FuelUse("coke", 7000.0 * TCE),
            FuelUse("furnace_gas", 400.0 * TCE),
        ),
        {T: 10_000.0, CO2: 27_842.22},
    ),
    # Hydrogen made inside from 1,000 MWh of direct power (700 MWh) and burned: T = 285.6 once.
    Example(
        "hydrogen made inside is not counted beside the power it is made of",
        mixed(
            Conversion("hydrogen", -700.0),
            FuelUse("hydrogen", 700.0),
            electricity=Electricity(direct_renewable=1000.0),
        ),
        {T: 285.6, CO2: 0.0, CLEAN: 285.6},
        {"hydrogen_is_clean": True},
    ),
    # Biogas from 1,000 tce of biomass, 700 tce of it burned: all 1,000 tce are non-fossil.
    Example(
        "the loss of converting biomass is clean energy too",
        mixed(Conversion("biomass", 1000.0 * TCE), Conversion("charcoal", -700.0 * TCE),
              FuelUse("charcoal", 700.0 * TCE)),
        {T: 1000.0, CO2: 0.0, CLEAN: 1000.0},
    ),
    # Output times factor, own use included: 3,000 t sold + 500 t used of clinker, 0.5274 t/t,
    # and 1,000 t of aluminium, 1.69 t/t. No energy.
    Example(
        "process CO2 is output times factor, own use included",
        mixed(ProductOutput("clinker", 3500.0), ProductOutput("aluminium", 1000.0)),
        {T: 0.0, CO2: 0.5274 * 3500.0 + 1690.0},
    ),
    # Bought hydrogen: 100 tce and 0 t by the formula; clean only by declaration or by the switch.
    Example("bought hydrogen counts zero and is not clean", burn("hydrogen", 100.0 * TCE),
            {T: 100.0, CO2: 0.0, CLEAN: 0.0}),
    Example("hydrogen of any origin is clean by the switch", burn("hydrogen", 100.0 * TCE),
            {T: 100.0, CO2: 0.0, CLEAN: 100.0}, {"hydrogen_is_clean": True}),
    Example("declared green hydrogen is clean",
            mixed(FuelUse("hydrogen", 100.0 * TCE), green_hydrogen=True),
            {T: 100.0, CO2: 0.0, CLEAN: 100.0}),
]  # fmt: skip

HEAT = [
    # 1,000 GJ of fossil steam bought: 34.12 tce, 110 t (3.224 t/tce), in all three ledgers.
    Example("fossil steam received", heat(in_fossil=1000.0),
            {T: 34.12, CO2: 110.0, LOCATION: 110.0, MIX: 110.0, CLEAN: 0.0}),
    # The supplier's measured factor 0.065 t/GJ replaces 0.11.
    Example("measured heat factor", heat(in_fossil=1000.0, in_factor=0.065),
            {T: 34.12, CO2: 65.0}),
    # A measured factor of 0 is a measurement, not a missing one.
    Example("measured heat factor of zero", heat(in_fossil=1000.0, in_factor=0.0), {CO2: 0.0}),
    Example("non-fossil steam received", heat(in_non_fossil=1000.0),
            {T: 34.12, CO2: 0.0, CLEAN: 34.12}),
    # Received and passed on: only the difference of 600 GJ stays, 20.472 tce and 66 t.
    Example("fossil steam passed on", heat(in_fossil=1000.0, out_fossil=400.0),
            {T: 20.472, CO2: 66.0}),
    # In at a measured 0.065, out at the default 0.11: 65 - 44 = 21 t.
    Example("measured in, default out",
            heat(in_fossil=1000.0, out_fossil=400.0, in_factor=0.065), {CO2: 21.0}),
    # Non-fossil heat sent out leaves the total, earns nothing and is not clean energy any more.
    Example("non-fossil steam passed on", heat(in_non_fossil=1000.0, out_non_fossil=400.0),
            {T: 20.472, CO2: 0.0, CLEAN: 20.472}),
    # Biomass boiler: 1,000 MWh = 122.8350 tce burned, 2,500 GJ = 85.3 tce sent out: 37.5350 left,
    # all of it clean; never more clean energy than energy.
    Example(
        "biomass heat sent out is not clean energy of the park",
        mixed(FuelUse("biomass", 1000.0, "heating"), heat=Heat(out_non_fossil=2500.0)),
        {T: 1000.0 / TCE - 85.3, CO2: 0.0, CLEAN: 1000.0 / TCE - 85.3},
    ),
    # Waste heat of a gas furnace sent out (500 GJ): T = 122.8350 - 17.06; nothing clean to lose.
    Example(
        "waste heat sent out never makes clean energy negative",
        mixed(FuelUse("natural_gas", 1000.0), heat=Heat(out_non_fossil=500.0)),
        {T: 1000.0 / TCE - 17.06, CO2: 205.92, CLEAN: 0.0},
    ),
]  # fmt: skip

WHOLE = [
    # T: gas 122.8350 + coke 1,000 + biomass 50 + power 0.2856 · (700 + 200 + 100 + 400 - 100)
    #    + heat 0.03412 · (2,000 + 1,000 - 500) = 122.8350 + 1,050 + 371.28 + 85.3
    # CO2 park: 205.92 + 4.5 · 400 + 0.11 · (2,000 - 500) + 0.8325 · (700 - 250 + 50 of claims sold)
    # location: 0.1333 · 700; residual: 0.6096 · (700 - 250 - 150 nuclear + 50)
    # clean: 50 + 0.2856 · (200 + 100 + 300 + 250 - 50) + 0.03412 · 1,000
    Example(
        "a whole park in three ledgers that never mix",
        mixed(
            FuelUse("natural_gas", 1000.0),
            FuelUse("biomass", 50.0 * TCE),
            FeedstockUse("coke", 1000.0 * TCE),
            ProductOutput("silicon", 400.0),
            electricity=Electricity(
                grid=700.0, direct_renewable=200.0, direct_nuclear=100.0, own=400.0, sent_own=100.0,
                trade_renewable=100.0, certificates=150.0, trade_nuclear=150.0,
                certificates_sold=50.0,
            ),
            heat=Heat(in_fossil=2000.0, in_non_fossil=1000.0, out_fossil=500.0),
        ),
        {
            T: 1000.0 / TCE + 1050.0 + E * 1300.0 + HEAT_TCE * 2500.0,
            WITHOUT: 1000.0 / TCE + 50.0 + E * 1300.0 + HEAT_TCE * 2500.0,
            "energy.total_calorific_tce": 1000.0 / TCE + 1050.0 + Q * 1300.0 + HEAT_TCE * 2500.0,
            CO2: 205.92 + 1800.0 + HEAT_CO2 * 1500.0 + FOSSIL * 500.0,
            LOCATION: 205.92 + 1800.0 + HEAT_CO2 * 1500.0 + PROVINCE * 700.0,
            MIX: 205.92 + 1800.0 + HEAT_CO2 * 1500.0 + RESIDUAL * 350.0,
            CLEAN: 50.0 + E * 800.0 + HEAT_TCE * 1000.0,
            USED: 1300.0,
            DIRECT: 600.0,
        },
    ),
    Example("an empty year is zero", AnnualTotals(),
            {T: 0.0, CO2: 0.0, CLEAN: 0.0, LOCATION: 0.0, MIX: 0.0}),
    # 10,000 MWh of gas; 4,500 MWh sent: T = 1,228.3504 - 1,285.2 = -56.8496 (at 等价值 a good CHP
    # sends out more than it burns), CO2 = 2,059.2 - 3,746.25 = -1,687.05. Signed, not clipped.
    Example(
        "exports larger than receipts give signed totals",
        mixed(
            FuelUse("natural_gas", 10_000.0, "power"),
            electricity=Electricity(fuel_generated=4500.0, sent_fuel=4500.0),
        ),
        {T: 10_000.0 / TCE - 1285.2, CO2: -1687.05, CLEAN: 0.0},
    ),
]  # fmt: skip

EXAMPLES = [*ELECTRICITY, *FUEL, *MATTER, *HEAT, *WHOLE]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_by_hand(example):
    book = book_of(example.totals, **example.choices)
    got = {key: book.value(key) for key in example.expected}
    assert got == pytest.approx(example.expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_sum_is_its_parts_and_the_ledgers_share_all_but_electricity(example):
    book = book_of(example.totals, **example.choices)
    for term in book:
        if term.parts:
            assert sum(p.value for p in term.parts) == pytest.approx(term.value, abs=1e-9)
    shared = {
        ledger: book.value(f"carbon.{ledger}.total_t")
        - book.value(f"carbon.{ledger}.electricity_t")
        for ledger in ("park", "location", "residual")
    }
    direct = sum(
        book.value(f"carbon.{name}_t") for name in ("fuel", "conversion", "heat", "process")
    )
    assert shared == pytest.approx(dict.fromkeys(shared, direct), abs=1e-9)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_clean_energy_lies_between_nothing_and_everything(example):
    book = book_of(example.totals, **example.choices)
    assert 0.0 <= book.value(CLEAN) <= max(book.value(T), 0.0) + 1e-9


@pytest.mark.parametrize(
    ("share", "intensity", "state"),
    [
        # 1 TWh all electric: 0.8325 · (1 - share) / 0.2856.
        (0.9314, 0.8325 * 0.0686 / 0.2856, "met"),  # 0.199963
        (0.9310, 0.8325 * 0.0690 / 0.2856, "not_met"),  # 0.201129
    ],
)
def test_all_electric_park_passes_from_93_14_percent_on(share, intensity, state):
    score = core(book_of(power(grid=1e6, certificates=share * 1e6)))
    assert score.value == pytest.approx(intensity, rel=1e-9)
    assert score.state == state


@pytest.mark.parametrize(
    ("e", "intensity"),
    [(0.2856, 2.915), (0.29, 2.871), (0.3, 2.775), (0.305, 2.730), (0.31, 2.685), (0.1229, 6.774)],
)
def test_intensity_of_grid_power_by_equivalent_value(e, intensity):
    """0.8325 / e, as printed to three digits."""
    book = book_of(power(grid=1000.0), e=e)
    assert book.value(CO2) / book.value(T) == pytest.approx(intensity, abs=6e-4)


@pytest.mark.parametrize(
    ("totals", "t_per_tce", "most"),
    [
        (power(grid=1000.0), 2.915, 0.069),
        (burn("natural_gas", 1000.0), 1.676, 0.119),  # 57.2 · 29.3076 / 1,000
        (burn("diesel", 1000.0), 2.125, 0.094),  # 3.096 / 1.45713
        (heat(in_fossil=1000.0), 3.224, 0.062),  # 0.11 / 0.03412
    ],
    ids=["grid", "gas", "diesel", "steam"],
)
def test_largest_share_of_one_carrier_when_all_else_is_zero(totals, t_per_tce, most):
    """At 0.2 t/tce a carrier of x t/tce may be 0.2 / x of the total."""
    book = book_of(totals)
    intensity = book.value(CO2) / book.value(T)
    assert intensity == pytest.approx(t_per_tce, abs=1e-3)
    assert 0.2 / intensity == pytest.approx(most, abs=6e-4)


def test_adding_certified_load_or_sending_gas_power_lowers_intensity_without_saving():
    """Known loopholes, literal: 1,000 MWh grid and 1,000 MWh gas: 1,038.42 t on 408.435 tce."""
    gas = FuelUse("natural_gas", 1000.0, "power")
    base = book_of(mixed(gas, electricity=Electricity(grid=1000.0, fuel_generated=400.0)))
    padded = book_of(
        mixed(gas, electricity=Electricity(grid=2000.0, certificates=1000.0, fuel_generated=400.0))
    )
    sending = book_of(
        mixed(gas, electricity=Electricity(grid=1000.0, fuel_generated=400.0, sent_fuel=100.0))
    )
    assert padded.value(CO2) == pytest.approx(base.value(CO2), rel=1e-12)
    # 1,038.42 / 408.435 = 2.5425; / 694.035 = 1.4962; 955.17 / 379.875 = 2.5144
    intensities = [b.value(CO2) / b.value(T) for b in (base, padded, sending)]
    assert intensities == pytest.approx([2.54243, 1.49621, 2.51443], abs=1e-4)


def test_saving_green_energy_raises_intensity():
    """1,000 MWh grid + 1,000 MWh direct: 832.5 / 571.2; half the direct power saved: / 428.4."""
    before, after = (book_of(power(grid=1000.0, direct_renewable=mwh)) for mwh in (1000.0, 500.0))
    assert before.value(CO2) == after.value(CO2) == pytest.approx(832.5)
    assert before.value(CO2) / before.value(T) < after.value(CO2) / after.value(T)


def test_capture_and_offsets_have_no_place_in_the_annual_formula():
    """No deduction term: offsets bought change nothing, captured CO2 cannot even be entered."""
    plain, offset = (
        book_of(mixed(ProductOutput("clinker", 1000.0), ccer_t=t)) for t in (0.0, 500.0)
    )
    assert plain.value(CO2) == offset.value(CO2) == pytest.approx(527.4)
    assert not [f.name for f in fields(AnnualTotals) if "captur" in f.name or "ccus" in f.name]


@pytest.mark.parametrize(
    ("system", "ccer", "value"),
    [
        # Gross 100,000 t on 250,000 tce: 0.4. Jiangxi deducts min(bought, 5,000).
        ("jiangxi", 0.0, 0.4),
        ("jiangxi", 3000.0, 97_000.0 / 250_000.0),
        ("jiangxi", 5000.0, 0.38),
        ("jiangxi", 20_000.0, 0.38),
        ("national", 20_000.0, 0.4),
        ("yunnan", 20_000.0, 0.4),
    ],
)
def test_offsets_are_deducted_in_jiangxi_alone_and_at_most_five_percent(system, ccer, value):
    year = mixed(FuelUse("biomass", 250_000.0 * TCE), ProductOutput("other", 1e5), ccer_t=ccer)
    book = book_of(year)
    book.add(Term("offset.ccer_t", "t", ccer))
    assert core(book, system).value == pytest.approx(value, rel=1e-9)


def test_lines_of_the_fuel_account_name_carrier_and_use():
    year = mixed(FuelUse("diesel", 10.0, "transport"), FuelUse("diesel", 5.0, "international"))
    lines = {part.what: part.amount for part in book_of(year)["carbon.fuel_t"].parts}
    assert lines == {"diesel/transport": 10.0, "diesel/international": 5.0}


def test_unknown_fuel_or_product_factor_is_refused_by_name():
    with pytest.raises(InputError, match="peat"):
        book_of(burn("peat", 1.0))
    with pytest.raises(InputError, match="cement"):
        book_of(mixed(ProductOutput("cement", 1.0)))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Electricity(grid=-1.0),
        lambda: Electricity(grid=float("nan")),
        lambda: Electricity(own=1.0, sent_own=2.0),
        lambda: Electricity(fuel_generated=1.0, sent_fuel=2.0),
        lambda: Heat(in_fossil=-1.0),
        lambda: Heat(out_non_fossil=float("nan")),
        lambda: Heat(in_fossil=1.0, in_factor=-0.1),
        lambda: FuelUse("raw_coal", -1.0),
        lambda: FuelUse("raw_coal", float("inf")),
        lambda: FeedstockUse("coke", -1.0),
        lambda: ProductOutput("silicon", -1.0),
        lambda: AnnualTotals(ccer_t=-1.0),
    ],
)
def test_impossible_amounts_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must be|more "):
        wrong()
