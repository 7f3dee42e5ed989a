"""Text of green power for the terminal: matching, direct connection, contracts and calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from scenarios.present_words import number, word

SHARES = ("annual_share", "hourly_share", "interval_share", "physical_share")


def print_green(console: Console, green: Mapping[str, Any], lang: str, ending: str = "") -> None:
    """Print what is known of a run's green power; runs of before have none of it.

    ``ending`` is that of words of a span that is not whole years.
    """
    names = {key: f"{key}{ending}" if key == "annual_share" else key for key in SHARES}
    if matching := green.get("matching"):
        told = ", ".join(
            f"{word(names[k], lang)} {number(matching[k], '1')}" for k in SHARES if k in matching
        ) or word("no_electricity", lang)
        console.print(f"{word('matching', lang)}: {told}")
    panel = green.get("direct_connection", {})
    if panel.get("cards"):
        console.print(direct_table(panel, lang))
        for card in panel["cards"]:
            if card["line"] and card["charges"]:
                paid = ", ".join(
                    f"{c['row']} ({word(c['purpose'], lang)}) {c['cny']:,.0f} CNY"
                    for c in card["charges"]
                )
                console.print(f"{word('paid', lang)} {card['line']}: {paid}")
    if green.get("contracts"):
        console.print(_contracts(green["contracts"], lang))
    if green.get("calls"):
        console.print(_calls(green["calls"], lang))


def direct_table(panel: Mapping[str, Any], lang: str) -> Table:
    """Return the ratios of all direct lines as a table."""
    document = panel["document" if lang == "zh" else "document_en"]
    table = _table(f"{word('direct', lang)}: {document}", lang, "line", "indicator", "value",
                   "target", "state", "gap")  # fmt: skip
    for card in panel["cards"]:
        for ratio in card["ratios"]:
            sign = "≤" if ratio["sense"] == "at_most" else "≥"
            target = "–" if ratio["target"] is None else f"{sign} {number(ratio['target'], '1')}"
            table.add_row(
                card["line"] or word("together", lang),
                ratio["zh" if lang == "zh" else "en"],
                number(ratio["value"], "1"),
                target,
                word(ratio["state"], lang),
                f"{ratio['gap_mwh']:,.0f} MWh" if ratio["gap_mwh"] else "",
            )
    return table


def _contracts(found: Iterable[Mapping[str, Any]], lang: str) -> Table:
    table = _table(word("contract", lang), lang, "contract", "volume", "counted")
    for ledger in ("park", "location", "residual"):
        table.add_column(word(f"without.{ledger}", lang), justify="right")
    for contract in found:
        effect = contract["effect_t"]
        table.add_row(
            contract["id"].rpartition("/")[2],
            f"{contract['bought']:,.0f}",
            f"{contract['counted']:,.0f}",
            *(f"{effect[ledger]:,.0f}" for ledger in ("park", "location", "residual")),
        )
    return table


def _calls(found: Iterable[Mapping[str, Any]], lang: str) -> Table:
    table = _table(word("call", lang), lang, "call", "kind", "baseline", "delivered", "net")
    for call in found:
        table.add_row(
            f"{call['id'].rpartition('/')[2]}  {call['begins'][:16]}",
            word(call["kind"], lang),
            number(call["baseline_mwh"], "MWh"),
            number(call["delivered_mwh"], "MWh"),
            number(call["net_cny"], "CNY"),
        )
    return table


def _table(title: str, lang: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", expand=False)
    left = {"line", "indicator", "state", "contract", "call", "kind"}
    for key in columns:
        table.add_column(word(key, lang), justify="left" if key in left else "right",
                         overflow="fold")  # fmt: skip
    return table
