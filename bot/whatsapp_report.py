"""What the API says of a number, its token and its webhook, for an operator to read."""

from dataclasses import dataclass
from typing import Any

from bot import keys, whatsapp_account
from bot.channels.whatsapp.account import Account, AccountRefused, Number, TokenFacts
from bot.settings import Settings
from bot.web import whatsapp as webhook
from handlers.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Report:
    """What the API says of the number, the token (None: it may not be asked) and who is told of what happens."""

    number: Number
    token: TokenFacts | None
    subscribed: tuple[str, ...]


async def report(settings: Settings) -> Report:
    """Ask for it all. Raises Misconfigured."""
    async with whatsapp_account.opened(settings) as account:
        return Report(await account.number(), await token_of(account), await account.subscribed())


def address(settings: Settings) -> str:
    """Where WhatsApp is to post. Raises Misconfigured where that is nowhere."""
    if not settings.public_url:
        raise Misconfigured(
            "BUZON_PUBLIC_URL is missing: WhatsApp posts what people write to this server's https address"
        )
    return settings.public_url + webhook.PATH


def verify_token(settings: Settings) -> str:
    """The word that the app's configuration asks for beside the address."""
    return webhook.verify_token(settings, keys.vault(settings))


def as_text(found: Report, settings: Settings) -> str:
    """A few lines, with what to enter at Meta."""
    number = found.number
    lines = [
        f"number      {number.display}, {number.name or 'without a name'} ({number.name_state or 'not told'})",
        f"state       {number.state or 'not told'}",
        f"quality     {number.standing.quality}",
        f"limit       {people(number)} in 24 hours outside their window",
        f"throughput  {number.throughput or 'not told'}",
        f"token       {_good_for(found.token)}",
        f"app         {', '.join(found.subscribed) or 'none is subscribed: buzon whatsapp subscribe'}",
        f"webhook     {number.webhook or 'nowhere'}",
    ]
    if settings.public_url:
        lines.append(f"  enter     {settings.public_url}{webhook.PATH}, verify token {verify_token(settings)}")
    return "\n".join(lines)


def as_json(found: Report) -> str:
    """One JSON object. No secret is in it."""
    number, standing = found.number, found.number.standing
    facts: dict[str, Any] = {
        "number": number.display,
        "name": number.name,
        "name_state": number.name_state,
        "state": number.state,
        "quality": standing.quality,
        "tier": standing.tier,
        "people_in_24_hours": standing.people,
        "throughput": number.throughput,
        "webhook": number.webhook,
        "subscribed_apps": list(found.subscribed),
        "token_scopes": sorted(found.token.scopes) if found.token else None,
        "token_ends_at": found.token.ends_at if found.token else None,
    }
    return whatsapp_account.as_json(facts)


async def token_of(account: Account) -> TokenFacts | None:
    """None where the token may not ask about itself: then only use shows what it is good for."""
    try:
        return await account.token()
    except AccountRefused:
        return None


def people(number: Number) -> str:
    """How many may be written to in 24 hours, in words."""
    standing = number.standing
    if standing.people is None:
        return "any number of people"
    return f"{standing.people:,} people" + ("" if standing.tier else " (not told, so the least)")


def _good_for(token: TokenFacts | None) -> str:
    if token is None:
        return "it may not be asked what it is good for"
    ends = f"until {token.ends_at:%Y-%m-%d %H:%M} UTC" if token.ends_at else "never expires"
    return f"{ends}; {', '.join(sorted(token.scopes)) or 'scopes not told'}"
