"""What holds for every file of this project, whoever wrote it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("bot", "handlers", "storage", "buzon", "locales", "sandbox")
# Each is written in two pieces, so that this file does not contain what it forbids.
FORBIDDEN = {
    "a registry's address": re.compile(r"pypi\." + r"org/simple|python" + r"hosted\.org|registry\.npm" + r"js"),
    "an index option": re.compile(r"--(extra-)?index-" + r"url[ =]|--find-" + r"links[ =]"),
    "a path of somebody's machine": re.compile(r"(?<![\w.])/(root|home/\w+|Users/\w+)" + r"/[\w.]"),
}


def _files() -> Iterator[Path]:
    """What is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    yield from (path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def test_no_file_names_a_registry_or_a_machine() -> None:
    """Nothing in the tree ties it to one registry, one mirror or one person's disk."""
    found = []
    for path in _files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        reasons = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]
        if re.search(re.escape(str(ROOT)) + r"(?![\w-])", text):
            reasons.append("this checkout's own path")
        found += [f"{path.relative_to(ROOT)}: {reason}" for reason in reasons]
    assert found == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_hold_hashes_and_no_address(lock: str) -> None:
    """Every pin carries a hash, and none says where it came from: decision 0001."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert pins
    assert [pin.splitlines()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_make_lists_every_target() -> None:
    """`make` alone names each public target with a line of help."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    made = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = dict(re.findall(r"^  make (\w+) +(\S.+)$", made.stdout, re.MULTILINE))
    assert set(listed) == set(phony.split())


def test_the_floors_stand() -> None:
    """Every import contract of pyproject.toml is kept."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_every_module_says_what_it_is_for() -> None:
    """Each Python file of the floors, the sandbox and the tools opens with a docstring."""
    files = [
        path for path in _files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in (*FLOORS, "tools")
    ]
    mute = [path for path in files if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert [str(path.relative_to(ROOT)) for path in mute] == []
