"""What a push says, from an outbox row, when it is sent."""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.workdays import day_in_lima
from handlers import (
    broadcast_card,
    broadcast_telling,
    broadcast_words,
    digests,
    follow_up,
    membership,
    notice_words,
    outages,
    relay,
    two_chats,
    watch_words,
    watched,
)
from handlers.speech import Rows, Said, Speech, Unsaid, phrase, press, say
from handlers.status import REPAIRS
from handlers.world import Scene, row_id
from storage import broadcasts, mailboxes, notices, outbox, watchers
from storage.errors import VaultError
from storage.outbox import Delivery
from storage.tables import MailboxState
from storage.vault import Vault

_ABOUT_NOTICES = ("alert", "reminder", "deadline", "unread", "digest")


async def compose_all(
    connection: AsyncConnection, deliveries: Sequence[Delivery], vault: Vault | None = None, *, now: datetime
) -> list[Said | Unsaid]:
    """The message of each row, or why there is none any more. A later try says that it may be a repeat. `vault` opens
    what stands sealed in a row; the days that are left are counted from `now`."""
    today = day_in_lima(now)
    about = {_notice_id(delivery) for delivery in deliveries if delivery.text_key in _ABOUT_NOTICES}
    known = await notices.named(connection, about) if about else {}
    of_others = {one.household for one in deliveries if _is_of_another(known, one)}
    watching = await watchers.watched_by(connection, of_others, now=now)
    general = [delivery for delivery in deliveries if delivery.text_key == broadcasts.TEXT_KEY]
    said = await broadcast_words.compose_all(connection, general) if general else {}
    composed = [
        said[delivery.id]
        if delivery.id in said
        else await digests.compose(connection, delivery, now=now)
        if delivery.text_key == "digest"
        else _about_notice(known, delivery, vault, today, watching)
        if delivery.text_key in _ABOUT_NOTICES
        else await relay.compose(connection, delivery, vault)
        if delivery.text_key in relay.TEXT_KEYS
        else await _other(connection, delivery, now)
        for delivery in deliveries
    ]
    return [Unsaid("nothing-to-say") if one is None else one for one in composed]


async def compose(
    connection: AsyncConnection, delivery: Delivery, vault: Vault | None = None, *, now: datetime
) -> Said | Unsaid:
    """`compose_all` for one row."""
    return (await compose_all(connection, [delivery], vault, now=now))[0]


async def see(scene: Scene, argument: str) -> list[Speech]:
    """The message that a template stood for: its button opened the way for it. What waits by itself comes by itself."""
    number = row_id(argument)
    async with scene.world.database.read() as connection:
        delivery = await outbox.of_chat(connection, number, scene.chat.id) if number is not None else None
        if delivery is None:
            return []
        said = await compose(connection, replace(delivery, attempts=1), scene.world.vault, now=scene.world.now())
    return [Said((phrase("nothing-to-see"),))] if isinstance(said, Unsaid) else [said]


async def _other(connection: AsyncConnection, delivery: Delivery, now: datetime) -> Said | None:
    match delivery.text_key:
        case "watcher-came" | "watcher-left" | "watch-ended" | "watch-over":
            return await watched.told(connection, delivery, now=now)
        case "joined" | "parted":
            return await two_chats.told(connection, delivery)
        case "trouble":
            return await _about_mailbox(connection, delivery)
        case "silence":
            return await _silence(connection, delivery)
        case "stuck" | "portal-out" | "portal-back":
            return await outages.told(connection, delivery)
        case "broadcast-report":
            return await broadcast_words.report(connection, delivery)
        case "broadcast-approval":
            return await broadcast_card.request(connection, delivery)
        case "broadcast-decision":
            return await broadcast_telling.decided(connection, delivery)
        case "staff-changed":
            return await membership.changed(connection, delivery)
        case "staff-removed":
            return await membership.removed(connection, delivery)
        case "follow-up":
            return say("follow-up", rows=follow_up.QUESTION)
        case "lapsed":
            return say("lapsed", rows=((press("button-resume", f"c:{delivery.params['resume']}"),),))
    raise ValueError(f"no words for {delivery.text_key}")


def _notice_id(delivery: Delivery) -> int:
    return int(delivery.params["notice"])


def _is_of_another(known: Mapping[int, tuple[notices.KnownNotice, str, int]], delivery: Delivery) -> bool:
    """Whether it tells of a notice in a mailbox that is not the person's own."""
    found = known.get(_notice_id(delivery)) if delivery.text_key in _ABOUT_NOTICES else None
    return found is not None and found[2] != delivery.household


def _about_notice(
    known: Mapping[int, tuple[notices.KnownNotice, str, int]],
    delivery: Delivery,
    vault: Vault | None,
    today: date,
    watching: Collection[tuple[int, int]],
) -> Said | None:
    """`watching`: what people watch that is not their own, as pairs of a mailbox and the person's chat."""
    notice, name, chat_id = known.get(_notice_id(delivery), (None, "", 0))
    own = chat_id == delivery.household
    if notice is None or not (own or (notice.mailbox_id, delivery.household) in watching):
        return None
    match delivery.text_key:
        case "deadline" if notice.handled_at or delivery.params["day"] not in {
            str(notice.safe_day),
            str(notice.appointment_day),
        }:
            return None  # done, or moved: the new date has rows of its own
        case "unread" if notice.handled_at or notice.read:
            return None
    lines = notice_words.alert(
        "unread-watched" if delivery.text_key == "unread" and not own else delivery.text_key,
        notice,
        name,
        today=today,
        quote=_subject(delivery, vault),
        repeated=delivery.attempts > 1,
    )
    if own:
        return Said(lines, notice_words.buttons(notice))
    return Said((*lines, watch_words.note(name)), watch_words.buttons(notice))


def _subject(delivery: Delivery, vault: Vault | None) -> str | None:
    """The subject that an alert carries; none once it was sent, or where it can't be opened any more."""
    if vault is None or outbox.SEALED not in delivery.params:
        return None
    try:
        sealed = base64.b64decode(delivery.params[outbox.SEALED])
        return vault.open(sealed, record=outbox.sealed_record(str(delivery.params["key"]))).decode()
    except (VaultError, KeyError, ValueError):
        return None


async def _silence(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """Nothing has come for sixty days: how to ask."""
    mailbox = await mailboxes.get(connection, delivery.mailbox_id or 0, chat_id=delivery.household)
    if mailbox is None or mailbox.state is not MailboxState.WATCHING:
        return None
    return say("silence", name=mailbox.shown)


async def _about_mailbox(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    mailbox = await mailboxes.get(connection, delivery.mailbox_id or 0, chat_id=delivery.household)
    if mailbox is None:
        return None
    text = phrase(f"trouble-{delivery.params['state']}", name=mailbox.shown)
    rows: Rows = tuple((button,) for button in REPAIRS[MailboxState(delivery.params["state"])])
    return Said((text,), rows)
