"""Energy account: by carrier in physical units and tce, on the primary side, nothing twice.

``T = fuels burned + feedstock + biomass + conversion loss
    + e * (electricity received + own generation without fuel - sent out)
    + 0.03412 * (heat received - heat sent out)``

Electricity and steam made inside from fuel are not added again; waste heat and furnace gas reused
inside add nothing; own generation that is sent out is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from twin.accounts.annual import (
    NOT_ADDED,
    AnnualTotals,
    Conversion,
    Electricity,
    FeedstockUse,
    FuelUse,
)
from twin.accounts.choices import Choices, Factors
from twin.accounts.terms import Part, Term, total
from twin.factors import TCE_PER_MWH

MWH_TO_TCE = "NCV / 29.3076 GJ per tce"


def energy_terms(totals: AnnualTotals, factors: Factors, choices: Choices) -> Iterator[Term]:
    """Yield the energy account's terms."""
    fuels = total("energy.fuel_tce", "tce", _fuel_parts(totals), "Σ fuel burned [MWh] · 0.12284")
    feedstock = total("energy.feedstock_tce", "tce", _feedstock_parts(totals))
    conversion = total("energy.conversion_loss_tce", "tce", _conversion_parts(totals))
    heat = total("energy.heat_tce", "tce", _heat_parts(totals, factors))
    yield from (fuels, feedstock, conversion, heat)
    yield from _fuel_amounts(totals, factors)
    yield from _electricity_terms(totals.electricity)
    for name, factor in (("equivalent", factors.equivalent), ("calorific", factors.calorific)):
        electricity = total(
            f"energy.electricity_{name}_tce",
            "tce",
            [
                Part(
                    "electricity received + own - sent out",
                    _net_electricity(totals.electricity),
                    "MWh", factor.value, "tce/MWh", factor.source, _all_rows(totals.electricity),
                )
            ],
        )  # fmt: skip
        yield electricity
        plain = fuels.value + conversion.value + heat.value + electricity.value
        with_feedstock = plain + feedstock.value
        chosen = with_feedstock if choices.feedstock_in_energy else plain
        formula = "fuel + feedstock + conversion loss + electricity + heat"
        yield Term(f"energy.total_{name}_tce", "tce", chosen, formula)
        yield Term(f"energy.total_{name}_with_feedstock_tce", "tce", with_feedstock, formula)
        yield Term(f"energy.total_{name}_without_feedstock_tce", "tce", plain, formula)
    yield from _clean_terms(totals, factors, choices)


def _net_electricity(power: Electricity) -> float:
    return power.received + power.own - power.sent


def _all_rows(power: Electricity) -> tuple[str, ...]:
    return tuple(row for key in sorted(power.rows) for row in power.rows[key])


def _fuel_parts(totals: AnnualTotals) -> Iterator[Part]:
    for use in totals.fuels:
        if use.activity in NOT_ADDED:
            continue
        yield Part(
            f"{use.carrier}/{use.activity}", use.mwh, "MWh", TCE_PER_MWH, "tce/MWh", MWH_TO_TCE,
            use.rows,
        )  # fmt: skip


def _feedstock_parts(totals: AnnualTotals) -> Iterator[Part]:
    for use in totals.feedstock:
        yield Part(use.carrier, use.mwh, "MWh", TCE_PER_MWH, "tce/MWh", MWH_TO_TCE, use.rows)


def _conversion_parts(totals: AnnualTotals) -> Iterator[Part]:
    for item in totals.conversions:
        yield Part(item.carrier, item.mwh, "MWh", TCE_PER_MWH, "tce/MWh", MWH_TO_TCE, item.rows)


def _heat_parts(totals: AnnualTotals, factors: Factors) -> Iterator[Part]:
    heat, factor = totals.heat, factors.heat_tce
    for name, sign in (
        ("in_fossil", 1.0), ("in_non_fossil", 1.0), ("out_fossil", -1.0), ("out_non_fossil", -1.0),
    ):  # fmt: skip
        amount = getattr(heat, name)
        if amount:
            yield Part(
                f"heat {name}", sign * amount, "GJ", factor.value, "tce/GJ", factor.source,
                tuple(heat.rows.get(name, ())),
            )  # fmt: skip


