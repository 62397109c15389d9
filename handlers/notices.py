"""`/notificaciones`: the list in pages, and opening one after a plain yes. Listing never opens."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from buzon.classify import classify
from buzon.notice import Kind, Notice
from handlers.errors import (
    CaptchaWanted,
    LockedAccount,
    NoticeGone,
    Outage,
    PortalChanged,
    PortalDown,
    RejectedCredentials,
)
from handlers.intake import take_in
from handlers.speech import Button, File, Phrase, Rows, Said, Speech, Tap, Toast, Unbutton, Verbatim, phrase, press, say
from handlers.world import Scene, row_id, session_key
from storage import audit, mailboxes, notices
from storage.mailboxes import Mailbox
from storage.tables import MailboxState

PAGE_SIZE = 5
JUST_OPENED = timedelta(seconds=20)
"""A second tap on the same button within this time is the finger's, not the person's."""


@dataclass(frozen=True, slots=True)
class Row:
    """One notice of one mailbox, as the list shows it."""

    mailbox: Mailbox
    notice: Notice
    id: int


async def list_notices(scene: Scene, argument: str = "0") -> list[Speech]:
    """The page `argument` (from 0) of all notices of the chat's mailboxes, newest first; edits in place on a tap."""
    async with scene.world.database.read() as connection:
        held = await mailboxes.of_chat(connection, scene.chat.id)
    edit = _message_of_tap(scene)
    if not held:
        return [say("no-mailboxes", rows=((press("button-link", "c:vincular"),),), edit=edit)]
    looks = await asyncio.gather(*(look(scene, mailbox) for mailbox in held))
    rows = sorted(
        (row for found in looks if not isinstance(found, Phrase) for row in found),
        key=lambda row: row.notice.deposited_at,
        reverse=True,
    )
    troubles = tuple(found for found in looks if isinstance(found, Phrase))
    return [_page(rows, troubles, page=row_id(argument) or 0, edit=edit)]


async def refresh_notices(scene: Scene, argument: str) -> list[Speech]:
    """The same page anew, with a word that it is: an unchanged list would look like a dead button."""
    listed = await list_notices(scene, argument)
    lines = [line.key for speech in listed if isinstance(speech, Said) for line in speech.lines]
    return listed if any(key.startswith("trouble-") for key in lines) else [Toast(phrase("up-to-date")), *listed]


async def look(scene: Scene, mailbox: Mailbox) -> list[Row] | Phrase:
    """The notices of one mailbox, new ones taken in on the way; or the words for why it can't be read now."""
    world = scene.world
    if mailbox.state is not MailboxState.WATCHING:
        return phrase(f"trouble-{mailbox.state}", name=mailbox.name)
    try:
        seen = await world.mailbox.notices(session_key(mailbox.id), world.credentials(mailbox))
    except RejectedCredentials:
        return await _stopped(scene, mailbox, MailboxState.REJECTED)
    except LockedAccount:
        return await _stopped(scene, mailbox, MailboxState.LOCKED)
    except CaptchaWanted:
        return await _stopped(scene, mailbox, MailboxState.CAPTCHA)
    except PortalChanged:
        return phrase("trouble-changed", name=mailbox.name)
    except Outage:
        return phrase("trouble-down", name=mailbox.name)
    now = world.now()
    async with world.database.begin() as connection:
        stays = await mailboxes.checked(connection, mailbox.id, now=now, next_check_at=now + world.watch_interval)
        if not stays:  # unlinked while we looked
            return []
        taken = await take_in(connection, mailbox, seen, now=now)
    if taken.announced:
        await world.wake()
    return [Row(mailbox, notice, taken.ids[notice.id]) for notice in seen]


async def _stopped(scene: Scene, mailbox: Mailbox, state: MailboxState) -> Phrase:
    """The portal said no: stop trying at once (one wrong password, then ask), and say so."""
    now = scene.world.now()
    async with scene.world.database.begin() as connection:
        await mailboxes.checked(connection, mailbox.id, now=now, next_check_at=now, state=state, sealed=mailbox.sealed)
    return phrase(f"trouble-{state}", name=mailbox.name)


