"""The app served as a user would serve it, and Chromium to look at it."""

from __future__ import annotations

import shutil
from urllib.parse import urlsplit

import pytest

from tests.app.stored import stored_run
from tests.e2e.serving import ARGUMENTS, chromium, served

HOSTS = {"127.0.0.1", "localhost"}
PATIENCE_MS = 60_000


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    """Return the folder of runs that most modules share: their tests name the run they look at."""
    return tmp_path_factory.mktemp("app") / "runs"


@pytest.fixture(scope="session")
def address(runs):
    """Serve the app, which does one job at a time, so that a second one waits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZEROPARK_JOBS", "1")
        with served(runs) as found:
            yield found


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        found = chromium(driver)
        if found is None:
            pytest.skip("no Chromium on this machine")
        opened = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


class Opened:
    """A page, what it asked for and what broke in it; its process stays from test to test."""

    def __init__(self, browser):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.set_default_timeout(PATIENCE_MS)
        self.page = context.new_page()
        self.asked, self.broken = [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda stream: self.asked.append(stream.url))
        self.page.on("pageerror", lambda error: self.broken.append(str(error)))

    def forget(self):
        """Leave nothing of a test to the next one but the process."""
        if self.page.url.startswith("http"):
            self.page.evaluate("localStorage.clear(); sessionStorage.clear();")
        self.page.context.clear_cookies()
        self.page.emulate_media(color_scheme="light")
        self.page.mouse.move(0, 0)
        self.page.goto("about:blank")
        self.asked.clear()
        self.broken.clear()


@pytest.fixture(scope="session")
def opened(browser):
    found = Opened(browser)
    yield found
    found.page.context.close()


@pytest.fixture
def page(opened):
    """Return a page that fails the test if it asked another host or its script broke."""
    yield opened.page
    asked, broken = [*opened.asked], [*opened.broken]
    opened.forget()
    hosts = {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts <= HOSTS
    assert asked
    assert broken == []


@pytest.fixture(scope="module")
def small_run(runs):
    """Put the small park's run (three weeks) where the app looks, and return its id."""
    runs.mkdir(exist_ok=True)
    shutil.copytree(stored_run(), runs / stored_run().name, dirs_exist_ok=True)
    return stored_run().name
