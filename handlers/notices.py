"""`/notificaciones`: the list in pages. Listing never opens; that is in `handlers/opening.py`."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from buzon.notice import Notice
from handlers import official_reading
from handlers.errors import CaptchaWanted, LockedAccount, Outage, PortalChanged, Refusal, RejectedCredentials
from handlers.filters import Filter, carried, found_words, nothing, read_filter
from handlers.intake import due_again, take_in
from handlers.notice_words import kind_words, row_dates
from handlers.speech import Button, Phrase, Rows, Said, Speech, Tap, Toast, phrase, press, say
from handlers.world import Scene, row_id, session_key
from storage import mailboxes, notices
from storage.errors import VaultError
from storage.mailboxes import Mailbox
from storage.notices import KnownNotice
from storage.tables import MailboxState

PAGE_SIZE = 5

STATES: dict[type[Refusal], MailboxState] = {
    RejectedCredentials: MailboxState.REJECTED,
    LockedAccount: MailboxState.LOCKED,
    CaptchaWanted: MailboxState.CAPTCHA,
}
"""What a mailbox becomes when the portal refuses us: it is not looked into again until its owner has linked it anew."""


_PICTURE = "trouble-captcha-picture"

STALE = Toast(phrase("stale-button"), alert=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One notice of one mailbox, as the list shows it: what the portal says of it, and what is kept."""

    mailbox: Mailbox
    notice: Notice
    kept: KnownNotice


@dataclass(frozen=True, slots=True)
class Found:
    """What a look into a person's mailboxes came to: rows, newest first, words for what can't be read now, and the
    mailboxes for which a picture can be read."""

    rows: tuple[Row, ...]
    troubles: tuple[Phrase, ...]
    pictures: tuple[Mailbox, ...] = ()


async def list_notices(scene: Scene, argument: str = "0") -> list[Speech]:
    """A page of the notices of the chat's mailboxes, newest first; edits in place on a tap.

    `argument` is the number of the page, from 0, and what the list is narrowed to: "2", "2:t" (see `handlers.filters`).
    """
    async with scene.world.database.read() as connection:
        held = await mailboxes.of_chat(connection, scene.household)
    if not held:
        rows = ((press("button-link", "c:vincular"),),)
        return [say("no-mailboxes", rows=rows, edit=message_of_tap(scene))]
    page, _, narrowed = argument.partition(":")
    own = {mailbox.id: mailbox.shown for mailbox in held}
    try:
        chosen = read_filter(narrowed, own)
    except ValueError:
        if message_of_tap(scene) is not None:
            return [STALE]
        chosen = None  # something written behind the command
    found = await look_into(scene, [one for one in held if chosen is None or chosen.mailbox in {0, one.id}])
    return [_page(scene, found, chosen, own, page=row_id(page) or 0)]


async def refresh_notices(scene: Scene, argument: str) -> list[Speech]:
    """The same page anew, with a word that it is: an unchanged list would look like a dead button."""
    listed = await list_notices(scene, argument)
    said = [line for speech in listed if isinstance(speech, Said) for line in speech.lines]
    lines = [line.key for line in said if isinstance(line, Phrase)]
    unknown = STALE in listed or any(key.startswith("trouble-") for key in lines)
    return listed if unknown else [Toast(phrase("up-to-date")), *listed]


async def look_into(scene: Scene, held: Sequence[Mailbox]) -> Found:
    """The notices of several mailboxes at once. One that can't be read hides none of the others."""
    looks = await asyncio.gather(*(look(scene, mailbox) for mailbox in held))
    rows = sorted(
        (row for found in looks if not isinstance(found, Phrase) for row in found),
        key=lambda row: row.notice.deposited_at,
        reverse=True,
    )
    troubles = [(mailbox, found) for mailbox, found in zip(held, looks, strict=True) if isinstance(found, Phrase)]
    pictures = tuple(mailbox for mailbox, trouble in troubles if trouble.key == _PICTURE)
    return Found(tuple(rows), tuple(trouble for _, trouble in troubles), pictures)


async def look(scene: Scene, mailbox: Mailbox) -> list[Row] | Phrase:
    """The notices of one mailbox, new ones taken in on the way; or the words for why it can't be read now."""
    world = scene.world
    official = mailbox.state is MailboxState.OFFICIAL
    if not official and mailbox.state is not MailboxState.WATCHING:
        return stopped(scene, mailbox, mailbox.state)
    try:
        if official:
            return [Row(mailbox, notice, kept) for notice, kept in await official_reading.listed(scene, mailbox)]
        seen = await world.mailbox.notices(session_key(mailbox.id), world.credentials(mailbox))
    except (RejectedCredentials, LockedAccount, CaptchaWanted) as refusal:
        return await stop_watching(scene, mailbox, refusal)
    except VaultError:  # sealed with a key that was taken away: one mailbox, not the whole list
        return phrase("trouble-unreadable", name=mailbox.shown)
    except PortalChanged:
        return phrase("trouble-changed", name=mailbox.shown)
    except Outage:
        return phrase("trouble-down", name=mailbox.shown)
    now = world.now()
    async with world.database.begin() as connection:
        # The failures stay: it is the watch that ends what the ledger of outages has open, at its next look.
        stays = await mailboxes.checked(
            connection,
            mailbox.id,
            now=now,
            next_check_at=due_again(mailbox, now=now, base=world.watch_interval),
            failures=mailbox.failures,
        )
        if not stays:  # unlinked while we looked
            return []
        taken = await take_in(connection, mailbox, seen, vault=world.vault, now=now, base=world.watch_interval)
        kept = await notices.known(connection, mailbox.id)
    if taken.announced:
        await world.wake()
    return [Row(mailbox, notice, kept[notice.id]) for notice in seen if notice.id in kept]


