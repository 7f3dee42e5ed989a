"""An opened figure: its formula, the terms it is made of, factors with sources, ledger rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from scenarios.catalogue import COMPOSED, archetype_labels, commodity_looks
from views.frame import state
from views.frame.numbers import amount, factor, number, unit
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import engine_says, knows, label, say
from views.stored import cache
from views.stored.cache import Run
from views.where import cards_data, hours

MOST_ROWS = 300
PEAK = "peak of "  # and a month, in the engine's words
SEPARATORS = re.compile("[/@]")


def show(run: Run, system: str, name: str) -> None:
    """Open an indicator of a system in a dialog."""
    indicator = cache.scorecards(run)[system]["indicators"][name]
    st.dialog(indicator[state.lang()], width="large")(_draw)(run, indicator)


def show_term(run: Run, name: str) -> None:
    """Open an account term in a dialog."""
    st.dialog(term_name(name, state.lang()), width="large")(_draw_term)(run, name)


def _draw_term(run: Run, name: str) -> None:
    if name in cache.accounts(run)["terms"]:
        _term(run, name, t("open.value"), "alone")
    else:
        st.caption(t("open.nothing"))


def _draw(run: Run, indicator: Mapping[str, Any]) -> None:
    lang, terms = state.lang(), cache.accounts(run)["terms"]
    row = cards_data.card_row(indicator, terms, lang)
    left, middle, right = st.columns(3)
    left.metric(t("open.value"), row["value"])
    middle.metric(t("open.target"), row["target"])
    right.metric(t("open.gap"), row["gap"] or "–")
    if row["gapMore"]:
        st.caption(plain(row["gapMore"]))
    if row["made"]:
        st.markdown(f"**{t('open.formula')}**  {plain(formula(indicator, terms, lang))}")
    clause = indicator["clause_en" if state.lang() == "en" else "clause"]
    st.markdown(f"**{t('open.clause')}**  {plain(clause)}")
    if note := indicator.get(f"note_{lang}"):
        st.markdown(f"**{t('open.note')}**  {plain(note)}")
    _others(indicator)
    for place, term in enumerate(indicator["terms"]):
        heading = t("open.numerator") if place == 0 else t("open.denominator")
        if term in terms:
            _term(run, term, heading, f"{indicator['id']}_{place}")


def formula(indicator: Mapping[str, Any], terms: Mapping[str, Any], lang: str) -> str:
    """Return an indicator's formula in names and figures."""
    names = " ÷ ".join(term_name(name, lang) for name in indicator["terms"])
    return f"{names} = {cards_data.made_of(indicator, terms)} = {amount(*_value(indicator))}"


def _value(indicator: Mapping[str, Any]) -> tuple[float | None, str]:
    return indicator["value"], indicator["unit"]


def _others(indicator: Mapping[str, Any]) -> None:
    if not indicator["others"]:
        return
    st.markdown(f"**{t('open.others')}**")
    for zh, en, value in indicator["others"]:
        told = zh if state.lang() == "zh" else en
        st.markdown(f"- {plain(told)}: {plain(amount(value, indicator['unit']))}")


def term_name(name: str, lang: str) -> str:
    """Return what an account term is called, its id if it has no name."""
    return say(lang, f"term.{name}") if knows(f"term.{name}") else name


def _term(run: Run, name: str, heading: str, key: str) -> None:
    """Draw a term: its parts, the terms it is the sum of, and the ledger rows behind it."""
    terms, lang = cache.accounts(run)["terms"], state.lang()
    term = terms[name]
    st.divider()
    st.markdown(
        f"**{heading}** · {plain(term_name(name, lang))} = "
        f"{number(term['value'])} {unit(term['unit'])}"
    )
    if term.get("formula"):
        st.caption(f"{t('open.formula')}: {plain(engine_says(lang, term['formula']))}")
    parts = list(_all_parts(terms, name))
    if composed := [child for child in COMPOSED.get(name, ()) if child in terms]:
        _composed(terms, composed, f"{name}_{key}")
    if not parts:
        st.caption(t("open.nothing"))
        return
    st.markdown(t("open.parts"))
    st.dataframe([_part(run, part) for part in parts], hide_index=True, key=f"parts_{key}")
    _rows(run, parts, key)
    hours.show(run, parts, term, key)


