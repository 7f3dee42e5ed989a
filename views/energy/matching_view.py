"""Green power by the year and by the hour, side by side: what is claimed, and what was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from views.energy import green
from views.energy.bars import Bar, bars
from views.energy.time_view import look
from views.frame import state
from views.frame.numbers import share
from views.frame.page import base_shown
from views.frame.state import t
from views.stored import cache
from views.stored.cache import Run

HEIGHT = 330
OWN, BOUGHT, LEFT, CLAIMED = "#2f9c95", "#8bbf6a", "#c9d2d4", "#e3a72f"
LEFT_DARK = "#43525a"


def show(run: Run) -> None:
    """Draw the shares, month by month and hour by hour, then contracts and calls."""
    found = cache.accounts(run).get("green") or {}
    if (found.get("matching") or {}).get("annual_share") is None:
        st.info(t("green.nothing"))
        return
    lines = [{t("series.run"): t("which.this"), **green.matching_line(found, state.lang())}]
    base = base_shown()
    other = (cache.accounts(base).get("green") or {}) if base is not None else {}
    if (other.get("matching") or {}).get("annual_share") is not None:
        lines.append({t("series.run"): t("which.base"), **green.matching_line(other, state.lang())})
    st.dataframe(lines, hide_index=True, key="matching_shares")
    st.caption(t("green.matching.note"))
    if "profile" not in found:
        st.info(t("matching.old"))
    else:
        _charts(found["profile"], float(found["matching"]["annual_share"]))
    green.agreed(run)


def _charts(profile: Mapping[str, Any], annual: float) -> None:
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{t('matching.months')}**")
        st.echarts_chart(
            months(profile), height=HEIGHT, key="matching_months",
            alt=t("matching.months.alt"),
        )  # fmt: skip
    with right:
        st.markdown(f"**{t('matching.hours')}**")
        st.echarts_chart(
            hours(profile, annual, is_dark=look().is_dark), height=HEIGHT, key="matching_hours",
            alt=t("matching.hours.alt", annual=share(annual)),
        )  # fmt: skip
    st.caption(t("matching.note"))


def months(profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return shares by month: balanced over the month, and hour by hour, side by side."""
    by = profile["by_month"]
    own = _shares(by["physical"], by["used"])
    drawn = (
        Bar(t("matching.own"), OWN, own, "month"),
        Bar(t("matching.month"), CLAIMED, _shares(by["balanced"], by["used"]), "month", "stripes"),
        Bar(t("matching.own.hour"), OWN, own, "hour", "dots"),
        Bar(t("matching.hour"), BOUGHT, _shares(by["covered"], by["used"]), "hour"),
    )
    return bars(profile["months"], drawn, "%", ink=look().ink, form="%,.1f%%", most=100.0)


def hours(profile: Mapping[str, Any], annual: float, *, is_dark: bool) -> dict[str, Any]:
    """Return shares by hour of the day: own, bought and matched, and what is not green."""
    by = profile["by_hour"]
    own, bought = _shares(by["physical"], by["used"]), _shares(by["covered"], by["used"])
    rest = [max(100.0 - a - b, 0.0) for a, b in zip(own, bought, strict=True)]
    drawn = (
        Bar(t("matching.own"), OWN, own),
        Bar(t("matching.hour"), BOUGHT, bought, hatch="stripes"),
        Bar(t("matching.rest"), LEFT_DARK if is_dark else LEFT, rest),
    )
    names = [f"{hour:02d}:00" for hour in range(24)]
    line = (t("matching.claim"), [100.0 * annual] * 24)
    return bars(names, drawn, "%", ink=look().ink, form="%,.1f%%", most=100.0, line=line)


def _shares(part: Sequence[float], whole: Sequence[float]) -> list[float]:
    return [100.0 * a / b if b > 0.0 else 0.0 for a, b in zip(part, whole, strict=True)]
