"""The launcher answers fast, and refuses when another distribution hides our packages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import zeropark

REPO = Path(__file__).resolve().parents[2]


def call(*arguments, path=None, cwd=REPO, module="zeropark"):
    env = dict(os.environ)
    if path is not None:
        env["PYTHONPATH"] = os.pathsep.join(map(str, path))
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["agents", "twin", "scenarios", "views"])
def test_refuses_when_a_package_is_shadowed(name, tmp_path):
    foreign = tmp_path / "foreign" / name
    foreign.mkdir(parents=True)
    (foreign / "__init__.py").write_text("", encoding="utf-8")
    done = call("ls", path=[tmp_path / "foreign", REPO], cwd=tmp_path)
    assert done.returncode == 2
    assert f"package '{name}'" in done.stderr
    assert str(tmp_path / "foreign") in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_shadowed_here():
    assert zeropark.shadowed() == []


def test_both_ways_in_show_the_same_help():
    one, two = call("--help"), call("--help", module="scenarios")
    assert one.returncode == two.returncode == 0
    assert one.stdout.split("Commands")[1] == two.stdout.split("Commands")[1]
    for command in ("run", "check", "show", "ls"):
        assert command in one.stdout


def test_help_imports_nothing_heavy():
    """Half a second is the promise; what would break it is an import, so that is what is tested."""
    code = (
        "import sys\n"
        "sys.argv = ['zeropark', '--help']\n"
        "import zeropark\n"
        "try:\n    zeropark.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'pandas', 'numba', 'mesa', 'pvlib', 'pydantic', 'pyarrow', 'yaml'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=True
    )
    assert "HEAVY []" in done.stdout
