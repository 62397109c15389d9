"""Into the web desk: a browser shows a code, the chat asks its person whether that is them, and one tap lets it in.

The link into the chat can be forwarded, so it lets nobody in by itself: who taps is told which browser asks, since
when, and by what code they would know it for their own. A yes by mistake is undone by the button under it.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.notices import message_of_tap
from handlers.outages import at_words
from handlers.speech import Argument, Said, Speech, phrase, press, say
from handlers.world import Scene
from storage import audit, desk_sessions
from storage.desk_sessions import SignIn, SignInState
from storage.staff import Member

SIGN_IN = "mesa-"
"""What a deep link's argument begins with that names a browser; at most 64 characters in all (Bot API)."""

ORIGIN = "web"
"""What the audit says of acts at the web desk, and of the taps that open and close it."""


async def ask(scene: Scene, member: Member, named_as: str) -> list[Speech]:
    """Whether it is them who sit at the browser that the link names."""
    now = scene.world.now()
    async with scene.world.database.read() as connection:
        found = await desk_sessions.named(connection, named_as, now=now)
    if found is None or found.state is not SignInState.WAITING:
        return [say("web-sign-in-over")]
    rows = ((press("button-web-sign-in-yes", f"w:yes:{named_as}"), press("button-web-sign-in-no", f"w:no:{named_as}")),)
    return [
        say(
            "web-sign-in-ask",
            rows=rows,
            code=found.code,
            browser=_browser(found),
            clock=at_words(found.created_at, now),
        )
    ]


async def confirm(scene: Scene, member: Member, named_as: str) -> list[Speech]:
    """Yes: the browser that waits goes on as this member."""
    now = scene.world.now()
    async with scene.world.database.begin() as connection:
        let_in = await desk_sessions.confirm(connection, named_as, staff_id=member.id, now=now)
        if let_in is not None:
            await _record(scene, connection, "desk.signed-in", member, let_in)
    if let_in is None:
        return [_over(scene)]
    rows = ((press("button-web-sign-out", "w:out:"),),)
    return [say("web-signed-in", rows=rows, edit=message_of_tap(scene), browser=_browser(let_in))]


async def refuse(scene: Scene, member: Member, named_as: str) -> list[Speech]:
    """No: the browser stays out, and that somebody tried is kept."""
    now = scene.world.now()
    async with scene.world.database.begin() as connection:
        kept_out = await desk_sessions.refuse(connection, named_as, now=now)
        if kept_out is not None:
            await _record(scene, connection, "desk.refused", member, kept_out)
    if kept_out is None:
        return [_over(scene)]
    return [say("web-sign-in-refused", edit=message_of_tap(scene))]


async def sign_out(scene: Scene, member: Member, argument: str = "") -> list[Speech]:
    """Out of every browser."""
    now = scene.world.now()
    async with scene.world.database.begin() as connection:
        ended = await desk_sessions.end_all(connection, member.id, now=now)
        if ended:
            await _record(scene, connection, "desk.signed-out", member, None)
    return [say("web-signed-out" if ended else "web-signed-out-already", edit=message_of_tap(scene))]


def _over(scene: Scene) -> Said:
    return say("web-sign-in-over", edit=message_of_tap(scene))


def _browser(sign_in: SignIn) -> Argument:
    return sign_in.browser or phrase("web-browser-unknown")


async def _record(
    scene: Scene, connection: AsyncConnection, action: str, member: Member, sign_in: SignIn | None
) -> None:
    await audit.record(
        connection,
        at=scene.world.now(),
        chat_id=scene.chat.id,
        action=action,
        subject=f"staff:{member.id}",
        details={"browser": sign_in.browser} if sign_in else None,
        origin=ORIGIN,
    )
