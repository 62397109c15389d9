"""The message templates of a business: how they come to be, how far they may be sent, and what they say when filled in.

Source: https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count

from sandbox.whatsapp.errors import GraphError, JsonObject, not_creatable, refused

VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_CATEGORIES = frozenset({"UTILITY", "MARKETING", "AUTHENTICATION"})
_LONGEST = {"HEADER": 60, "BODY": 1_024, "FOOTER": 60}
_BUTTON_TITLE, _MOST_BUTTONS = 25, 10
_DAY_SECONDS = 86_400
# Error subcodes as template management answers them.
_BAD_NAME, _TAKEN, _BAD_VARIABLES, _TOO_LONG, _BAD_SHAPE = 2388072, 2388024, 2388043, 2388040, 2388047


class TemplateStatus(StrEnum):
    """Where a template stands; only an approved one can be sent."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    PAUSED = "PAUSED"
    DISABLED = "DISABLED"


class Quality(StrEnum):
    """What people's feedback makes of a template."""

    UNKNOWN = "UNKNOWN"
    GREEN = "GREEN"
    YELLOW = "YELLOW"
    RED = "RED"


@dataclass(frozen=True, kw_only=True)
class Template:
    """One template in one language; `components` as they were handed in, `judged_at` in Unix seconds."""

    id: str
    name: str
    language: str
    category: str
    components: list[JsonObject]
    named: bool
    status: TemplateStatus = TemplateStatus.PENDING
    quality: Quality = Quality.UNKNOWN
    reason: str = "NONE"
    judged_at: int = 0
    edited_at: tuple[float, ...] = ()

    def as_json(self) -> JsonObject:
        """The template as template management gives it."""
        body: JsonObject = {
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "parameter_format": "NAMED" if self.named else "POSITIONAL",
            "components": self.components,
            "quality_score": {"score": self.quality, "date": self.judged_at},
        }
        return body | ({"rejected_reason": self.reason} if self.status is TemplateStatus.REJECTED else {})

    def component(self, kind: str) -> JsonObject | None:
        """The component of this kind: HEADER, BODY, FOOTER or BUTTONS."""
        return next((one for one in self.components if str(one.get("type", "")).upper() == kind), None)


class TemplateShelf:
    """All templates of one business account, by id."""

    def __init__(self) -> None:
        self._by_id: dict[str, Template] = {}
        self._ids = count(900_000_000_000_001)

    def all(self) -> list[Template]:
        """Every template, oldest first."""
        return list(self._by_id.values())

    def find(self, template_id: str) -> Template | None:
        """The template of this id."""
        return self._by_id.get(template_id)

    def create(self, body: JsonObject, *, now: float) -> Template:
        """Hand a template in for review.

        Raises:
            GraphError: 100 with a subcode that says what is wrong.
        """
        name, language, category = (str(body.get(key, "")) for key in ("name", "language", "category"))
        if not _NAME.fullmatch(name):
            raise not_creatable(_BAD_NAME, "Invalid name", "The name may hold lowercase letters, numbers and _ only.")
        if not language or category.upper() not in _CATEGORIES:
            raise refused(100, "The parameters language and category are required.")
        if any(one.name == name and one.language == language for one in self._by_id.values()):
            words = f"There is already {language} content for this template."
            raise not_creatable(_TAKEN, "Content in this language already exists", words)
        named = str(body.get("parameter_format", "")).upper() == "NAMED"
        template = Template(
            id=str(next(self._ids)),
            name=name,
            language=language,
            category=category.upper(),
            components=_checked(body.get("components")),
            named=named,
            judged_at=int(now),
        )
        self._by_id[template.id] = template
        return template

    def edit(self, template: Template, body: JsonObject, *, now: float) -> Template:
        """Replace what a template says; it goes through review again.

        Raises:
            GraphError: 100 as for a new one, or for one that may not be edited now.
        """
        _check_editable(template, now)
        components = _checked(body["components"]) if "components" in body else template.components
        category = str(body.get("category", template.category)).upper()
        if category not in _CATEGORIES:
            raise refused(100, "Param category must be one of {AUTHENTICATION, MARKETING, UTILITY}.")
        edited = replace(
            template,
            components=components,
            category=category,
            status=TemplateStatus.PENDING,
            edited_at=(*template.edited_at, now),
        )
        self._by_id[template.id] = edited
        return edited

    def judge(
        self, template: Template, *, status: TemplateStatus, quality: Quality, reason: str, now: float
    ) -> Template:
        """Set where a template stands."""
        judged = replace(template, status=status, quality=quality, reason=reason, judged_at=int(now))
        self._by_id[template.id] = judged
        return judged

    def delete(self, name: str, *, template_id: str | None) -> int:
        """Delete a name in all its languages, or one template of it; gives how many went."""
        gone = [one.id for one in self.all() if one.name == name and template_id in (None, one.id)]
        for each in gone:
            del self._by_id[each]
        return len(gone)

    def sendable(self, name: str, language: str) -> Template:
        """The template of this name and language, if it may be sent.

        Raises:
            GraphError: 132001 not there or not approved, 132015 paused, 132016 disabled.
        """
        found = next((one for one in self._by_id.values() if (one.name, one.language) == (name, language)), None)
        if found is None or found.status in (TemplateStatus.PENDING, TemplateStatus.REJECTED):
            raise refused(132001, f"template name ({name}) does not exist in {language}")
        if found.status is TemplateStatus.PAUSED:
            raise refused(132015)
        if found.status is TemplateStatus.DISABLED:
            raise refused(132016)
        return found


