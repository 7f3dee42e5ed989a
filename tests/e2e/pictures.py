"""Take the pictures of the docs from the real app: ``python -m tests.e2e.pictures RUNS``.

RUNS is a folder with finished runs; the newest is shown, and the one before it is its base. Its
path is seen on the page of runs. Every page in both languages, light, 1440 x 900; a few also dark,
and in the briefing's 16:9.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from scenarios.drafts import Choice, Draft, encode
from scenarios.stored import stored_runs
from tests.e2e.serving import ARGUMENTS, REPO, chromium, served
from views.frame.texts import LANGUAGES
from views.menu import SECTIONS

IMAGES = REPO / "docs" / "images" / "app"
NAMES = [entry.name for entries in SECTIONS.values() for entry in entries]
ALSO_DARK = ("where", "series", "replay")
ALSO_BRIEF = ("where",)
TRIED = (
    Choice(id="park_battery", parameters={"energy": 60.0, "power": 15.0}),
    Choice(id="roof_pv", parameters={"coverage": 0.5}),
)
QUIET = """() => document.querySelector('[data-test-script-state=notRunning]')
  && !document.querySelector('[data-testid=stSkeleton]')"""


def show(page: Page, address: str, name: str, query: dict[str, str]) -> None:
    """Open a page and wait until it has drawn itself."""
    page.goto(f"{address}/{'' if name == NAMES[0] else name}?{urlencode(query)}")
    page.locator("h3").first.wait_for(timeout=90_000)
    if name == "try":
        figures, start = page.locator(".zp-try").first, page.locator(".st-key-try_run button")
        figures.or_(start).first.wait_for(timeout=90_000)
        if start.count():
            start.click()
            figures.wait_for(timeout=90_000)
    for _ in range(2):  # charts are drawn after the script has ended
        page.wait_for_function(QUIET, timeout=90_000)
        page.wait_for_timeout(1500)


def write(page: Page, file: Path) -> None:
    """Write what is seen without loss, in half the bytes of a PNG."""
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    seen.save(file, "WEBP", lossless=True, quality=100)


def take(runs: Path, folder: Path) -> None:
    """Write all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    newest = [run.folder.name for run in stored_runs(runs)][:2]
    query = {"run": newest[0], **({"base": newest[1]} if len(newest) > 1 else {})}
    plan = {"plan": encode(Draft().with_(measures=list(TRIED)), runs)}
    with served(runs) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(driver), args=ARGUMENTS)
        for dark in (False, True):
            context = browser.new_context(
                viewport={"width": 1440, "height": 900}, color_scheme="dark" if dark else "light"
            )
            page = context.new_page()
            for name in ALSO_DARK if dark else NAMES:
                for lang in LANGUAGES:
                    own = plan if name == "try" else {}
                    show(page, address, name, {"lang": lang, **query, **own})
                    mark = "-dark" if dark else ""
                    write(page, folder / f"{name}-{lang}{mark}.webp")
        wide = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
        for name in ALSO_BRIEF:
            show(wide, address, name, {"lang": "zh", "brief": "1", **query})
            write(wide, folder / f"{name}-zh-briefing.webp")
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--out", type=Path, default=IMAGES)
    given = parser.parse_args()
    take(given.runs.resolve(), given.out)
