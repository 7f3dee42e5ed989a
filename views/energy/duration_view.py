"""Load duration: how many hours a power is reached, beside the run compared with."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from scenarios.charted import thinning
from scenarios.charted.thinning import Duration
from views.energy import series_data
from views.energy.series_data import MAPS
from views.frame import state
from views.frame.numbers import number, power_form, share, short
from views.frame.page import base_shown, is_dark
from views.frame.state import names, t
from views.stored import cache
from views.stored.cache import Run
from views.stored.records import Floats

HEIGHT = 420
NEAR_PEAK = 0.9


def show(run: Run) -> None:
    """Draw the curve and what is read from it."""
    what = str(
        st.segmented_control(
            t("calendar.what"), tuple(MAPS), default="import", required=True, key="duration_what",
            format_func=names("calendar"), persist_state="session",
        )
        or "import"
    )  # fmt: skip
    found = series_data.one_series(run, what, state.lang())
    if found is None:
        st.info(t("flows.empty"))
        return
    base, curves, lines = base_shown(), [], []
    for label, other in (("which.this", run), ("which.base", base)):
        values = series_data.one_series(other, what, state.lang()) if other else None
        if other is None or values is None:
            continue
        curve = thinning.duration(values, cache.span(other).step_minutes / 60.0)
        curves.append((t(label), curve))
        lines.append({t("series.run"): t(label), **figures(values, curve, state.lang())})
    st.echarts_chart(
        chart(curves, t(f"calendar.{what}"), t("duration.hours"), series_data.colour_of(what),
              is_dark=is_dark()),
        height=HEIGHT, key="series_duration", alt=t("duration.alt", what=t(f"calendar.{what}")),
    )  # fmt: skip
    st.dataframe(lines, hide_index=True, key="duration_figures")
    st.caption(t("duration.note"))
    if what == "use":
        st.caption(t("calendar.use.note"))


def figures(values: Floats, curve: Duration, lang: str) -> dict[str, str]:
    """Return what is read from a duration curve."""
    peak, energy = float(values.max()), curve.integral()
    hours = curve.end_h / len(values)
    near = float(np.count_nonzero(values >= NEAR_PEAK * peak) * hours) if peak > 0.0 else 0.0
    return {
        t("duration.peak"): f"{number(peak)} MW",
        t("duration.mean"): f"{number(energy / curve.end_h)} MW",
        t("duration.energy"): short(energy, "MWh", lang),
        t("duration.factor"): share(energy / curve.end_h / peak if peak > 0.0 else None),
        t("duration.full"): f"{number(energy / peak if peak > 0.0 else None, 0)} h",
        t("duration.near"): f"{number(near, 1)} h",
    }


def chart(
    curves: list[tuple[str, Duration]], title: str, hours: str, colour: str, *, is_dark: bool
) -> dict[str, Any]:
    """Return duration curves as steps; the second is dashed."""
    ink = "#dbe4e6" if is_dark else "#35444a"
    highest = max(float(curve.values[0]) for _, curve in curves)
    series = []
    for order, (label, curve) in enumerate(curves):
        begins = [*curve.begins_h.tolist(), curve.end_h]
        held = [*curve.values.tolist(), curve.values[-1]]
        band = {"areaStyle": {"opacity": 0.25}} if order == 0 else {}
        series.append({
            "name": label, "type": "line", "step": "end", "symbol": "none",
            "color": colour if order == 0 else ink,
            "lineStyle": {"width": 1.6, "type": "solid" if order == 0 else "dashed"},
            "data": [[h, float(f"{v:.6g}")] for h, v in zip(begins, held, strict=True)],
            **band,
        })  # fmt: skip
    return {
        "animation": False,
        "tooltip": {"trigger": "axis", "valueFormatter": power_form(highest)},
        "legend": {"top": 0, "left": 0, "icon": "roundRect", "show": len(curves) > 1},
        "grid": {"left": 72, "right": 24, "top": 44, "bottom": 52},
        "xAxis": {"type": "value", "name": hours, "nameLocation": "middle", "nameGap": 28,
                  "min": 0, "max": max(curve.end_h for _, curve in curves)},
        "yAxis": {"type": "value", "name": title, "nameTextStyle": {"align": "left"}},
        "series": series,
    }  # fmt: skip
