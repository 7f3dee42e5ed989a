"""Green power on the scorecard page: matching, direct lines, contracts and calls as tables."""

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
LEDGERS = ("park", "location", "residual")
Line = dict[str, object]


def show(run: Run) -> None:
    """Draw what is known of a run's green power; a run of before has nothing."""
    green, park, lang = cache.accounts(run).get("green"), cache.park(run), state.lang()
    if not green:
        return
    with st.expander(t("green.title"), icon=":material/eco:", expanded=bool(cards(green))):
        if green["matching"].get("annual_share") is not None:
            st.markdown(f"**{t('green.matching')}**")
            st.dataframe([matching_line(green, lang)], hide_index=True, key=f"match_{run.id}")
            st.caption(t("green.matching.note"))
        if cards(green):
            _panel(run, green, park)
        for name, lines in (
            ("contracts", contract_lines(green, lang)),
            ("calls", call_lines(green, lang)),
        ):
            if lines:
                st.markdown(f"**{t(f'green.{name}')}**")
                st.dataframe(lines, hide_index=True, key=f"{name}_{run.id}")


def _panel(run: Run, green: Mapping[str, Any], park: Mapping[str, Any]) -> None:
    lang, panel = state.lang(), green["direct_connection"]
    st.markdown(f"**{t('green.panel')}**")
    st.dataframe(panel_lines(green, park, lang), hide_index=True, key=f"direct_{run.id}")
    st.caption(plain(panel["document" if lang == "zh" else "document_en"]))
    for card in panel["cards"]:
        if card["line"] and card["charges"]:
            paid = ", ".join(
                f"{c['row']} ({say(lang, 'green.charge.' + c['purpose'])}) {number(c['cny'])}"
                for c in card["charges"]
            )
            st.caption(plain(t("green.charges", charges=paid)))


def cards(green: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the cards of the direct-connection panel, none where there is no line."""
    return list(green["direct_connection"]["cards"])


def matching_line(green: Mapping[str, Any], lang: str) -> Line:
    """Return the green shares by year, hour and interval, and the traced one."""
    return {say(lang, f"green.{name}"): share(green["matching"].get(name)) for name in SHARES}


def panel_lines(green: Mapping[str, Any], park: Mapping[str, Any], lang: str) -> list[Line]:
    """Return every ratio of every line: value, threshold, state, gap and clause."""
    agents, lines = park.get("agents") or {}, []
    for card in cards(green):
        agent = agents.get(card["line"]) or {}
        name = label(lang, agent.get("label"), card["line"]) or say(lang, "green.all_lines")
        for ratio in card["ratios"]:
            sign = "≤" if ratio["sense"] == "at_most" else "≥"
            target = "–" if ratio["target"] is None else f"{sign} {share(ratio['target'])}"
            lines.append({
                say(lang, "green.line"): name,
                say(lang, "green.ratio"): ratio[lang],
                say(lang, "green.value"): share(ratio["value"]),
                say(lang, "green.target"): target,
                say(lang, "green.state"): say(lang, f"state.{ratio['state']}"),
                say(lang, "green.gap"): number(ratio["gap_mwh"]) if ratio["gap_mwh"] else "",
                say(lang, "green.clause"): ratio["clause_en" if lang == "en" else "clause"],
            })  # fmt: skip
    return lines


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
