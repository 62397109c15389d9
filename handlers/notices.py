"""`/notificaciones`: the list in pages. Listing never opens; that is in `handlers/opening.py`."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from buzon.classify import classify
from buzon.notice import Kind, Notice
from handlers.errors import CaptchaWanted, LockedAccount, Outage, PortalChanged, Refusal, RejectedCredentials
from handlers.intake import due_again, take_in
from handlers.speech import Phrase, Said, Speech, Tap, Toast, phrase, press, say
from handlers.world import Scene, row_id, session_key
from storage import mailboxes
from storage.errors import VaultError
from storage.mailboxes import Mailbox
from storage.tables import MailboxState

PAGE_SIZE = 5

STATES: dict[type[Refusal], MailboxState] = {
    RejectedCredentials: MailboxState.REJECTED,
    LockedAccount: MailboxState.LOCKED,
    CaptchaWanted: MailboxState.CAPTCHA,
}
"""What a mailbox becomes when the portal refuses us: it is not looked into again until its owner has linked it anew."""


@dataclass(frozen=True, slots=True)
class Row:
    """One notice of one mailbox, as the list shows it."""

    mailbox: Mailbox
    notice: Notice
    id: int


async def list_notices(scene: Scene, argument: str = "0") -> list[Speech]:
    """The page `argument` (from 0) of all notices of the chat's mailboxes, newest first; edits in place on a tap."""
    async with scene.world.database.read() as connection:
        held = await mailboxes.of_chat(connection, scene.household)
    edit = message_of_tap(scene)
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
    said = [line for speech in listed if isinstance(speech, Said) for line in speech.lines]
    lines = [line.key for line in said if isinstance(line, Phrase)]
    return listed if any(key.startswith("trouble-") for key in lines) else [Toast(phrase("up-to-date")), *listed]


async def look(scene: Scene, mailbox: Mailbox) -> list[Row] | Phrase:
    """The notices of one mailbox, new ones taken in on the way; or the words for why it can't be read now."""
    world = scene.world
    if mailbox.state is not MailboxState.WATCHING:
        return phrase(f"trouble-{mailbox.state}", name=mailbox.name)
    try:
        seen = await world.mailbox.notices(session_key(mailbox.id), world.credentials(mailbox))
    except (RejectedCredentials, LockedAccount, CaptchaWanted) as refusal:
        return await stop_watching(scene, mailbox, refusal)
    except VaultError:  # sealed with a key that was taken away: one mailbox, not the whole list
        return phrase("trouble-unreadable", name=mailbox.name)
    except PortalChanged:
        return phrase("trouble-changed", name=mailbox.name)
    except Outage:
        return phrase("trouble-down", name=mailbox.name)
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
        taken = await take_in(connection, mailbox, seen, now=now, base=world.watch_interval)
    if taken.announced:
        await world.wake()
    return [Row(mailbox, notice, taken.ids[notice.id]) for notice in seen]


async def stop_watching(scene: Scene, mailbox: Mailbox, refusal: Refusal) -> Phrase:
    """The portal said no: stop trying at once (one wrong password, then ask), and the words for it."""
    state = STATES[type(refusal)]
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


def message_of_tap(scene: Scene) -> int | None:
    """The message whose button was tapped, so that it can be changed in place; None where something was written."""
    return scene.heard.message if isinstance(scene.heard.what, Tap) else None
