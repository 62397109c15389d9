"""The card of a broadcast: how it reads, who gets it, how long it takes, and what this member may do with it now."""

from dataclasses import dataclass
from datetime import timedelta
from html import escape

from sqlalchemy.ext.asyncio import AsyncConnection

from buzon import markup
from handlers import broadcast_acts, broadcast_audience
from handlers.broadcast_acts import Outcome
from handlers.broadcast_words import by_template, head, seconds_of
from handlers.outages import span_words
from handlers.speech import Phrase, Rich, Rows, Said, phrase, press
from handlers.words import LANGUAGES, SOURCE
from handlers.world import World
from storage import broadcasts, staff
from storage.audience import Reach, reach
from storage.broadcasts import Broadcast
from storage.outbox import Delivery
from storage.staff import Member
from storage.tables import BroadcastState, StaffRole

ROOM = 3_000
"""Of a text so much is shown, its marks counted as tags: with the lines around it that is one message, which can be
edited in place."""

_TAGS = len("<b><i></i></b>")


@dataclass(frozen=True, slots=True)
class View:
    """What a card shows. `seconds` is how long sending takes, where the pace is known; `may_approve` is the answer to
    whether this member may; `approver`: the role reaches so far; `others`: somebody else may approve."""

    broadcast: Broadcast
    people: Reach
    seconds: float | None
    own: bool
    may_approve: Outcome
    approver: bool
    author: str | None
    others: bool


async def view(connection: AsyncConnection, world: World, member: Member, broadcast: Broadcast) -> View:
    """What this member sees of it at this moment."""
    people = await reach(connection, broadcast.audience, now=world.now(), source=SOURCE)
    author = await staff.get(connection, broadcast.author) if broadcast.author is not None else None
    approvers = await staff.present(connection, least=StaffRole.APPROVER)
    return View(
        broadcast,
        people,
        seconds_of(people, world.team.rates),
        own=author is not None and author.chat_id == member.chat_id,
        may_approve=await broadcast_acts.may_approve(connection, world, member, broadcast),
        approver=member.role.may(StaffRole.APPROVER),
        author=author.name if author else None,
        others=any(author is None or one.chat_id != author.chat_id for one in approvers),
    )


def card(seen: View, *, language: str, edit: int | None = None) -> Said:
    """The card, with the text in this language; pure."""
    broadcast = seen.broadcast
    lines: list[Phrase | Rich] = [head(broadcast)]
    if not seen.own:
        lines.append(phrase("broadcast-author", name=seen.author or phrase("broadcast-by-operator")))
    lines += _content(broadcast, language)
    lines += audience_lines(seen)
    lines.append(phrase("broadcast-urgent" if broadcast.urgent else "broadcast-not-at-night"))
    if broadcast.state is BroadcastState.SUBMITTED and seen.may_approve is not Outcome.DONE:
        lines.append(phrase("broadcast-waits-for-another" if seen.others else "broadcast-no-approver"))
    return Said(tuple(lines), (*_texts_row(broadcast, language), *_buttons(seen)), edit)


def audience_lines(seen: View) -> list[Phrase]:
    """Who it goes to, how many they are, and how long that takes."""
    lines = [phrase("broadcast-to", who=broadcast_audience.said(seen.broadcast.audience))]
    if not seen.people.total:
        return [*lines, phrase("broadcast-refused-nobody")]
    by_channel = [
        phrase("broadcast-of-channel", where=broadcast_audience.channel_words(channel), count=count)
        for channel, count in sorted(seen.people.by_channel.items())
    ]
    counted = phrase("broadcast-reach", count=seen.people.total, who=broadcast_audience.joined(by_channel))
    lines += [counted, *by_template(seen.people)]
    if seen.seconds is None:
        return lines
    return [*lines, phrase("broadcast-takes", span=span_words(timedelta(seconds=seen.seconds)))]


def _content(broadcast: Broadcast, language: str) -> list[Phrase | Rich]:
    content = broadcast.content
    lines: list[Phrase | Rich] = []
    shown = language if language in content.texts else SOURCE
    text = content.text(shown, source=SOURCE)
    if content.media_kind:
        lines.append(phrase(f"broadcast-with-{content.media_kind}"))
    if text:
        fits = _clipped(text)
        lines += [phrase("broadcast-reads", language=phrase(f"tongue-{shown}")), Rich(fits)]
        if fits != text:
            lines.append(phrase("broadcast-goes-on"))
    lines += [
        phrase("broadcast-falls-back", language=phrase(f"tongue-{one}"))
        for one in LANGUAGES
        if one not in content.texts and text
    ]
    for one, written in content.texts.items():
        for mark in markup.unclosed(written)[:1]:
            tongue = phrase(f"tongue-{one}")
            lines.append(phrase("broadcast-unclosed", mark=mark.mark, line=mark.line, language=tongue))
    return lines


