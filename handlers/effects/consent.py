"""Who runs this, what this instance can do, and the person's consent."""

from dataclasses import dataclass

from handlers.dialog import storable
from handlers.world import CONSENT_VERSION, Operator, Scene
from storage import audit, chats, mailboxes, watchers


@storable
@dataclass(frozen=True, slots=True)
class Here:
    """What a dialog may want to know of the world: the day in Lima (ISO), the person's language, and which ways back in
    this instance can go by itself; `form`: whether the seven data can be filled into a form in this chat."""

    today: str
    language: str
    recovery: bool
    agency: bool
    mail: bool
    form: bool = False


async def here_and_now(scene: Scene) -> Here:
    """The day, the language, the ways."""
    world = scene.world
    ways = world.ways
    return Here(
        world.today().isoformat(),
        scene.language,
        ways.recovery is not None and ways.recovery_stands(),
        ways.agency is not None,
        ways.mailer is not None,
        scene.chat.channel in world.forms,
    )


async def who_runs_this(scene: Scene) -> Operator:
    """The operator, as the welcome tells it."""
    return scene.world.operator


async def has_consented(scene: Scene) -> bool:
    """Whether this chat has agreed to the present version of the text."""
    return scene.chat.consent_version == CONSENT_VERSION


async def record_consent(scene: Scene) -> bool:
    """Keep the proof: which text, in which language, when (Ley 29733, art. 13.5)."""
    world = scene.world
    now = world.now()
    async with world.database.begin() as connection:
        await chats.give_consent(connection, scene.chat.id, version=CONSENT_VERSION, language=scene.language, now=now)
        await audit.record(connection, at=now, chat_id=scene.chat.id, action="consent.given", subject=CONSENT_VERSION)
    return True


async def withdraw_consent(scene: Scene) -> int:
    """End the consent that stands on record, if one does: `atrás` leads from a yes back to the question.

    Where mailboxes were linked under it (an earlier text, then), or are watched, it stands, and so do they; how many
    they are.
    """
    world = scene.world
    now = world.now()
    async with world.database.begin() as connection:
        held = len(await mailboxes.of_chat(connection, scene.household))
        held += len(await watchers.of_chat(connection, scene.household, now=now))
        if held or scene.chat.consent_version is None:
            return held
        await chats.withdraw_consent(connection, scene.chat.id, now=now)
        await audit.record(
            connection,
            at=now,
            chat_id=scene.chat.id,
            action="consent.withdrawn",
            subject=scene.chat.consent_version,
        )
    return 0
