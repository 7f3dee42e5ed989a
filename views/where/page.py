"""Where the park stands: the year in figures, scorecards, warnings and balance checks."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import InputError, commodity_looks
from views.frame import state, tiles
from views.frame.numbers import number, short, tiny
from views.frame.page import base_shown, damaged, header, plain, run_shown
from views.frame.state import t
from views.stored import cache
from views.stored.cache import Run
from views.where import cards_data, cards_table, first, headline, opened

FULL_YEAR = 365
NOTES = {"mixed_factor_sets"}  # say how the account was made, not that a score misleads


def show() -> None:
    """Draw the page."""
    run = run_shown()
    header(t("cards.title"), run)
    if run is None:
        first.show()
        return
    try:
        _year(run)
        _cards(run)
        _warnings(run)
        _basis(run)
    except InputError as error:
        damaged(error)


def _year(run: Run) -> None:
    """Draw the tiles of absolute amounts, each of which opens."""
    days = cache.span(run).days
    if days < FULL_YEAR:
        st.warning(t("run.short", days=days), icon=":material/hourglass_bottom:")
    base = base_shown()
    made = headline.tiles(
        cache.accounts(run), cache.manifest(run)["residuals"],
        None if base is None else cache.accounts(base), state.lang(),
    )  # fmt: skip
    if base is not None and cache.span(base).days != days:
        st.warning(t("run.base.other_span"), icon=":material/date_range:")
    asked = tiles.draw(made, key=f"tiles_{run.id}")
    if asked == headline.BALANCE:
        st.dialog(t("cards.checks"), width="large")(_checks)(run)
    elif asked in headline.OPENS:
        opened.show_term(run, headline.OPENS[asked])


def _cards(run: Run) -> None:
    scores, lang, base = cache.scorecards(run), state.lang(), base_shown()
    before = {} if base is None else cache.scorecards(base)
    terms = cache.accounts(run)["terms"]
    cards = [
        cards_data.card(score, terms, lang, before.get(name) if base else None)
        for name, score in scores.items()
    ]
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
    st.caption(t("cards.checks.note"))
    st.dataframe(lines, hide_index=True, height=420)


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
