"""The wheel stands on its own: built from the checkout, it runs in a folder far from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.parks import SMALL

REPO = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.e2e
LOADED_FROM = """
import agents, app, scenarios, twin, views, zeropark
from twin.configs import shipped_configs
for module in (agents, app, scenarios, twin, views, zeropark):
    print(module.__file__)
print(shipped_configs())
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder of an unpacked wheel, as an installer would leave it."""
    where = tmp_path_factory.mktemp("wheel")
    source = where / "source"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\n")
    kept = [name for name in listed if (REPO / name).is_file()]
    if not kept:
        pytest.skip("not a git checkout: there is no list of what belongs to it")
    for name in kept:
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((REPO / name).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps",
               "--no-build-isolation", "--wheel-dir", str(where), str(source)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = where.glob("zeropark-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(where / "site")
    return where / "site"


def python(site, elsewhere, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=elsewhere, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_wheel_brings_packages_and_data(site, tmp_path):
    done = python(site, tmp_path, "-c", LOADED_FROM)
    assert done.returncode == 0, done.stderr
    assert all(line.startswith(str(site)) for line in done.stdout.split())


def test_the_wheel_brings_the_replays_script(site):
    parts = {path.name for path in (REPO / "views/replay/js").glob("*.js")}
    assert len(parts) > 1
    assert {path.name for path in (site / "views/replay/js").glob("*.js")} == parts
    assert (site / "views/replay/look.css").is_file()


def test_the_wheel_runs_a_park_in_another_folder(site, tmp_path):
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    done = python(site, tmp_path, "-m", "scenarios", "run", "small.yaml", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found["scorecards"]) == {"national", "yunnan", "jiangxi"}
    assert Path(found["run_dir"]).parent == tmp_path / "runs"


def test_the_wheel_knows_the_shipped_parks(site, tmp_path):
    done = python(site, tmp_path, "-m", "scenarios", "check", "jiangxi")
    assert done.returncode == 0, done.stderr
    assert "jiangxi: sound" in done.stdout
