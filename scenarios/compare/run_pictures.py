"""The main pictures of one stored run: carbon and energy by month, and how the grid is drawn on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from scenarios.compare.monthly import MonthlyReader, Months
from scenarios.compare.plot_bars import draw_months
from scenarios.compare.style import (
    FAINT,
    INK,
    colour,
    drawing,
    drawn_language,
    figure,
    plain_axes,
    saved,
    told,
)
from scenarios.compare.words import word
from scenarios.stored import StoredRun
from twin.commodities import catalogue

WIDE, HIGH = 9.0, 4.2
MOST_POINTS = 2000
DURATION = {"zh": ("下网负荷持续曲线", "小时"), "en": ("Load duration of grid import", "hours")}


def run_pictures(stored: StoredRun, kinds: Sequence[str], lang: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every picture of a run, in each kind of file.

    Raises
    ------
    InputError
        If the run folder is damaged.
    """
    shown = drawn_language(lang)
    reader = MonthlyReader(stored)
    reader.fetch_all()
    with drawing():
        made = {
            "monthly-carbon": _monthly(reader.carbon(), "t", "carbon.park", shown),
            "monthly-energy": _monthly(reader.energy(), "MWh", "group.energy", shown),
            "load-duration": _duration(stored, shown),
        }
        for name, picture in made.items():
            for kind in kinds:
                yield f"{name}.{kind}", saved(picture, kind)


def _monthly(months: Months, unit: str, title: str, lang: str) -> Figure:
    made = figure(WIDE, HIGH)
    head = word(title, lang)
    if months.unplaced:
        head = f"{head} ({word('unplaced', lang)} {told(months.unplaced, sign=True)} {unit})"
    draw_months(made, [(head, months)], unit, part_namer(lang))
    return made


def part_namer(lang: str) -> Callable[[str], str]:
    """Return what names a component of carbon or a carrier."""

    def name(part: str) -> str:
        known = catalogue().get(part)
        if known is None:
            return word(part, lang)
        return known.zh if lang == "zh" else known.en

    return name


def _duration(stored: StoredRun, lang: str) -> Figure:
    """Return the power drawn from the grid, highest first, over the hours of the span."""
    power, hours = _import_mw(stored)
    made = figure(WIDE, HIGH)
    axes = made.add_subplot()
    title, across = DURATION[lang]
    shown = np.unique(np.linspace(0, len(power) - 1, min(len(power), MOST_POINTS)).astype(int))
    axes.fill_between(shown * hours, power[shown], color=colour("electricity"), alpha=0.85)
    axes.set_title(title, loc="left", fontsize=10.5, color=INK)
    axes.set_xlabel(across, color=FAINT)
    axes.set_ylabel("MW", color=FAINT)
    plain_axes(axes, along="y")
    return made


def _import_mw(stored: StoredRun) -> tuple[npt.NDArray[np.float64], float]:
    """Return grid import in every interval, sorted, and an interval's length [h]."""
    table = stored.table("rows", ["id", "purpose", "commodity"]).to_pylist()
    rows = [
        row["id"]
        for row in table
        if row["purpose"] == "grid_import" and row["commodity"] == "electricity"
    ]
    hours = int(stored.manifest["timeline"]["step_minutes"]) / 60.0
    flows = stored.table("flows", ["time", *rows])
    total = np.zeros(len(flows))
    for name in rows:
        total += flows.column(name).to_numpy()
    return np.sort(total / hours)[::-1], hours
