"""Serve the app as a user would, and find Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def served(runs: Path) -> Iterator[str]:
    """Start the app in the folder above ``runs``, which is not the checkout; yield its address.

    Raises
    ------
    RuntimeError
        If it does not start.
    """
    with running(runs) as (address, _):
        yield address


@contextmanager
def running(runs: Path) -> Iterator[tuple[str, int]]:
    """As `served`, with the server's process number as well."""
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
        for line in server.stdout or ():
            said.append(line)
            if "URL:" in line:
                break
        else:
            raise RuntimeError("the app did not start:\n" + "".join(said))
        if f"http://127.0.0.1:{port}" not in said[-1]:
            raise RuntimeError(f"the app answers elsewhere: {said[-1]}")
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.terminate()
        server.wait(20)


def chromium(driver: Any) -> str | None:
    """Return the path of a Chromium of this machine, if there is one."""
    own = driver.chromium.executable_path
    return next(filter(None, map(shutil.which, NAMES)), own if Path(own).exists() else None)
