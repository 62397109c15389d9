"""What an operator asks of the WhatsApp Business account: its templates, its number, its token, who is told of what.

By pywa, which knows the shapes of templates. It takes most of a second to load, and its own parsing fails for a field
that is missing: so this module is for commands alone, and what the platform answers is read by ourselves.
"""

import json
import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

import httpx
from pywa_async.client import WhatsApp
from pywa_async.errors import WhatsAppError
from pywa_async.types.templates import BodyText, Buttons, QuickReplyButton, Template, TemplateCategory, TemplateLanguage

from bot.channels.whatsapp import comparing
from bot.channels.whatsapp.comparing import CATEGORY, Held, Ours
from bot.channels.whatsapp.payloads import Json
from bot.channels.whatsapp.standing import FIELDS, Standing, standing
from handlers.errors import Misconfigured

_NUMBER = f"display_phone_number,verified_name,name_status,status,throughput,webhook_configuration,{FIELDS}"
_TEMPLATE = ("id", "name", "language", "status", "category", "components", "quality_score", "rejected_reason")
_PAGE = "100"
_MOST_PAGES = 100
_BAD_TOKEN = frozenset({0, 102, 190})
_BAD_SECRET = frozenset({1, 100, 101})

# It writes whole addresses into the log at INFO, and two of them hold a secret.
logging.getLogger("httpx").setLevel(logging.WARNING)

Said = TypeVar("Said")


