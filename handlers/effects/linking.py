"""Every side effect a dialog may ask for. Each takes the scene first, checks the state again before it acts (a repeat
is harmless), and returns a plain value or a `@storable` one. Outages are raised; refusals are returned."""

from dataclasses import dataclass
from datetime import timedelta

from handlers.dialog import storable
from handlers.errors import CaptchaWanted, LockedAccount, RejectedCredentials
from handlers.intake import take_in
from handlers.questions import LinkRequest
from handlers.world import CONSENT_VERSION, Operator, Scene, session_key
from storage import audit, chats, credentials, links, mailboxes
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
    """Why not: "rejected", "locked", "captcha", "too-many", "full", or "already" (then `name` is its name here)."""

    reason: str
    name: str = ""


async def who_runs_this(scene: Scene) -> Operator:
    """The operator, as the welcome tells it."""
    return scene.world.operator


async def has_consented(scene: Scene) -> bool:
    """Whether this chat has agreed to the present version of the text."""
    return scene.chat.consent_version == CONSENT_VERSION


async def record_consent(scene: Scene) -> bool:
    """Keep the proof: which text, in which language, when (Ley 29733, art. 13.5)."""
    world = scene.world
    now = world.now()
    async with world.database.begin() as connection:
        await chats.give_consent(connection, scene.chat.id, version=CONSENT_VERSION, language=scene.language, now=now)
        await audit.record(connection, at=now, chat_id=scene.chat.id, action="consent.given", subject=CONSENT_VERSION)
    return True


async def withdraw_consent(scene: Scene) -> int:
    """End the consent that stands on record, if one does: `atrás` leads from a yes back to the question.

    Where mailboxes were linked under it (an earlier text, then), it stands, and so do they; how many they are.
    """
    world = scene.world
    now = world.now()
    async with world.database.begin() as connection:
        held = await mailboxes.of_chat(connection, scene.chat.id)
        if held or scene.chat.consent_version is None:
            return len(held)
        await chats.withdraw_consent(connection, scene.chat.id, now=now)
        await audit.record(
            connection,
            at=now,
            chat_id=scene.chat.id,
            action="consent.withdrawn",
            subject=scene.chat.consent_version,
        )
    return 0


async def open_page(scene: Scene, purpose: str) -> str:
    """The address of a fresh one-time page; an earlier unused one of this chat stops working."""
    world = scene.world
    async with world.database.begin() as connection:
        token = await links.issue(connection, chat_id=scene.chat.id, purpose=purpose, now=world.now(), life=LINK_LIFE)
    return world.page_url(token)


async def link_mailbox(scene: Scene, request: LinkRequest) -> Linked | NotLinked:
    """Sign in once with what was typed, look without opening, and keep the mailbox with its baseline in one commit."""
    world = scene.world
    fingerprints = credentials.fingerprints(world.vault, request.credentials)
    user = f"user:{fingerprints[0].hex()}"
    async with world.database.read() as connection:
        since = world.now() - REFUSALS_WITHIN
        refusals = await audit.count_since(connection, action="sign-in.refused", subject=user, since=since)
    if refusals >= REFUSALS:
        return NotLinked("too-many")
    # A session of its own: a wrong password typed now must not end that of a mailbox that is watched already.
    key = f"linking:{scene.chat.id}"
    try:
        await world.mailbox.sign_in(key, request.credentials)
        seen = await world.mailbox.notices(key, request.credentials)
    except RejectedCredentials:
        async with world.database.begin() as connection:
            await audit.record(
                connection, at=world.now(), chat_id=scene.chat.id, action="sign-in.refused", subject=user
            )
        return NotLinked("rejected")
    except LockedAccount:
        return NotLinked("locked")
    except CaptchaWanted:
        return NotLinked("captcha")
    finally:
        await world.mailbox.forget(key)
    now = world.now()
    next_check_at = now + world.watch_interval
    async with world.database.begin() as connection:
        held = await mailboxes.of_chat(connection, scene.chat.id)
        added = await mailboxes.add(
            connection,
            chat_id=scene.chat.id,
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
            await mailboxes.unlink(connection, added.id, scene.chat.id)
            return NotLinked("full")
        else:
            mailbox = added
            await mailboxes.checked(connection, mailbox.id, now=now, next_check_at=next_check_at, baseline_at=now)
        await take_in(connection, mailbox, seen, now=now)
        action = "mailbox.renewed" if isinstance(added, AlreadyLinked) else "mailbox.linked"
        await audit.record(connection, at=now, chat_id=scene.chat.id, action=action, subject=f"mailbox:{mailbox.id}")
    if isinstance(added, AlreadyLinked):
        await world.mailbox.forget(session_key(mailbox.id))
        await world.wake()
        return NotLinked("already", mailbox.name)
    return Linked(mailbox.name, len(seen), sum(not notice.read for notice in seen))
