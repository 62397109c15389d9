"""`/hablar`: talk to a person of the team. What may be shared is asked first, then the question."""

from handlers.dialog import Talk
from handlers.effects import Asked, NotAsked, ask_team, given, look_at_desk, who_runs_this
from handlers.questions.human import FIRST, MORE, SHARE
from handlers.questions.identity import day


async def ask_human(talk: Talk) -> None:
    """A new question, or more of the one that is open already, or that a button named."""
    desk = await talk.do(look_at_desk, await talk.do(given))
    if not desk.attended:
        await _nobody(talk)
        return
    shares = not desk.number and desk.mailboxes > 0 and await talk.ask(SHARE) == "yes"
    while True:
        wrote = await (talk.ask(MORE, number=desk.number) if desk.number else talk.ask(FIRST))
        match await talk.do(ask_team, desk.number, shares, wrote):
            case NotAsked(reason="much"):
                await talk.say("human-much", number=desk.number)
                return
            case NotAsked():
                await _nobody(talk)
                return
            case Asked(number=number, back_on=""):
                await talk.say("human-asked", number=number)
                return
            case Asked(number=number, back_on=back_on):
                await talk.say("human-asked-away", number=number, at=day(back_on))
                return


async def _nobody(talk: Talk) -> None:
    """Nobody can be asked here: what can be done instead."""
    await talk.say("human-nobody", operator=(await talk.do(who_runs_this)).name)
