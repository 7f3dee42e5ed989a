"""Scorecards as rows of text, ready to be drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from views.frame.numbers import amount, number, points, signed, unit
from views.frame.texts import engine_says, say

KINDS = ("core", "guiding", "characteristic")
SAME = 1e-9  # relative difference that is rounding of the arithmetic


def card(
    score: Mapping[str, Any],
    terms: Mapping[str, Any],
    lang: str,
    base: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return one scorecard: head, columns and rows.

    Parameters
    ----------
    score : mapping
        A system's entry of ``indicators.json``.
    terms : mapping
        Account terms, for the units of numerators and denominators.
    lang : str
    base : mapping, optional
        The same system's entry of the run that this one is compared with; rows then tell what
        changed.
    """
    indicators = score["indicators"]
    counts = []
    for kind in KINDS:
        mine = [i for i in indicators.values() if i["kind"] == kind]
        if mine:
            met = sum(1 for i in mine if i["state"] == "met")
            counts.append(say(lang, f"cards.kind.{kind}", met=met, total=len(mine)))
    columns = ["indicator", "kind", "value", "target", "gap", "state", "clause"]
    rows = [card_row(i, terms, lang) for i in indicators.values()]
    if base is not None:
        columns = ["indicator", "value", "change", *columns[3:]]  # the kind stands with the name
        for row in rows:
            row.update(change_of(indicators[row["id"]], base["indicators"].get(row["id"]), lang))
    return {
        "id": score["system"],
        "name": score[lang],
        "document": score["document_en" if lang == "en" else "document"],
        "class": f"{say(lang, 'cards.class')}  {score[f'class_{lang}']}",
        "verdict": {"key": score["verdict"], "text": say(lang, f"verdict.{score['verdict']}")},
        "counts": counts,
        "kindApart": base is None,
        "columns": [say(lang, f"cards.{name}") for name in columns],
        "rows": rows,
    }


def card_row(indicator: Mapping[str, Any], terms: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return one indicator as texts: value, target, gap, state, clause."""
    name = indicator[lang]
    return {
        "id": indicator["id"],
        "name": name,
        "open": say(lang, "cards.open", name=name),
        "kind": indicator["kind"],
        "kindText": say(lang, f"kind.{indicator['kind']}"),
        "value": amount(indicator["value"], indicator["unit"]),
        "made": made_of(indicator, terms),
        "target": target_text(indicator),
        "share": attainment(indicator),
        **_gap(indicator, lang),
        "state": indicator["state"],
        "stateText": say(lang, f"state.{indicator['state']}"),
        "clause": indicator["clause_en" if lang == "en" else "clause"],
    }


def change_of(
    indicator: Mapping[str, Any], before: Mapping[str, Any] | None, lang: str
) -> dict[str, str]:
    """Return what changed against the base: amount, and whether that is nearer to the target."""
    value, old = indicator["value"], None if before is None else before["value"]
    if value is None or old is None:
        return {"change": say(lang, "cards.change.unknown"), "changeMark": ""}
    gained = value - old
    if abs(gained) <= SAME * max(abs(value), abs(old)):
        return {"change": say(lang, "cards.change.none"), "changeMark": ""}
    is_better = (gained < 0.0) == (indicator["sense"] == "at_most")
    if indicator["unit"] == "1":
        told = points(gained, lang)
    else:
        told = f"{signed(gained)} {unit(indicator['unit'])}".strip()
    word = say(lang, f"cards.change.{'better' if is_better else 'worse'}")
    arrow = "▲" if gained > 0.0 else "▼"
    return {"change": f"{arrow} {told} {word}", "changeMark": "good" if is_better else "bad"}


def target_text(indicator: Mapping[str, Any]) -> str:
    """Return the target with its sign."""
    if indicator["target"] is None:
        return "–"
    sign = "≤" if indicator["sense"] == "at_most" else "≥"
    return f"{sign} {amount(indicator['target'], indicator['unit'])}"


def made_of(indicator: Mapping[str, Any], terms: Mapping[str, Any]) -> str:
    """Return numerator over denominator in absolute amounts, "" if there is no ratio."""
    names = indicator["terms"]
    if indicator["value"] is None or indicator["denominator"] is None or not names:
        return ""
    upper, lower = _unit(terms, names[0]), _unit(terms, names[-1])
    above = (
        f"{number(indicator['numerator'])} {upper}"
        if upper != lower
        else number(indicator["numerator"])
    )
    return f"{above} / {number(indicator['denominator'])} {lower}".strip()


def _unit(terms: Mapping[str, Any], name: str) -> str:
    found = unit(str(terms.get(name, {}).get("unit", "")))
    return f"{found} CO₂" if name.startswith("carbon.") else found


def attainment(indicator: Mapping[str, Any]) -> float | None:
    """Return how far the target is reached, 0 to 1; None where that means nothing."""
    value, target = indicator["value"], indicator["target"]
    if value is None or target is None:
        return None
    if indicator["sense"] == "at_most":
        return 1.0 if value <= target else max(target / value, 0.0)
    return 1.0 if value >= target or target <= 0.0 else max(value / target, 0.0)


def _whole(value: float, unit_name: str) -> float:
    """Return what is counted in pieces rounded up: 1.4 vehicles short are two."""
    return value if unit_name else float(math.ceil(value - 1e-9))


def _gap(indicator: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Return the gap in the indicator's unit and in physical units, or the reason there is none."""
    gap = indicator["gap"]
    if not gap or not gap["amount"]:
        return {"gap": "", "gapMore": engine_says(lang, indicator["reason"] or "")}
    more = ""
    if gap.get("physical") is not None:
        told = amount(_whole(gap["physical"], gap["physical_unit"]), gap["physical_unit"])
        head, sign, rest = gap["zh"].partition("；")
        more = f"{head} {told}{sign}{rest}" if lang == "zh" else f"{told} {gap['en']}"
    sign = "−" if indicator["sense"] == "at_most" else "+"
    if gap["unit"] == "1":
        short_by = -gap["amount"] if sign == "−" else gap["amount"]
        return {"gap": points(short_by, lang), "gapMore": more}
    return {"gap": f"{sign}{amount(gap['amount'], gap['unit'])}", "gapMore": more}
