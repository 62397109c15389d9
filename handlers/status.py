"""`/estado`: whether all is well with each mailbox and with the portal, and what to do where it is not."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.notices import message_of_tap
from handlers.outages import REPORT, at_words, official_page, since_words, span_words, spells
from handlers.speech import Button, File, Phrase, Rows, Said, Speech, Toast, phrase, press, say
from handlers.words import LIMA, words
from handlers.world import Scene, row_id
from storage import mailboxes, outages
from storage.mailboxes import Mailbox
from storage.outages import Outage
from storage.tables import MailboxState, OutageKind

LATE = timedelta(minutes=10)
"""How far behind the watch may be before people hear of it."""

REPAIRS: dict[MailboxState, tuple[Button, ...]] = {
    MailboxState.REJECTED: (press("button-new-password", "c:vincular"), press("button-recover", "c:recuperar")),
    MailboxState.LOCKED: (press("button-recover", "c:recuperar"), press("button-new-password", "c:vincular")),
    MailboxState.CAPTCHA: (press("button-new-password", "c:vincular"),),
}
"""One tap from the trouble to its repair: the page that takes the password, or the ways back in, the likelier first."""


async def show_status(scene: Scene, argument: str = "") -> list[Speech]:
    """Each mailbox: looked into when, and when again, or what is wrong. Then the portal. Edits in place on a tap."""
    world = scene.world
    now = world.now()
    async with world.database.read() as connection:
        held = await mailboxes.of_chat(connection, scene.household)
        lasting = await outages.open_of_portal(connection)
        lag = await mailboxes.lag(connection, now)
        failing = {
            mailbox.id: await outages.of_mailbox(connection, mailbox.id, since=now)
            for mailbox in held
            if mailbox.failures
        }
    edit = message_of_tap(scene)
    if not held:
        return [say("no-mailboxes", rows=((press("button-link", "c:vincular"),),), edit=edit)]
    title = phrase("status-title", at=at_words(now, now))
    lines = tuple(_line(mailbox, failing.get(mailbox.id, []), now) for mailbox in held)
    late = (phrase("status-late", span=span_words(lag)),) if lag > LATE and not lasting else ()
    rows = (*_repairs(held), (press("button-refresh", "s:e:"), REPORT))
    if any(outage.kind is OutageKind.CHANGED for outage in lasting[:1]):
        rows = (*official_page(), *rows)
    return [Said((title, *lines, *_portal(held, lasting, now), *late), rows, edit)]


async def choose_report(scene: Scene, argument: str) -> list[Speech]:
    """The report of the one mailbox, or the question of which."""
    async with scene.world.database.read() as connection:
        held = await mailboxes.of_chat(connection, scene.household)
    if not held:
        return [say("no-mailboxes", rows=((press("button-link", "c:vincular"),),))]
    if len(held) == 1:
        return await send_report(scene, str(held[0].id))
    rows = tuple((press("button-report-of", f"s:p:{mailbox.id}", name=mailbox.shown),) for mailbox in held)
    return [say("ask-report", rows=rows)]


async def send_report(scene: Scene, argument: str) -> list[Speech]:
    """The PDF of one mailbox of this chat."""
    mailbox_id = row_id(argument)
    world = scene.world
    now = world.now()
    async with world.database.read() as connection:
        mailbox = await mailboxes.get(connection, mailbox_id or 0, chat_id=scene.household)
        since = max(mailbox.linked_at, now - outages.KEPT) if mailbox else now
        found = await outages.of_mailbox(connection, mailbox.id, since=since) if mailbox else []
    if mailbox is None:
        return [Toast(phrase("stale-button"), alert=True)]
    name = mailbox.name  # without its badge: a PDF has no emoji

    def drawn() -> bytes:
        # What draws a PDF takes a seventh of a second to load: for the few who ask for one, not at every start.
        from handlers.outage_report import Report, outage_report  # noqa: PLC0415

        return outage_report(Report(name, world.operator, since, now, spells(found, since=since)), scene.language)

    content = await asyncio.to_thread(drawn)
    day = now.astimezone(LIMA).date().isoformat()
    return [
        say("report-here-official" if world.operator.official else "report-here", name=name),
        File(words(scene.language, phrase("report-file", day=day)), content),
    ]


def _line(mailbox: Mailbox, failing: Sequence[Outage], now: datetime) -> Phrase:
    if mailbox.state is not MailboxState.WATCHING:
        return phrase(f"status-{mailbox.state}", name=mailbox.shown)
    due = mailbox.next_check_at
    again = phrase("status-now") if due <= now else phrase("status-again", at=at_words(due, now))
    if mailbox.failures and failing:
        since = since_words(min(outage.began_at for outage in failing), now)
        return phrase("status-failing", name=mailbox.shown, since=since, again=again)
    if mailbox.failures:
        return phrase("status-failed", name=mailbox.shown, again=again)
    if mailbox.checked_at is None:
        return phrase("status-first", name=mailbox.shown, again=again)
    at, ago = mailbox.checked_at, span_words(now - mailbox.checked_at)
    return phrase("status-watching", name=mailbox.shown, ago=ago, at=at_words(at, now), again=again)


def _portal(held: Sequence[Mailbox], lasting: Sequence[Outage], now: datetime) -> tuple[Phrase, ...]:
    """What is known of the portal. Nothing is said where nothing is known: our last look may be long ago."""
    if lasting:
        return (phrase(f"status-portal-{lasting[0].kind}", since=since_words(lasting[0].began_at, now)),)
    answered = [one.checked_at for one in held if one.checked_at and not one.failures]
    return (phrase("status-portal-answers", ago=span_words(now - max(answered))),) if answered else ()


def _repairs(held: Sequence[Mailbox]) -> Rows:
    """The repairs that any of the mailboxes needs, each once."""
    wanted = [button for mailbox in held for button in REPAIRS.get(mailbox.state, ())]
    return tuple((button,) for button in dict.fromkeys(wanted))
