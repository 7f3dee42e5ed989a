"""An edited kernel never runs from a stale cache, and a read-only home is no obstacle."""

from __future__ import annotations

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
from twin.kernels.store_value import Expected, Size, follow
from twin.kernels import cache_folder
need, none = np.full(4, 5.0), np.zeros(4)
expected = Expected(np.full(4, 10.0), none, none.copy(), none.copy(), need)
follow(np.zeros((4, 2)), expected, Size(8.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.1), 4.0)
print(cache_folder(), need.sum())
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
    assert (first, run(tree, cache)) == (16.0, (first_folder, 16.0))
    path = tree / "twin" / "kernels" / "store_value.py"
    source = path.read_text(encoding="utf-8")
    edited = source.replace("- given / size.eta_out", "- 2.0 * given / size.eta_out")
    assert edited != source
    path.write_text(edited, encoding="utf-8")
    second_folder, second = run(tree, cache)
    assert second_folder != first_folder
    assert second == 18.0  # the store is empty after two intervals


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
