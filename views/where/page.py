"""Where the park stands: the year in figures, scorecards, warnings and balance checks."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from scenarios.catalogue import InputError, commodity_looks
from views.frame import state
from views.frame.numbers import big, number, share, short, tiny
from views.frame.page import damaged, header, nothing_yet, plain, run_shown
from views.frame.state import t
from views.stored import cache
from views.stored.cache import Run
from views.where import cards_data, cards_table, opened

FULL_YEAR = 365
NOTES = {"mixed_factor_sets"}  # say how the account was made, not that a score misleads


def show() -> None:
    """Draw the page."""
    run = run_shown()
    header(t("cards.title"), run)
    if run is None:
        nothing_yet()
        return
    try:
        _year(run)
        _cards(run)
        _warnings(run)
        _checks(run)
        _basis(run)
    except InputError as error:
        damaged(error)


def _year(run: Run) -> None:
    """Draw the tiles of absolute amounts."""
    days = cache.span(run).days
    if days < FULL_YEAR:
        st.warning(t("run.short", days=days), icon=":material/hourglass_bottom:")
    figures = cache.accounts(run)
    tiles = [
        _carbon(figures), _other_ledgers(figures), _energy(figures), _electricity(figures),
        _cost(figures), _closure(run, figures),
    ]  # fmt: skip
    st.html(f"<div class='zp-tiles'>{''.join(tiles)}</div>")


def _tile(title: str, figure: str, unit: str, more: str, mark: str = "") -> str:
    look = f" class='{mark}'" if mark else ""
    return (
        f"<div class='zp-tile'><span>{escape(title)}</span>"
        f"<b{look}>{escape(figure)} <i>{escape(unit)}</i></b><span>{escape(more)}</span></div>"
    )


def _carbon(figures: Mapping[str, Any]) -> str:
    headline = figures["headline"]
    tonnes, energy = headline["carbon"]["park"], headline["energy"]["total_equivalent_tce"]
    digits, unit = big(tonnes, "t", state.lang())
    told = t("kpi.carbon.sub", value=number(tonnes / energy if energy else None))
    return _tile(t("kpi.carbon"), digits, f"{unit} CO₂", told)


def _other_ledgers(figures: Mapping[str, Any]) -> str:
    carbon = figures["headline"]["carbon"]
    size = float(t("kpi.others.size"))
    both = " / ".join(number(carbon[name] / size, 1) for name in ("location", "residual"))
    told = f"{t('kpi.location')} / {t('kpi.residual')}"
    return _tile(t("kpi.others"), both, t("kpi.others.unit"), told)


def _energy(figures: Mapping[str, Any]) -> str:
    energy, lang = figures["headline"]["energy"], state.lang()
    told = t("kpi.energy.sub", value=short(energy["total_calorific_tce"], "tce", lang))
    return _tile(t("kpi.energy"), *big(energy["total_equivalent_tce"], "tce", lang), told)


def _electricity(figures: Mapping[str, Any]) -> str:
    lang = state.lang()
    used = figures["headline"]["energy"]["electricity_mwh"]
    zero = figures["terms"].get("electricity.zero_factor_mwh", {}).get("value", 0.0)
    told = t(
        "kpi.electricity.sub", share=share(zero / used if used else None),
        value=short(zero, "MWh", lang),
    )  # fmt: skip
    return _tile(t("kpi.electricity"), *big(used, "MWh", lang), told)


def _cost(figures: Mapping[str, Any]) -> str:
    cost = figures["headline"]["cost"]
    total = cost["total_cny"]
    names = ("grid_energy", "grid_adders", "demand_charge", "direct_supply", "green_power")
    power = sum(cost.get(f"{name}_cny", 0.0) for name in names)
    told = t("kpi.cost.sub", share=share(power / total if total else None))
    whole = figures["headline"].get("span", {}).get("whole_years", True)
    name = t("kpi.cost") if whole else t("kpi.cost.span")
    return _tile(name, *big(total, "CNY", state.lang()), told)


def _closure(run: Run, figures: Mapping[str, Any]) -> str:
    worst = max(cache.manifest(run)["residuals"].values(), default=0.0)
    missing = bool(figures["unserved"])
    word = t("kpi.unserved.some" if missing else "kpi.unserved.none")
    if figures["spilled"] and not missing:
        missing, word = True, t("kpi.unserved.spilled")
    told = t("kpi.closure.sub", worst=tiny(worst), unserved=word)
    mark = "zp-bad" if missing else "zp-good"
    return _tile(t("kpi.closure"), t("kpi.closure.fine"), "", told, mark)


def _cards(run: Run) -> None:
    scores, lang = cache.scorecards(run), state.lang()
    terms = cache.accounts(run)["terms"]
    cards = [cards_data.card(score, terms, lang) for score in scores.values()]
    asked = None
    for tab, card in zip(st.tabs([plain(card["name"]) for card in cards]), cards, strict=True):
        with tab:
            clicked = cards_table.table(card, key=f"card_{card['id']}_{run.id}")
            asked = (card["id"], clicked) if clicked else asked
    st.caption(t("cards.hint"))
    if asked is not None:
        opened.show(run, *asked)


def _warnings(run: Run) -> None:
    """Draw what the accounts warn of; "nothing found" is said too."""
    found = cache.accounts(run)["warnings"]
    st.markdown(f"**{t('cards.warnings')}**")
    serious = [warning for warning in found if warning["id"] not in NOTES]
    for warning in serious:
        st.warning(plain(warning[state.lang()]), icon=":material/flag:")
    if not serious:
        st.caption(t("cards.warnings.none"))
    for warning in found:
        if warning["id"] in NOTES:
            st.caption(plain(warning[state.lang()]))


def _checks(run: Run) -> None:
    looks, lang = commodity_looks(), state.lang()
    missing, spilled = cache.accounts(run)["unserved"], cache.accounts(run)["spilled"]
    residuals = cache.manifest(run)["residuals"]
    lines = [
        {
            t("cards.checks.commodity"): str(getattr(looks[name], lang)) if name in looks else name,
            t("cards.checks.residual"): tiny(residuals.get(name, 0.0)),
            t("cards.checks.unserved"): _missing(missing.get(name, 0.0), name),
            t("cards.checks.spilled"): _missing(spilled.get(name, 0.0), name),
        }
        for name in sorted(residuals, key=lambda name: (-residuals[name], name))
    ]
    with st.expander(t("cards.checks"), icon=":material/balance:"):
        st.caption(t("cards.checks.note"))
        st.dataframe(lines, hide_index=True, height=320)


def _missing(amount: float, name: str) -> str:
    looks = commodity_looks()
    return short(amount, looks[name].unit if name in looks else "t", state.lang())


def _basis(run: Run) -> None:
    manifest = cache.manifest(run)
    factors, timings = manifest["factors"], manifest["timings"]
    lines = {
        "basis.id": run.id,
        "basis.hash": manifest["hash"][:16],
        "basis.fuels": factors["fuels"],
        "basis.grid": factors["grid"],
        "basis.residual": factors["residual"],
        "basis.equivalent": factors["equivalent"],
        "basis.weather": manifest["weather"],
        "basis.dispatch": t(f"dispatch.{manifest['dispatch']}"),
        "basis.events": number(float(manifest["n_events"])),
        "basis.seconds": f"{sum(timings.values()):.1f} s",
    }
    with st.expander(t("cards.basis"), icon=":material/info:"):
        told = [f"**{t(key)}** {plain(str(text))}" for key, text in lines.items()]
        st.markdown("  \n".join(told))
