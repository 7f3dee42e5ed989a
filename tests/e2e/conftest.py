"""The app served as a user would serve it, and Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.app.stored import stored_run

REPO = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOSTS = {"127.0.0.1", "localhost"}
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return tmp_path_factory.mktemp("app") / "runs"


@pytest.fixture(scope="module")
def address(runs):
    """Start the app as a user would, in a folder that is not the checkout."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ, "ZEROPARK_RUNS": str(runs), "PYTHONPATH": str(REPO), "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    server = subprocess.Popen(
        [sys.executable, "-m", "scenarios", "app", "--port", str(port)], cwd=runs.parent,
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        said = []
        for line in server.stdout:
            said.append(line)
            if "URL:" in line:
                break
        else:
            pytest.fail("the app did not start:\n" + "".join(said))
        assert f"http://127.0.0.1:{port}" in said[-1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        own = driver.chromium.executable_path
        found = next(filter(None, map(shutil.which, NAMES)), own if Path(own).exists() else None)
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