class AccountRefused(Exception):
    """The platform said no, by `code` and `subcode`; the text is its own words for people, about the account."""

    def __init__(self, code: int, subcode: int | None, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.subcode = subcode


@dataclass(frozen=True, slots=True)
class Number:
    """A number as people see it and as the platform thinks of it; `webhook` is where its messages are posted."""

    display: str
    name: str
    name_state: str
    state: str
    throughput: str
    webhook: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What a token is good for; `ends_at` is None where it is for good."""

    app_id: str
    scopes: frozenset[str]
    ends_at: datetime | None


class Account:
    """One account and one number of it. `api_url` is the Graph API with its version. Every method raises
    AccountRefused, and Misconfigured where there is no answer, or the token is not known."""

    def __init__(self, token: str, *, phone_id: str, account_id: str, app_secret: str, api_url: str) -> None:
        self.account_id = account_id
        self._phone_id = phone_id
        self._token = token
        self._app_secret = app_secret
        self._http = httpx.AsyncClient(timeout=30)
        self._pywa = WhatsApp(phone_id=phone_id, token=token, session=self._http, waba_id=account_id)
        self._http.base_url = httpx.URL(api_url)  # pywa has put Meta's there

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def number(self) -> Number:
        """The number, asked for by its id."""
        said = await _answer(self._pywa.api.get_business_phone_number(self._phone_id, fields=tuple(_NUMBER.split(","))))
        throughput = said.get("throughput")
        hooks = said.get("webhook_configuration")
        hooks = hooks if isinstance(hooks, dict) else {}
        # The narrowest that is set receives: developers.facebook.com/docs/whatsapp/embedded-signup/webhooks/override
        scopes = ("phone_number", "whatsapp_business_account", "application")
        return Number(
            display=str(said.get("display_phone_number") or "?"),
            name=str(said.get("verified_name") or ""),
            name_state=str(said.get("name_status") or ""),
            state=str(said.get("status") or ""),
            throughput=str(throughput.get("level", "")) if isinstance(throughput, dict) else "",
            webhook=next((str(hooks[scope]) for scope in scopes if hooks.get(scope)), ""),
            standing=standing(said),
        )

    async def has_number(self) -> bool:
        """Whether the number is one of the account's."""
        said = await _answer(self._pywa.api.get_business_phone_numbers(self.account_id, fields=("id",)))
        return any(str(one.get("id")) == self._phone_id for one in _rows(said))

    async def token(self) -> TokenFacts:
        """What the token is good for (`debug_token`, asked with the token itself)."""
        asked = self._pywa.api.send_raw_request("GET", "/debug_token", params={"input_token": self._token})
        said = (await _answer(asked)).get("data")
        facts: Json = said if isinstance(said, dict) else {}
        ends = facts.get("expires_at")
        return TokenFacts(
            app_id=str(facts.get("app_id") or ""),
            scopes=frozenset(str(scope) for scope in facts.get("scopes") or ()),
            ends_at=datetime.fromtimestamp(ends, UTC) if isinstance(ends, int) and ends > 0 else None,
        )

    async def knows_secret(self, app_id: str) -> bool:
        """Whether the app secret is this app's: an app's own token is given out for it alone."""
        asked = {"grant_type": "client_credentials", "client_id": app_id, "client_secret": self._app_secret}
        try:
            await _answer(self._pywa.api.send_raw_request("GET", "/oauth/access_token", params=asked))
        except AccountRefused as refused:
            if refused.code in _BAD_SECRET:
                return False
            raise
        return True

    async def subscribed(self) -> tuple[str, ...]:
        """The ids of the apps that are told what happens in the account."""
        said = await _answer(self._pywa.api.get_waba_subscribed_apps(self.account_id))
        about = [one.get("whatsapp_business_api_data") for one in _rows(said)]
        return tuple(str(one.get("id")) for one in about if isinstance(one, dict))

    async def subscribe(self) -> None:
        """Have the token's app told what happens in the account."""
        await _answer(self._pywa.api.send_raw_request("POST", f"/{self.account_id}/subscribed_apps"))

    async def fields(self, app_id: str) -> frozenset[str]:
        """What this app is told of. Asked with the app's own token."""
        own = {"Authorization": f"Bearer {app_id}|{self._app_secret}"}
        asked = self._pywa.api.send_raw_request("GET", f"/{app_id}/subscriptions", headers=own)
        told = [one for one in _rows(await _answer(asked)) if one.get("object") == "whatsapp_business_account"]
        fields = [field for one in told for field in one.get("fields") or () if isinstance(field, dict)]
        return frozenset(str(field.get("name")) for field in fields)

    async def templates(self) -> list[Held]:
        """All the templates of the account, page by page."""
        found: list[Held] = []
        page = {"limit": _PAGE}
        for _ in range(_MOST_PAGES):
            said = await _answer(
                self._pywa.api.get_templates(waba_id=self.account_id, fields=_TEMPLATE, pagination=page)
            )
            found += [comparing.held(one) for one in _rows(said)]
            paging = said.get("paging") or {}
            after = (paging.get("cursors") or {}).get("after")
            if not after or not paging.get("next"):
                break
            page = {"limit": _PAGE, "after": str(after)}
        return found

    async def create(self, ours: Ours) -> tuple[str, str]:
        """Hand a template in for review; its state and category as the platform gives them at once."""
        body = json.loads(_definition(ours).to_json())
        said = await _answer(self._pywa.api.create_template(self.account_id, body))
        return str(said.get("status") or "PENDING"), str(said.get("category") or CATEGORY)

    async def edit(self, template_id: str, ours: Ours, *, category: bool) -> None:
        """Give a template other words, and where wished our category; a review follows. Only approved, rejected and
        paused ones can be edited, an approved one once a day and ten times in thirty days."""
        body = json.loads(_definition(ours).to_json())
        changes = {"components": body["components"]} | ({"category": CATEGORY} if category else {})
        await _answer(self._pywa.api.send_raw_request("POST", f"/{template_id}", json=changes))

    async def call(self, method: str, path: str, **sent: Any) -> Json:
        """Any other call, with what httpx takes to be sent."""
        return await _answer(self._pywa.api.send_raw_request(method, path, **sent))


def _definition(ours: Ours) -> Template:
    return Template(
        name=ours.name,
        language=TemplateLanguage(ours.language),
        category=TemplateCategory(CATEGORY),
        components=[
            BodyText(ours.wording.body, *ours.wording.examples),
            Buttons(buttons=[QuickReplyButton(text=ours.wording.button)]),
        ],
    )


def _rows(said: Json) -> list[Json]:
    rows = said.get("data")
    return [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []


async def _answer(call: Awaitable[Any]) -> Json:
    """What the platform says. Its words about a token are kept back: they may quote it."""
    try:
        said = await call
    except WhatsAppError as error:
        if error.code in _BAD_TOKEN or error.status_code == 401:
            raise Misconfigured(
                "WhatsApp does not know this token, or it has expired: check BUZON_WHATSAPP_TOKEN"
            ) from None
        if error.code == error.status_code:  # pywa's way to say that the answer was no JSON
            raise _silent(f"HTTP {error.code}") from None
        raise AccountRefused(error.code, error.subcode, error.user_msg or error.details or error.message) from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise _silent(type(error).__name__) from None
    return said if isinstance(said, dict) else {}


def _silent(how: str) -> Misconfigured:
    return Misconfigured(f"the Graph API does not answer ({how}): check BUZON_WHATSAPP_API_URL")
