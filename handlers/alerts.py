"""What a push says: whose mailbox, what kind, what it means, and the next step. From an outbox row, when it is sent."""

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import follow_up, outages
from handlers.notices import kind_words, meaning_words
from handlers.speech import Rows, Said, phrase, press, say
from handlers.status import REPAIRS
from storage import mailboxes, notices
from storage.outbox import Delivery
from storage.tables import MailboxState


async def compose(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """The message of a row, or None where what it was about is gone. A later try says that it may be a repeat."""
    match delivery.text_key:
        case "alert" | "reminder":
            return await _about_notice(connection, delivery)
        case "trouble":
            return await _about_mailbox(connection, delivery)
        case "stuck":
            return await outages.stuck(connection, delivery)
        case "portal-out":
            return await outages.portal_out(connection, delivery)
        case "portal-back":
            return await outages.portal_back(connection, delivery)
        case "follow-up":
            return say("follow-up", rows=follow_up.QUESTION)
        case "lapsed":
            return say("lapsed", rows=((press("button-resume", f"c:{delivery.params['resume']}"),),))
    raise ValueError(f"no words for {delivery.text_key}")


async def _about_notice(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    notice = await notices.get(connection, int(delivery.params["notice"]), chat_id=delivery.chat_id)
    mailbox = await mailboxes.get(connection, notice.mailbox_id) if notice else None
    if notice is None or mailbox is None:
        return None
    text = phrase(
        delivery.text_key,
        name=mailbox.name,
        kind=kind_words(notice.kind),
        at=notice.deposited_at,
        meaning=meaning_words(notice.kind),
    )
    rows: Rows = ((press("button-open", f"n:o:{notice.id}"), press("button-remind", f"r:a:{notice.id}")),)
    return Said((text, phrase("alert-repeated")) if delivery.attempts > 1 else (text,), rows)


async def _about_mailbox(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    mailbox = await mailboxes.get(connection, delivery.mailbox_id or 0, chat_id=delivery.chat_id)
    if mailbox is None:
        return None
    text = phrase(f"trouble-{delivery.params['state']}", name=mailbox.name)
    rows: Rows = tuple((button,) for button in REPAIRS[MailboxState(delivery.params["state"])])
    return Said((text,), rows)
