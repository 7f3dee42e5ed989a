"""Tables of a plan's economics for the terminal, in Chinese or English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from rich.console import Console
from rich.table import Table

from scenarios.economics.appraisal import Economics
from scenarios.economics.cashbook import FINANCING, INVESTMENT, label_of
from scenarios.economics.figures import Figures, Standing, figures
from scenarios.economics.finance import Floats
from scenarios.economics.parties import CATEGORIES
from twin.labels import Label

MILLION = 1e6
KINDS: Mapping[str, tuple[str, ...]] = {
    "savings": tuple(CATEGORIES),
    "opex": ("opex",),
    "investment": INVESTMENT,
    "grants": ("subsidy",),
    "loans": FINANCING,
    "tax": ("tax",),
}
MOST_PARTIES = 12  # owners by the size of their NPV; the rest are summed

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("{plan} 相对 {base} 的经济性", "Economics of {plan} against {base}"),
    "money": (
        "金额为 {year} 年不变价（实际值），不含增值税；名义值处另行注明。",
        "Money is real, at prices of {year}, net of VAT, unless marked nominal.",
    ),
    "span": (
        "注意：只模拟了约 {days:.0f} 天，按比例外推为整年；季节差异未计入。",
        "Note: about {days:.0f} days were simulated and stand for every year; seasons are missed.",
    ),
    "figure": ("指标", "figure"),
    "before_tax": ("税前、无借款", "before tax and loan"),
    "after_tax": ("税后、无借款", "after tax, no loan"),
    "own_money": ("自有资金（税后）", "own money (after tax)"),
    "npv": ("净现值，百万元", "NPV, million CNY"),
    "irr_real": ("内部收益率（实际）", "IRR (real)"),
    "irr_nominal": ("内部收益率（名义）", "IRR (nominal)"),
    "payback": ("静态回收期，年", "simple payback, years"),
    "discounted": ("动态回收期，年", "discounted payback, years"),
    "capex": ("初始投资，百万元", "investment, million CNY"),
    "none": ("无", "none"),
    "party": ("主体", "party"),
    "owners": ("按主体（税前、税后、自有资金净现值，百万元）", "By party (NPV, million CNY)"),
    "others": ("其余 {n} 个主体", "{n} others"),
    "yearly": ("逐年现金流，百万元（名义）", "Cash flow by year, million CNY (nominal)"),
    "year": ("年", "year"),
    "kind.savings": ("节约", "savings"),
    "kind.opex": ("新增运维", "opex"),
    "kind.investment": ("投资与残值", "invested"),
    "kind.grants": ("补贴", "grants"),
    "kind.loans": ("借款与还本付息", "loans"),
    "kind.tax": ("所得税", "tax"),
    "kind.own": ("自有资金", "own money"),
    "matrix": ("第一运营年谁付给谁，百万元（名义；计划减基准）",
               "Who pays whom in the first operating year, million CNY (nominal; plan less base)"),
    "payer": ("付款方", "payer"),
    "payee": ("收款方", "payee"),
    "what": ("款项", "what for"),
    "measures": ("措施", "Measures"),
    "lcoe": ("平准化成本，元/单位", "levelised cost, CNY/unit"),
    "opex": ("年运维，百万元", "operation, million CNY/year"),
    "annual": ("年化成本，百万元", "annualised, million CNY"),
    "abatement": ("减排成本（元/吨，正为净支出）", "Cost per tonne (CNY/t, positive costs money)"),
    "ledger": ("碳账", "ledger"),
    "avoided": ("年减排，吨", "avoided, t/year"),
    "with": ("含碳价", "with carbon price"),
    "without": ("不含碳价", "without carbon price"),
    "park": ("园区方法", "park method"),
    "location": ("基于位置", "location-based"),
    "residual": ("剩余结构", "residual mix"),
}  # fmt: skip


def word(key: str, lang: str) -> str:
    """Return a word of these tables."""
    return _WORDS[key][0 if lang == "zh" else 1]


def _named(label: Label, lang: str) -> str:
    return label.zh if lang == "zh" else label.en


def _number(value: float | None, lang: str, digits: int = 1) -> str:
    return word("none", lang) if value is None else f"{value:,.{digits}f}"


def _share(value: float | None, lang: str) -> str:
    return word("none", lang) if value is None else f"{100.0 * value:.2f} %"


def print_economics(found: Economics, lang: str) -> None:
    """Print the tables of a plan."""
    console = Console(highlight=False)
    console.print(word("title", lang).format(plan=found.plan_name, base=found.base_name))
    console.print(word("money", lang).format(year=found.given.base_year))
    if found.span_y != 1.0:
        console.print(word("span", lang).format(days=found.span_y * 365.25))
    for table in (
        _figures_table(found, lang),
        _measures_table(found, lang),
        _abatement_table(found, lang),
        _parties_table(found, lang),
        _yearly_table(found, lang),
        _matrix_table(found, lang),
    ):
        console.print()
        console.print(table)


def _table(title: str, left: str, heads: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left", expand=False)
    table.add_column(left, overflow="fold")
    for head in heads:
        table.add_column(head, justify="right", overflow="fold")
    return table


def _figures_table(found: Economics, lang: str) -> Table:
    names = ("before_tax", "after_tax", "own_money")
    table = _table("", word("figure", lang), (word(name, lang) for name in names))
    whole = found.whole
    each = [figures(getattr(whole, name), found.prices, found.given) for name in names]
    capex = _number(whole.capex_cny / MILLION, lang)
    table.add_row(word("capex", lang), capex, capex, "")
    for key, cell in _ROWS.items():
        table.add_row(word(key, lang), *(cell(one, lang) for one in each))
    return table


def _worth(one: Figures, lang: str) -> str:
    return _number(one.npv_cny / MILLION, lang)


_ROWS: Mapping[str, Callable[[Figures, str], str]] = {
    "npv": _worth,
    "irr_real": lambda one, lang: _share(one.irr_real, lang),
    "irr_nominal": lambda one, lang: _share(one.irr_nominal, lang),
    "payback": lambda one, lang: _number(one.payback_y, lang),
    "discounted": lambda one, lang: _number(one.discounted_payback_y, lang),
}


def _measures_table(found: Economics, lang: str) -> Table:
    heads = [word(key, lang) for key in ("party", "capex", "opex", "annual", "lcoe")]
    table = _table(word("measures", lang), word("measures", lang), heads)
    for plain in found.measures_json():
        label = plain["label"]["zh" if lang == "zh" else "en"]
        table.add_row(
            label,
            _named(found.label(plain["investor"]), lang),
            _number(plain["capex_real_cny"] / MILLION, lang),
            _number(plain["opex_real_cny_per_year"] / MILLION, lang, 2),
            _number(plain["annualised_real_cny"] / MILLION, lang, 2),
            _number(plain["lcoe_real_cny"], lang),
        )
    return table


def _abatement_table(found: Economics, lang: str) -> Table:
    heads = [word(key, lang) for key in ("avoided", "with", "without")]
    table = _table(word("abatement", lang), word("ledger", lang), heads)
    for ledger, one in found.abatement().items():
        costs = (one.cost_cny_per_t, one.without_price_cny_per_t)
        avoided = _number(one.avoided_t_per_year, lang, 0)
        table.add_row(word(ledger, lang), avoided, *(_number(cost, lang) for cost in costs))
    return table


def _parties_table(found: Economics, lang: str) -> Table:
    names = ("before_tax", "after_tax", "own_money")
    heads = [word("capex", lang), *(word(name, lang) for name in names)]
    table = _table(word("owners", lang), word("party", lang), heads)

    def worth(standing: Standing) -> list[Figures]:
        return [figures(getattr(standing, n), found.prices, found.given) for n in names]

    def row(name: str, standing: Standing) -> None:
        capex = _number(standing.capex_cny / MILLION, lang)
        table.add_row(
            name, capex, *(_number(f.npv_cny / MILLION, lang, 2) for f in worth(standing))
        )

    ranked = sorted(found.standings, key=lambda p: -_size(found.standings[p].before_tax))
    for party in ranked[:MOST_PARTIES]:
        row(_named(found.label(party), lang), found.standings[party])
    rest = ranked[MOST_PARTIES:]
    if rest:
        row(word("others", lang).format(n=len(rest)), found.together(rest))
    return table


def _size(flow: Floats) -> float:
    return float(abs(flow).sum())


def _yearly_table(found: Economics, lang: str) -> Table:
    """Return the flows of all parties of the plan together, by kind."""
    sums = {name: found.sum_of(categories) for name, categories in KINDS.items()}
    shown = {name: flow for name, flow in sums.items() if flow.any()}
    heads = [word(f"kind.{name}", lang) for name in shown]
    table = _table(word("yearly", lang), word("year", lang), [*heads, word("kind.own", lang)])
    whole = found.whole.own_money
    for year in range(found.calendar.last + 1):
        cells = [_number(flow[year] / MILLION, lang) for flow in shown.values()]
        name = str(found.given.base_year + year)
        table.add_row(name, *cells, _number(whole[year] / MILLION, lang))
    return table


def _matrix_table(found: Economics, lang: str) -> Table:
    """Return the payments that change, owners taken together."""
    table = Table(title=word("matrix", lang), title_justify="left", expand=False)
    for key in ("payer", "payee", "what"):
        table.add_column(word(key, lang))
    table.add_column("", justify="right")
    for (payer, payee, category), cny in found.grouped(found.calendar.lead + 1).items():
        if abs(cny) >= MILLION / 1000.0:
            what = _named(label_of(category), lang)
            names = (_named(found.label(payer), lang), _named(found.label(payee), lang))
            table.add_row(*names, what, _number(cny / MILLION, lang, 3))
    return table
