"""The form of a broadcast: from what was posted to values, and what its boxes show. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.web.desk.forms import Fields
from buzon.identity import is_country
from buzon.notice import Kind
from handlers.broadcast_audience import SEEN_DAYS, Offered, channel_words, countries
from handlers.notice_words import kind_words
from handlers.speech import Phrase, phrase
from handlers.words import LANGUAGES, LIMA
from storage.audience import Audience
from storage.broadcasts import Content

_KINDS = tuple(kind for kind in Kind if kind is not Kind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Box:
    """One choice: its field's value, its words, whether it is taken."""

    value: str
    words: Phrase
    taken: bool


@dataclass(frozen=True, slots=True)
class Form:
    """All fields as they stand, by name of the field."""

    texts: Sequence[tuple[str, Phrase, str]]
    languages: Sequence[Box]
    channels: Sequence[Box]
    nationalities: Sequence[Box]
    kinds: Sequence[Box]
    linked: Sequence[Box]
    seen: Sequence[Box]
    urgent: bool

    @property
    def narrowed(self) -> bool:
        """Whether the lesser conditions hold something, so that they are shown open."""
        return any(box.taken for box in (*self.nationalities, *self.kinds, *self.seen[1:], *self.channels))


def shown(
    content: Content, audience: Audience, *, urgent: bool, channels: Sequence[str], offered: Offered = ()
) -> Form:
    """What the boxes show of these values."""
    return Form(
        texts=[(one, phrase(f"language-{one}"), content.texts.get(one, "")) for one in LANGUAGES],
        languages=[Box(one, phrase(f"language-{one}"), one in audience.languages) for one in LANGUAGES],
        channels=[Box(one, channel_words(one), one in audience.channels) for one in channels],
        nationalities=[
            Box(code, words, code in audience.nationalities) for code, words in countries(audience, offered).items()
        ],
        kinds=[Box(kind.value, kind_words(kind), kind in audience.kinds) for kind in _KINDS],
        linked=[
            Box("", phrase("web-linked-any"), audience.linked is None),
            Box("yes", phrase("audience-linked"), audience.linked is True),
            Box("no", phrase("audience-unlinked"), audience.linked is False),
        ],
        seen=[
            Box("", phrase("web-seen-any"), audience.seen_days is None),
            *(
                Box(str(days), phrase("audience-seen", count=days), audience.seen_days == days)
                for days in sorted({*SEEN_DAYS, *((audience.seen_days,) if audience.seen_days else ())})
            ),
        ],
        urgent=urgent,
    )


def content(fields: Fields, *, before: Content | None = None) -> Content:
    """What is said; a picture or document that it has already stays, unless its box says that it goes."""
    texts = {one: text for one in LANGUAGES if (text := fields.text(f"text_{one}"))}
    if before is None or fields.one("drop_file") == "yes":
        return Content(texts)
    return Content(texts, before.media_kind, before.media)


def audience(fields: Fields, *, channels: Sequence[str]) -> Audience:
    """Who it is for. What is no choice of ours counts as not chosen: the page shows what was taken."""
    days = fields.one("seen_days")
    return Audience(
        languages=tuple(one for one in LANGUAGES if one in fields.all("language")),
        channels=tuple(one for one in channels if one in fields.all("channel")),
        nationalities=tuple(sorted({one for one in fields.all("nationality") if is_country(one)})),
        kinds=tuple(kind for kind in _KINDS if kind.value in fields.all("kind")),
        linked={"yes": True, "no": False}.get(fields.one("linked")),
        seen_days=int(days) if days.isascii() and days.isdigit() and 0 < int(days[:5]) <= 3650 else None,
    )


def lima_time(text: str) -> datetime | None:
    """What a field of date and time holds, as an instant in UTC; None where it holds none."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=LIMA).astimezone(UTC)
    except ValueError:
        return None


def lima_field(instant: datetime) -> str:
    """The inverse, to the minute."""
    return instant.astimezone(LIMA).strftime("%Y-%m-%dT%H:%M")
