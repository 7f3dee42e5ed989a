"""Frames a second of the replay with 200 vehicles, in Chromium without a graphics card.

    python -m benchmarks.app_replay [--address URL] [--seconds 5]

Without ``--address`` a week of the Yunnan park with 200 vehicles is run and served. Told are the
frames that the replay drew while it played, those the browser had in the same time, and the longest
wait between two.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.build import Options
from scenarios.keep import run_and_write
from scenarios.memo_disk import DiskMemo
from scenarios.park_file import load_park
from scenarios.simulate import silent
from views.frame.texts import say

if TYPE_CHECKING:
    from playwright.sync_api import Page

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
TO_200 = {"agents.heavy-trucks.vehicles.0.count": 54}  # diesel tractors instead of 50
FRAMES = """async (root, seconds) => {
  const r = root.replay, drawn = r.frames, begun = performance.now();
  let had = 0, longest = 0, before = begun;
  await new Promise(done => {
    const next = now => {
      had += 1; longest = Math.max(longest, now - before); before = now;
      if (now - begun < 1000 * seconds) requestAnimationFrame(next); else done();
    };
    requestAnimationFrame(next);
  });
  const s = (performance.now() - begun) / 1000;
  return {drawn_per_s: (r.frames - drawn) / s, had_per_s: had / s, longest_ms: longest,
    vehicles: r.d.scenes[0].fleet.length};
}"""


def measure(page: Page, seconds: float = 5.0) -> dict[str, Any]:
    """Return the frames of a replay that a page shows, played at its usual speed.

    Parameters
    ----------
    page : Page
        The replay in English, drawn.
    seconds : float
    """
    root = page.locator("[data-second]")
    page.get_by_role("button", name=say("en", "replay.play"), exact=True).first.click()
    found: dict[str, Any] = root.evaluate(FRAMES, seconds)
    page.get_by_role("button", name=say("en", "replay.pause"), exact=True).first.click()
    return found


@contextmanager
def served() -> Iterator[str]:
    """Run a week with 200 vehicles, serve it, and yield the replay's address."""
    with tempfile.TemporaryDirectory() as home:
        runs = Path(home) / "runs"
        park = load_park("yunnan", {"days": 7, **TO_200})
        run_and_write(park, Options(None, 15), silent, DiskMemo(), runs)
        server = subprocess.Popen(
            [sys.executable, "-m", "scenarios", "app", "--port", "8799"], text=True,
            env={**os.environ, "ZEROPARK_RUNS": str(runs), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
        )  # fmt: skip
        try:
            for line in server.stdout or ():
                if "URL:" in line:
                    yield line.split("URL:")[1].strip() + "/replay?lang=en"
                    break
        finally:
            server.terminate()
            server.wait(20)


def _told(address: str, seconds: float) -> dict[str, Any]:
    import shutil

    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = shutil.which("chromium") or driver.chromium.executable_path
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(address)
        page.locator("canvas.map").wait_for()
        page.wait_for_timeout(2000)
        return measure(page, seconds)


def main() -> None:
    """Print one line a figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--address", default="")
    options.add_argument("--seconds", type=float, default=5.0)
    given = options.parse_args()
    if given.address:
        found = _told(given.address, given.seconds)
    else:
        with served() as address:
            found = _told(address, given.seconds)
    for name, value in found.items():
        print(f"{name:14} {value:8.1f}")


if __name__ == "__main__":
    main()
