"""The de-duplication keys of the outbox, all of them: made from ids that never change and are never given twice."""

from datetime import datetime

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


def _stamp(instant: datetime) -> int:
    return round(instant.timestamp() * 1_000)
