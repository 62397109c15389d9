"""The dialogs of `/difundir`: what is said, in each language; and when an approved one goes out."""

from dataclasses import replace

from handlers.dialog import Talk
from handlers.effects import Refused, Saved, approve_at, given, has_media, is_evening, save_broadcast
from handlers.questions.broadcasts import (
    CAPTION,
    KEEP,
    NEW_OTHER,
    NEW_TEXT,
    OTHER,
    TEXT,
    TIME,
    TIME_LATE,
    Written,
)
from handlers.speech import Then, phrase
from handlers.words import LANGUAGES, SOURCE


async def write_broadcast(talk: Talk) -> None:
    """The text or picture in Spanish, then each other language, or what Spanish says; then the draft's card. Begun with
    the number of a broadcast, it changes that one."""
    number = await talk.do(given)
    source = await talk.ask(NEW_TEXT if number else TEXT)
    if source.file and not source.text:
        source = replace(source, text=(await talk.ask(CAPTION)).text)
    under_media = await talk.do(has_media, number) if source.choice == KEEP else bool(source.file)
    others: list[tuple[str, Written]] = []
    for language in LANGUAGES:
        if language != SOURCE and (source.text or source.choice):
            question = replace(NEW_OTHER if number else OTHER, has_media=under_media)
            others.append((language, await talk.ask(question, language=phrase(f"tongue-{language}"))))
    match await talk.do(save_broadcast, number, source, others):
        case Saved(id=saved):
            await talk.give("card", Then(f"b:card:{saved}"))
        case Refused(reason=reason):
            await talk.say(f"broadcast-refused-{reason}")


async def choose_time(talk: Talk) -> None:
    """When to send what was looked at: saying it approves it. What can't be is said, and asked again."""
    which = await talk.do(given)
    question = TIME_LATE if await talk.do(is_evening) else TIME
    while True:
        said = await talk.ask(question)
        match await talk.do(approve_at, which, said):
            case Saved(id=number):
                await talk.give("progress", Then(f"b:show:{number}"))
                return
            case Refused(reason="unreadable" | "past" | "far" as reason):
                await talk.say(f"broadcast-time-{reason}")
                continue
            case Refused(by=by) if by:
                await talk.say("broadcast-approved-already", name=by)
            case Refused(reason=reason):
                await talk.say(f"broadcast-refused-{reason}")
        await talk.give("card", Then(f"b:card:{which.partition(':')[0]}"))
        return
