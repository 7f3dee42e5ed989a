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


@pytest.fixture
def page(browser):
    """Return a page that fails the test if it asked another host or its script broke."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    asked, broken = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda stream: asked.append(stream.url))
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
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
