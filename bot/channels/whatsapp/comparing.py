"""The templates of the repository beside those of the account: what differs, and what may be done about it. Pure.

Source of what may be done: https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.channels.templates import Approved, Wording
from bot.channels.whatsapp.payloads import Json

CATEGORY = "UTILITY"
"""Of all our templates: about a service that the person asked for."""

USABLE = frozenset({"APPROVED", "FLAGGED", "REINSTATED"})
"""States in which a template can be sent."""

_EDITABLE = frozenset({"APPROVED", "REJECTED", "PAUSED"})
_IN_REVIEW = frozenset({"PENDING", "IN_APPEAL"})


@dataclass(frozen=True, slots=True)
class Held:
    """A template of the account in one language. `parts` are its components beside one body and one quick-reply button;
    `state`, `category`, `quality` and `reason` (of a rejection) are the platform's words."""

    id: str
    name: str
    language: str
    state: str
    category: str
    body: str
    button: str
    parts: tuple[str, ...] = ()
    quality: str = "UNKNOWN"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ours:
    """A template of the repository in one language."""

    name: str
    language: str
    wording: Wording


class What(StrEnum):
    """In what the two differ."""

    MISSING = "missing"
    BODY = "body"
    BUTTON = "button"
    PARTS = "parts"
    CATEGORY = "category"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise in the account; `here` and `there` say how."""

    name: str
    language: str
    what: What
    here: str
    there: str


class Do(StrEnum):
    """What is done about a template: `wait` for a review to end, `hand`: only a person can, in WhatsApp Manager."""

    CREATE = "create"
    EDIT = "edit"
    WAIT = "wait"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Step:
    """One template that is not as it should be. `held` is there unless it is to be created; `category`: it is asked for
    anew with the edit."""

    do: Do
    ours: Ours
    held: Held | None = None
    category: bool = False


def held(said: Json) -> Held:
    """From what the platform tells of a template; what is missing is empty, so that one odd template hides no other."""
    body, buttons, parts = "", [], []
    for component in [one for one in said.get("components") or () if isinstance(one, dict)]:
        kind = str(component.get("type", "")).upper()
        if kind == "BODY":
            body = str(component.get("text", ""))
        elif kind == "BUTTONS":
            buttons = [one for one in component.get("buttons") or () if isinstance(one, dict)]
        else:
            parts.append(kind)
    quick = [str(one.get("text", "")) for one in buttons if str(one.get("type", "")).upper() == "QUICK_REPLY"]
    parts += [str(one.get("type", "")).upper() for one in buttons if str(one.get("type", "")).upper() != "QUICK_REPLY"]
    quality = said.get("quality_score")
    reason = str(said.get("rejected_reason") or "")
    return Held(
        id=str(said.get("id", "")),
        name=str(said.get("name", "")),
        language=str(said.get("language", "")),
        state=str(said.get("status", "UNKNOWN")).upper(),
        category=str(said.get("category", "")).upper(),
        body=body,
        button=quick[0] if quick else "",
        parts=(*parts, *(["QUICK_REPLY"] * (len(quick) - 1))),
        quality=str(quality.get("score", "UNKNOWN")).upper() if isinstance(quality, dict) else "UNKNOWN",
        reason="" if reason == "NONE" else reason,
    )


def wordings(templates: Iterable[Approved]) -> list[Ours]:
    """Each template in each language, in the order of the file."""
    return [
        Ours(template.name, language, wording)
        for template in templates
        for language, wording in template.wordings.items()
    ]


def differences(ours: Sequence[Ours], account: Sequence[Held]) -> list[Difference]:
    """What is otherwise in the account. What it holds beside ours is nobody's business here."""
    there = {(one.name, one.language): one for one in account}
    found: list[Difference] = []
    for one in ours:
        other = there.get((one.name, one.language))
        if other is None:
            found.append(Difference(one.name, one.language, What.MISSING, one.wording.body, ""))
            continue
        compared = [
            (What.BODY, one.wording.body, other.body),
            (What.BUTTON, one.wording.button, other.button),
            (What.PARTS, "", " ".join(other.parts)),
            (What.CATEGORY, CATEGORY, other.category),
            (What.STATE, "APPROVED", "APPROVED" if other.state in USABLE else other.state),
        ]
        found += [Difference(one.name, one.language, what, *both) for what, *both in compared if both[0] != both[1]]
    return found


def steps(ours: Sequence[Ours], account: Sequence[Held]) -> list[Step]:
    """What is to be done so that nothing differs, as far as the platform allows. Nothing is ever deleted: the name of a
    deleted template is barred for 30 days."""
    there = {(one.name, one.language): one for one in account}
    found: list[Step] = []
    for one in ours:
        other = there.get((one.name, one.language))
        kinds = {difference.what for difference in differences([one], [other] if other else [])}
        if other is None:
            found.append(Step(Do.CREATE, one))
        elif kinds:
            found.append(_step(one, other, kinds))
    return found


def _step(ours: Ours, there: Held, kinds: set[What]) -> Step:
    words = bool(kinds & {What.BODY, What.BUTTON, What.PARTS})
    if there.state in _IN_REVIEW:
        return Step(Do.WAIT, ours, there)
    # The category of an approved template can't be changed, that of another can.
    category = What.CATEGORY in kinds and there.state != "APPROVED"
    if there.state in _EDITABLE and (words or category):
        return Step(Do.EDIT, ours, there, category=category)
    return Step(Do.HAND, ours, there)
