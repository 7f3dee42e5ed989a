"""Plug-ins: Python files of a folder the user named, loaded before any schema is used.

Only folders named by the environment variable (or the command line, which sets it) are read;
a park file can never name code.
"""

from __future__ import annotations

import importlib.util
import sys
from hashlib import sha256
from pathlib import Path

from twin.configs import plugin_folders
from twin.errors import InputError


def load_plugins(room: str) -> None:
    """Import every Python file of ``FOLDER/room`` in name order, once.

    Raises
    ------
    InputError
        If a folder does not exist or a file cannot be imported.
    """
    for folder in plugin_folders():
        if not folder.is_dir():
            raise InputError(f"plug-in folder not found: {folder}")
        for path in sorted((folder / room).glob("*.py")):
            _import(path)


def _import(path: Path) -> None:
    name = f"zeropark_plugin_{sha256(str(path.resolve()).encode()).hexdigest()[:12]}_{path.stem}"
    if name in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InputError(f"plug-in {path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise InputError(f"plug-in {path}: {type(error).__name__}: {error}") from error


def plugin_fingerprint() -> str:
    """Return a hash of all files in the plug-in folders, "" if there are none."""
    digest = sha256()
    files = [p for folder in plugin_folders() for p in sorted(folder.rglob("*")) if p.is_file()]
    for path in files:
        if path.suffix in {".py", ".yaml", ".csv"}:
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest() if files else ""
