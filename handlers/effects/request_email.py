"""The e-mail of last resort: confirming the person's address, sending it for them, asking later what became of it."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from buzon import request_email
from buzon.identity import Identity
from buzon.request_email import Attachment, Attempt
from buzon.workdays import add_workdays
from handlers.dialog import storable
from handlers.effects.acts import count_acts, record_act
from handlers.errors import AddressRefused, ChannelDown, FileTooLarge, MailDown
from handlers.ports import Mailer
from handlers.priorities import PRIORITIES, Priority
from handlers.speech import phrase
from handlers.words import LIMA, words
from handlers.world import Scene
from storage import audit, dedupe, outbox

CODE_LIFE = timedelta(minutes=20)
CODES_A_DAY = 4
"""Letters with a code, per chat and per address: nobody may use this bot to pester somebody's inbox."""

CODE_TRIES = 3

ANSWER_WITHIN = 5
"""Working days after which the bot asks whether an answer came."""

_DAY = timedelta(days=1)
_MORNING = time(9, 0)


@storable
@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code is on its way. `print` recognises it and gives nothing away; `until` is when it ends (ISO)."""

    print: str
    until: str


@storable
@dataclass(frozen=True, slots=True)
class LetterSent:
    """It is at the mail server."""


@storable
@dataclass(frozen=True, slots=True)
class NotSent:
    """Why not: "down", "address" (refused by the server), "too-many" (codes), "today" (one went), "attachment",
    "file" (it can't be fetched)."""

    reason: str


async def handover_page(scene: Scene, identity: Identity, tried: Collection[Attempt]) -> str:
    """The address of the page that opens the mail app with the letter in it; "" where it would be too long."""
    return scene.world.ways.handover(request_email.compose(identity, tried=tried), scene.language) or ""


async def send_code(scene: Scene, address: str) -> CodeSent | NotSent:
    """Send six digits to the address that the person gave."""
    world = scene.world
    if await _sent_today(scene):
        return NotSent("today")
    to = f"address:{world.vault.fingerprints(address, purpose='mail address')[0].hex()}"
    since = world.now() - _DAY
    async with world.database.begin() as connection:
        by_chat = await audit.count_since(connection, action="code.sent", subject=_chat(scene), since=since)
        by_address = await audit.count_since(connection, action="code.to", subject=to, since=since)
        if max(by_chat, by_address) >= CODES_A_DAY:
            return NotSent("too-many")
        for action, subject in (("code.sent", _chat(scene)), ("code.to", to)):
            await audit.record(connection, at=world.now(), chat_id=scene.chat.id, action=action, subject=subject)
    code = f"{secrets.randbelow(1_000_000):06}"
    letter = request_email.confirmation(
        address,
        code,
        scene.language,
        subject=words(scene.language, phrase("code-letter-subject", code=code)),
        body=words(scene.language, phrase("code-letter", code=code, operator=world.operator.name)),
        sender=world.ways.sender,
    )
    try:
        await _mailer(scene).send(letter)
    except AddressRefused:
        return NotSent("address")
    except MailDown:
        return NotSent("down")
    return CodeSent(_prints(scene, address, code)[0], (world.now() + CODE_LIFE).isoformat())


async def check_code(scene: Scene, address: str, sent: CodeSent, typed: str) -> str:
    """ "right", "wrong" or "late": also after CODE_TRIES wrong ones, whatever way led back to the question."""
    now, subject = scene.world.now(), f"code:{sent.print}"
    if now >= datetime.fromisoformat(sent.until):
        return "late"
    async with scene.world.database.begin() as connection:
        wrong = await audit.count_since(connection, action="code.wrong", subject=subject, since=now - CODE_LIFE)
        if wrong >= CODE_TRIES:
            return "late"
        if sent.print in _prints(scene, address, typed):
            return "right"
        await audit.record(connection, at=now, chat_id=scene.chat.id, action="code.wrong", subject=subject)
    return "wrong"


async def send_letter(
    scene: Scene, identity: Identity, tried: Collection[Attempt], address: str, file: str
) -> LetterSent | NotSent:
    """Send the e-mail to Migraciones, once a day per chat, the attempt on record before it leaves.

    `file` is the channel's handle of a picture to go along, or "".
    """
    world = scene.world
    if await _sent_today(scene):
        return NotSent("today")
    try:
        content = await world.files.fetch(scene.chat.channel, file) if file else b""
        attachment = Attachment("documento", content) if file else None
    except ChannelDown:
        return NotSent("file")
    except (ValueError, FileTooLarge):
        return NotSent("attachment")
    letter = request_email.compose(identity, contact=address, tried=tried)
    message = letter.message(sender=world.ways.sender, reply_to=address, attachment=attachment)
    await record_act(scene, "letter.sending")
    try:
        await _mailer(scene).send(message)
    except (MailDown, AddressRefused):
        await record_act(scene, "letter.failed")
        return NotSent("down")
    await record_act(scene, "letter.sent")
    return LetterSent()


async def remind_of_answer(scene: Scene) -> str:
    """Ask after ANSWER_WITHIN working days whether an answer came; the day (ISO) on which that will be."""
    world = scene.world
    today = world.today()
    day = add_workdays(today, ANSWER_WITHIN)
    async with world.database.begin() as connection:
        await outbox.add(
            connection,
            chat_id=scene.chat.id,
            dedupe_key=dedupe.follow_up(scene.chat.id, today),
            text_key="follow-up",
            params={},
            priority=PRIORITIES[Priority.REMINDER],
            due_at=_morning(day),
            now=world.now(),
        )
    return day.isoformat()


def _morning(day: date) -> datetime:
    return datetime.combine(day, _MORNING, LIMA)


async def _sent_today(scene: Scene) -> bool:
    """Whether a letter of this chat left within a day, or may have: one that was begun and not ended counts."""
    begun = await count_acts(scene, "letter.sending", within=_DAY)
    return begun > await count_acts(scene, "letter.failed", within=_DAY)


def _prints(scene: Scene, address: str, code: str) -> list[str]:
    told = f"{scene.chat.id} {address} {code}"
    return [made.hex() for made in scene.world.vault.fingerprints(told, purpose="mail code")]


def _mailer(scene: Scene) -> Mailer:
    mailer = scene.world.ways.mailer
    if mailer is None:
        raise RuntimeError("the dialog asks `here_and_now` before it goes this way")
    return mailer


def _chat(scene: Scene) -> str:
    return f"chat:{scene.chat.id}"
