"""Integrity warnings: known ways in which an intensity improves and the climate does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from twin.accounts.annual import AnnualTotals
from twin.accounts.choices import Factors
from twin.accounts.terms import Book
from twin.commodities import catalogue

OFFSET_LIMIT = 0.05
LEAST_HYDROGEN_MWH = 1e-6  # less is rounding of what was made inside
PADDING_EFFECT = 0.10


@dataclass(frozen=True)
class Warning_:  # noqa: N801 - `Warning` is a builtin
    """One thing a reader of a score must know.

    ``figures`` carries the numbers the sentences in both languages are about.
    """

    id: str
    zh: str
    en: str
    figures: dict[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return the warning as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class _Case:
    """What a check looks at."""

    totals: AnnualTotals
    book: Book
    factors: Factors


def integrity_warnings(totals: AnnualTotals, book: Book, factors: Factors) -> Iterator[Warning_]:
    """Yield every warning that applies."""
    for check in (
        _padding,
        _export_credit,
        _heat_credit,
        _offsets,
        _hydrogen,
        _mixed_sets,
        _relabelled,
        _surplus,
    ):
        found = check(_Case(totals, book, factors))
        if found is not None:
            yield found


def _padding(case: _Case) -> Warning_ | None:
    """Certified load in the denominator: what the intensity would be without it.

    Of a park that emits nothing the intensity is zero with or without it.
    """
    power, tce = case.totals.electricity, case.book.value("energy.total_equivalent_tce")
    certified_tce = case.factors.equivalent.value * power.zeroed_by_contract
    emitted = case.book.value("carbon.park.total_t")
    if tce <= 0.0 or emitted == 0.0 or certified_tce <= PADDING_EFFECT * tce:
        return None
    now, rest = emitted / tce, tce - certified_tce
    figures = {"certified_tce": certified_tce, "intensity": now, "tonnes": emitted}
    if rest > 0.0:
        figures["without"] = emitted / rest
        zh, en = (
            f"剔除后强度为 {emitted / rest:.4g}",
            f"without it it would be {emitted / rest:.4g}",
        )
    else:
        zh, en = "剔除后无其他能耗", "without it no energy would be left"
    return Warning_(
        "padding",
        f"强度分母中有 {certified_tce:,.0f} tce 为凭证清零的用电；{zh}"
        f"（现 {now:.4g}），排放总量不变（{emitted:,.0f} t）。",
        f"{certified_tce:,.0f} tce of the intensity's denominator is load zeroed by contracts; "
        f"{en} (now {now:.4g}), with not a tonne less ({emitted:,.0f} t).",
        figures,
    )


def _export_credit(case: _Case) -> Warning_ | None:
    """Fuel-based power sent out earns the fossil factor; its own fuel may emit less."""
    power = case.totals.electricity
    if power.sent_fuel <= 0.0 or power.fuel_generated <= 0.0:
        return None
    sent = power.sent_fuel * case.totals.fossil_share_of_power(case.factors.fuels)
    credit = sent * case.factors.fossil_power.value
    burned = sum(
        use.mwh * case.factors.fuels.fuel(use.carrier).co2_t_per_mwh
        for use in case.totals.fuels
        if use.activity == "power"
    )
    own = burned * power.sent_fuel / power.fuel_generated
    if credit <= own:
        return None
    return Warning_(
        "export_credit",
        f"外送电力抵扣 {credit:,.0f} t，超过其自身燃料排放 {own:,.0f} t。",
        f"power sent out earns a credit of {credit:,.0f} t, more than its own fuel emitted "
        f"({own:,.0f} t).",
        {"credit_t": credit, "own_t": own},
    )


def _heat_credit(case: _Case) -> Warning_ | None:
    """Heat sent out earns a default factor; its own fuel may emit less."""
    heat, fuels = case.totals.heat, case.factors.fuels
    if heat.out_fossil <= 0.0:
        return None
    factor = case.factors.heat_co2.value if heat.out_factor is None else heat.out_factor
    received = case.factors.heat_co2.value if heat.in_factor is None else heat.in_factor
    credit = heat.out_fossil * factor
    own = heat.in_fossil * received + sum(
        use.mwh * fuels.fuel(use.carrier).co2_t_per_mwh
        for use in case.totals.fuels
        if use.activity == "heating"
    )
    if credit <= own:
        return None
    return Warning_(
        "heat_credit",
        f"外供热力抵扣 {credit:,.0f} t，超过全部供热燃料与购入热力的排放 {own:,.0f} t。",
        f"heat sent out earns a credit of {credit:,.0f} t, more than all fuel for heating and heat "
        f"received emitted ({own:,.0f} t).",
        {"credit_t": credit, "own_t": own},
    )


def _offsets(case: _Case) -> Warning_ | None:
    gross = case.book.value("carbon.park.total_t")
    if case.totals.ccer_t <= OFFSET_LIMIT * max(gross, 0.0):
        return None
    figures = {"ccer_t": case.totals.ccer_t, "gross_t": gross}
    if gross > 0.0:
        share = figures["share"] = case.totals.ccer_t / gross
        zh, en = (
            f"为排放总量的 {share:.1%}，超过 5%",
            f"are {share:.1%} of gross emissions, above 5 %",
        )
    else:
        zh, en = "而排放总量不为正", "stand against gross emissions that are not positive"
    return Warning_(
        "offsets",
        f"购买的 CCER {zh}；超出部分不予抵扣。",
        f"offsets bought {en}; the excess does not count.",
        figures,
    )


def _hydrogen(case: _Case) -> Warning_ | None:
    fuels, material = case.totals.fuels, case.totals.feedstock
    burned = [u.mwh for u in fuels if u.carrier == "hydrogen" and u.activity != "converted"]
    mwh = sum((*burned, *(u.mwh for u in material if u.carrier == "hydrogen")))
    if mwh < LEAST_HYDROGEN_MWH or case.totals.green_hydrogen:
        return None
    return Warning_(
        "grey_hydrogen",
        f"外购氢气 {mwh:,.4g} MWh 未声明绿氢来源，核算公式计 0 排放。",
        f"{mwh:,.4g} MWh of bought hydrogen is not declared green; the formula counts it as zero.",
        {"mwh": mwh},
    )


def _mixed_sets(case: _Case) -> Warning_ | None:
    totals = case.totals
    used = {u.carrier for u in (*totals.carriers, *totals.conversions) if u.mwh != 0.0}
    borrowed = sorted(
        name
        for name in used & set(case.factors.fuels.borrowed)
        if case.factors.fuels.fuel(name).fossil
    )
    if not borrowed:
        return None
    zh, en = (_with_sets(case, borrowed, lang) for lang in ("zh", "en"))
    return Warning_(
        "mixed_factor_sets",
        f"因子集 {case.factors.fuels.id} 未含以下燃料，其热值与因子成对取自他集：{zh}。",
        f"factor set {case.factors.fuels.id} lacks fuels, whose pairs come from another: {en}.",
        {"fuels": float(len(borrowed))},
    )


def _with_sets(case: _Case, fuels: list[str], lang: str) -> str:
    """Return fuels by their names, each with the set its factor is taken from."""
    told = (f"{getattr(catalogue()[f], lang)} ({case.factors.fuels.fuel(f).set})" for f in fuels)
    return ("、" if lang == "zh" else ", ").join(told)


def _relabelled(case: _Case) -> Warning_ | None:
    """Feedstock whose product has no process factor: its carbon is counted nowhere."""
    mwh = sum(
        use.mwh
        for use in case.totals.feedstock
        if not use.covered and case.factors.fuels.fuel(use.carrier).fossil
    )
    if mwh <= 0.0:
        return None
    tonnes = sum(
        use.mwh * case.factors.fuels.fuel(use.carrier).co2_t_per_mwh
        for use in case.totals.feedstock
        if not use.covered
    )
    return Warning_(
        "relabelled_feedstock",
        f"{mwh:,.0f} MWh 化石燃料按原料计，产品无过程因子，约 {tonnes:,.0f} t CO₂ 未计入。",
        f"{mwh:,.0f} MWh of fossil fuel is counted as material for a product without process "
        f"factor: about {tonnes:,.0f} t CO₂ appear nowhere.",
        {"mwh": mwh, "tonnes": tonnes},
    )


def _surplus(case: _Case) -> Warning_ | None:
    extra = case.totals.electricity.contract_surplus
    if extra <= 0.0:
        return None
    return Warning_(
        "contract_surplus",
        f"绿电交易与绿证比公网受电多 {extra:,.0f} MWh，多出部分不计。",
        f"{extra:,.0f} MWh of trades and certificates exceed the grid power received and do not "
        "count.",
        {"mwh": extra},
    )