async def stop_watching(scene: Scene, mailbox: Mailbox, refusal: Refusal) -> Phrase:
    """The portal said no: stop trying at once (one wrong password, then ask), and the words for it."""
    state = STATES[type(refusal)]
    now = scene.world.now()
    async with scene.world.database.begin() as connection:
        await mailboxes.checked(connection, mailbox.id, now=now, next_check_at=now, state=state, sealed=mailbox.sealed)
    return stopped(scene, mailbox, state)


def stopped(scene: Scene, mailbox: Mailbox, state: MailboxState) -> Phrase:
    """The words for why it is not looked into; of a picture to read, where its owner can be shown it."""
    if state is MailboxState.CAPTCHA and scene.world.captchas:
        return phrase(_PICTURE, name=mailbox.shown)
    return phrase(f"trouble-{state}", name=mailbox.shown)


def picture_rows(mailboxes: Sequence[Mailbox]) -> Rows:
    """The buttons that begin the reading of a picture, for each of these mailboxes."""
    return tuple((press("button-captcha-of", f"h:c:{mailbox.id}", name=mailbox.shown),) for mailbox in mailboxes)


def _page(scene: Scene, found: Found, chosen: Filter | None, own: Mapping[int, str], *, page: int) -> Said:
    today = scene.world.today()
    rows = [row for row in found.rows if chosen is None or chosen.passes(row.kept, read=row.notice.read, today=today)]
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(page, 0), pages - 1)
    narrowed = f":{carried(chosen)}" if chosen else ""
    refresh = press("button-refresh", f"n:r:{page}{narrowed}")
    ways: Rows = (_ways(chosen),) if found.rows or chosen else ()
    below = (*ways, *picture_rows(found.pictures))
    if not rows:
        empty = phrase("no-notices") if chosen is None else nothing(chosen, own)
        head = () if found.troubles else (empty,)
        return Said((*head, *found.troubles), ((refresh,), *below), message_of_tap(scene))
    shown = list(enumerate(rows))[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    lines = tuple(_line(number + 1, row, today) for number, row in shown)
    opens = tuple(press("button-open-number", f"n:o:{row.kept.id}", number=number + 1) for number, row in shown)
    turns = (
        *((press("button-newer", f"n:p:{page - 1}{narrowed}"),) if page > 0 else ()),
        refresh,
        *((press("button-older", f"n:p:{page + 1}{narrowed}"),) if page < pages - 1 else ()),
    )
    title = _title(rows, page=page, pages=pages) if chosen is None else found_words(chosen, own, len(rows), page, pages)
    said = (title, *lines, *found.troubles, phrase("notices-foot"))
    return Said(said, (opens, turns, *below), message_of_tap(scene))


def _title(rows: Sequence[Row], *, page: int, pages: int) -> Phrase:
    unread = sum(not row.notice.read for row in rows)
    return phrase("notices-title", total=len(rows), unread=unread, page=page + 1, pages=pages)


def _ways(chosen: Filter | None) -> tuple[Button, ...]:
    """To what is looked for, or back to everything; and to the picture. A list of WhatsApp has ten rows, and these are
    the last two of a page in the middle."""
    narrow = press("button-filter", "n:f:") if chosen is None else press("button-filter-off", "n:p:0")
    mailbox = chosen.mailbox if chosen and chosen.mailbox else ""
    return narrow, press("button-timeline", f"n:t:{mailbox}")


def _line(number: int, row: Row, today: date) -> Phrase:
    mark = phrase("mark-read" if row.notice.read else "mark-unread")
    kind, subject, at = kind_words(row.kept.kind), row.notice.subject, row.notice.deposited_at
    line = phrase("notice-row", number=number, mark=mark, name=row.mailbox.shown, kind=kind, subject=subject, at=at)
    dated = row_dates(row.kept, today)
    return line if dated is None else phrase("two-lines", first=line, last=dated)


def message_of_tap(scene: Scene) -> int | None:
    """The message whose button was tapped, so that it can be changed in place; None where something was written."""
    return scene.heard.message if isinstance(scene.heard.what, Tap) else None
