"""Sensitivity indices: Morris' elementary effects and Sobol's shares of variance, by SALib.

References: M. D. Morris, Technometrics 33 (1991) 161; A. Saltelli et al., Computer Physics
Communications 181 (2010) 259, whose estimators SALib uses. Indices are of the unit cube: an
elementary effect is a change over the whole range of a parameter.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.batch.samples import Samples, SampleTable

Floats = npt.NDArray[np.float64]
LEVELS = 4
RESAMPLES = 200  # bootstrap draws behind each interval of 95 %


def _problem(names: Iterable[str]) -> dict[str, Any]:
    kept = list(names)
    return {"num_vars": len(kept), "names": kept, "bounds": [[0.0, 1.0]] * len(kept)}


def draw_for_indices(method: str, count: int, n: int, seed: int) -> Floats:
    """Return the points of the unit cube a method needs: n (k+1) or n (k+2) of them."""
    from SALib.sample import morris, sobol

    problem = _problem(f"x{i}" for i in range(count))
    if method == "morris":
        return np.asarray(morris.sample(problem, n, num_levels=LEVELS, seed=seed), np.float64)
    points = sobol.sample(problem, n, calc_second_order=False, seed=seed)
    return np.asarray(points, np.float64)


def indices(samples: Samples, table: SampleTable, response: Floats) -> Mapping[str, Any]:
    """Return the indices of a response, by parameter.

    Morris: ``mu``, ``mu_star``, ``sigma`` in the response's unit. Sobol: ``first`` and ``total``
    shares of the variance. Each with the half-width of its interval of 95 % (``_ci``).
    A response that does not vary has none.

    Parameters
    ----------
    samples : Samples
        With method ``morris`` or ``saltelli``.
    table : SampleTable
    response : array
        One finite number a sample.
    """
    if not np.all(np.isfinite(response)):
        raise ValueError("a response without a number has no sensitivity index")
    if np.ptp(response) <= 1e-12 * np.max(np.abs(response), initial=0.0):
        return {}
    names, seed = list(table.names), samples.seed
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        found, told = _analyse(samples.method, table, response, seed)
    columns = {ours: np.asarray(found[theirs], float).tolist() for ours, theirs in told.items()}
    return {name: {key: columns[key][i] for key in columns} for i, name in enumerate(names)}


def _analyse(
    method: str, table: SampleTable, response: Floats, seed: int
) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Return SALib's findings, and what each is called here and there."""
    from SALib.analyze import morris, sobol

    problem = _problem(table.names)
    if method == "morris":
        found = morris.analyze(
            problem, table.unit, response, num_resamples=RESAMPLES, num_levels=LEVELS, seed=seed
        )
        told = {"mu": "mu", "mu_star": "mu_star", "sigma": "sigma", "mu_star_ci": "mu_star_conf"}
        return found, told
    found = sobol.analyze(
        problem, response, calc_second_order=False, num_resamples=RESAMPLES, seed=seed
    )
    return found, {"first": "S1", "first_ci": "S1_conf", "total": "ST", "total_ci": "ST_conf"}
