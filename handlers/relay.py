"""What a person and the team write to each other, on its way: rows of the outbox, sealed until they have arrived.

Why rows, and not a message sent at once: a row is written in the commit that opens or answers the question, waits for a
channel that is out, keeps its place among the others of its chat, and goes again after a crash, saying that it may be a
repeat. The text stands in it sealed, bound to the row's key, and goes when the row is settled: it is kept nowhere.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.priorities import PRIORITIES, Priority
from handlers.speech import Kept, Media, Phrase, Quoted, Rows, Said, Text, What, phrase, press
from handlers.words import best_language
from storage import audit, chats, dedupe, mailboxes, outbox, staff, staff_groups, tickets
from storage.errors import VaultError
from storage.outbox import Delivery
from storage.staff_groups import Group
from storage.tables import MailboxState, StaffRole
from storage.tickets import ANSWER, CARRIED, QUESTION, Ticket
from storage.vault import Vault

CLOSED, NOT_ARRIVED, NOT_ASKED = "ticket-closed", "ticket-not-arrived", "ticket-not-asked"
GROUP_LOST, PORTAL = "team-group-lost", "team-portal"
TEXT_KEYS = frozenset({*CARRIED, CLOSED, NOT_ARRIVED, NOT_ASKED, GROUP_LOST, PORTAL})
TO_TEAM = frozenset({QUESTION, NOT_ARRIVED, PORTAL})

_PRIORITY = PRIORITIES[Priority.ALERT]
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote, to be passed on word for word: a text, a picture or document by the handle that `channel`
    knows it by, or both."""

    text: str = field(repr=False)
    kind: str
    file: str = field(repr=False)
    channel: str

    @classmethod
    def of(cls, what: What, channel: str) -> "Words | None":
        """None for what can't be passed on."""
        match what:
            case Text(text=text):
                return cls(text, "", "", channel)
            case Media(kind="photo" | "document" as kind, file=str() as file, caption=caption):
                return cls(caption, kind, file, channel)
        return None

    @property
    def picture(self) -> Kept | None:
        """The picture or document, as it is said."""
        return Kept(self.kind, ((self.channel, self.file),)) if self.file else None


async def put(
    connection: AsyncConnection,
    vault: Vault,
    *,
    chat_id: int,
    key: str,
    text_key: str,
    params: dict[str, Any],
    words: Words,
    now: datetime,
) -> bool:
    """Put words in line; False where they are, or were, in line already."""
    plain = orjson.dumps([words.text, words.kind, words.file, words.channel])
    sealed = base64.b64encode(vault.seal(plain, record=outbox.sealed_record(key))).decode()
    return await _add(
        connection, chat_id, key=key, text_key=text_key, params={**params, "key": key, outbox.SEALED: sealed}, now=now
    )


async def tell_closed(connection: AsyncConnection, ticket: Ticket, now: datetime) -> None:
    """Tell the person that their question was closed."""
    key = dedupe.ticket_closed(ticket.id, now)
    await _add(connection, ticket.chat_id, key=key, text_key=CLOSED, params={"ticket": ticket.id}, now=now)


async def end_group(connection: AsyncConnection, group: Group, now: datetime) -> None:
    """The bot is in the team's group no longer: what is asked waits, and those who can mend it are told, once."""
    if not await staff_groups.end(connection, group.id, now=now):
        return
    await chats.mark_left(connection, group.chat_id)
    await audit.record(connection, at=now, chat_id=None, action="team.group-lost", subject=f"group:{group.id}")
    for member in await staff.present(connection, least=StaffRole.APPROVER):
        key = dedupe.group_lost(group.id, member.chat_id)
        await _add(connection, member.chat_id, key=key, text_key=GROUP_LOST, params={}, now=now)


async def tell_portal(
    connection: AsyncConnection, portal: str, *, missing: Sequence[str], stopped: Sequence[str], now: datetime
) -> bool:
    """Tell the team's group which landmarks of the portal are missing, and what is `stopped` for want of them ("watch",
    "recovery"); with none missing, that all are there again. False where there is no group."""
    group = await staff_groups.current(connection)
    if group is None:
        return False
    key, params = dedupe.portal_walked(portal, now), {"missing": list(missing), "stopped": list(stopped)}
    return await _add(connection, group.chat_id, key=key, text_key=PORTAL, params=params, now=now)


# ---- said ------------------------------------------------------------------------------------------------------------


async def compose(connection: AsyncConnection, delivery: Delivery, vault: Vault | None) -> Said | None:
    """What a row of ours says; None where its question is no more, or its words can't be opened."""
    if delivery.text_key == GROUP_LOST:
        return Said((phrase("team-group-lost"),))
    if delivery.text_key == PORTAL:
        return _portal(delivery.params["missing"], delivery.params["stopped"])
    ticket = await tickets.get(connection, int(delivery.params["ticket"]))
    if ticket is None:
        return None
    write = ((press("button-ticket-write", f"q:write:{ticket.id}"),),)
    thread = await _thread(connection, delivery, ticket) if delivery.text_key in TO_TEAM else None
    match delivery.text_key:
        case "ticket-closed" if ticket.is_open:  # again, meanwhile
            return None
        case "ticket-closed":
            again = ((press("button-ticket-reopen", f"q:write:{ticket.id}"),),)
            return Said((phrase("ticket-closed", number=ticket.id),), again)
        case "ticket-not-asked":
            return Said((phrase("ticket-not-asked", number=ticket.id),), write)
        case "ticket-not-arrived":
            return Said((phrase("ticket-not-arrived", number=ticket.id),), reply_to=thread)
    words = _opened(delivery, vault)
    if words is None:
        return None
    quoted = (Quoted(words.text),) if words.text else ()
    repeated = (phrase("ticket-repeated"),) if delivery.attempts > 1 else ()
    if delivery.text_key == ANSWER:
        return Said((phrase("ticket-answer", number=ticket.id), *repeated, *quoted), write, picture=words.picture)
    reopened = (phrase("ticket-reopened", number=ticket.id),) if delivery.params["reopened"] else ()
    more = (phrase("ticket-more", number=ticket.id),)
    head = (*reopened, *await _begin(connection, ticket)) if thread is None else reopened or more
    return Said((*head, *repeated, *quoted), buttons(ticket), picture=words.picture, reply_to=thread)


