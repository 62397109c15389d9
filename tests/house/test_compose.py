"""The deployment files name only what the bot understands. They cannot be run here: what can be read, is."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {f"BUZON_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of docker-compose.yml."""
    composed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    found: dict[str, Any] = composed["services"]
    return found


@pytest.mark.parametrize("file", ["docker-compose.yml", "Dockerfile"])
def test_every_setting_named_exists(file: str) -> None:
    """A misspelt BUZON_ variable would be ignored in silence: each one named is a field of Settings."""
    named = set(re.findall(r"\bBUZON_[A-Z_]+\b", (ROOT / file).read_text(encoding="utf-8")))
    assert named
    assert named <= SETTINGS


def test_images_are_built_from_stages_that_exist(services: dict[str, Any]) -> None:
    """Each `target` is a stage of the Dockerfile."""
    stages = set(re.findall(r"^FROM \S+ AS (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE))
    targets = {service["build"]["target"] for service in services.values() if "build" in service}
    assert targets
    assert targets <= stages


def test_only_the_bot_starts_unasked(services: dict[str, Any]) -> None:
    """Without a profile there is the bot alone: databases and sandbox come when called."""
    assert [name for name, service in services.items() if "profiles" not in service] == ["bot"]


def test_nothing_listens_beyond_this_machine(services: dict[str, Any]) -> None:
    """Published ports are bound to loopback: a proxy with a certificate stands in front."""
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []
