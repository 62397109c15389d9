"""Opening a notice: a legal act, so only after a plain yes; who opened what and when is on record."""

from datetime import date, datetime, timedelta

from buzon.classify import classify
from buzon.deadlines import find_term
from buzon.notice import Kind, OpenedNotice
from buzon.workdays import LIMA
from handlers import notice_words, official_reading, planning
from handlers.errors import (
    CaptchaWanted,
    LockedAccount,
    NoticeGone,
    Outage,
    PortalChanged,
    PortalDown,
    Refusal,
    RejectedCredentials,
)
from handlers.handling import own_notice
from handlers.notice_words import kind_words
from handlers.notices import STATES, message_of_tap, picture_rows, stop_watching, stopped
from handlers.speech import File, Phrase, Quoted, Rows, Said, Speech, Toast, Unbutton, Verbatim, phrase, press, say
from handlers.terms import read_dates
from handlers.world import Scene, session_key
from storage import audit, dedupe, ingest_statuses, notices, outbox, preferences, telling
from storage.mailboxes import Mailbox
from storage.notices import KnownNotice
from storage.tables import MailboxState

JUST_OPENED = timedelta(seconds=20)
"""A second tap on the same button within this time is the finger's, not the person's."""

STALE = Toast(phrase("stale-button"), alert=True)


async def ask_to_open(scene: Scene, argument: str) -> list[Speech]:
    """The plain warning before opening notice `argument`; one that was opened before is shown at once."""
    found = await own_notice(scene, argument)
    if found is None:
        return [STALE]
    notice, mailbox = found
    if notice.opened_at or notice.read:
        return await open_notice(scene, argument)
    warning = say(
        "open-warning",
        name=mailbox.shown,
        kind=kind_words(notice.kind),
        at=notice.deposited_at,
        rows=((press("button-open-yes", f"n:y:{notice.id}"),), (press("button-open-no", "n:x:"),)),
    )
    return [warning]


async def do_not_open(scene: Scene, argument: str) -> list[Speech]:
    """ "Not now": the warning goes, nothing was opened."""
    return [say("not-opened", edit=message_of_tap(scene))]


async def open_notice(scene: Scene, argument: str) -> list[Speech]:
    """Open notice `argument` after the yes: its text, then each attachment as a document."""
    return await _open(scene, argument, slip=JUST_OPENED)


async def open_again(scene: Scene, argument: str) -> list[Speech]:
    """The same by the button under a file that could not be had: meant, however soon it is tapped."""
    return await _open(scene, argument, slip=timedelta(0))


async def _open(scene: Scene, argument: str, *, slip: timedelta) -> list[Speech]:
    found = await own_notice(scene, argument)
    if found is None:
        return [STALE]
    kept, mailbox = found
    if slip and await _opened_by_the_tap_before(scene, kept, scene.world.now()):
        return [Toast(phrase("already-opening"))]
    official = mailbox.state is MailboxState.OFFICIAL
    if not official and mailbox.state is not MailboxState.WATCHING:
        return [_stopped(scene, mailbox, mailbox.state)]
    # The yes is on record before the portal hears of it: whatever happens next, it is known who asked for the opening.
    await _record(scene, "notice.open-agreed", kept)
    again: Rows = ((press("button-retry", f"n:y:{kept.id}"),),)
    world = scene.world
    try:
        if official:
            opened = await official_reading.open_brought(scene, kept)
        else:
            opened = await world.mailbox.open(session_key(mailbox.id), world.credentials(mailbox), kept.portal_id)
    except NoticeGone:
        return [say("notice-gone", name=mailbox.shown)]
    except (RejectedCredentials, LockedAccount, CaptchaWanted) as refusal:
        await stop_watching(scene, mailbox, refusal)
        return [_stopped(scene, mailbox, STATES[type(refusal)])]
    except PortalDown:
        return [say("open-failed-down", rows=again)]
    except PortalChanged:
        return [say("open-failed-changed", rows=again)]
    await _record(scene, "notice.opened", kept)
    dated = await _read(scene, opened, kept)
    used = message_of_tap(scene)
    # The warning's buttons are used up; one that was read before was asked for on the list, whose buttons stay.
    taken: list[Speech] = [Unbutton(used)] if used and not (kept.opened_at or kept.read) else []
    files = await _files(scene, opened, kept, mailbox)
    return [*taken, _text(opened, mailbox), *files, *_dates(opened, dated, mailbox, scene.world.today())]


