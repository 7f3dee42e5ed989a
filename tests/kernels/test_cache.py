"""An edited kernel never runs from a stale cache, and a read-only home is no obstacle."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from twin import kernels
from twin.cache import CACHE_VARIABLE

REPO = Path(__file__).resolve().parents[2]
SCRIPT = """
import numpy as np
from twin.kernels.basis import invert
from twin.kernels import cache_folder
one, inverse = np.array([0, 1]), np.zeros((1, 1))
invert(one, np.array([0]), np.array([4.0]), np.array([0]), inverse, np.zeros((1, 1)))
print(cache_folder(), inverse[0, 0])
"""

ALGEBRA = """
import sys
import numba as nb, numpy as np
from twin.kernels.basis import invert
one, inverse = np.array([0, 1]), np.zeros((1, 1))
invert(one, np.array([0]), np.array([4.0]), np.array([0]), inverse, np.zeros((1, 1)))
print("scipy.linalg" in sys.modules, nb.njit(lambda a, b: np.dot(a, b))(np.ones(3), np.ones(3)))
"""


def run(tree, cache):
    """Run the script on a copy of the kernels; return cache folder and result."""
    env = {**os.environ, "PYTHONPATH": str(tree), CACHE_VARIABLE: str(cache)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=env,
        capture_output=True,
        text=True,
        check=True,
        cwd=tree,
    )
    folder, result = done.stdout.split()
    return folder, float(result)


def test_an_edited_kernel_is_compiled_anew(tmp_path):
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    shutil.copytree(REPO / "twin", tree / "twin", ignore=shutil.ignore_patterns("__pycache__"))
    first_folder, first = run(tree, cache)
    assert (first, run(tree, cache)) == (0.25, (first_folder, 0.25))
    path = tree / "twin" / "kernels" / "basis.py"
    source = path.read_text(encoding="utf-8")
    edited = source.replace("pivot = 1.0 / work[k, k]", "pivot = 2.0 / work[k, k]")
    assert edited != source
    path.write_text(edited, encoding="utf-8")
    second_folder, second = run(tree, cache)
    assert second_folder != first_folder
    assert second == 0.5


def test_any_edit_of_any_kernel_file_changes_the_folder(tmp_path, monkeypatch):
    before = kernels.source_hash()
    copy = tmp_path / "kernels"
    shutil.copytree(Path(kernels.__file__).parent, copy)
    (copy / "fold.py").write_text("# changed\n", encoding="utf-8")
    monkeypatch.setattr(kernels, "__file__", str(copy / "__init__.py"))
    kernels.source_hash.cache_clear()
    try:
        assert kernels.source_hash() != before
    finally:
        monkeypatch.undo()
        kernels.source_hash.cache_clear()


def test_a_home_that_cannot_be_written_gets_a_temporary_folder(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv(CACHE_VARIABLE, str(blocked))
    kernels.cache_folder.cache_clear()
    try:
        folder = kernels.cache_folder()
        assert folder.is_dir()
        assert blocked not in folder.parents
    finally:
        monkeypatch.undo()
        kernels.cache_folder.cache_clear()


def test_no_kernel_is_cached_beside_its_source():
    home, places = str(kernels.cache_folder()), {}
    for path in Path(kernels.__file__).parent.glob("*.py"):
        if path.stem == "__init__":
            continue
        module = importlib.import_module(f"twin.kernels.{path.stem}")
        for name, found in vars(module).items():
            if hasattr(found, "py_func") and found.stats.cache_path:
                places[f"{path.stem}.{name}"] = found.stats.cache_path
    assert "days.plan_and_settle" in places
    assert not {name: place for name, place in places.items() if not place.startswith(home)}


def test_no_linear_algebra_is_loaded_until_somebody_multiplies_matrices():
    env = {**os.environ, "PYTHONPATH": str(REPO)}
    done = subprocess.run(
        [sys.executable, "-c", ALGEBRA], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "3.0"]
