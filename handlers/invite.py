"""`/invitar`: whom, and what they may do; then the invitation, as a message to pass on."""

from handlers.dialog import Talk
from handlers.effects.team import NotAllowed, invite_member
from handlers.questions.team import INVITEE, STAFF_ROLE
from handlers.speech import phrase


async def invite(talk: Talk) -> None:
    """Two questions and a link. The right to it is looked up once more when the link is made."""
    role = await talk.ask(STAFF_ROLE)
    name = await talk.ask(INVITEE)
    made = await talk.do(invite_member, role, name)
    if isinstance(made, NotAllowed):
        await talk.say("staff-not-allowed")
        return
    await talk.say("invitation-made", name=name, role=phrase(f"role-{role}"), at=made.until)
    await talk.say("invitation-to-forward", operator=made.operator, link=made.link, at=made.until)
