"""Signing in with what was typed, and keeping the mailbox."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from buzon.credentials import Credentials
from buzon.notice import Notice
from handlers.dialog import storable
from handlers.effects.captcha import CaptchaShown, misread_too_often, note_misread, picture_of
from handlers.errors import CaptchaMisread, CaptchaWanted, LockedAccount, RejectedCredentials
from handlers.intake import take_in
from handlers.questions import LinkRequest
from handlers.questions.identity_form import IDENTITY
from handlers.world import Scene, session_key
from storage import audit, chats, credentials, links, mailboxes, watchers
from storage.mailboxes import AlreadyLinked

LINK_LIFE = timedelta(minutes=10)
MAILBOXES_PER_CHAT = 20
"""A family with many children fits; a collector of other people's mailboxes does not."""


REFUSALS = 3
REFUSALS_WITHIN = timedelta(hours=1)
"""So many wrong passwords for one user name, from whatever chat, and it is left alone so long: portals lock accounts,
and nobody may use this bot to have someone else's locked, or to guess."""


@storable
@dataclass(frozen=True, slots=True)
class Linked:
    """The mailbox is linked; what its baseline look found."""

    name: str
    total: int
    unread: int


@storable
@dataclass(frozen=True, slots=True)
class NotLinked:
    """Why not: "rejected", "locked", "captcha" (nobody can be shown it), "captcha-over" (its page waits no more),
    "captcha-too-many", "too-many", "full", or "already" (then `name` is its name here)."""

    reason: str
    name: str = ""


async def open_page(scene: Scene, purpose: str) -> str:
    """The address of a fresh one-time page; an earlier unused one of this chat stops working."""
    return scene.world.page_url(await _token(scene, purpose))


async def open_form(scene: Scene) -> str:
    """The token of a fresh form for the seven data; an earlier unused one of this chat stops working."""
    return await _token(scene, IDENTITY)


async def _token(scene: Scene, purpose: str) -> str:
    world = scene.world
    async with world.database.begin() as connection:
        return await links.issue(connection, chat_id=scene.chat.id, purpose=purpose, now=world.now(), life=LINK_LIFE)


async def link_mailbox(scene: Scene, request: LinkRequest) -> Linked | NotLinked | CaptchaShown:
    """Sign in once with what was typed, look without opening, and keep the mailbox with its baseline in one commit.

    Where the portal wants a picture read that the person can be shown, the credentials wait with its page, in memory.
    """
    world = scene.world
    user = _user(scene, request.credentials)
    async with world.database.read() as connection:
        since = world.now() - REFUSALS_WITHIN
        refusals = await audit.count_since(connection, action="sign-in.refused", subject=user, since=since)
    if refusals >= REFUSALS:
        return NotLinked("too-many")
    outcome, relay = await sign_in_and_keep(scene, request), world.captchas
    if relay is None or outcome != NotLinked("captcha"):
        return outcome
    if await misread_too_often(scene):
        return NotLinked("captcha-too-many")
    return CaptchaShown(await picture_of(relay, _key(scene)), name=request.name)


async def answer_link_captcha(scene: Scene, text: str, name: str) -> Linked | NotLinked | CaptchaShown:
    """Go on with what was read, and with the credentials that wait with the picture: they are kept nowhere else."""
    relay, key = scene.world.captchas, _key(scene)
    waiting = relay.waiting(key) if relay else None
    if relay is None or waiting is None:
        return NotLinked("captcha-over")
    try:
        return await _keep(scene, LinkRequest(waiting, name), lambda: relay.answer(key, text))
    except CaptchaMisread as misread:
        if not misread.again:
            return NotLinked("captcha-over")
        await note_misread(scene)
        if await misread_too_often(scene):
            await scene.world.mailbox.forget(key)
            return NotLinked("captcha-too-many")
        return CaptchaShown(await picture_of(relay, key), "wrong", name)


async def sign_in_and_keep(scene: Scene, request: LinkRequest) -> Linked | NotLinked:
    """As `link_mailbox`, whatever was refused before: for a password that the portal took a moment ago."""
    return await _keep(scene, request, lambda: scene.world.mailbox.sign_in(_key(scene), request.credentials))


