"""`buzon whatsapp …`: what the account holds beside what the repository wants, and bringing the one to the other."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from pydantic import SecretStr

from bot.channels.templates import templates
from bot.channels.whatsapp import comparing
from bot.channels.whatsapp.account import Account, AccountRefused
from bot.channels.whatsapp.comparing import Difference, Do, Held, Ours, Step, What
from bot.settings import Settings
from handlers.errors import Misconfigured

_SAYS = {
    What.BODY: "other words",
    What.BUTTON: "another button",
    What.PARTS: "parts that ours has not",
    What.CATEGORY: "another category",
    What.STATE: "can't be sent",
}
_BY_HAND = {
    What.CATEGORY: "Meta put it into {there}, and the category of an approved template can't be changed: ask for a "
    "review in WhatsApp Manager (more than once refused: other words, here and by push)",
    What.STATE: "it is {there}: see WhatsApp Manager, and docs/whatsapp.md",
}


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of one template; `well` where nothing is left to do but wait."""

    name: str
    language: str
    said: str
    well: bool


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[Account]:
    """The account that is configured. Raises Misconfigured where it is not, or where it refuses to be asked."""
    try:
        async with Account(
            _needed(settings.whatsapp_token, "TOKEN", "the token of a system user"),
            phone_id=_needed(settings.whatsapp_phone_id, "PHONE_ID", "the id of the number, from WhatsApp > API setup"),
            account_id=_needed(settings.whatsapp_account_id, "ACCOUNT_ID", "the id of the WhatsApp Business account"),
            app_secret=_needed(settings.whatsapp_app_secret, "APP_SECRET", "the app secret, from App settings > Basic"),
            api_url=settings.whatsapp_api_url,
        ) as account:
            yield account
    except AccountRefused as refused:
        raise Misconfigured(_mend(refused)) from None


def wanted() -> list[Ours]:
    """The repository's templates, each in each language."""
    return comparing.wordings(templates())


async def held(settings: Settings) -> list[Held]:
    """All the account's templates. Raises Misconfigured."""
    async with opened(settings) as account:
        return await account.templates()


async def differences(settings: Settings) -> list[Difference]:
    """What is otherwise in the account than in the repository. Raises Misconfigured."""
    return comparing.differences(wanted(), await held(settings))


async def push(settings: Settings) -> AsyncGenerator[Pushed]:
    """Create what is missing and edit what differs, one after the other. Nothing is deleted, and nothing is sent for
    what is as it should be. Raises Misconfigured."""
    async with opened(settings) as account:
        for step in comparing.steps(wanted(), await account.templates()):
            yield await _take(account, step)


async def subscribe(settings: Settings) -> None:
    """Have the app told what happens in the account. Raises Misconfigured."""
    async with opened(settings) as account:
        await account.subscribe()


async def _take(account: Account, step: Step) -> Pushed:
    ours, there = step.ours, step.held
    try:
        if there is None:
            state, category = await account.create(ours)
            moved = "" if category == comparing.CATEGORY else f", as {category}: a review may bring it back"
            return Pushed(ours.name, ours.language, f"created, now {state}{moved}", well=not moved)
        if step.do is Do.EDIT:
            await account.edit(there.id, ours, category=step.category)
            return Pushed(ours.name, ours.language, "edited, its review follows", well=True)
    except AccountRefused as refused:
        return Pushed(ours.name, ours.language, f"refused ({refused.code}): {refused}", well=False)
    if step.do is Do.WAIT:
        return Pushed(ours.name, ours.language, f"is {there.state}: push again when that is over", well=False)
    found = comparing.differences([ours], [there])
    mends = [_BY_HAND[one.what].format(there=one.there) for one in found if one.what in _BY_HAND]
    return Pushed(ours.name, ours.language, "; ".join(mends), well=False)


def as_text(found: Sequence[Difference]) -> str:
    """One line for each difference, with both wordings under it where words differ."""
    lines: list[str] = []
    for one in found:
        name = f"{one.name} {one.language}"
        match one.what:
            case What.MISSING:
                lines.append(f"{name}: missing in the account")
            case What.STATE:
                lines.append(f"{name}: can't be sent, it is {one.there}")
            case _:
                lines.append(f"{name}: {_SAYS[one.what]}")
                lines += [f"    here:  {one.here or '—'}", f"    there: {one.there or '—'}"]
    return "\n".join(lines) or "the account holds what the repository wants, all of it approved"


def states(found: Sequence[Held]) -> list[dict[str, Any]]:
    """Where each of the repository's templates stands in the account; one that is not there is MISSING."""
    there = {(one.name, one.language): one for one in found}
    rows: list[dict[str, Any]] = []
    for ours in wanted():
        one = there.get((ours.name, ours.language))
        row = {"name": ours.name, "language": ours.language, "state": "MISSING", "category": "", "quality": ""}
        if one is not None:
            row |= {"state": one.state, "category": one.category, "quality": one.quality}
        rows.append(row | {"reason": one.reason if one else ""})
    return rows


def states_text(rows: Sequence[dict[str, Any]]) -> str:
    """A table."""
    width = max((len(row["name"]) for row in rows), default=0)
    return "\n".join(
        f"{row['name']:<{width}} {row['language']:<3} {row['state']:<10} {row['category']:<10} {row['quality']:<8}"
        f"{row['reason']}".rstrip()
        for row in rows
    )


def as_json(value: object) -> str:
    """One JSON value; times in UTC."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def differences_json(found: Sequence[Difference]) -> str:
    """A JSON array."""
    return as_json([asdict(one) for one in found])


def _needed(value: str | SecretStr | None, name: str, what: str) -> str:
    if not value:
        raise Misconfigured(f"BUZON_WHATSAPP_{name} is missing: {what}; see docs/whatsapp.md")
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _mend(refused: AccountRefused) -> str:
    if refused.code == 100:
        return (
            "WhatsApp does not know this account or number, or the token may not see it: check "
            "BUZON_WHATSAPP_ACCOUNT_ID, BUZON_WHATSAPP_PHONE_ID and the token's permissions"
        )
    if refused.code in {3, 10} or 200 <= refused.code < 300:
        return f"the token lacks a permission ({refused.code}): see the one about the system user in docs/whatsapp.md"
    return f"WhatsApp refuses ({refused.code}): {refused}"
