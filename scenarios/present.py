"""Text of scorecards, balances and accounts for the terminal, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from scenarios.present_green import print_green
from scenarios.present_words import number, word
from scenarios.run import RunResult, headline_accounts
from scenarios.stored import StoredRun
from twin.dispatch.regret import Regret


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
        side: Literal["left", "right"] = "right" if key in {"value", "target"} else "left"
        table.add_column(word(key, lang), justify=side, overflow="fold")
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


def _of_span(headline: Mapping[str, Any]) -> str:
    """Return the ending of words of a span that is not whole years; runs of before do not tell."""
    return "" if headline.get("span", {}).get("whole_years", True) else ".span"


def _accounts_table(headline: Mapping[str, Any], lang: str) -> Table:
    table = Table(show_header=False, box=None)
    energy, carbon = headline["energy"], headline["carbon"]
    lines = [
        ("energy", energy["total_equivalent_tce"], "tce"),
        ("calorific", energy["total_calorific_tce"], "tce"),
        ("electricity", energy["electricity_mwh"], "MWh"),
        ("carbon.park", carbon["park"], "tCO₂"),
        ("carbon.location", carbon["location"], "tCO₂"),
        ("carbon.residual", carbon["residual"], "tCO₂"),
        (f"cost{_of_span(headline)}", headline["cost"]["total_cny"], "CNY"),
    ]
    for key, value, unit in lines:
        table.add_row(word(key, lang), f"{value:,.0f}", unit)
    return table


def _print(
    console: Console,
    cards: Iterable[Mapping[str, Any]],
    headline: Mapping[str, Any],
    green: Mapping[str, Any],
    warnings: Iterable[Mapping[str, Any]],
    lang: str,
) -> None:
    for card in cards:
        console.print(scorecard_table(card, lang))
        console.print()
    console.print(_accounts_table(headline, lang))
    print_green(console, green, lang, _of_span(headline))
    for warning in warnings:
        console.print(f"{word('warning', lang)}: {warning['zh' if lang == 'zh' else 'en']}")


def print_result(result: RunResult, folder: Path, lang: str) -> None:
    """Print what a run found, its balance residuals and where its files are."""
    console = Console(highlight=False)
    cards = [card.to_json() for card in result.scorecards.values()]
    warnings = [warning.to_json() for warning in result.warnings]
    green = result.accounts.green.headline()
    _print(console, cards, headline_accounts(result), green, warnings, lang)
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
    cost, carbon = regret.cost, regret.carbon
    shares = [("of_bill", cost.share_of_total), ("of_bound", cost.share)]
    told = [f"{cost.amount:,.0f} CNY", *(_share(name, x, lang) for name, x in shares)]
    if cost.unclear:
        told.append(word(f"regret.{cost.unclear}", lang))
    else:
        told.append(_share("of_flexibility", cost.share_of_flexibility, lang))
    console.print(f"{word('regret.cost', lang)}: {', '.join(filter(None, told))}", soft_wrap=True)
    part = _share("of_bound", carbon.share, lang)
    console.print(f"{word('regret.carbon', lang)}: {carbon.amount:,.0f} tCO₂, {part}")
    if regret.left_out:
        console.print(f"{word('regret.left_out', lang)}: {', '.join(regret.left_out)}")


def _share(what: str, share: float | None, lang: str) -> str:
    """Return a share in words; nothing where there is none."""
    return "" if share is None else word(f"regret.{what}", lang).format(share=f"{share:.3%}")


def print_stored(stored: StoredRun, lang: str) -> None:
    """Print a stored run."""
    console = Console(highlight=False)
    manifest, accounts = stored.manifest, stored.accounts
    console.print(f"{manifest['run_id']}  (seed {manifest['seed']}, version {manifest['version']})")
    cards, green = stored.scorecards.values(), stored.green
    _print(console, cards, accounts["headline"], green, accounts["warnings"], lang)
    console.print(f"{word('files', lang)}: {stored.folder}", soft_wrap=True)