def _fuel_amounts(totals: AnnualTotals, factors: Factors) -> Iterator[Term]:
    """Yield each carrier in MWh and in its physical unit, burned and as material together."""
    carriers = {use.carrier for use in totals.carriers}
    for carrier in sorted(carriers):
        mwh = sum(u.mwh for u in totals.carriers if u.carrier == carrier)
        fuel = factors.fuels.fuel(carrier)
        yield Term(f"energy.carrier.{carrier}_mwh", "MWh", mwh)
        yield Term(f"energy.carrier.{carrier}_amount", fuel.unit, fuel.amount(mwh))
        yield Term(f"energy.carrier.{carrier}_tce", "tce", mwh * TCE_PER_MWH)


def _electricity_terms(power: Electricity) -> Iterator[Term]:
    names = {
        "grid": power.grid,
        "direct": power.direct,
        "direct_fossil": power.direct_fossil,
        "own": power.own,
        "sent": power.sent,
        "used": power.used,
        "zero_factor": power.zero_factor,
        "other": power.other,
        "zeroed_by_contract": power.zeroed_by_contract,
        "contract_surplus": power.contract_surplus,
    }
    for name, value in names.items():
        rows = tuple(power.rows.get(name, ()))
        parts = (Part(name, value, "MWh", rows=rows),) if rows else ()
        yield Term(f"electricity.{name}_mwh", "MWh", value, parts=parts)
    yield from _used_inside(power)
    yield Term(
        "electricity.direct_and_own_used_mwh", "MWh", power.direct + power.own_used,
        "direct non-fossil supply + own generation used inside; trades and certificates excluded",
    )  # fmt: skip


def _used_inside(power: Electricity) -> Iterator[Term]:
    """Yield what is made and used inside, without and with fuel: generated less sent out."""
    for name, made, sent in (
        ("own", power.own, power.sent_own),
        ("fuel", power.fuel_generated, power.sent_fuel),
    ):
        rows = power.rows
        out = "sent" if name == "own" else "sent_fuel"
        parts = (
            Part("generated", made, "MWh", rows=tuple(rows.get(name, ()))),
            Part("sent out", -sent, "MWh", rows=tuple(rows.get(out, ()))),
        )
        told = tuple(part for part in parts if part.amount)
        yield Term(f"electricity.{name}_used_mwh", "MWh", made - sent, "", told)


def _clean_terms(totals: AnnualTotals, factors: Factors, choices: Choices) -> Iterator[Term]:
    """Yield clean energy: non-fossil carriers and zero-factor electricity (Jiangxi's wording).

    What leaves the energy total as non-fossil heat or power sent out is not clean energy of the
    park either; it is taken off as far as there is any.
    """
    power, heat = totals.electricity, totals.heat
    e, h = factors.equivalent, factors.heat_tce
    parts = [
        Part("zero-factor electricity", power.zero_factor, "MWh", e.value, "tce/MWh", e.source),
        *_clean_fuels(totals, factors, choices),
    ]
    if heat.in_non_fossil:
        parts.append(
            Part(
                "non-fossil heat received", heat.in_non_fossil, "GJ", h.value, "tce/GJ", h.source
            )
        )  # fmt: skip
    sent_mwh = power.sent_fuel * (1.0 - totals.fossil_share_of_power(factors.fuels))
    sent_tce = sent_mwh * e.value + heat.out_non_fossil * h.value
    leaves = min(sent_tce, sum(part.value for part in parts))
    if leaves:
        parts.append(Part("non-fossil power and heat sent out", -leaves, "tce"))
    yield total("energy.clean_tce", "tce", parts, "non-fossil fuels and heat + green electricity")


def _clean_fuels(totals: AnnualTotals, factors: Factors, choices: Choices) -> Iterator[Part]:
    """Yield clean fuels as they stand in the energy total, signed as conversions are there."""
    counted: list[FuelUse | FeedstockUse | Conversion] = [
        use for use in totals.fuels if use.activity not in NOT_ADDED
    ]
    counted += totals.conversions
    if choices.feedstock_in_energy:
        counted += totals.feedstock
    for use in counted:
        clean = factors.fuels.fuel(use.carrier).clean
        if use.carrier == "hydrogen":
            clean = choices.hydrogen_is_clean or totals.green_hydrogen
        if clean and use.mwh:
            yield Part(use.carrier, use.mwh, "MWh", TCE_PER_MWH, "tce/MWh", MWH_TO_TCE, use.rows)
