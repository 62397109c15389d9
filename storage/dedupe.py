"""The de-duplication keys of the outbox, all of them: made from ids that never change and are never given twice."""

from datetime import date, datetime

from storage.tables import MailboxState


def alert(mailbox_id: int, portal_id: str) -> str:
    """One message per notice of a mailbox, ever."""
    return f"alert:{mailbox_id}:{portal_id}"


def reminder(notice_id: int, due_at: datetime) -> str:
    """One reminder of a notice for one instant."""
    return f"reminder:{notice_id}:{_stamp(due_at)}"


def deadlines_of(notice_id: int) -> str:
    """How the keys of a notice's reminders before its safe date begin."""
    return f"deadline:{notice_id}:"


def deadline(notice_id: int, day: date) -> str:
    """One reminder of a notice's safe date a day, whatever became of the date meanwhile."""
    return f"{deadlines_of(notice_id)}{day.isoformat()}"


def unread(notice_id: int) -> str:
    """One more word of a notice that nobody has looked at, ever."""
    return f"unread:{notice_id}"


def silences_of(mailbox_id: int) -> str:
    """How the keys of what is said of a silent mailbox begin."""
    return f"silence:{mailbox_id}:"


def silence(mailbox_id: int, since: datetime) -> str:
    """One word for each silence of a mailbox: `since` is when it began."""
    return f"{silences_of(mailbox_id)}{_stamp(since)}"


def digest(notice_id: int) -> str:
    """One mention of a notice in a digest, ever."""
    return f"digest:{notice_id}"


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


def staff_changed(member_id: int, at: datetime) -> str:
    """One message per change of a member's role: `at` is when it was made."""
    return f"staff-changed:{member_id}:{_stamp(at)}"


def staff_removed(member_id: int) -> str:
    """One message at the end of a membership: who comes back has another."""
    return f"staff-removed:{member_id}"


def approval(broadcast_id: int, submitted_at: datetime, chat_id: int) -> str:
    """One request for approval for each approver, whenever a broadcast is submitted."""
    return f"broadcast-approval:{broadcast_id}:{_stamp(submitted_at)}:{chat_id}"


def decision(broadcast_id: int, at: datetime, chat_id: int) -> str:
    """One word to the author for each time that somebody approves a broadcast or sends it back."""
    return f"broadcast-decision:{broadcast_id}:{_stamp(at)}:{chat_id}"


def questions_of(chat_id: int) -> str:
    """How the keys of all that a chat asks the team begin."""
    return f"question:{chat_id}:"


def question(chat_id: int, update: int) -> str:
    """One post in the team's group per message of a person: `update` is the channel's own number of it."""
    return f"{questions_of(chat_id)}{update}"


def answer(group_id: int, message: int) -> str:
    """One answer per message that somebody of the team writes in the group."""
    return f"answer:{group_id}:{message}"


def answer_lost(delivery_id: int) -> str:
    """One word to the other side about a question or an answer that did not arrive."""
    return f"not-arrived:{delivery_id}"


def ticket_closed(ticket_id: int, at: datetime) -> str:
    """One word to the person for each time that their question is closed."""
    return f"ticket-closed:{ticket_id}:{_stamp(at)}"


def group_lost(group_id: int, chat_id: int) -> str:
    """One word to each of the team that there is no group any more."""
    return f"group-lost:{group_id}:{chat_id}"


def portal_walked(portal: str, at: datetime) -> str:
    """One word to the team of what the canary found at a walk that ended then."""
    return f"portal-walked:{portal}:{_stamp(at)}"


def stuck(outage_id: int) -> str:
    """One message per outage of a single mailbox."""
    return f"stuck:{outage_id}"


ELSEWHERE = "elsewhere:"
"""How the keys of what is said in both chats of a person begin, in the second of the two."""


def elsewhere(key: str) -> str:
    """One more message of the same, in the person's other chat."""
    return f"{ELSEWHERE}{key}"


def watched_by(watcher_id: int) -> str:
    """How the keys of what one watcher of a mailbox is told begin."""
    return f"watch:{watcher_id}:"


def to_watcher(watcher_id: int, key: str) -> str:
    """One more message of the same, to somebody who watches the mailbox."""
    return f"{watched_by(watcher_id)}{key}"


def watcher_came(watcher_id: int, at: datetime) -> str:
    """One word to the owner for each time that somebody is let in."""
    return f"watcher-came:{watcher_id}:{_stamp(at)}"


def watcher_left(watcher_id: int, at: datetime) -> str:
    """One word to the owner for each time that a watcher leaves."""
    return f"watcher-left:{watcher_id}:{_stamp(at)}"


def watch_ended(watcher_id: int, at: datetime) -> str:
    """One word to a watcher for each time that it ends."""
    return f"watch-ended:{watcher_id}:{_stamp(at)}"


def joined(second_id: int, at: datetime) -> str:
    """One word to who holds the mailboxes for each time that a chat joins them."""
    return f"joined:{second_id}:{_stamp(at)}"


def parted(second_id: int, at: datetime) -> str:
    """One word to the other chat for each time that two part."""
    return f"parted:{second_id}:{_stamp(at)}"


def _stamp(instant: datetime) -> int:
    return round(instant.timestamp() * 1_000)