def _stopped(scene: Scene, mailbox: Mailbox, state: MailboxState) -> Said:
    asked = state is MailboxState.CAPTCHA and scene.world.captchas is not None
    return Said((stopped(scene, mailbox, state),), picture_rows([mailbox]) if asked else ())


def _text(opened: OpenedNotice, mailbox: Mailbox) -> Verbatim:
    head = phrase("notice-opened", name=mailbox.shown, subject=opened.notice.subject, at=opened.notice.deposited_at)
    return Verbatim(opened.body, head=head, foot=phrase("notice-end"))


async def _read(scene: Scene, opened: OpenedNotice, kept: KnownNotice) -> KnownNotice:
    """What the text says of when: the kind and dates of the notice from now on, and its reminders."""
    world = scene.world
    text = f"{opened.notice.subject}\n\n{opened.body}"
    kind = classify(text).kind
    # Of texts that no rule was made on, one refusal was taken for an approval (`buzon bench notices`): only a subject
    # that says so is believed, and the person reads the rest themselves.
    kind = kept.kind if kind in {Kind.UNKNOWN, Kind.APPROVAL} else kind
    read_day = kept.read_day or world.today()
    dates = read_dates(text, kind, deposited_at=kept.deposited_at, read_day=read_day)
    async with world.database.begin() as connection:
        rooms = await telling.rooms_of(connection, kept.mailbox_id)
        await notices.set_dates(connection, kept.id, dates, read_day=read_day, kind=kind)
        now_known = await notices.get(connection, kept.id, chat_id=scene.household)
        if now_known is None or rooms is None:  # unlinked meanwhile
            return kept
        await outbox.drop(connection, kept.mailbox_id, dedupe.unread(kept.id))
        wanted = await preferences.of(connection, scene.household)
        await planning.plan(connection, rooms, now_known, wanted, now=world.now())
    return now_known


def _dates(opened: OpenedNotice, kept: KnownNotice, mailbox: Mailbox, today: date) -> list[Speech]:
    """What the text means and by when, after the text itself, with the words that say so."""
    lines: list[Phrase | Quoted] = [notice_words.head("what-it-says", kept, mailbox.shown)]
    lines += notice_words.when(kept, today)
    found = find_term(f"{opened.notice.subject}\n\n{opened.body}", kept.deposited_at.astimezone(LIMA).date())
    if found is not None:
        lines.append(phrase("date-words", words=" ".join(found.words.split())[:300]))
    if kept.extendable:
        lines.append(phrase("date-extendable"))
    lines.append(phrase("no-advice"))
    rows = tuple(
        tuple(button for button in row if button.label.key != "button-open") for row in notice_words.buttons(kept)
    )
    return [Said(tuple(lines), tuple(row for row in rows if row))]


async def _files(scene: Scene, opened: OpenedNotice, kept: KnownNotice, mailbox: Mailbox) -> list[Speech]:
    world = scene.world
    key, credentials = session_key(mailbox.id), world.credentials(mailbox)
    rest: Rows = ((press("button-retry", f"n:a:{kept.id}"),),)
    speeches: list[Speech] = []
    for attachment in opened.attachments:
        try:
            content = await world.mailbox.attachment(key, credentials, kept.portal_id, attachment.id)
        except (Outage, Refusal):  # the notice is open; what can't be had now can be asked for again
            speeches.append(say("attachment-failed", name=attachment.name, rows=rest))
        else:
            speeches.append(File(attachment.name, content))
    return speeches


async def _record(scene: Scene, action: str, kept: KnownNotice) -> None:
    now = scene.world.now()
    async with scene.world.database.begin() as connection:
        if action == "notice.opened":
            await notices.mark_opened(connection, kept.id, now=now)
            await ingest_statuses.opened(connection, kept.mailbox_id, kept.id, now=now)
        await audit.record(
            connection,
            at=now,
            chat_id=scene.chat.id,
            action=action,
            subject=f"notice:{kept.id}",
            details={"update": scene.heard.update},
        )


async def _opened_by_the_tap_before(scene: Scene, kept: KnownNotice, now: datetime) -> bool:
    """Whether this is a second tap. The same tap delivered again (its answer was lost in a crash) is none."""
    if kept.opened_at is None:
        return False
    async with scene.world.database.read() as connection:
        before = await audit.last(connection, action="notice.opened", subject=f"notice:{kept.id}")
    if before is None or now - before.at >= JUST_OPENED:
        return False
    return (before.details or {}).get("update") != scene.heard.update
