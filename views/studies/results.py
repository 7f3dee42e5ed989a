"""What a finished study says: bands, chances of meeting targets, and what matters most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from scenarios.batch.kept import KeptStudy
from scenarios.batch.reading import figure_name, summary_of
from scenarios.catalogue import InputError
from views.compare import tables
from views.compare.charts import INKS, LINES
from views.frame import state
from views.frame.numbers import number, share
from views.frame.page import damaged, is_dark, plain
from views.frame.state import t
from views.frame.texts import knows, unlike

FIRST = "carbon.park.total_t"
HEIGHT = 300


def draw(kept: KeptStudy) -> None:
    """Draw the summary of a study."""
    try:
        summary = summary_of(kept)
    except InputError as error:
        damaged(error)
        return
    tables.style()
    if summary["set_aside"]:
        st.warning(t("studies.aside", count=summary["set_aside"]), icon=":material/report:")
    for note in summary["notes_zh" if state.lang() == "zh" else "notes"]:
        st.caption(f":material/info: {plain(note)}")
    variants = summary["variants"]
    if not any(held["bands"] for held in variants.values()):
        st.info(t("studies.nothing"))
        return
    figure = _figure(variants)
    st.markdown(f"**{t('studies.bands')}**")
    st.echarts_chart(
        boxes(variants, figure, is_dark=is_dark()), height=HEIGHT, key=f"boxes_{figure}",
        alt=t("studies.bands.alt"),
    )  # fmt: skip
    st.caption(t("studies.bands.note"))
    tabs = st.tabs([plain(variant_name(name)) for name in variants])
    for tab, (name, held) in zip(tabs, variants.items(), strict=True):
        with tab:
            _variant(name, held, figure)


def _figure(variants: Mapping[str, Any]) -> str:
    known = list(dict.fromkeys(f for held in variants.values() for f in held["bands"]))
    lang = state.lang()
    told = unlike({name: _named(name, lang) for name in known})
    return str(st.selectbox(
        t("studies.figure"), known, index=known.index(FIRST) if FIRST in known else 0,
        format_func=lambda name: told.get(name, name), key="study_figure",
    ))  # fmt: skip


def variant_name(name: str) -> str:
    """Return what a set of measures is called: those of the form in words, others as written."""
    return t(f"studies.set.{name}") if knows(f"studies.set.{name}") else name


def _named(column: str, lang: str) -> str:
    """Return a figure's name, with its indicator system where it has one."""
    head = column.partition(".")[0]
    system = f"{t(f'system.{head}')} · " if knows(f"system.{head}") else ""
    return f"{system}{tables.begun(figure_name(column, lang))}"


def boxes(variants: Mapping[str, Any], figure: str, *, is_dark: bool) -> dict[str, Any]:
    """Return a box for every variant: P5, P25, P50, P75, P95 of one figure."""
    ink, faint, grid = INKS[is_dark]
    found = {name: held["bands"].get(figure) for name, held in variants.items()}
    known = {name: band for name, band in found.items() if band is not None}
    unit = next((band["unit"] for band in known.values()), "")
    keys = ("p5", "p25", "p50", "p75", "p95")
    factor = 100.0 if unit == "1" else 1.0
    data = [
        {
            "value": [band[key] * factor for key in keys],
            "itemStyle": {"color": "transparent", "borderColor": LINES[n % len(LINES)],
                          "borderWidth": 2},
        }
        for n, band in enumerate(known.values())
    ]  # fmt: skip
    return {
        "animation": False,
        "tooltip": {"trigger": "item"},
        "grid": {"left": 8, "right": 24, "top": 34, "bottom": 8, "containLabel": True},
        "yAxis": {
            "type": "category", "inverse": True, "data": [variant_name(name) for name in known],
            "axisLabel": {"color": ink},
        },
        "xAxis": {
            "type": "value", "name": "%" if unit == "1" else tables.unit_told(unit),
            "nameTextStyle": {"color": faint}, "scale": True,
            "splitLine": {"lineStyle": {"color": grid}}, "axisLabel": {"color": faint},
        },
        "series": [{"type": "boxplot", "data": data, "boxWidth": [14, 34]}],
    }  # fmt: skip


def _variant(name: str, held: Mapping[str, Any], figure: str) -> None:
    st.caption(t("studies.variant", done=held["done"], all=held["runs"]))
    st.markdown(f"**{t('studies.chances')}**")
    heads = [t(f"studies.head.{key}") for key in ("what", "chance", "interval", "count")]
    st.html(tables.rows(heads, list(chances(held))))
    with st.expander(t("studies.all_bands"), icon=":material/table_rows:"):
        heads = [t("studies.head.what"), "P5", "P50", "P95", t("studies.head.mean")]
        st.html(tables.rows(heads, [_band(*item) for item in held["bands"].items()]))
    _sensitivity(name, held["sensitivity"], figure)


def _band(column: str, band: Mapping[str, Any]) -> list[str]:
    cells = [tables.told(band[key], band["unit"]) for key in ("p5", "p50", "p95", "mean")]
    return [_named(column, state.lang()), *cells]


def chances(held: Mapping[str, Any]) -> Sequence[list[str]]:
    """Return, as texts, how often systems were passed and indicators met."""
    lang, lines = state.lang(), []
    for kind in ("passed", "met"):
        for what, found in held[kind].items():
            name = t(f"studies.{kind}", name=_named(what, lang))
            if found["n"]:
                band = f"{share(found['low'])} – {share(found['high'])}"
                lines.append([name, share(found["share"]), band, f"{found['k']} / {found['n']}"])
            else:
                lines.append([name, t("studies.not_judged"), "", f"0 / {found['not_judged']}"])
    return lines


def _sensitivity(name: str, found: Mapping[str, Any], figure: str) -> None:
    """Draw the indices of one figure, largest first."""
    st.markdown(f"**{t('studies.sensitivity')}**")
    of = found.get("of", {}).get(figure)
    if not of:
        st.caption(
            t("studies.sensitivity.flat" if "method" in found else "studies.sensitivity.none")
        )
        return
    index = "mu_star" if found["method"] == "morris" else "total"
    st.caption(t(f"studies.index.{index}"))
    ranked = sorted(of, key=lambda parameter: -of[parameter][index])
    heads = [t("studies.head.parameter"), t("studies.head.index"), "±"]
    lines = [[p, number(of[p][index]), number(of[p][f"{index}_ci"])] for p in ranked]
    st.html(tables.rows(heads, lines))
    ink, faint, grid = INKS[is_dark()]
    chart = {
        "animation": False,
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 8, "containLabel": True},
        "yAxis": {
            "type": "category", "inverse": True, "data": ranked, "axisLabel": {"color": ink},
        },
        "xAxis": {
            "type": "value", "splitLine": {"lineStyle": {"color": grid}},
            "axisLabel": {"color": faint},
        },
        "series": [{
            "type": "bar", "color": LINES[0], "barMaxWidth": 20,
            "data": [of[parameter][index] for parameter in ranked],
        }],
    }  # fmt: skip
    st.echarts_chart(
        chart, height=70 + 30 * len(ranked), key=f"indices_{name}_{figure}",
        alt=t("studies.sensitivity.alt"),
    )  # fmt: skip