def _check_editable(template: Template, now: float) -> None:
    """Approved, rejected and paused ones can be edited, an approved one once a day and ten times in thirty days."""
    if template.status in (TemplateStatus.PENDING, TemplateStatus.DISABLED):
        raise refused(100, f"A template that is {template.status} cannot be edited.")
    lately = [at for at in template.edited_at if at > now - 30 * _DAY_SECONDS]
    if template.status is TemplateStatus.APPROVED and lately and (len(lately) >= 10 or lately[-1] > now - _DAY_SECONDS):
        raise refused(100, "An approved template can be edited once in 24 hours and 10 times in 30 days.")


def _checked(components: object) -> list[JsonObject]:
    if not isinstance(components, list) or not all(isinstance(one, dict) for one in components):
        raise refused(100, "The parameter components must be an array of objects.")
    kinds = [str(one.get("type", "")).upper() for one in components]
    if "BODY" not in kinds or len(set(kinds)) != len(kinds):
        raise _misshapen("A template has one body and at most one of each other component.")
    for kind, component in zip(kinds, components, strict=True):
        if kind == "BUTTONS":
            _check_buttons(component)
        elif kind not in _LONGEST:
            raise _misshapen(f"Component type {kind} is unknown.")
        elif kind != "HEADER" or str(component.get("format", "TEXT")).upper() == "TEXT":
            _check_text(kind, component)
    return components


def _check_text(kind: str, component: JsonObject) -> None:
    words = str(component.get("text", ""))
    if not 1 <= len(words) <= _LONGEST[kind]:
        raise not_creatable(_TOO_LONG, "Character limit", f"{kind} takes 1 to {_LONGEST[kind]} characters.")
    variables = VARIABLE.findall(words)
    if variables and not component.get("example"):
        raise not_creatable(_BAD_VARIABLES, "Missing sample", f"{kind} has variables and needs an example for each.")
    bare = words.strip()
    if kind == "BODY" and variables and (bare.startswith("{{") or bare.endswith("}}")):
        raise not_creatable(2388299, "Misplaced variable", "Variables can't be at the start or end of the template.")


def _check_buttons(component: JsonObject) -> None:
    buttons = component.get("buttons")
    if not isinstance(buttons, list) or not all(isinstance(button, dict) for button in buttons):
        raise _misshapen("buttons must be an array of objects.")
    if not 1 <= len(buttons) <= _MOST_BUTTONS:
        raise _misshapen(f"A template takes 1 to {_MOST_BUTTONS} buttons.")
    for button in buttons:
        if not 1 <= len(str(button.get("text", ""))) <= _BUTTON_TITLE:
            raise not_creatable(_TOO_LONG, "Character limit", f"A button takes 1 to {_BUTTON_TITLE} characters.")


def _misshapen(words: str) -> GraphError:
    return not_creatable(_BAD_SHAPE, "Invalid format", words)
