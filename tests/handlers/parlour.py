"""A whole parlour on a real database, before a make-believe portal without a wire. Time moves when a test says so."""

from dataclasses import dataclass, field
from datetime import timedelta

from handlers.desk import Desk
from handlers.team import INVITATION
from handlers.world import World
from sandbox.agency import Agency
from sandbox.portal import Portal
from storage import audit, staff
from storage.tables import StaffRole
from storage.turns import Turns
from tests.handlers.mailbox import DirectMailbox
from tests.handlers.outside import HeldFiles, Letterbox
from tests.handlers.person import Heeded, Person
from tests.handlers.recovery import DirectAgency, DirectRecovery
from tests.storage.moment import StandingClock


@dataclass
class Parlour:
    """Everything a test of the desk may want to look at; `woken` counts how often the push was told of news."""

    world: World
    desk: Desk
    turns: Turns
    portal: Portal
    mailbox: DirectMailbox
    clock: StandingClock
    recovery: DirectRecovery
    agency: DirectAgency
    branch: Agency
    letterbox: Letterbox
    files: HeldFiles
    woken: list[None] = field(default_factory=list)

    def later(self, **span: float) -> None:
        """Time passes."""
        self.clock.instant += timedelta(**span)

    async def linked(self, *people: str, address: str = "1001") -> Person:
        """Someone who has consented and linked the mailboxes of these people of the sandbox, each under their id."""
        person = Person(self.desk, address)
        await person.write("/vincular")
        await person.write("sí")
        for index, owner in enumerate(people):
            if index:
                await person.write("/vincular")
            answer = await self.link(person, owner)
            assert "quedó vinculado" in answer.text
        return person

    async def hired(self, role: StaffRole, address: str, name: str = "Rosa") -> Person:
        """Somebody of the team, who opened an invitation of the operator's."""
        async with self.world.database.begin() as connection:
            now = self.world.now()
            token = await staff.invite(connection, name=name, role=role, invited_by=None, now=now)
        member = Person(self.desk, address)
        joined = await member.write(f"/start {INVITATION}{token}")
        assert "Ya eres parte del equipo" in joined.text
        return member

    async def link(self, person: Person, owner: str, name: str | None = None) -> Heeded:
        """Post the page with the right credentials of someone of the sandbox."""
        mailbox = self.portal.mailboxes[owner]
        who = mailbox.person
        return await person.post(who.user, mailbox.password, owner if name is None else name)

    async def acts(self, chat_id: int = 1) -> list[str]:
        """The actions on record."""
        async with self.world.database.read() as connection:
            return [entry.action for entry in await audit.of_chat(connection, chat_id)]
