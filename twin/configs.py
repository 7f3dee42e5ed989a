"""Where the shipped data lie, in a checkout and in an installed wheel, and how they are read.

``configs/`` holds data and no code. In a checkout it stands beside ``twin/``; in a wheel it is
installed as the data package ``zeropark_configs``. Further folders (plug-ins) are searched first.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from twin.errors import InputError

PLUGINS_VARIABLE = "ZEROPARK_PLUGINS"
_MARKER = "commodities.yaml"
Entry = TypeVar("Entry", bound=BaseModel)


@lru_cache(maxsize=1)
def shipped_configs() -> Path:
    """Return the folder of the shipped data.

    Raises
    ------
    InputError
        If neither a checkout's nor a wheel's ``configs`` can be found.
    """
    beside = Path(__file__).resolve().parent.parent / "configs"
    if (beside / _MARKER).is_file():
        return beside
    spec = importlib.util.find_spec("zeropark_configs")
    for place in spec.submodule_search_locations or () if spec else ():
        if (Path(place) / _MARKER).is_file():
            return Path(place)
    raise InputError(f"the shipped data are missing: no {_MARKER} in {beside} or zeropark_configs")


def plugin_folders() -> tuple[Path, ...]:
    """Return the plug-in folders named by the environment (``os.pathsep`` between them)."""
    listed = os.environ.get(PLUGINS_VARIABLE, "")
    return tuple(Path(part) for part in listed.split(os.pathsep) if part)


def config_folders() -> tuple[Path, ...]:
    """Return all folders of data, plug-ins before the shipped one."""
    return (*(f / "configs" for f in plugin_folders()), shipped_configs())


def config_file(kind: str, name: str, suffix: str = ".yaml") -> Path:
    """Return the file ``kind/name`` from the first folder that holds it.

    Raises
    ------
    InputError
        If no folder holds it; the message lists the names there are.
    """
    for folder in config_folders():
        path = folder / kind / f"{name}{suffix}"
        if path.is_file():
            return path
    known = ", ".join(config_names(kind, suffix)) or "none"
    raise InputError(f"no {kind} called '{name}'; there are: {known}")


def top_file(name: str) -> Path:
    """Return a file that stands in the folders of data themselves, the first that there is.

    Raises
    ------
    InputError
        If no folder holds it.
    """
    for folder in config_folders():
        if (folder / name).is_file():
            return folder / name
    raise InputError(f"the shipped data are missing: no {name}")


def config_names(kind: str, suffix: str = ".yaml") -> tuple[str, ...]:
    """Return the sorted names of all files of one kind."""
    found = {
        path.name.removesuffix(suffix)
        for folder in config_folders()
        for path in (folder / kind).glob(f"*{suffix}")
    }
    return tuple(sorted(found))


@lru_cache(maxsize=256)
def _read(path: str, stamp: int, size: int) -> Any:  # noqa: ARG001, ANN401 - the stamp keys the cache
    with Path(path).open("rb") as stream:
        return yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def read_config(path: Path) -> Mapping[str, Any]:
    """Read one shipped YAML mapping (cached by path, time and size; do not change it).

    Raises
    ------
    InputError
        If the file is not a YAML mapping.
    """
    stat = path.stat()
    try:
        content = _read(str(path), stat.st_mtime_ns, stat.st_size)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not readable YAML: {error}") from error
    if not isinstance(content, dict):
        raise InputError(f"{path}: expected a mapping at the top, got {type(content).__name__}")
    return content


def read_entries(file_name: str, model: type[Entry], id_field: str = "") -> dict[str, Entry]:
    """Read a table of entries by id, those of plug-in folders laid on the shipped ones.

    Parameters
    ----------
    file_name : str
        File in every ``configs`` folder that has it.
    model : type
        Checked model of an entry.
    id_field : str
        Field of the model that takes the entry's id; none if empty.

    Raises
    ------
    InputError
        If an entry is not valid.
    """
    found: dict[str, Entry] = {}
    for folder in reversed(config_folders()):
        path = folder / file_name
        if not path.is_file():
            continue
        for name, entry in read_config(path).items():
            try:
                found[name] = model(**({id_field: name} if id_field else {}), **entry)
            except (ValidationError, TypeError) as error:
                raise InputError(f"{path}: {name}: {error}") from error
    return found
