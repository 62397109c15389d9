"""Linking by a code that an institution shows: no credentials are needed, and nobody looks into the mailbox. The
institution brings its notices itself."""

from collections.abc import Awaitable, Callable

from handlers.dialog import Dialog, Talk
from handlers.effects import given, has_consented
from handlers.effects.official import (
    NotOffered,
    Offered,
    is_official_code,
    link_officially,
    look_at_official_code,
    official_sources,
)
from handlers.link import link_steps
from handlers.outages import names_words
from handlers.questions.official import HAS_OFFICIAL_CODE, OFFICIAL_CODE, OFFICIAL_MAILBOX
from handlers.questions.recovery import TRY_RECOVERY
from handlers.recovery import recovery_steps
from handlers.speech import press
from handlers.welcome import agreed, introduce
from handlers.welcome import link as link_by_credentials

TRIES = 3


async def link(talk: Talk) -> None:
    """`/vincular`: where there is an institution that shows codes, which of the two the person has."""
    sources = await talk.do(official_sources)
    if not sources:
        await link_by_credentials(talk)
        return
    if not await agreed(talk):
        return
    names = names_words(sources.splitlines())
    if await talk.ask(HAS_OFFICIAL_CODE, operator=names) == "no":
        if not await link_steps(talk) and await talk.ask(TRY_RECOVERY) == "yes":
            await recovery_steps(talk)
        return
    for _ in range(TRIES):
        code = await talk.ask(OFFICIAL_CODE, operator=names)
        offered = await talk.do(look_at_official_code, code)
        if isinstance(offered, Offered):
            await _confirm(talk, code, offered)
            return
        await _say_not(talk, offered)


def or_official(otherwise: Callable[[Talk, str], Awaitable[None]]) -> Dialog:
    """The dialog that a code begins which was typed by itself: an institution's, or whatever it was before."""

    async def by_code(talk: Talk) -> None:
        code = await talk.do(given)
        if not await talk.do(is_official_code, code):
            await otherwise(talk, code)
            return
        if not await talk.do(has_consented):
            await introduce(talk)
        if not await agreed(talk):
            return
        match await talk.do(look_at_official_code, code):
            case Offered() as offered:
                await _confirm(talk, code, offered)
            case refused:
                await _say_not(talk, refused)

    return by_code


async def _confirm(talk: Talk, code: str, offered: Offered) -> None:
    """Whose mailbox it is, in masked form; one yes."""
    if await talk.ask(OFFICIAL_MAILBOX, operator=offered.source, name=offered.holder) == "no":
        await talk.say("official-declined")
        return
    match await talk.do(link_officially, code):
        case NotOffered() as refused:
            await _say_not(talk, refused)
        case done:
            rows = ((press("button-accounts", "c:cuentas"),),)
            await talk.say("official-linked", name=done.name, operator=offered.source, rows=rows)


async def _say_not(talk: Talk, refused: NotOffered) -> None:
    match refused:
        case NotOffered(reason="already", name=name):
            await talk.say("official-already", name=name)
        case NotOffered(reason="full"):
            await talk.say("not-linked-full", name="")
        case _:
            await talk.say("official-not-code")