def _clipped(text: str) -> str:
    """As much of it as there is ROOM for, cut at a word."""
    if _weight(text) <= ROOM:
        return text
    while _weight(text) > ROOM:
        text = text[: len(text) * 9 // 10]
    return f"{text.rsplit(None, 1)[0]} …"


def _weight(text: str) -> int:
    """How much of a message it takes at the most, as tags and entities."""
    pieces = markup.pieces(text)
    tags = sum(_TAGS for piece in pieces if piece.style is not markup.Style.PLAIN)
    return tags + sum(len(escape(piece.text)) for piece in pieces) + sum(ord(char) > 0xFFFF for char in text)


def _texts_row(broadcast: Broadcast, language: str) -> Rows:
    """The other languages in which it can be looked at."""
    texts = broadcast.content.texts
    shown = language if language in texts else SOURCE
    others = [one for one in texts if one != shown]
    buttons = tuple(
        press("button-broadcast-in", f"b:card:{broadcast.id}:{one}", language=phrase(f"tongue-{one}")) for one in others
    )
    return (buttons,) if buttons else ()


def _buttons(seen: View) -> Rows:
    number = seen.broadcast.id
    test = (press("button-broadcast-test", f"b:test:{number}"),)
    listed = (press("button-broadcast-list", "b:list:"),)
    drop = (press("button-broadcast-drop", f"b:drop:{number}"),)
    match seen.broadcast.state:
        case BroadcastState.DRAFT if seen.own:
            return (test, *_writing(seen), drop, listed)
        case BroadcastState.DRAFT:
            return (test, drop, listed) if seen.approver else (test, listed)
        case BroadcastState.SUBMITTED:
            return (test, *approval_rows(seen), *_taking_back(seen), listed)
        case _:
            return ((press("button-broadcast-progress", f"b:show:{number}"),), test, listed)


def _writing(seen: View) -> Rows:
    number, urgent = seen.broadcast.id, seen.broadcast.urgent
    rows: Rows = (
        (press("button-broadcast-who", f"b:who:{number}"), press("button-broadcast-edit", f"b:edit:{number}")),
        (press("button-not-urgent" if urgent else "button-urgent", f"b:urgent:{number}:{0 if urgent else 1}"),),
    )
    if not seen.people.total:
        return rows
    alone = seen.may_approve is Outcome.DONE
    return (*rows, (press("button-broadcast-go" if alone else "button-broadcast-submit", f"b:submit:{number}"),))


def approval_rows(seen: View) -> Rows:
    """The yes, now or at a time: with what tells that nothing was changed since it was looked at."""
    if seen.may_approve is not Outcome.DONE or not seen.people.total:
        return ()
    which = f"{seen.broadcast.id}:{broadcast_acts.stamp(seen.broadcast)}"
    return ((press("button-approve-now", f"b:ok:{which}"),), (press("button-approve-later", f"b:at:{which}"),))


def _taking_back(seen: View) -> Rows:
    if not (seen.own or seen.approver):
        return ()
    return ((press("button-take-back" if seen.own else "button-send-back", f"b:back:{seen.broadcast.id}"),),)


async def request(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """The request for approval, to one who may give it; None once there is nothing to approve, or nobody who may."""
    broadcast = await broadcasts.get(connection, int(delivery.params["broadcast"]))
    member = await staff.of_chat(connection, delivery.chat_id)
    if broadcast is None or broadcast.submitted_at is None or broadcast.state is not BroadcastState.SUBMITTED:
        return None
    same = broadcast.submitted_at.isoformat() == delivery.params["submitted"]
    if not same or member is None or not member.role.may(StaffRole.APPROVER):
        return None
    author = await staff.get(connection, broadcast.author) if broadcast.author is not None else None
    seen = View(
        broadcast,
        await reach(connection, broadcast.audience, now=delivery.created_at, source=SOURCE),
        delivery.params.get("seconds"),
        own=False,
        may_approve=Outcome.DONE,
        approver=True,
        author=author.name if author else None,
        others=True,
    )
    said = card(seen, language=delivery.language or SOURCE)
    return Said((phrase("broadcast-please-approve"), *said.lines), said.rows)
