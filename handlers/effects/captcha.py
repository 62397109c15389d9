"""The portal's pictures of letters, shown to the mailbox's owner and to nobody else, and what they read in them.

The page with the picture waits in one process, two minutes. The person's own turn asks for it and answers it; an answer
that arrives in another process, or too late, finds none there: a new page is opened where it arrived, with another one.
"""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from handlers.dialog import storable
from handlers.effects.acts import count_acts, record_act
from handlers.errors import CaptchaMisread, CaptchaWanted, LockedAccount, PortalDown, RejectedCredentials
from handlers.ports import CaptchaRelay
from handlers.world import Scene, row_id, session_key
from storage import mailboxes
from storage.mailboxes import Mailbox
from storage.tables import MailboxState

MISREAD = 3
MISREAD_WITHIN = timedelta(hours=1)
"""So many pictures that a chat has read wrongly, and it is told to wait: portals lock out whoever guesses."""

_REFUSED = "captcha.refused"


@storable
@dataclass(frozen=True, slots=True)
class CaptchaShown:
    """A picture to read, as base64. `why` it is another one: "" (it is the first), "wrong" or "over"; `name` is what
    the mailbox is to be called, while it is linked."""

    picture: str
    why: str = ""
    name: str = ""


@storable
@dataclass(frozen=True, slots=True)
class CaptchaDone:
    """Why there is no picture to read (any more): "in", "rejected", "locked", "official", "too-many", or "gone"; `name`
    is that of the mailbox."""

    reason: str
    name: str = ""


async def show_captcha(scene: Scene, number: str) -> CaptchaShown | CaptchaDone:
    """A new picture for this mailbox of the chat's own; or none, where the portal lets us in without."""
    mailbox = await _own(scene, number)
    if mailbox is None or scene.world.captchas is None:
        return CaptchaDone("gone")
    if mailbox.state not in {MailboxState.WATCHING, MailboxState.CAPTCHA}:
        return CaptchaDone(mailbox.state.value, mailbox.shown)
    if await misread_too_often(scene):
        return CaptchaDone("too-many", mailbox.shown)
    key, credentials = session_key(mailbox.id), scene.world.credentials(mailbox)
    return await _tried(scene, mailbox, lambda: scene.world.mailbox.sign_in(key, credentials))


async def answer_mailbox_captcha(scene: Scene, number: str, text: str) -> CaptchaShown | CaptchaDone:
    """Sign in with what its owner has read; a wrong answer brings another picture, until there were too many."""
    mailbox, relay = await _own(scene, number), scene.world.captchas
    if mailbox is None or relay is None:
        return CaptchaDone("gone")
    try:
        return await _tried(scene, mailbox, lambda: relay.answer(session_key(mailbox.id), text))
    except CaptchaMisread as misread:
        return await _next_picture(scene, relay, mailbox, again=misread.again)


async def _next_picture(
    scene: Scene, relay: CaptchaRelay, mailbox: Mailbox, *, again: bool
) -> CaptchaShown | CaptchaDone:
    """After a wrong answer (`again`), or after one that came too late or elsewhere."""
    if not again:
        shown = await show_captcha(scene, str(mailbox.id))
        return CaptchaShown(shown.picture, "over") if isinstance(shown, CaptchaShown) else shown
    await note_misread(scene)
    if await misread_too_often(scene):
        return CaptchaDone("too-many", mailbox.shown)
    return CaptchaShown(await picture_of(relay, session_key(mailbox.id)), "wrong")


async def misread_too_often(scene: Scene) -> bool:
    """Whether this chat has read so many wrongly, lately, that it must wait."""
    return await count_acts(scene, _REFUSED, within=MISREAD_WITHIN) >= MISREAD


async def picture_of(relay: CaptchaRelay, key: str) -> str:
    """The picture that waits under `key`, as base64. Raises PortalDown where it is gone already."""
    picture = await relay.captcha(key)
    if picture is None:
        raise PortalDown("the picture has gone before it was seen")
    return b64encode(picture).decode()


async def note_misread(scene: Scene) -> None:
    """Count one picture that was read wrongly."""
    await record_act(scene, _REFUSED)


async def _tried(scene: Scene, mailbox: Mailbox, enter: Callable[[], Awaitable[None]]) -> CaptchaShown | CaptchaDone:
    relay = scene.world.captchas
    state = MailboxState.WATCHING
    try:
        await enter()
    except CaptchaWanted:
        if relay is None:
            return CaptchaDone("gone")
        return CaptchaShown(await picture_of(relay, session_key(mailbox.id)))
    except RejectedCredentials:
        state = MailboxState.REJECTED
    except LockedAccount:
        state = MailboxState.LOCKED
    now = scene.world.now()
    async with scene.world.database.begin() as connection:
        # Due at once: what came while nobody could look is not to wait for the next round.
        await mailboxes.checked(connection, mailbox.id, now=now, next_check_at=now, state=state, sealed=mailbox.sealed)
    await scene.world.wake()
    return CaptchaDone("in" if state is MailboxState.WATCHING else state.value, mailbox.shown)


async def _own(scene: Scene, number: str) -> Mailbox | None:
    """The mailbox of this number, if it is one of the person's own: who only watches it is shown no picture."""
    mailbox_id = row_id(number)
    if mailbox_id is None:
        return None
    async with scene.world.database.read() as connection:
        return await mailboxes.get(connection, mailbox_id, chat_id=scene.household)
