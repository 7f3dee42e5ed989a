"""Green power as tables: matching, direct lines, contracts and calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from views.frame import state
from views.frame.numbers import number, share
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import label, say
from views.stored import cache
from views.stored.cache import Run

SHARES = ("annual_share", "hourly_share", "interval_share", "physical_share")
SIGNS = {"met": "✓", "not_met": "✗"}
NUMBERS = ("available", "generated", "curtailed", "sent", "delivered", "fed_in", "consumption")
LEDGERS = ("park", "location", "residual")
Line = dict[str, object]


def direct(run: Run) -> None:
    """Draw the ratios of direct connection, the numbers they come from, and what was paid."""
    green, park, lang = cache.accounts(run).get("green") or {}, cache.park(run), state.lang()
    if not green or not cards(green):
        st.info(t("green.no_line"))
        return
    panel = green["direct_connection"]
    st.dataframe(panel_lines(green, park, lang), hide_index=True, key=f"direct_{run.id}")
    st.caption(plain(panel["document" if lang == "zh" else "document_en"]))
    st.markdown(f"**{t('green.numbers')}**")
    st.dataframe(number_lines(green, park, lang), hide_index=True, key=f"numbers_{run.id}")
    if charges := charge_lines(green, park, lang):
        st.markdown(f"**{t('green.paid')}**")
        st.dataframe(charges, hide_index=True, key=f"charges_{run.id}")


def agreed(run: Run) -> None:
    """Draw contracts and calls, if there are any."""
    green, lang = cache.accounts(run).get("green") or {}, state.lang()
    if not green:
        return
    for name, lines in (
        ("contracts", contract_lines(green, lang)),
        ("calls", call_lines(green, lang)),
    ):
        if lines:
            st.markdown(f"**{t(f'green.{name}')}**")
            st.dataframe(lines, hide_index=True, key=f"{name}_{run.id}")


def cards(green: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the cards of the direct-connection panel, none where there is no line."""
    return list(green["direct_connection"]["cards"])


def matching_line(green: Mapping[str, Any], lang: str) -> Line:
    """Return the green shares by year, hour and interval, and the traced one."""
    return {say(lang, f"green.{name}"): share(green["matching"].get(name)) for name in SHARES}


def panel_lines(green: Mapping[str, Any], park: Mapping[str, Any], lang: str) -> list[Line]:
    """Return every ratio of every line: value, threshold, state, gap and clause."""
    lines = []
    for card in cards(green):
        name = _name(card["line"], park, lang)
        for ratio in card["ratios"]:
            sign = "≤" if ratio["sense"] == "at_most" else "≥"
            target = "–" if ratio["target"] is None else f"{sign} {share(ratio['target'])}"
            lines.append({
                say(lang, "green.line"): name,
                say(lang, "green.ratio"): ratio[lang],
                say(lang, "green.value"): share(ratio["value"]),
                say(lang, "green.target"): target,
                say(lang, "green.state"): f"{SIGNS.get(ratio['state'], '–')} "
                + say(lang, f"state.{ratio['state']}"),
                say(lang, "green.gap"): number(ratio["gap_mwh"]) if ratio["gap_mwh"] else "",
                say(lang, "green.clause"): ratio["clause_en" if lang == "en" else "clause"],
            })  # fmt: skip
    return lines


def number_lines(green: Mapping[str, Any], park: Mapping[str, Any], lang: str) -> list[Line]:
    """Return the amounts of the span that the ratios are made of, a line each [MWh]."""
    return [
        {
            say(lang, "green.line"): _name(card["line"], park, lang),
            **{say(lang, f"green.of.{name}"): number(card["year"][name], 0) for name in NUMBERS},
        }
        for card in cards(green)
    ]


def charge_lines(green: Mapping[str, Any], park: Mapping[str, Any], lang: str) -> list[Line]:
    """Return what was paid on each line and for its feed-in, network charges apart."""
    return [
        {
            say(lang, "green.line"): _name(card["line"], park, lang),
            say(lang, "green.charge"): say(lang, f"green.charge.{paid['purpose']}"),
            say(lang, "green.row"): paid["row"],
            say(lang, "green.cny"): number(paid["cny"], 0),
        }
        for card in cards(green)
        if card["line"]
        for paid in card["charges"]
    ]


def _name(line: str, park: Mapping[str, Any], lang: str) -> str:
    agent = (park.get("agents") or {}).get(line) or {}
    return label(lang, agent.get("label"), line) or say(lang, "green.all_lines")


def contract_lines(green: Mapping[str, Any], lang: str) -> list[Line]:
    """Return every contract with its volume, cost and effect on each ledger."""
    return [
        {
            say(lang, "green.contract"): contract["id"],
            say(lang, "green.bought"): number(contract["bought"]),
            say(lang, "green.counted"): number(contract["counted"]),
            say(lang, "green.cost"): number(contract["cost_cny"]),
            **{
                say(lang, f"green.less.{name}"): number(contract["effect_t"][name])
                for name in LEDGERS
            },
        }
        for contract in green["contracts"]
    ]


def call_lines(green: Mapping[str, Any], lang: str) -> list[Line]:
    """Return every call with its baseline, what was delivered, and what it earned."""
    return [
        {
            say(lang, "green.call"): call["id"],
            say(lang, "green.kind"): say(lang, f"green.kind.{call['kind']}"),
            say(lang, "green.begins"): call["begins"].replace("T", " "),
            say(lang, "green.baseline"): number(call["baseline_mwh"]),
            say(lang, "green.metered"): number(call["metered_mwh"]),
            say(lang, "green.delivered"): number(call["delivered_mwh"]),
            say(lang, "green.net"): number(call["net_cny"]),
        }
        for call in green["calls"]
    ]
