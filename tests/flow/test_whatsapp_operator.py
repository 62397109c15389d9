"""An operator brings WhatsApp up by the command line, against a Graph API on loopback: each command says what is so and
what is to be done, and none says a secret that is not asked for."""

import json
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bot.whatsapp_checks import FIELDS
from storage import migrations
from tests.flow.process import environment
from tests.flow.shell import Shell


@dataclass(kw_only=True)
class Operator(Shell):
    """An operator's shell in a folder of its own, and the sandbox's control beside it."""

    outside: dict[str, str]

    def doctor(self) -> tuple[bool, str]:
        """Whether WhatsApp's line passes, and what it says."""
        _, out, _ = self.buzon("doctor")
        (line,) = [line for line in out.splitlines() if line[2:].startswith("whatsapp")]
        return line.startswith("✓"), line

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A call to the sandbox's control of WhatsApp."""
        return call(method, f"{self.outside['page']}/control/whatsapp{path}", body)

    def graph(self, method: str, path: str, body: Any = None) -> Any:
        """A call to the Graph API as Meta's own pages make it."""
        return call(method, f"{self.outside['whatsapp']}/v24.0{path}", body, token=self.outside["whatsapp_token"])

    def enter_webhook(self, url: str, verify_token: str, *fields: str) -> None:
        """What the operator types into the app's configuration, and ticks there; without any, all."""
        asked = {"callback_url": url, "verify_token": verify_token, "access_token": self.app_token}
        query = urlencode(asked | {"fields": ",".join(fields or FIELDS)})
        call("POST", f"{self.outside['whatsapp']}/v24.0/{self.outside['whatsapp_app_id']}/subscriptions?{query}")

    @property
    def app_token(self) -> str:
        """The app's own, as Meta's pages have it."""
        return f"{self.outside['whatsapp_app_id']}|{self.outside['whatsapp_app_secret']}"

    def judge(self, **verdict: str) -> None:
        """What Meta's review says of every template."""
        for template in self.control("GET", "/templates"):
            self.control("PATCH", f"/templates/{template['id']}", verdict)