def _composed(terms: Mapping[str, Any], children: list[str], key: str) -> None:
    st.markdown(t("open.composed"))
    lines = [
        {
            t("open.part.what"): term_name(child, state.lang()),
            t("open.part.value"): number(terms[child]["value"]),
            t("open.part.unit"): unit(terms[child]["unit"]),
        }
        for child in children
    ]
    st.dataframe(lines, hide_index=True, width=520, key=f"composed_{key}")


def _all_parts(terms: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the parts of a term and of the terms it is the sum of."""
    own = terms[name].get("parts") or []
    yield from own
    for child in COMPOSED.get(name, ()):
        if child in terms and not own:
            yield from _all_parts(terms, child)


def _part(run: Run, part: Mapping[str, Any]) -> dict[str, object]:
    lang = state.lang()
    return {
        t("open.part.what"): what(part["what"], cache.park(run), lang),
        t("open.part.amount"): number(part["amount"]),
        t("open.part.unit"): unit(part["unit"]),
        t("open.part.factor"): factor(part["factor"]),
        t("open.part.factor_unit"): unit(engine_says(lang, part["factor_unit"])),
        t("open.part.value"): number(part["value"]),
        t("open.part.source"): part["source"],
        t("open.part.rows"): len(part["rows"]),
    }


def what(text: str, park: Mapping[str, Any], lang: str) -> str:
    """Return what a part is about in a language: agents and commodities by their labels."""
    if text.startswith(PEAK):
        return say(lang, "say.peak of", month=text.removeprefix(PEAK))
    if ">" in text:
        return " → ".join(_side(side, park, lang) for side in text.split(">"))
    for sign, shown in ((": ", "：" if lang == "zh" else ": "), ("/", " / ")):
        head, found, rest = text.partition(sign)
        if found and _named(head, park, lang) != head:
            return f"{_named(head, park, lang)}{shown}{_numbered(lang, rest)}"
    named = _named(text, park, lang)
    return named if named != text else engine_says(lang, text)


def _side(text: str, park: Mapping[str, Any], lang: str) -> str:
    """Return one end of a ledger row: who or what, and its part."""
    names = []
    for part in SEPARATORS.split(text):
        named = _named(part, park, lang)
        names.append(named if named != part else _numbered(lang, part.removeprefix("~")))
    return " / ".join(names)


def _numbered(lang: str, text: str) -> str:
    """Return the engine's words for what may be one of several, such as ``trade-2``."""
    head, sign, tail = text.rpartition("-")
    return (
        f"{engine_says(lang, head)} {tail}" if sign and tail.isdigit() else engine_says(lang, text)
    )


def _named(name: str, park: Mapping[str, Any], lang: str) -> str:
    looks, agents = commodity_looks(), park.get("agents") or {}
    if name in agents:
        return label(lang, agents[name].get("label"), name)
    if name in archetype_labels():
        return archetype_labels()[name][lang]
    return str(getattr(looks[name], lang)) if name in looks else name


def _rows(run: Run, parts: list[Mapping[str, Any]], key: str) -> None:
    wanted = {name for part in parts for name in part["rows"]}
    if not wanted:
        st.caption(t("open.rows.none"))
        return
    park, lang = cache.park(run), state.lang()
    found = sorted((r for r in cache.rows(run) if r.id in wanted), key=lambda row: -row.total)
    with st.expander(t("open.rows", count=len(found))):
        lines = [
            {
                t("open.row.id"): row.id,
                t("open.row.purpose"): t(f"purpose.{row.purpose}"),
                t("open.row.owner"): _named(row.owner, park, lang),
                t("open.row.total"): number(row.total),
                t("open.row.unit"): unit(row.unit),
            }
            for row in found[:MOST_ROWS]
        ]
        st.dataframe(lines, hide_index=True, key=f"rows_{key}")
        if len(found) > MOST_ROWS:
            st.caption(t("list.more", count=len(found) - MOST_ROWS))
