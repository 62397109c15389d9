"""What a push says: whose mailbox, what kind, what it means, and the next step. From an outbox row, when it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import (
    broadcast_card,
    broadcast_telling,
    broadcast_words,
    follow_up,
    membership,
    outages,
    relay,
    two_chats,
)
from handlers.notices import kind_words, meaning_words
from handlers.speech import Rows, Said, Speech, Unsaid, phrase, press, say
from handlers.status import REPAIRS
from handlers.world import Scene, row_id
from storage import broadcasts, mailboxes, notices, outbox
from storage.outbox import Delivery
from storage.tables import MailboxState
from storage.vault import Vault

_ABOUT_NOTICES = ("alert", "reminder")


async def compose_all(
    connection: AsyncConnection, deliveries: Sequence[Delivery], vault: Vault | None = None
) -> list[Said | Unsaid]:
    """The message of each row, or why there is none any more. A later try says that it may be a repeat. `vault` opens
    what somebody wrote to somebody else."""
    about = {_notice_id(delivery) for delivery in deliveries if delivery.text_key in _ABOUT_NOTICES}
    known = await notices.named(connection, about) if about else {}
    general = [delivery for delivery in deliveries if delivery.text_key == broadcasts.TEXT_KEY]
    said = await broadcast_words.compose_all(connection, general) if general else {}
    composed = [
        said[delivery.id]
        if delivery.id in said
        else _about_notice(known, delivery)
        if delivery.text_key in _ABOUT_NOTICES
        else await relay.compose(connection, delivery, vault)
        if delivery.text_key in relay.TEXT_KEYS
        else await _other(connection, delivery)
        for delivery in deliveries
    ]
    return [Unsaid("nothing-to-say") if one is None else one for one in composed]


async def compose(connection: AsyncConnection, delivery: Delivery, vault: Vault | None = None) -> Said | Unsaid:
    """`compose_all` for one row."""
    return (await compose_all(connection, [delivery], vault))[0]


async def see(scene: Scene, argument: str) -> list[Speech]:
    """The message that a template stood for: its button opened the way for it. What waits by itself comes by itself."""
    number = row_id(argument)
    async with scene.world.database.read() as connection:
        delivery = await outbox.of_chat(connection, number, scene.chat.id) if number is not None else None
        if delivery is None:
            return []
        said = await compose(connection, replace(delivery, attempts=1), scene.world.vault)
    return [Said((phrase("nothing-to-see"),))] if isinstance(said, Unsaid) else [said]


async def _other(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    match delivery.text_key:
        case "joined" | "parted":
            return await two_chats.told(connection, delivery)
        case "trouble":
            return await _about_mailbox(connection, delivery)
        case "stuck":
            return await outages.stuck(connection, delivery)
        case "portal-out":
            return await outages.portal_out(connection, delivery)
        case "portal-back":
            return await outages.portal_back(connection, delivery)
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


def _about_notice(known: Mapping[int, tuple[notices.KnownNotice, str, int]], delivery: Delivery) -> Said | None:
    notice, name, chat_id = known.get(_notice_id(delivery), (None, "", 0))
    if notice is None or chat_id != delivery.household:
        return None
    text = phrase(
        delivery.text_key,
        name=name,
        kind=kind_words(notice.kind),
        at=notice.deposited_at,
        meaning=meaning_words(notice.kind),
    )
    rows: Rows = ((press("button-open", f"n:o:{notice.id}"), press("button-remind", f"r:a:{notice.id}")),)
    return Said((text, phrase("alert-repeated")) if delivery.attempts > 1 else (text,), rows)


async def _about_mailbox(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    mailbox = await mailboxes.get(connection, delivery.mailbox_id or 0, chat_id=delivery.household)
    if mailbox is None:
        return None
    text = phrase(f"trouble-{delivery.params['state']}", name=mailbox.name)
    rows: Rows = tuple((button,) for button in REPAIRS[MailboxState(delivery.params["state"])])
    return Said((text,), rows)