async def _keep(scene: Scene, request: LinkRequest, enter: Callable[[], Awaitable[None]]) -> Linked | NotLinked:
    seen = await _look(scene, request, enter)
    if isinstance(seen, NotLinked):
        return seen
    try:
        return await _keep_seen(scene, request, seen)
    finally:
        await scene.world.mailbox.forget(_key(scene))


async def _look(
    scene: Scene, request: LinkRequest, enter: Callable[[], Awaitable[None]]
) -> Sequence[Notice] | NotLinked:
    """What is in the mailbox, its session kept; or why nothing can be seen. Raises CaptchaMisread."""
    world, key, kept = scene.world, _key(scene), False
    try:
        await enter()
        seen = await world.mailbox.notices(key, request.credentials)
        kept = True
    except RejectedCredentials:
        user = _user(scene, request.credentials)
        async with world.database.begin() as connection:
            await audit.record(
                connection, at=world.now(), chat_id=scene.chat.id, action="sign-in.refused", subject=user
            )
        return NotLinked("rejected")
    except LockedAccount:
        return NotLinked("locked")
    except CaptchaWanted:
        kept = world.captchas is not None  # the page waits with its picture
        return NotLinked("captcha")
    except CaptchaMisread:
        kept = True  # likewise, with another one
        raise
    finally:
        if not kept:
            await world.mailbox.forget(key)
    return seen


async def _keep_seen(scene: Scene, request: LinkRequest, seen: Sequence[Notice]) -> Linked | NotLinked:
    world = scene.world
    fingerprints = credentials.fingerprints(world.vault, request.credentials)
    now = world.now()
    next_check_at = now + world.watch_interval
    async with world.database.begin() as connection:
        household = await chats.household(connection, scene.chat.id)  # the portal took its time
        held = await mailboxes.of_chat(connection, household)
        added = await mailboxes.add(
            connection,
            chat_id=household,
            name=request.name or f"Buzón {len(held) + 1}",
            fingerprints=fingerprints,
            seal=lambda mailbox_id: credentials.seal(world.vault, mailbox_id, request.credentials),
            now=now,
            next_check_at=next_check_at,
        )
        if isinstance(added, AlreadyLinked):
            mailbox = added.mailbox
            sealed = credentials.seal(world.vault, mailbox.id, request.credentials)
            await mailboxes.relink(connection, mailbox.id, sealed=sealed, next_check_at=next_check_at)
        elif len(held) >= MAILBOXES_PER_CHAT:
            await mailboxes.unlink(connection, added.id, household)
            return NotLinked("full")
        else:
            mailbox = added
            await mailboxes.checked(connection, mailbox.id, now=now, next_check_at=next_check_at, baseline_at=now)
        await take_in(connection, mailbox, seen, vault=world.vault, now=now, base=world.watch_interval)
        action = "mailbox.renewed" if isinstance(added, AlreadyLinked) else "mailbox.linked"
        await audit.record(connection, at=now, chat_id=scene.chat.id, action=action, subject=f"mailbox:{mailbox.id}")
        for number in await watchers.end_own(connection, household):  # it was another's, whom they have watched
            await audit.record(
                connection, at=now, chat_id=scene.chat.id, action="mailbox.unwatched", subject=f"mailbox:{number}"
            )
    if isinstance(added, AlreadyLinked):
        await world.mailbox.forget(session_key(mailbox.id))
    if world.captchas:
        await world.captchas.move(_key(scene), session_key(mailbox.id), request.credentials)
    if isinstance(added, AlreadyLinked):
        await world.wake()
        return NotLinked("already", mailbox.shown)
    return Linked(mailbox.shown, len(seen), sum(not notice.read for notice in seen))


def _key(scene: Scene) -> str:
    """A session of its own: a wrong password typed now must not end that of a mailbox that is watched already."""
    return f"linking:{scene.chat.id}"


def _user(scene: Scene, given: Credentials) -> str:
    """The subject under which wrong tries for this user name are counted, whatever the chat."""
    return f"user:{credentials.fingerprints(scene.world.vault, given)[0].hex()}"
