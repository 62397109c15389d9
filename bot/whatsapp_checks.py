"""WhatsApp's settings checked against the API, one after the other, with the mend where one is wrong."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot import whatsapp_account, whatsapp_flow
from bot.channels.whatsapp import comparing
from bot.channels.whatsapp.account import Account, AccountRefused, Number
from bot.channels.whatsapp.comparing import What
from bot.settings import Settings
from bot.whatsapp_report import address, people, token_of, verify_token
from handlers.errors import Misconfigured

SCOPES = ("whatsapp_business_messaging", "whatsapp_business_management")
"""What the token must be allowed: to write, and to see to templates."""

FIELDS = (
    "messages",
    "message_template_status_update",
    "message_template_quality_update",
    "phone_number_quality_update",
    "account_update",
)
"""What the app must be told of: what people write, and what somebody must know who runs this."""

_SECRET = re.compile(r"[0-9a-f]{32}")
_WELL = frozenset({"", "CONNECTED", "FLAGGED"})
_ENDS_SOON = timedelta(days=7)
_PUSH = "`buzon whatsapp templates push`"


async def examine(settings: Settings) -> str:
    """One line where all is well. Raises Misconfigured with the first thing that is not, and how to mend it."""
    secret = settings.whatsapp_app_secret
    if secret is not None and not _SECRET.fullmatch(secret.get_secret_value()):
        raise Misconfigured("BUZON_WHATSAPP_APP_SECRET is not 32 hexadecimal digits: copy it from App settings > Basic")
    async with whatsapp_account.opened(settings) as account:
        number = await _number(account)
        await _belongs(account)
        app_id = await _permitted(account)
        hook, word = address(settings), verify_token(settings)
        await _told(account, number, app_id, hook, word)
        await _fields(account, app_id)
        _check_templates(await account.templates())
        form = await whatsapp_flow.examine(settings, account)
    return f"{_about(number)}; {len(whatsapp_account.wanted())} templates; {form}; webhook {hook}, verify token {word}"


async def _number(account: Account) -> Number:
    try:
        number = await account.number()
    except AccountRefused as refused:
        raise Misconfigured(
            f"WhatsApp does not know this number ({refused.code}): check BUZON_WHATSAPP_PHONE_ID, which is the id in "
            "WhatsApp > API setup and not the number, and the token's permissions"
        ) from None
    if number.state not in _WELL:
        raise Misconfigured(f"the number is {number.state}: see it in WhatsApp Manager, and docs/whatsapp.md")
    return number


async def _belongs(account: Account) -> None:
    try:
        has = await account.has_number()
    except AccountRefused as refused:
        raise Misconfigured(
            f"WhatsApp does not know this account ({refused.code}): check BUZON_WHATSAPP_ACCOUNT_ID, the id "
            "in WhatsApp > API setup, and that the system user has the account among its assets"
        ) from None
    if not has:
        raise Misconfigured("the number is none of this account's: check BUZON_WHATSAPP_ACCOUNT_ID")


async def _permitted(account: Account) -> str:
    """The id of the token's app; empty where the token may not ask about itself."""
    token = await token_of(account)
    if token is None:
        return ""
    if token.scopes and (lacking := [scope for scope in SCOPES if scope not in token.scopes]):
        raise Misconfigured(f"the token lacks {' and '.join(lacking)}: make a new one for the system user with both")
    if token.ends_at is not None and token.ends_at - datetime.now(UTC) < _ENDS_SOON:
        raise Misconfigured(
            f"the token ends on {token.ends_at:%Y-%m-%d %H:%M} UTC: make one for a system user that never expires"
        )
    if token.app_id and not await account.knows_secret(token.app_id):
        raise Misconfigured(
            "BUZON_WHATSAPP_APP_SECRET is not that of the token's app: every webhook would be refused; copy it from "
            "App settings > Basic"
        )
    return token.app_id


async def _told(account: Account, number: Number, app_id: str, hook: str, word: str) -> None:
    enter = f"in the app, WhatsApp > Configuration, enter {hook} and the verify token {word}"
    if not number.webhook:
        raise Misconfigured(f"WhatsApp posts nowhere: start the bot, then {enter}")
    if number.webhook != hook:
        raise Misconfigured(f"WhatsApp posts to {number.webhook}, not here: start the bot, then {enter}")
    subscribed = await account.subscribed()
    if not subscribed or (app_id and app_id not in subscribed):
        raise Misconfigured("the app is not told what happens in the account: `buzon whatsapp subscribe`")


async def _fields(account: Account, app_id: str) -> None:
    try:
        told = await account.fields(app_id) if app_id else frozenset(FIELDS)
    except AccountRefused:
        return  # then only use shows it
    if lacking := [field for field in FIELDS if field not in told]:
        raise Misconfigured(
            f"the app is not told of {', '.join(lacking)}: in the app, WhatsApp > Configuration > Webhook fields, "
            "subscribe to each"
        )


def _check_templates(held: Sequence[comparing.Held]) -> None:
    found = comparing.differences(whatsapp_account.wanted(), held)
    if missing := {one.name for one in found if one.what is What.MISSING}:
        raise Misconfigured(f"templates are missing ({_named(missing)}): {_PUSH}")
    if changed := {one.name for one in found if one.what in {What.BODY, What.BUTTON, What.PARTS}}:
        raise Misconfigured(f"templates say something else than ours ({_named(changed)}): {_PUSH}")
    by_state: dict[str, set[str]] = {}
    for one in found:
        by_state.setdefault(one.there, set()).add(f"{one.name} {one.language}")
    if by_state:
        stand = "; ".join(f"{state}: {_named(names)}" for state, names in sorted(by_state.items()))
        raise Misconfigured(f"templates are not as they should be ({stand}): see docs/whatsapp.md, When an alarm comes")


def _named(names: set[str]) -> str:
    first = sorted(names)[:3]
    return ", ".join(first) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _about(number: Number) -> str:
    return f"{number.display} «{number.name}», {people(number)} a day, quality {number.standing.quality}"
