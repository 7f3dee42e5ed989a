"""Measure the app in real Chromium: first paint, pages, sliders, the replay, ten sessions at once.

    python -m benchmarks.app [--runs FOLDER] [--sessions 10] [--rounds 7]

Server, workers and browser share the machine, as on a planner's laptop. Without ``--runs`` the
Yunnan year is run first. Times are medians; memory is proportional set size (Linux only).
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.app_memory import tree_mb
from scenarios.build import Options
from scenarios.drafts import Choice, Draft, encode
from scenarios.keep import run_and_write
from scenarios.memo_disk import DiskMemo
from scenarios.park_file import load_park
from scenarios.simulate import silent
from tests.e2e.serving import ARGUMENTS, chromium, running
from views.frame.texts import say
from views.menu import SECTIONS

WAIT_MS = 240_000
SETTLED = "[data-test-script-state=notRunning]"
PAGES = [entry.name for entries in SECTIONS.values() for entry in entries]
# From the release of the slider to the frame after the first figure changed.
WATCH = """() => {
  const read = () => document.querySelector('.zp-try')?.innerText;
  addEventListener('pointerup', () => {
    const before = read(), begun = performance.now();
    window.answeredMs = null;
    const look = () => {
      if (read() !== before) {
        requestAnimationFrame(() => { window.answeredMs = performance.now() - begun; });
      } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, true);
}"""
FRAMES = """seconds => new Promise(done => {
  let frames = 0, begun = null;
  const tick = now => {
    begun ??= now;
    frames += 1;
    if (now - begun >= 1000 * seconds) done((frames - 1) / ((now - begun) / 1000));
    else requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})"""


def opened(browser: Browser, url: str) -> Page:
    """Return a page in a session of its own, drawn."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto(url)
    page.locator("h3").first.wait_for()
    page.locator(SETTLED).wait_for()
    return page


def told(name: str, values: list[float], unit: str, goal: str) -> None:
    """Print a figure with its spread and its goal."""
    middle = statistics.median(values)
    spread = f"{min(values):.0f} to {max(values):.0f}"
    print(f"{name:34} {middle:8.0f} {unit:4} ({spread}, {len(values)} times)   goal {goal}")


def first_paint(browser: Browser, address: str, rounds: int) -> Iterator[float]:
    """Yield the time until the scorecard of a new session is there [ms]."""
    for _ in range(rounds):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        page = context.new_page()
        begun = time.perf_counter()
        page.goto(f"{address}/?lang=en")
        page.locator("[data-verdict]").first.wait_for(timeout=WAIT_MS)
        yield 1000.0 * (time.perf_counter() - begun)
        context.close()


def page_changes(browser: Browser, address: str, rounds: int) -> dict[str, list[float]]:
    """Return, by page, the times from the click on its link until it is drawn [ms]."""
    page, found = opened(browser, f"{address}/?lang=en"), {name: [] for name in PAGES}
    for turn in range(rounds + 1):
        for name in [*PAGES[1:], PAGES[0]]:
            link = page.get_by_role("link", name=say("en", f"nav.{name}"), exact=True)
            begun = time.perf_counter()
            link.click()
            page.wait_for_url(re.compile(rf"/{name}\?" if name != PAGES[0] else r"/\?"))
            page.locator("h3").first.wait_for()
            page.locator(SETTLED).wait_for()
            if turn:  # the first turn reads the run's files
                found[name].append(1000.0 * (time.perf_counter() - begun))
    page.context.close()
    return found


def plan_link(runs: Path, **values: object) -> str:
    """Return the part of an address that opens a plan."""
    return f"lang=en&plan={quote(encode(Draft().with_(**values), runs))}"


def slider(browser: Browser, address: str, runs: Path, rounds: int) -> Iterator[float]:
    """Yield times from the release of a slider to the new figures on the page [ms]."""
    battery = Choice(id="park_battery", parameters={"energy": 40.0, "power": 10.0})
    page = opened(browser, f"{address}/try?{plan_link(runs, measures=[battery])}")
    ready = page.locator(".zp-try").first
    start = page.locator(".st-key-try_run button")
    ready.or_(start).first.wait_for()
    if start.count():
        start.click()
        ready.wait_for(timeout=WAIT_MS)
    page.evaluate(WATCH)
    thumb = page.get_by_role("slider").first
    for turn in range(rounds + 1):
        box = thumb.locator("xpath=ancestor::*[@data-testid='stSlider']").bounding_box()
        if box is None:
            raise RuntimeError("there is no slider on the page")
        x = box["x"] + box["width"] * (0.2 + 0.6 * turn / rounds)
        handle = thumb.bounding_box() or box
        page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        page.mouse.down()
        page.mouse.move(x, handle["y"] + handle["height"] / 2, steps=4)
        page.mouse.up()
        page.wait_for_function("() => window.answeredMs", timeout=WAIT_MS)
        page.locator(SETTLED).wait_for()
        if turn:
            yield float(page.evaluate("window.answeredMs"))
    page.context.close()


def replay(browser: Browser, address: str) -> float:
    """Return the frames a second while the replay plays."""
    page = opened(browser, f"{address}/replay?lang=en")
    page.get_by_role("button", name=say("en", "replay.play"), exact=True).first.click()
    rate = float(page.evaluate(FRAMES, 5))
    page.context.close()
    return rate


def sessions(browser: Browser, address: str, runs: Path, count: int, pid: int) -> None:
    """Have sessions run plans of their own at once, and check that each sees its own result."""
    begun, peak = time.perf_counter(), 0.0
    pages = []
    for seed in range(100, 100 + count):
        page = opened(browser, f"{address}/?{plan_link(runs, seed=seed, days=31)}")
        page.get_by_role("button", name=say("en", "setup.run"), exact=True).click()
        pages.append((seed, page))
    for seed, page in pages:
        mine = page.get_by_text(say("en", "run.seed", seed=seed))
        while not mine.count():
            peak = max(peak, tree_mb(pid))
            page.wait_for_timeout(500)
            if time.perf_counter() - begun > WAIT_MS / 1000.0:
                raise RuntimeError(f"session {seed} has no result")
        others = [say("en", "run.seed", seed=s) for s, _ in pages if s != seed]
        header = page.locator("[data-testid=stMain]").inner_text()
        if any(re.search(rf"{other}\b", header) for other in others):
            raise RuntimeError(f"session {seed} sees another's run")
    seconds = time.perf_counter() - begun
    print(f"{count} sessions, each a month of the park: all done after {seconds:.0f} s,")
    print(f"none sees another's; server and workers {peak:.0f} MB at the most")


def measure(work: Callable[[Browser, str, int, Path], None], runs: Path) -> None:
    """Serve the app, open Chromium, and measure."""
    with running(runs) as (address, pid), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(driver), args=ARGUMENTS)
        work(browser, address, pid, runs)
        browser.close()


def a_year(runs: Path) -> None:
    """Run the Yunnan year, which also remembers its events."""
    run_and_write(load_park("yunnan"), Options(), silent, DiskMemo(), runs)


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=Path)
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()

    def work(browser: Browser, address: str, pid: int, runs: Path) -> None:
        next(first_paint(browser, address, 1))  # the server's first page imports everything
        told("first paint, warm", list(first_paint(browser, address, given.rounds)), "ms", "3000")
        print(f"{'server after first pages':34} {tree_mb(pid):8.0f} MB")
        for name, times in page_changes(browser, address, given.rounds).items():
            told(f"page change: {name}", times, "ms", "1000")
        told("slider to painted scorecard",
             list(slider(browser, address, runs, given.rounds)), "ms", "500")  # fmt: skip
        print(f"{'replay':34} {replay(browser, address):8.0f} frames a second   goal 50")
        print(f"{'server after all pages':34} {tree_mb(pid):8.0f} MB")
        sessions(browser, address, runs, given.sessions, pid)

    if given.runs:
        measure(work, given.runs.resolve())
        return
    with tempfile.TemporaryDirectory() as folder:
        a_year(Path(folder) / "runs")
        measure(work, Path(folder) / "runs")


if __name__ == "__main__":
    main()
