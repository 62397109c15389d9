"""The team at the desk: everybody sees who belongs to it, whoever administers it changes it, as `/equipo` does."""

from starlette.responses import Response

from bot.web.desk.gate import Gate, Refusal, Visit, go
from handlers import membership
from handlers.membership import Actor, Invited
from handlers.questions import clean_name
from handlers.speech import Phrase, phrase
from handlers.web_sign_in import ORIGIN
from handlers.world import World, row_id
from storage import audit, desk_sessions, staff
from storage.staff import Refused
from storage.tables import StaffRole

_ROLES = [(role.value, phrase(f"role-{role.value}")) for role in StaffRole]


class TeamPages:
    """The list with its buttons."""

    def __init__(self, world: World, gate: Gate) -> None:
        self._world = world
        self._gate = gate

    async def page(self, visit: Visit) -> Response:
        """Members, open invitations, and at how many browsers each works."""
        return await self._list(visit, told=visit.said)

    async def invite(self, visit: Visit) -> Response:
        """A link for somebody new, shown this once: it is not kept, so this answer is the only page that has it."""
        name, role = clean_name(visit.fields.one("name")), _role(visit)
        if not name or role is None:
            told = (phrase("web-invite-who"), False)
            return await self._list(visit, told=told, status=422, name=visit.fields.one("name"))
        async with self._world.database.begin() as connection:
            made = await membership.invite(connection, name=name, role=role, by=_by(visit), now=self._world.now())
        if not isinstance(made, Invited):
            return go("/team", f"team-{made.value}")
        link = self._world.team.invitation_url(made.token)
        words = phrase("web-invited", name=name, role=phrase(f"role-{role.value}"), at=made.until)
        return await self._list(visit, told=(words, True), link=link)

    async def withdraw(self, visit: Visit) -> Response:
        """An invitation that has gone to the wrong person."""
        named = str(visit.request.path_params["reference"])
        async with self._world.database.begin() as connection:
            refused = await membership.withdraw(connection, named, by=_by(visit), now=self._world.now())
        return _went(refused, "withdrawn")

    async def give_role(self, visit: Visit) -> Response:
        """Another role; whoever it is hears of it in their own chat."""
        member_id, role = _id(visit), _role(visit)
        if role is None:
            raise Refusal(phrase("web-forged"), 400)
        async with self._world.database.begin() as connection:
            refused = await membership.give_role(connection, member_id, role, by=_by(visit), now=self._world.now())
        await self._world.wake()
        return _went(refused, "role-given")

    async def remove(self, visit: Visit) -> Response:
        """End a membership; its browsers are signed out with it."""
        async with self._world.database.begin() as connection:
            refused = await membership.remove(connection, _id(visit), by=_by(visit), now=self._world.now())
        await self._world.wake()
        return _went(refused, "removed")

    async def sign_out(self, visit: Visit) -> Response:
        """A member's browsers, all of them: one was left open, or a phone was lost."""
        member_id, now = _id(visit), self._world.now()
        async with self._world.database.begin() as connection:
            if await desk_sessions.end_all(connection, member_id, now=now):
                await audit.record(
                    connection,
                    at=now,
                    chat_id=visit.member.chat_id,
                    action="desk.signed-out",
                    subject=f"staff:{member_id}",
                    details={"by": visit.member.id},
                    origin=ORIGIN,
                )
        return go("/team", "signed-out")

    async def _list(
        self, visit: Visit, *, told: tuple[Phrase, bool] | None, status: int = 200, link: str = "", name: str = ""
    ) -> Response:
        now = self._world.now()
        async with self._world.database.read() as connection:
            members = await staff.present(connection)
            invitations = await staff.open_invitations(connection, now=now)
            browsers = await desk_sessions.count_open(connection, now=now)
        return self._gate.page(
            visit,
            "team.html",
            status=status,
            said=told,
            members=[(one, phrase(f"role-{one.role.value}"), browsers.get(one.id, 0)) for one in members],
            invitations=[(one, phrase(f"role-{one.role.value}")) for one in invitations],
            administers=visit.member.role.may(StaffRole.ADMIN),
            roles=_ROLES,
            link=link,
            name=name,
        )


def _by(visit: Visit) -> Actor:
    return Actor(ORIGIN, visit.member.chat_id, visit.member.id)


def _went(refused: Refused | None, done: str) -> Response:
    return go("/team", done if refused is None else f"team-{refused.value}")


def _role(visit: Visit) -> StaffRole | None:
    given = visit.fields.one("role")
    return StaffRole(given) if given in list(StaffRole) else None


def _id(visit: Visit) -> int:
    number = row_id(str(visit.request.path_params["id"]))
    if number is None:
        raise Refusal(phrase("web-not-done-team-unknown"), 404)
    return number
