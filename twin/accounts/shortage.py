"""Warnings of what was not served or overflowed: scores then describe a park that cannot run so."""

from __future__ import annotations

from collections.abc import Iterator

from twin.accounts.integrity import Warning_
from twin.commodities import catalogue
from twin.ledger import Ledger
from twin.primitives import Purpose

TEXTS = {
    Purpose.UNSERVED: (
        "unserved",
        "有需求未被满足：{amounts}。生产按计划计入，评分所述园区实际无法这样运行。",
        (
            "demand was not served: {amounts}. Production is counted as planned, so the scores "
            "describe a park that could not run like this."
        ),
    ),
    Purpose.SURPLUS: (
        "spilled",
        "有物料或能量无处可去而溢出：{amounts}。",
        "something found no taker and overflowed: {amounts}.",
    ),
}


def shortage_warnings(ledger: Ledger) -> Iterator[Warning_]:
    """Yield one warning for what lacked and one for what overflowed, amounts by commodity."""
    known = catalogue()
    for purpose, (name, zh, en) in TEXTS.items():
        found: dict[str, float] = {}
        for row in ledger.select(purpose):
            amount = ledger.total(row.id)
            if amount > 0.0:
                found[row.commodity] = found.get(row.commodity, 0.0) + amount
        if not found:
            continue
        told = {
            lang: ", ".join(
                f"{getattr(known[c], lang) if c in known else c} {amount:,.4g} "
                f"{known[c].unit if c in known else 't'}"
                for c, amount in sorted(found.items())
            )
            for lang in ("zh", "en")
        }
        yield Warning_(name, zh.format(amounts=told["zh"]), en.format(amounts=told["en"]), found)