def _portal(missing: Sequence[str], stopped: Sequence[str]) -> Said:
    if not missing:
        return Said((phrase("team-portal-back"),))
    more = [phrase("team-portal-more", count=len(missing) - _MOST_NAMED)] if len(missing) > _MOST_NAMED else []
    named = phrase("team-portal-changed", missing=", ".join(missing[:_MOST_NAMED]))
    what = [phrase(f"team-portal-stopped-{one}") for one in stopped] or [phrase("team-portal-stopped-nothing")]
    return Said((named, *more, *what))


def buttons(ticket: Ticket) -> Rows:
    """What the team may do with a question, under each of its posts."""
    if ticket.is_open:
        return ((press("button-ticket-close", f"q:close:{ticket.id}"),),)
    return ((press("button-ticket-reopen", f"q:open:{ticket.id}"),),)


async def _begin(connection: AsyncConnection, ticket: Ticket) -> list[Phrase]:
    """What a thread begins with: which question it is, and whose, as far as they agreed to that."""
    chat = await chats.get(connection, ticket.chat_id)
    if chat is None:
        return []
    tongue = phrase(f"language-{best_language(chat.language)}")
    lines = [
        phrase("ticket-first", number=ticket.id),
        phrase("ticket-person", tongue=tongue, since=chat.created_at.date()),
    ]
    if ticket.with_context:
        held = await mailboxes.of_chat(connection, ticket.chat_id)
        states = [mailbox.state for mailbox in held]
        lines.append(phrase("ticket-mailboxes", count=len(held)))
        lines += [phrase(f"ticket-mailboxes-{one}", count=states.count(one)) for one in MailboxState if one in states]
    return lines


async def _thread(connection: AsyncConnection, delivery: Delivery, ticket: Ticket) -> int | None:
    group = await staff_groups.at(connection, delivery.channel, delivery.address)
    return None if group is None else await tickets.first_post(connection, group.id, ticket.id)


def _opened(delivery: Delivery, vault: Vault | None) -> Words | None:
    if vault is None:
        return None
    key = str(delivery.params["key"])
    try:
        plain = vault.open(base64.b64decode(delivery.params[outbox.SEALED]), record=outbox.sealed_record(key))
    except (VaultError, KeyError, ValueError):
        return None
    return Words(*orjson.loads(plain))


# ---- settled ---------------------------------------------------------------------------------------------------------


async def arrived(connection: AsyncConnection, delivery: Delivery, messages: Sequence[int], now: datetime) -> None:
    """A row of ours was sent, as these messages: its words go, and a reply to one of them in the group is an answer."""
    await outbox.forget_words(connection, delivery.id)
    if delivery.text_key not in TO_TEAM - {PORTAL}:
        return
    group = await staff_groups.at(connection, delivery.channel, delivery.address)
    ticket = await tickets.hold(connection, int(delivery.params["ticket"]))
    if group and ticket:
        await tickets.add_posts(connection, group.id, messages, ticket.id)


async def lost(connection: AsyncConnection, delivery: Delivery, now: datetime) -> None:
    """A row of ours will never arrive: whoever wrote it is told."""
    await outbox.forget_words(connection, delivery.id)
    if delivery.text_key not in CARRIED:
        return
    ticket = await tickets.hold(connection, int(delivery.params["ticket"]))
    if ticket is None:
        return
    key, params = dedupe.answer_lost(delivery.id), {"ticket": ticket.id}
    if delivery.text_key == QUESTION:
        await _add(connection, ticket.chat_id, key=key, text_key=NOT_ASKED, params=params, now=now)
    elif group := await staff_groups.current(connection):
        await _add(connection, group.chat_id, key=key, text_key=NOT_ARRIVED, params=params, now=now)


async def group_gone(connection: AsyncConnection, delivery: Delivery, now: datetime) -> None:
    """The channel says that the bot is not in the group that a row was for. The row waits for the team's next one."""
    group = await staff_groups.at(connection, delivery.channel, delivery.address)
    if group is not None and group.ended_at is None:
        await end_group(connection, group, now)
    if (other := await staff_groups.current(connection)) is not None:
        await outbox.move(connection, delivery.id, other.chat_id)


async def _add(
    connection: AsyncConnection, chat_id: int, *, key: str, text_key: str, params: dict[str, Any], now: datetime
) -> bool:
    return await outbox.add(
        connection,
        chat_id=chat_id,
        dedupe_key=key,
        text_key=text_key,
        params=params,
        priority=_PRIORITY,
        due_at=now,
        now=now,
    )
