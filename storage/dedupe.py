"""The de-duplication keys of the outbox, all of them: made from ids that never change and are never given twice."""

from datetime import date, datetime

from storage.tables import MailboxState


def alert(mailbox_id: int, portal_id: str) -> str:
    """One message per notice of a mailbox, ever."""
    return f"alert:{mailbox_id}:{portal_id}"


def reminder(notice_id: int, due_at: datetime) -> str:
    """One reminder of a notice for one instant."""
    return f"reminder:{notice_id}:{_stamp(due_at)}"


def trouble(mailbox_id: int, state: MailboxState, since: datetime) -> str:
    """One message per trouble of a mailbox: `since` is when it began, so a later one is told again."""
    return f"trouble:{mailbox_id}:{state}:{_stamp(since)}"


def follow_up(chat_id: int, asked_on: date) -> str:
    """One question after an e-mail to Migraciones, however often it was written that day."""
    return f"follow-up:{chat_id}:{asked_on.isoformat()}"


def lapsed(chat_id: int, expired_at: datetime) -> str:
    """One word that a dialog has lapsed: `expired_at` is when it did."""
    return f"lapsed:{chat_id}:{_stamp(expired_at)}"


def portal_out(outage_id: int) -> str:
    """One message of an outage of the whole portal per chat: the chat's id follows."""
    return f"portal-out:{outage_id}:"


def portal_back(ended_at: datetime) -> str:
    """One message that the portal is back per chat, however many outages ended then: the chat's id follows."""
    return f"portal-back:{_stamp(ended_at)}:"


def broadcast(broadcast_id: int) -> str:
    """One message of a broadcast per chat: the chat's id follows."""
    return f"broadcast:{broadcast_id}:"


def report(broadcast_id: int, chat_id: int) -> str:
    """One final report of a broadcast for each of the team who is told."""
    return f"broadcast-report:{broadcast_id}:{chat_id}"


def stuck(outage_id: int) -> str:
    """One message per outage of a single mailbox."""
    return f"stuck:{outage_id}"


def _stamp(instant: datetime) -> int:
    return round(instant.timestamp() * 1_000)