def call(method: str, url: str, body: Any = None, *, token: str = "") -> Any:
    """One JSON call, waited for."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=20) as answer:
        return json.loads(answer.read())


@pytest.fixture(scope="module")
def sandbox() -> Iterator[dict[str, str]]:
    """The outside world, in a process of its own: the command has a loop of its own."""
    command = [sys.executable, "-m", "sandbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(), start_new_session=True) as process:
        assert process.stdout is not None
        told: dict[str, str] = json.loads(process.stdout.readline())
        yield told
        process.terminate()


@pytest.fixture(scope="module")
def bot() -> Iterator[str]:
    """Where a bot would answer the handshake."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(asked["hub.challenge"][0].encode())

        def log_message(self, *_: object) -> None:
            """Nothing on stderr, which is the operator's."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


@pytest.fixture
def shell(
    tmp_path: Path,
    sandbox: dict[str, str],
    bot: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    root_logging: None,
) -> Operator:
    """All settings are right; the account is new: no templates, nobody subscribed."""
    monkeypatch.chdir(tmp_path)
    shell = Operator(monkeypatch=monkeypatch, capsys=capsys, outside=sandbox)
    shell.variables = {
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'buzon.db'}",
        "MASTER_KEYS_FILE": str(tmp_path / "keys.txt"),
        "WHATSAPP_TOKEN": sandbox["whatsapp_token"],
        "WHATSAPP_PHONE_ID": sandbox["whatsapp_phone_id"],
        "WHATSAPP_ACCOUNT_ID": sandbox["whatsapp_waba_id"],
        "WHATSAPP_APP_SECRET": sandbox["whatsapp_app_secret"],
        "WHATSAPP_API_URL": f"{sandbox['whatsapp']}/v24.0",
        "PORTAL_URL": sandbox["portal"],
        "PORTAL_PROFILE": "sandbox",
        "PUBLIC_URL": bot,
    }
    assert shell.buzon("keys", "new", "--file", "keys.txt")[0] == 0
    migrations.upgrade(shell.variables["DATABASE_URL"])
    shell.control("POST", "/reset")
    shell.control("DELETE", "/webhook")
    shell.graph("DELETE", f"/{sandbox['whatsapp_waba_id']}/subscribed_apps")
    shell.control("PATCH", "/account", {"approve_templates": False})
    return shell


def test_templates_from_nothing_to_approved(shell: Operator) -> None:
    """`diff` finds all of them missing, `push` hands them in once, `status` follows their review, and then nothing
    differs."""
    status, out, _ = shell.buzon("whatsapp", "templates", "diff")
    assert (status, "buzon_notificacion es: missing in the account" in out) == (1, True)
    status, out, _ = shell.buzon("whatsapp", "templates", "push")
    assert (status, "buzon_notificacion es: created, now PENDING" in out) == (0, True), out
    created = {(one["name"], one["language"]) for one in shell.control("GET", "/templates")}
    assert ("buzon_mensaje", "en") in created
    rows = json.loads(shell.buzon("whatsapp", "templates", "status", "--json")[1])
    assert {(row["name"], row["language"]) for row in rows} == created
    assert {row["state"] for row in rows} == {"PENDING"}
    shell.judge(status="APPROVED", quality="GREEN")
    assert shell.buzon("whatsapp", "templates", "diff")[0] == 0
    shown = shell.buzon("whatsapp", "templates", "status")[1]
    assert "APPROVED   UTILITY    GREEN" in shown
    assert shell.buzon("whatsapp", "templates", "push")[1].startswith("nothing is left to push")
    assert shell.control("GET", "/counts")["calls"]["POST create_template"] == len(created)


def test_the_doctor_leads_from_nothing_to_ready(shell: Operator) -> None:
    """Each time it names the next thing to do, and what is done is right: webhook, subscription, templates, review."""
    well, line = shell.doctor()
    found = re.search(r"enter (http\S+/whatsapp/webhook) and the verify token (\w{32})", line)
    assert found is not None, line
    assert not well
    shell.enter_webhook(*found.groups(), "message_template_status_update")
    well, line = shell.doctor()
    assert (well, "`buzon whatsapp subscribe`" in line) == (False, True), line
    assert shell.buzon("whatsapp", "subscribe")[0] == 0
    well, line = shell.doctor()
    assert (well, "the app is not told of messages, message_template_quality" in line) == (False, True), line
    shell.enter_webhook(*found.groups())
    well, line = shell.doctor()
    assert (well, "`buzon whatsapp templates push`" in line) == (False, True), line
    assert shell.buzon("whatsapp", "templates", "push")[0] == 0
    well, line = shell.doctor()
    assert (well, "PENDING: buzon_enlace en" in line) == (False, True), line
    shell.judge(status="APPROVED")
    well, line = shell.doctor()
    assert (well, found[1] in line, found[2] in line) == (True, True, True), line
    shown = shell.buzon("whatsapp", "status")[1]
    assert f"enter     {found[1]}, verify token {found[2]}" in shown
    told = json.loads(shell.buzon("whatsapp", "status", "--json")[1])
    assert (told["tier"], told["people_in_24_hours"], told["quality"]) == ("TIER_2K", 2_000, "GREEN")
    assert (told["webhook"], told["subscribed_apps"]) == (found[1], [shell.outside["whatsapp_app_id"]])
    shell.control("PATCH", "/templates/buzon_notificacion", {"status": "PAUSED", "quality": "RED"})
    well, line = shell.doctor()
    assert (well, "PAUSED: buzon_notificacion es" in line) == (False, True), line


WRONGS = {
    "no token": ({"TOKEN": None}, "BUZON_WHATSAPP_TOKEN is missing"),
    "a wrong token": ({"TOKEN": "EAAwrongTokenOfNobody"}, "check BUZON_WHATSAPP_TOKEN"),
    "no id of a number": ({"PHONE_ID": None}, "BUZON_WHATSAPP_PHONE_ID is missing"),
    "the number instead of its id": ({"PHONE_ID": "51987654321"}, "check BUZON_WHATSAPP_PHONE_ID"),
    "no account": ({"ACCOUNT_ID": None}, "BUZON_WHATSAPP_ACCOUNT_ID is missing"),
    "another account": ({"ACCOUNT_ID": "999000000000009"}, "check BUZON_WHATSAPP_ACCOUNT_ID"),
    "no secret": ({"APP_SECRET": None}, "BUZON_WHATSAPP_APP_SECRET is missing"),
    "no secret's shape": ({"APP_SECRET": "not-hexadecimal"}, "is not 32 hexadecimal digits"),
    "another app's secret": ({"APP_SECRET": "0123456789abcdef" * 2}, "is not that of the token's app"),
    "no API there": ({"API_URL": "http://127.0.0.1:9"}, "check BUZON_WHATSAPP_API_URL"),
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_the_doctor_names_what_is_wrong(shell: Operator, wrong: str) -> None:
    """One line with the variable and its mend; no token and no secret in it."""
    changes, mend = WRONGS[wrong]
    for name, value in changes.items():
        if value is None:
            del shell.variables[f"WHATSAPP_{name}"]
        else:
            shell.variables[f"WHATSAPP_{name}"] = value
    status, out, err = shell.buzon("doctor")
    (line,) = [line for line in out.splitlines() if line[2:].startswith("whatsapp")]
    assert (status, line[0], mend in line) == (1, "✗", True), line
    secrets = (shell.outside["whatsapp_token"], shell.outside["whatsapp_app_secret"], *filter(None, changes.values()))
    assert not any(secret in out + err for secret in secrets if not secret.startswith("http"))


@pytest.mark.parametrize(
    ("change", "mend"),
    [
        ({"restricted": True}, "the number is RESTRICTED"),
        ({"scopes": "whatsapp_business_messaging"}, "the token lacks whatsapp_business_management"),
        ({"token_ends_at": int(time.time()) + 80_000}, "make one for a system user that never expires"),
    ],
)
def test_what_meta_says_of_the_account_is_passed_on(shell: Operator, change: dict[str, Any], mend: str) -> None:
    """The account was blocked; the token may not all that it must, or is the one that ends after a day."""
    shell.control("PATCH", "/account", change)
    well, line = shell.doctor()
    assert (well, mend in line) == (False, True), line


def test_one_channel_is_enough(shell: Operator) -> None:
    """WhatsApp alone passes Telegram's line, Telegram alone WhatsApp's; without either the doctor asks for one."""
    _, out, _ = shell.buzon("doctor")
    assert "✓ telegram     none (BUZON_TELEGRAM_TOKEN): people are served by WhatsApp alone" in out
    shell.variables = {name: value for name, value in shell.variables.items() if not name.startswith("WHATSAPP_")}
    _, out, _ = shell.buzon("doctor")
    assert "✗ telegram     BUZON_TELEGRAM_TOKEN is missing" in out
    shell.variables |= {"TELEGRAM_TOKEN": shell.outside["bot_token"], "TELEGRAM_API_URL": shell.outside["telegram"]}
    _, out, _ = shell.buzon("doctor")
    assert "✓ whatsapp     none (BUZON_WHATSAPP_TOKEN)" in out


def test_other_words_are_told_and_pushed(shell: Operator) -> None:
    """Somebody changed a template at Meta's page: `diff` shows both wordings, `push` brings ours back, and says where
    that must wait: for the day after the last edit, for a review."""
    shell.control("PATCH", "/account", {"approve_templates": True})
    assert shell.buzon("whatsapp", "templates", "push")[0] == 0
    (template,) = [
        one
        for one in shell.control("GET", "/templates")
        if (one["name"], one["language"]) == ("buzon_notificacion", "es")
    ]
    components = [{"type": "BODY", "text": "Otra cosa."}, template["components"][1]]
    shell.graph("POST", f"/{template['id']}", {"components": components})
    status, out, _ = shell.buzon("whatsapp", "templates", "push")
    assert (status, "buzon_notificacion es: refused (100): An approved template can be edited once" in out) == (1, True)
    shell.control("POST", "/clock", {"forward_seconds": 86_401})
    status, out, _ = shell.buzon("whatsapp", "templates", "diff")
    assert (status, "there: Otra cosa." in out, "here:  📬 Llegó" in out) == (1, True, True), out
    shell.control("PATCH", "/account", {"approve_templates": False})
    status, out, _ = shell.buzon("whatsapp", "templates", "push")
    assert (status, "buzon_notificacion es: edited, its review follows" in out) == (0, True), out
    status, out, _ = shell.buzon("whatsapp", "templates", "push")
    assert (status, "buzon_notificacion es: is PENDING: push again when that is over" in out) == (1, True), out
    shell.judge(status="APPROVED")
    assert shell.buzon("whatsapp", "templates", "push")[0] == 0


def test_what_only_a_person_can_mend_is_said(shell: Operator) -> None:
    """A paused template, one that Meta calls marketing: nothing is sent, and the line says who can do what."""
    shell.control("PATCH", "/account", {"approve_templates": True})
    assert shell.buzon("whatsapp", "templates", "push")[0] == 0
    calls = shell.control("GET", "/counts")["calls"]
    shell.control("PATCH", "/templates/buzon_portal", {"status": "PAUSED", "quality": "RED"})
    status, out, _ = shell.buzon("whatsapp", "templates", "push")
    assert (status, "buzon_portal es: it is PAUSED: see WhatsApp Manager" in out) == (1, True), out
    assert "POST edit_template" not in shell.control("GET", "/counts")["calls"]
    assert shell.control("GET", "/counts")["calls"]["POST create_template"] == calls["POST create_template"]
    shown = shell.buzon("whatsapp", "templates", "status")[1]
    assert re.search(r"^buzon_portal +es  PAUSED +UTILITY +RED$", shown, re.MULTILINE)
    (template, *_) = shell.control("GET", "/templates")
    shell.control("PATCH", f"/templates/{template['id']}", {"status": "REJECTED"})
    shell.graph("POST", f"/{template['id']}", {"category": "MARKETING"})
    shell.control("PATCH", f"/templates/{template['id']}", {"status": "APPROVED"})
    status, out, _ = shell.buzon("whatsapp", "templates", "push")
    assert (status, "Meta put it into MARKETING" in out) == (1, True), out
