"""The numbers of the time series: bands in buckets, their extremes, and those of another run."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

import numpy as np

from scenarios.charted import thinning
from views.energy import series
from views.energy.windows import Window
from views.stored import cache
from views.stored.cache import Run
from views.stored.records import Floats

MAPS = {
    "import": ("power_in", ("grid_import",)),
    "use": ("power_out", ("enterprise", "building", "fleet", "works", "converters")),
    "pv": ("power_in", ("pv", "wind", "generation", "direct_line")),
    "heat": ("heat_out", ()),
}


class Bands(NamedTuple):
    """The bands of a lens in buckets, and lowest and highest intervals of their sum.

    ``mean`` is of shape (n_bands, n_buckets).
    """

    groups: list[series.Group]
    mean: Floats
    low: Floats
    high: Floats

    @property
    def total(self) -> Floats:
        """Mean of all bands together."""
        return np.asarray(self.mean.sum(axis=0))


def bands(run: Run, lens: str, window: Window, lang: str) -> Bands | None:
    """Return the bands of a lens, None if nothing of the kind flowed."""
    groups = series.groups(cache.rows(run), lens, cache.park(run), lang)
    if not groups:
        return None
    rates = cache.rates(run, tuple(group.rows for group in groups), window.first, window.last)
    total = thinning.buckets(rates.sum(axis=0), window.bucket)
    return Bands(groups, thinning.buckets(rates, window.bucket).mean, total.low, total.high)


def same_window(run: Run, other: Run, window: Window) -> Window | None:
    """Return the window of the same dates and buckets in another run; None if it has it not."""
    here, there = cache.span(run), cache.span(other)
    shift = (here.start - there.start).days * 24 * 60
    found = []
    for number, offset in ((window.first, shift), (window.last, shift), (window.bucket, 0)):
        minutes = number * here.step_minutes + offset
        if minutes % there.step_minutes:
            return None
        found.append(minutes // there.step_minutes)
    first, last, bucket = found
    if not 0 <= first < last <= there.days * there.steps_per_day:
        return None
    return Window(first, last, max(bucket, 1), window.scale)


def one_series(run: Run, what: str, lang: str) -> Floats | None:
    """Return one series of the whole span as rates [MW], None if there is none."""
    lens, wanted = MAPS[what]
    groups = series.groups(cache.rows(run), lens, cache.park(run), lang)
    chosen = (group for group in groups if group.id in wanted or not wanted)
    ids = tuple(name for group in chosen for name in group.rows)
    return cache.rates(run, (ids,))[0] if ids else None


def colour_of(what: str) -> str:
    """Return the colour of a series: of the thing that most of it is."""
    return next(islice((series.TECHNOLOGY[k] for k in (*MAPS[what][1], "heat_import")), 1))
