"""How pictures look: fonts that hold Chinese, colours of carriers, the same bytes each time."""

from __future__ import annotations

import colorsys
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from twin.commodities import catalogue

# Installed on one system or another; the first that is found is used.
CHINESE_FONTS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC",
    "Hiragino Sans GB", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "Noto Sans CJK JP",
    "Noto Serif CJK SC", "SimSun", "AR PL UMing CN",
)  # fmt: skip
INK, FAINT, GRID = "#1f2933", "#7b8794", "#e4e7eb"
TOTAL, LESS, MORE = "#52606d", "#2f8f6b", "#c8553d"
PALETTE = (
    "#2a6fdb", "#e08e3c", "#2f8f6b", "#b3568a", "#7a5cc0", "#c8553d", "#4aa3a2", "#8a6d3b",
    "#5c7a99", "#a3b03a",
)  # fmt: skip
# A component of carbon or a source of power has the colour of what it is, lighter by so much.
RELATED = {
    "carbon.electricity_t": ("electricity", 0.0),
    "carbon.fuel_t": ("natural_gas", 0.0),
    "carbon.heat_t": ("steam_1mpa", 0.0),
    "carbon.process_t": ("coke", 0.0),
    "carbon.conversion_t": ("diesel", 0.0),
    "supply.grid_mwh": ("electricity", 0.0),
    "supply.direct_mwh": ("electricity", 0.35),
    "supply.own_mwh": ("electricity", 0.62),
}
DPI = 130


@lru_cache(maxsize=1)
def chinese_font() -> str:
    """Return an installed font that holds Chinese, "" if there is none."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in installed), "")


def drawn_language(lang: str) -> str:
    """Return the language of a picture: English if no font holds Chinese."""
    return lang if lang == "en" or chinese_font() else "en"


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with the house's settings; those of the process come back after."""
    fonts = [name for name in (chinese_font(),) if name] + ["DejaVu Sans"]
    settings: Any = {
        "font.family": fonts, "font.size": 10.0,
        "svg.hashsalt": "zeropark", "svg.fonttype": "path", "axes.unicode_minus": True,
        "text.color": INK, "axes.labelcolor": INK, "xtick.color": FAINT, "ytick.color": INK,
        "axes.edgecolor": GRID, "axes.spines.top": False, "axes.spines.right": False,
    }  # fmt: skip
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(settings)
        yield


def figure(width: float, height: float) -> Figure:
    """Return an empty picture of a size in inches, apart from any global state."""
    made = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
    FigureCanvasAgg(made)
    return made


def plain_axes(axes: Axes, *, along: str) -> None:
    """Leave a faint grid along one axis and no ticks."""
    axes.grid(visible=True, axis="x" if along == "x" else "y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def colour(part: str) -> str:
    """Return the colour of a carrier or component, from the catalogue of commodities."""
    name, lighter = RELATED.get(part, (part, 0.0))
    known = catalogue().get(name)
    return tint(known.colour if known else "#888888", lighter)


def tint(shade: str, share: float) -> str:
    """Return a colour, lighter by a share of what is missing to white."""
    hue, light, strength = colorsys.rgb_to_hls(*to_rgb(shade))
    return str(to_hex(colorsys.hls_to_rgb(hue, light + (1.0 - light) * share, strength)))


def of_measure(number: int) -> str:
    """Return the colour of a measure by its place; a second round is lighter."""
    turn, place = divmod(number, len(PALETTE))
    return tint(PALETTE[place], min(0.4 * turn, 0.8))


def saved(made: Figure, kind: str) -> bytes:
    """Return a picture's bytes as ``svg`` or ``png``, without the time it was made."""
    sink = io.BytesIO()
    metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    made.savefig(sink, format=kind, metadata=metadata, facecolor="white")
    return sink.getvalue()


def scaled(amount: float, unit: str) -> tuple[float, str]:
    """Return the factor and unit in which amounts of this size are told."""
    steps = {"t": (1e4, 1e-3, "kt"), "MWh": (1e4, 1e-3, "GWh"), "CNY": (1e6, 1e-6, "M CNY")}
    if unit in steps and abs(amount) >= steps[unit][0]:
        return steps[unit][1], steps[unit][2]
    return 1.0, unit


def told(amount: float, *, sign: bool = False) -> str:
    """Return a number with about four digits, with a true minus."""
    size = abs(amount)
    digits = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 3
    text = f"{amount:+,.{digits}f}" if sign else f"{amount:,.{digits}f}"
    return text.replace("-", "−")
