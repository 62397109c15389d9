"""The dialogs of `/difundir`: what is said, in each language; and when an approved one goes out."""

from dataclasses import replace

from buzon.markup import CAPTION_LIMIT, TEXT_LIMIT, excess
from handlers.dialog import Talk
from handlers.effects import Refused, Saved, approve_at, as_set, given, has_media, is_evening, save_broadcast
from handlers.questions.broadcasts import (
    CAPTION,
    KEEP,
    NEW_OTHER,
    NEW_TEXT,
    OTHER,
    TEXT,
    TIME,
    TIME_LATE,
    WritingQuestion,
    Written,
)
from handlers.speech import Argument, Then, phrase
from handlers.words import LANGUAGES, SOURCE


async def write_broadcast(talk: Talk) -> None:
    """The text or picture in Spanish, then each other language, or what Spanish says; then the draft's card. Begun with
    the number of a broadcast, it changes that one."""
    number = await talk.do(given)
    source = await _text(talk, NEW_TEXT if number else TEXT)
    if source.file and not source.text:
        source = replace(source, text=(await _text(talk, CAPTION)).text)
    under_media = await talk.do(has_media, number) if source.choice == KEEP else bool(source.file)
    others: list[tuple[str, Written]] = []
    for language in LANGUAGES:
        if language != SOURCE and (source.text or source.choice):
            question = replace(NEW_OTHER if number else OTHER, has_media=under_media)
            others.append((language, await _text(talk, question, language=phrase(f"tongue-{language}"))))
    match await talk.do(save_broadcast, number, source, others):
        case Saved(id=saved):
            await talk.give("card", Then(f"b:card:{saved}"))
        case Refused(reason=reason):
            await talk.say(f"broadcast-refused-{reason}")


async def _text(talk: Talk, question: WritingQuestion, **arguments: Argument) -> Written:
    """What was written, as its writer's app has set it. The marks for that count too: they stand in the text."""
    while True:
        written = await talk.ask(question, **arguments)
        if not written.text:
            return written
        text = await talk.do(as_set, written.text)
        under_media = question.has_media or written.file is not None
        if not (count := excess(text, has_media=under_media)):
            return replace(written, text=text)
        limit = CAPTION_LIMIT if under_media else TEXT_LIMIT
        await talk.say("broadcast-too-long-here" if under_media else "broadcast-too-long", count=count, limit=limit)


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
