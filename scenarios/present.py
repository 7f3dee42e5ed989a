"""Text of scorecards, balances and accounts for the terminal, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from scenarios.run import RunResult, headline_accounts
from scenarios.stored import StoredRun
from twin.dispatch.regret import Regret

WORDS = {
    "met": ("达标", "met"),
    "not_met": ("未达标", "not met"),
    "not_judged": ("无法判定", "not judged"),
    "not_applicable": ("不适用", "not applicable"),
    "no_threshold": ("无阈值", "no threshold"),
    "waived": ("已豁免", "waived"),
    "passed": ("全部达标", "passed"),
    "core_only": ("核心达标，引导指标未全达标", "core met, guiding indicators open"),
    "failed": ("未达标", "failed"),
    "undecided": ("数据不足，无法判定", "undecided, data missing"),
    "core": ("核心", "core"),
    "guiding": ("引导", "guiding"),
    "characteristic": ("特色", "characteristic"),
    "indicator": ("指标", "indicator"),
    "kind": ("类别", "kind"),
    "value": ("数值", "value"),
    "target": ("目标", "target"),
    "gap": ("差距", "gap"),
    "state": ("状态", "state"),
    "class": ("档位", "class"),
    "verdict": ("结论", "verdict"),
    "energy": ("综合能源消费量（等价值）", "energy total (equivalent value)"),
    "calorific": ("综合能源消费量（当量值）", "energy total (calorific value)"),
    "electricity": ("用电量", "electricity used"),
    "carbon.park": ("碳排放（园区核算方法）", "CO2, park method"),
    "carbon.location": ("碳排放（基于位置）", "CO2, location-based"),
    "carbon.residual": ("碳排放（剩余组合）", "CO2, residual mix"),
    "cost": ("年度费用", "yearly bill"),
    "residuals": ("平衡残差（相对，最差）", "worst balance residual (relative)"),
    "unserved": ("未满足需求", "unserved"),
    "spilled": ("溢出（无处可去）", "spilled (no taker)"),
    "none": ("无", "none"),
    "events": ("事件", "events"),
    "regret.cost": ("调度遗憾：费用", "regret, cost"),
    "regret.carbon": ("调度遗憾：碳排放", "regret, carbon"),
    "regret.of_bound": ("占完全预知下界", "of the bound of perfect foresight"),
    "regret.of_flexibility": ("占储能可赢得部分", "of what stores can win"),
    "files": ("结果文件夹", "files"),
    "warning": ("提示", "warning"),
}


def word(key: str, lang: str) -> str:
    """Return a word in the language asked for."""
    zh, en = WORDS.get(key, (key, key))
    return zh if lang == "zh" else en


def number(value: float | None, unit: str) -> str:
    """Return a figure as text: shares as per cent, the rest with sensible digits."""
    if value is None:
        return "–"
    if unit == "1":
        return f"{value:.1%}"
    if abs(value) >= 1000 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.3f}"


def _gap(gap: Mapping[str, Any] | None, lang: str) -> str:
    if not gap or not gap["amount"]:
        return ""
    own = number(gap["amount"], gap["unit"])
    if gap.get("physical") is None:
        return own
    text = gap["zh"] if lang == "zh" else gap["en"]
    return f"{own}  ({gap['physical']:,.0f} {gap['physical_unit']} {text})"


def scorecard_table(card: Mapping[str, Any], lang: str) -> Table:
    """Return one scorecard as a table."""
    name, size = (card["zh"], card["class_zh"]) if lang == "zh" else (card["en"], card["class_en"])
    title = (
        f"{name}\n{word('class', lang)}: {size}   "
        f"{word('verdict', lang)}: {word(card['verdict'], lang)}"
    )
    table = Table(title=title, title_justify="left", expand=False)
    for key in ("indicator", "kind", "value", "target", "state", "gap"):
        table.add_column(word(key, lang), justify="right" if key in {"value", "target"} else "left")
    for score in card["indicators"].values():
        sign = "≤" if score["sense"] == "at_most" else "≥"
        target = f"{sign} {number(score['target'], score['unit'])}"
        table.add_row(
            score["zh"] if lang == "zh" else score["en"],
            word(score["kind"], lang),
            number(score["value"], score["unit"]),
            target if score["target"] is not None else "–",
            word(score["state"], lang),
            _gap(score["gap"], lang) or score["reason"],
        )
    return table


def _accounts_table(headline: Mapping[str, Any], lang: str) -> Table:
    table = Table(show_header=False, box=None)
    energy, carbon = headline["energy"], headline["carbon"]
    lines = [
        ("energy", energy["total_equivalent_tce"], "tce"),
        ("calorific", energy["total_calorific_tce"], "tce"),
        ("electricity", energy["electricity_mwh"], "MWh"),
        ("carbon.park", carbon["park"], "tCO2"),
        ("carbon.location", carbon["location"], "tCO2"),
        ("carbon.residual", carbon["residual"], "tCO2"),
        ("cost", headline["cost"]["total_cny"], "CNY"),
    ]
    for key, value, unit in lines:
        table.add_row(word(key, lang), f"{value:,.0f}", unit)
    return table


def _print(
    console: Console,
    cards: Iterable[Mapping[str, Any]],
    headline: Mapping[str, Any],
    warnings: Iterable[Mapping[str, Any]],
    lang: str,
) -> None:
    for card in cards:
        console.print(scorecard_table(card, lang))
        console.print()
    console.print(_accounts_table(headline, lang))
    for warning in warnings:
        console.print(f"{word('warning', lang)}: {warning['zh' if lang == 'zh' else 'en']}")


def print_result(result: RunResult, folder: Path, lang: str) -> None:
    """Print what a run found, its balance residuals and where its files are."""
    console = Console(highlight=False)
    cards = [card.to_json() for card in result.scorecards.values()]
    warnings = [warning.to_json() for warning in result.accounts.warnings]
    _print(console, cards, headline_accounts(result), warnings, lang)
    worst = sorted(result.closure.items(), key=lambda item: -item[1].worst)[:4]
    residuals = ", ".join(f"{name} {closure.worst:.1e}" for name, closure in worst)
    console.print(f"{word('residuals', lang)}: {residuals}")
    for key, amounts in (("unserved", result.unserved), ("spilled", result.spilled)):
        told = ", ".join(f"{name} {amount:,.3g}" for name, amount in amounts.items())
        console.print(f"{word(key, lang)}: {told or word('none', lang)}")
    counts = ", ".join(f"{kind} {count:,}" for kind, count in result.event_counts.items())
    console.print(f"{word('events', lang)}: {result.built.clock.n_events:,} ({counts})")
    if result.regret is not None:
        _print_regret(console, result.regret, lang)
    console.print(f"{word('files', lang)}: {folder}", soft_wrap=True)


def _print_regret(console: Console, regret: Regret, lang: str) -> None:
    for key, unit, found in (
        ("regret.cost", "CNY", regret.cost),
        ("regret.carbon", "tCO2", regret.carbon),
    ):
        told = f"{found.amount:,.0f} {unit}, {found.share:.3%} {word('regret.of_bound', lang)}"
        if unit == "CNY" and found.share_of_flexibility is not None:
            part = f"{found.share_of_flexibility:.1%} {word('regret.of_flexibility', lang)}"
            told = f"{told}, {part}"
        console.print(f"{word(key, lang)}: {told}")


def print_stored(stored: StoredRun, lang: str) -> None:
    """Print a stored run."""
    console = Console(highlight=False)
    manifest, accounts = stored.manifest, stored.accounts
    console.print(f"{manifest['run_id']}  (seed {manifest['seed']}, version {manifest['version']})")
    _print(console, stored.scorecards.values(), accounts["headline"], accounts["warnings"], lang)
    console.print(f"{word('files', lang)}: {stored.folder}", soft_wrap=True)