def _page(rows: Sequence[Row], troubles: tuple[Phrase, ...], *, page: int, edit: int | None) -> Said:
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(page, 0), pages - 1)
    shown = rows[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    refresh = press("button-refresh", f"n:r:{page}")
    if not rows:
        head = () if troubles else (phrase("no-notices"),)
        return Said((*head, *troubles), ((refresh,),), edit)
    unread = sum(not row.notice.read for row in rows)
    title = phrase("notices-title", total=len(rows), unread=unread, page=page + 1, pages=pages)
    lines = tuple(_line(number, row) for number, row in enumerate(shown, page * PAGE_SIZE + 1))
    opens = tuple(
        press("button-open-number", f"n:o:{row.id}", number=number)
        for number, row in enumerate(shown, page * PAGE_SIZE + 1)
    )
    turns = (
        *((press("button-newer", f"n:p:{page - 1}"),) if page > 0 else ()),
        refresh,
        *((press("button-older", f"n:p:{page + 1}"),) if page < pages - 1 else ()),
    )
    return Said((title, *lines, *troubles, phrase("notices-foot")), (opens, turns), edit)


def _line(number: int, row: Row) -> Phrase:
    return phrase(
        "notice-row",
        number=number,
        mark=phrase("mark-read" if row.notice.read else "mark-unread"),
        name=row.mailbox.name,
        kind=kind_words(classify(row.notice.subject).kind),
        subject=row.notice.subject,
        at=row.notice.deposited_at,
    )


def kind_words(kind: Kind) -> Phrase:
    """A kind in plain words."""
    return phrase(f"kind-{kind.replace('_', '-')}")


def meaning_words(kind: Kind) -> Phrase:
    """What a notice of this kind means for the person."""
    return phrase(f"meaning-{kind.replace('_', '-')}")


async def ask_to_open(scene: Scene, argument: str) -> list[Speech]:
    """The plain warning before opening notice `argument`; one that was opened before is shown at once."""
    found = await _own_notice(scene, argument)
    if found is None:
        return [Toast(phrase("stale-button"), alert=True)]
    notice, mailbox = found
    if notice.opened_at or notice.read:
        return await open_notice(scene, argument)
    kind = kind_words(notice.kind)
    warning = phrase("open-warning", name=mailbox.name, kind=kind, at=notice.deposited_at)
    rows: Rows = (
        (press("button-open-yes", f"n:y:{notice.id}"),),
        (press("button-open-no", "n:x:"),),
    )
    return [Said((warning,), rows)]


async def do_not_open(scene: Scene, argument: str) -> list[Speech]:
    """ "Not now": the warning goes, nothing was opened."""
    return [say("not-opened", edit=_message_of_tap(scene))]


async def open_notice(scene: Scene, argument: str) -> list[Speech]:
    """Open notice `argument` after the yes: its text, each attachment as a document; who, what and when is recorded."""
    return await _open(scene, argument, slip=JUST_OPENED)


async def open_again(scene: Scene, argument: str) -> list[Speech]:
    """The same by the button under a file that could not be had: meant, however soon it is tapped."""
    return await _open(scene, argument, slip=timedelta(0))


async def _open(scene: Scene, argument: str, *, slip: timedelta) -> list[Speech]:
    found = await _own_notice(scene, argument)
    if found is None:
        return [Toast(phrase("stale-button"), alert=True)]
    kept, mailbox = found
    world = scene.world
    now = world.now()
    if slip and await _opened_by_the_tap_before(scene, kept, now):
        return [Toast(phrase("already-opening"))]
    if mailbox.state is not MailboxState.WATCHING:
        return [Said((phrase(f"trouble-{mailbox.state}", name=mailbox.name),))]
    key, credentials = session_key(mailbox.id), world.credentials(mailbox)
    # The yes is on record before the portal hears of it: whatever happens next, it is known who asked for the opening.
    async with world.database.begin() as connection:
        await audit.record(
            connection, at=now, chat_id=scene.chat.id, action="notice.open-agreed", subject=f"notice:{kept.id}"
        )
    again: Rows = ((press("button-retry", f"n:y:{kept.id}"),),)
    try:
        opened = await world.mailbox.open(key, credentials, kept.portal_id)
    except NoticeGone:
        return [say("notice-gone", name=mailbox.name)]
    except RejectedCredentials:
        return [Said((await _stopped(scene, mailbox, MailboxState.REJECTED),))]
    except LockedAccount:
        return [Said((await _stopped(scene, mailbox, MailboxState.LOCKED),))]
    except CaptchaWanted:
        return [Said((await _stopped(scene, mailbox, MailboxState.CAPTCHA),))]
    except PortalDown:
        return [Said((phrase("open-failed-down"),), again)]
    except PortalChanged:
        return [Said((phrase("open-failed-changed"),), again)]
    now = world.now()
    async with world.database.begin() as connection:
        await notices.mark_opened(connection, kept.id, now=now)
        await audit.record(
            connection,
            at=now,
            chat_id=scene.chat.id,
            action="notice.opened",
            subject=f"notice:{kept.id}",
            details={"update": scene.heard.update},
        )
    used = _message_of_tap(scene)
    speeches: list[Speech] = [Unbutton(used)] if used and kept.opened_at is None else []
    speeches.append(
        say("notice-opened", name=mailbox.name, subject=opened.notice.subject, at=opened.notice.deposited_at)
    )
    speeches.append(Verbatim(opened.body))
    rest: Rows = ((press("button-retry", f"n:a:{kept.id}"),),)
    for attachment in opened.attachments:
        try:
            content = await world.mailbox.attachment(key, credentials, kept.portal_id, attachment.id)
        except (NoticeGone, Outage, RejectedCredentials, LockedAccount, CaptchaWanted):
            speeches.append(say("attachment-failed", name=attachment.name, rows=rest))
        else:
            speeches.append(File(attachment.name, content))
    remind: tuple[Button, ...] = (press("button-remind", f"r:a:{kept.id}"),)
    speeches.append(say("notice-end", rows=(remind,)))
    return speeches


async def _opened_by_the_tap_before(scene: Scene, kept: notices.KnownNotice, now: datetime) -> bool:
    """Whether this is a second tap. The same tap delivered again (its answer was lost in a crash) is none."""
    if kept.opened_at is None:
        return False
    async with scene.world.database.read() as connection:
        before = await audit.last(connection, action="notice.opened", subject=f"notice:{kept.id}")
    if before is None or now - before.at >= JUST_OPENED:
        return False
    return (before.details or {}).get("update") != scene.heard.update


async def _own_notice(scene: Scene, argument: str) -> tuple[notices.KnownNotice, Mailbox] | None:
    """The notice and its mailbox, if both are this chat's: a forged or old button finds nothing."""
    notice_id = row_id(argument)
    if notice_id is None:
        return None
    async with scene.world.database.read() as connection:
        kept = await notices.get(connection, notice_id, chat_id=scene.chat.id)
        mailbox = await mailboxes.get(connection, kept.mailbox_id, chat_id=scene.chat.id) if kept else None
    return (kept, mailbox) if kept and mailbox else None


def _message_of_tap(scene: Scene) -> int | None:
    """The message whose button was tapped, so that it can be changed in place; None where something was written."""
    return scene.heard.message if isinstance(scene.heard.what, Tap) else None
