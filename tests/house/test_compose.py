"""The deployment files name only what the bot understands. They cannot be run here: what can be read, is."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from bot.cli import app
from bot.metrics import Metrics
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {f"BUZON_{name.upper()}" for name in Settings.model_fields}
DEPLOYMENT = ["docker-compose.yml", "Dockerfile", "docker/city.env"]
OURS = {"bot", "worker", "migrate", "bot-on-sandbox"}
CITY = {"BOT": "serve"}
"""What docker/city.env says to Compose, where it matters here."""

NOT_OURS = re.compile(r"(up|node_\w+|pgqueuer_\w+)")
"""Metrics of Prometheus itself, of node-exporter, and of the queue engine."""

DEMANDED = {"postgres", "redis", "migrate", "bot", "worker", "sandbox", "prometheus", "grafana"}


def _loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def composed() -> dict[str, Any]:
    """docker-compose.yml."""
    found: dict[str, Any] = _loaded("docker-compose.yml")
    return found


@pytest.fixture(scope="module")
def services(composed: dict[str, Any]) -> dict[str, Any]:
    """The services of docker-compose.yml."""
    found: dict[str, Any] = composed["services"]
    return found


@pytest.fixture(scope="module")
def series() -> set[str]:
    """The names of our metrics, as Prometheus stores them."""
    suffixes = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
    return {f"{one.name}{suffix}" for one in Metrics().registry.collect() for suffix in suffixes[one.type]}


@pytest.mark.parametrize("file", DEPLOYMENT)
def test_every_setting_named_exists(file: str) -> None:
    """A misspelt BUZON_ variable would be ignored in silence: each one named is a field of Settings."""
    named = set(re.findall(r"\bBUZON_[A-Z_]+\b", (ROOT / file).read_text(encoding="utf-8")))
    assert named
    assert named <= SETTINGS


def test_the_city_sets_only_what_the_compose_file_asks_for() -> None:
    """Each variable of docker/city.env is a setting, Compose's own, or asked for in docker-compose.yml."""
    lines = (ROOT / "docker/city.env").read_text(encoding="utf-8").splitlines()
    given = {line.partition("=")[0] for line in lines if "=" in line and not line.startswith("#")}
    asked = set(re.findall(r"\$\{(\w+):-", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert asked == given - SETTINGS - {"COMPOSE_PROFILES"}


def test_images_are_built_from_stages_that_exist(services: dict[str, Any]) -> None:
    """Each `target` is a stage of the Dockerfile."""
    stages = set(re.findall(r"^FROM \S+ AS (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE))
    targets = {service["build"]["target"] for service in services.values() if "build" in service}
    assert targets == {"bot", "sandbox"}
    assert targets <= stages


def test_the_services_have_their_agreed_names(services: dict[str, Any]) -> None:
    """Whoever operates this finds them by these."""
    assert set(services) >= DEMANDED


def test_only_the_bot_starts_unasked(services: dict[str, Any]) -> None:
    """Without a profile there is the bot, after its schema: databases, sandbox and monitoring come when called."""
    profiles = {name: service.get("profiles", []) for name, service in services.items()}
    assert {name for name, asked in profiles.items() if not asked} == {"bot", "migrate"}
    assert {name for name, asked in profiles.items() if asked == ["city"]} == {"worker", "postgres", "redis"}
    assert {"prometheus", "grafana"} <= {name for name, asked in profiles.items() if asked == ["monitoring"]}


def test_a_container_runs_a_command_that_exists(services: dict[str, Any]) -> None:
    """`buzon serve`, `work`, `migrate`: each word after `buzon` is one of its commands."""
    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    called = {word for name in OURS for word in _words_after_buzon(services[name]["command"])}
    assert called == {"run", "serve", "work", "migrate", "keys"}
    assert called <= known


def _words_after_buzon(command: list[str]) -> Iterator[str]:
    filled = [re.sub(r"\$\{(\w+):-(\w+)\}", r"\2", word) for word in command]
    filled += [re.sub(r"\$\{(\w+):-\w+\}", lambda found: CITY[found[1]], word) for word in command]
    words = [part for word in filled for part in shlex.split(word)]
    yield from (after for word, after in pairwise(words) if word == "buzon")


@pytest.mark.parametrize("name", ["bot", "worker"])
def test_a_stop_has_more_time_than_it_needs(services: dict[str, Any], name: str) -> None:
    """The bot stops within five seconds; Docker must not kill it before."""
    assert int(services[name]["stop_grace_period"].removesuffix("s")) > 5


def test_every_container_is_contained(services: dict[str, Any]) -> None:
    """Nobody writes to its root, keeps a capability it does not need, gains one, or fills the disk with its log."""
    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "/tmp" in service["tmpfs"], name
        assert service["logging"]["options"]["max-size"], name
    assert {name for name, service in services.items() if "cap_add" in service} == {"postgres"}
    assert [name for name, service in services.items() if service.get("privileged")] == []


def test_what_starts_waits_for_what_it_needs(services: dict[str, Any]) -> None:
    """The schema is there before anybody serves, the database before the schema; each wait has a check behind it."""
    for name in ("bot", "worker"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["restart"] == "no"
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in services, name
            # In the small case the stores are not there: then nobody waits for them.
            assert how.get("required", True) == (other not in {"postgres", "redis"}), (name, other)
            if how["condition"] == "service_healthy":
                assert services[other]["healthcheck"]["test"], other


def test_the_health_check_asks_what_the_bot_answers() -> None:
    """The image's check asks the port that it exposes, for a path that `bot.web.health` has."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (port, path) = re.findall(r"HEALTHCHECK.*\n.*http://127\.0\.0\.1:(\d+)(/\w+)", dockerfile)[0]
    assert f"BUZON_LISTEN=0.0.0.0:{port}" in dockerfile
    assert f'Route("{path}"' in (ROOT / "bot/web/health.py").read_text(encoding="utf-8")


def test_nothing_listens_beyond_this_machine(services: dict[str, Any]) -> None:
    """Published ports are bound to loopback: a proxy with a certificate stands in front."""
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_the_stores_are_on_a_network_without_a_way_out(composed: dict[str, Any]) -> None:
    """Redis has no password: only bot, worker and migrate reach it, and neither it nor PostgreSQL reaches anybody."""
    assert composed["networks"]["store"] == {"internal": True}
    members = {name for name, service in composed["services"].items() if "store" in service["networks"]}
    assert members == {"bot", "worker", "migrate", "postgres", "redis"}
    for name in ("postgres", "redis"):
        assert composed["services"][name]["networks"] == ["store"]
        assert "ports" not in composed["services"][name]


def test_redis_keeps_what_it_counted(services: dict[str, Any]) -> None:
    """After a restart of Redis nobody may send as if nothing had been sent: the append-only file is on, and a full
    Redis refuses to write rather than to forget."""
    words = services["redis"]["command"]
    assert words[words.index("--appendonly") + 1] == "yes"
    assert words[words.index("--maxmemory-policy") + 1] == "noeviction"
    assert services["redis"]["volumes"] == ["redis:/data"]


def test_mounted_files_and_volumes_exist(composed: dict[str, Any]) -> None:
    """What is mounted from this folder is in it, var/ aside; what is a volume is declared."""
    for name, service in composed["services"].items():
        for mount in service.get("volumes", []):
            source = mount.partition(":")[0]
            if mount == "./var/backup:/backup":
                continue
            if source.startswith("./var/") or source == "/":
                assert mount.endswith((":ro", ":ro,rslave")), name
            elif source.startswith("./"):
                assert (ROOT / source).exists(), mount
                assert mount.endswith(":ro"), mount
            else:
                assert source in composed["volumes"], mount
        assert set(service.get("secrets", [])) <= set(composed["secrets"])


def test_no_secret_is_in_the_tree(composed: dict[str, Any]) -> None:
    """Passwords and keys come from files below var/; the sandbox's token alone stands here, and opens nothing."""
    text = "".join((ROOT / file).read_text(encoding="utf-8") for file in DEPLOYMENT)
    assert re.findall(r"(?i)\b\w*(?:password|token|secret|key)\w*[:=]\s*\S*[\w-]{20,}\S*", text) == [
        'BUZON_TELEGRAM_TOKEN: "8000000001:SANDBOX-simulacion-no-es-un-secreto-00"'
    ]
    assert all(secret["file"].startswith("./var/") for secret in composed["secrets"].values())
    assert "var/\n" in (ROOT / ".gitignore").read_text(encoding="utf-8")


def test_the_backup_tools_are_of_the_servers_version(services: dict[str, Any]) -> None:
    """pg_dump refuses a server that is newer than itself: the image's tools and the server are of one version."""
    (tools,) = set(re.findall(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text(encoding="utf-8")))
    assert services["postgres"]["image"] == f"postgres:{tools}-bookworm"


def test_the_image_gets_every_dependency() -> None:
    """It is installed from the lock without asking further: whatever pyproject.toml wants must be pinned there."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    pinned = set(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    names = {re.match(r"[\w.-]+", one)[0].replace(".", "-").replace("_", "-").lower() for one in wanted}  # type: ignore[index]
    assert names - pinned == set()


def test_prometheus_asks_the_services_by_their_names(services: dict[str, Any]) -> None:
    """Every process of `bot` and of `worker`, on the port that they listen on; and node-exporter."""
    config = _loaded("docker/prometheus.yml")
    jobs = {job["job_name"]: job for job in config["scrape_configs"]}
    (found,) = jobs["buzon"]["dns_sd_configs"]
    assert set(found["names"]) == {"bot", "worker"}
    assert services["bot"]["environment"]["BUZON_LISTEN"].endswith(f":{found['port']}")
    assert jobs["machine"]["static_configs"][0]["targets"][0].partition(":")[0] in services
    mounted = {mount.split(":")[1] for mount in services["prometheus"]["volumes"]}
    assert set(config["rule_files"]) <= mounted


def test_grafana_finds_its_source_and_its_dashboard(services: dict[str, Any]) -> None:
    """The data source that the dashboard names is provisioned, at the address of the service."""
    (source,) = _loaded("docker/grafana/provisioning/datasources/prometheus.yml")["datasources"]
    assert source["url"].removeprefix("http://").partition(":")[0] in services
    (provider,) = _loaded("docker/grafana/provisioning/dashboards/buzon.yml")["providers"]
    mounted = {mount.split(":")[1]: mount.split(":")[0] for mount in services["grafana"]["volumes"]}
    assert (ROOT / mounted[provider["options"]["path"]] / "buzon.json").is_file()
    dashboard = json.loads((ROOT / "docker/grafana/dashboards/buzon.json").read_text(encoding="utf-8"))
    used = {target["datasource"]["uid"] for panel in dashboard["panels"] for target in panel["targets"]}
    assert used == {source["uid"]}


def test_dashboard_and_rules_show_metrics_that_exist(series: set[str]) -> None:
    """A renamed metric would leave a panel empty and an alarm silent: every name in a query is one of ours."""
    queries = [*_panel_queries(), *(rule["expr"] for rule in _rules())]
    assert len(queries) > 30
    for query in queries:
        named = set(re.findall(r"\b(?:buzon|node|pgqueuer)_\w+|\bup\b", query))
        assert named, query
        assert {name for name in named if not NOT_OURS.fullmatch(name)} <= series, query


def test_every_metric_is_shown(series: set[str]) -> None:
    """What is counted is on the dashboard: else why count it."""
    text = " ".join(_panel_queries())
    shown = {name.removesuffix("_total").removesuffix("_bucket") for name in re.findall(r"buzon_\w+", text)}
    assert {one.name for one in Metrics().registry.collect()} == shown


def test_every_alarm_has_a_runbook() -> None:
    """Whoever is woken finds a chapter of that name, and the alarm in the table of them all."""
    guide = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    chapters = set(re.findall(r"^#+ (.+)$", guide, re.MULTILINE))
    assert {rule["annotations"]["runbook"] for rule in _rules()} <= chapters
    assert {rule["alert"] for rule in _rules()} == set(re.findall(r"^\| `([A-Z][a-z]\w+)` \|", guide, re.MULTILINE))


def test_the_guide_names_settings_commands_and_metrics_that_exist(series: set[str]) -> None:
    """docs/operations.md: every BUZON_ variable, every `buzon …` and every metric."""
    guide = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\bBUZON_[A-Z_]+\b", guide)) <= SETTINGS
    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"(?:`|bin/|(?:bot|worker|migrate) )buzon ([a-z]+)", guide)) <= known
    bare = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in series}
    assert {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in re.findall(r"\bbuzon_\w+", guide)} <= bare


def _panel_queries() -> Iterator[str]:
    dashboard = json.loads((ROOT / "docker/grafana/dashboards/buzon.json").read_text(encoding="utf-8"))
    yield from (target["expr"] for panel in dashboard["panels"] for target in panel["targets"])


def _rules() -> Iterator[dict[str, Any]]:
    for group in _loaded("docker/alerts.yml")["groups"]:
        yield from group["rules"]
