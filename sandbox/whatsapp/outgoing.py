"""What the bot sends, checked as Meta checks it and read into what the phone shows.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages, and the page of each type.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.whatsapp import interactive
from sandbox.whatsapp.checks import known, optional_text, part, parts, text
from sandbox.whatsapp.errors import JsonObject, missing, refused
from sandbox.whatsapp.filling import filled
from sandbox.whatsapp.media import ALLOWED, MediaShelf, StoredMedia
from sandbox.whatsapp.templates import Template, TemplateShelf

_TEXT, _CAPTION, _OPAQUE, _FILE_NAME = 4_096, 1_024, 512, 240


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message that fits, not yet sent."""

    type: str
    body: JsonObject
    shown: JsonObject = field(default_factory=dict)
    media: StoredMedia | None = None
    template: Template | None = None


@dataclass(frozen=True)
class Reader:
    """Reads a message with the files and templates that it may name."""

    media: MediaShelf
    templates: TemplateShelf

    def read(self, call: JsonObject) -> Draft:
        """The message of a call.

        Raises:
            GraphError: 100, 131008, 131009, 131053 or 132xxx for whatever does not fit.
        """
        kind = known(call.get("type", "text"), frozenset(self._kinds), "type")
        body = call.get(kind)
        if not isinstance(body, dict):
            raise refused(100, f"The parameter {kind} is required.")
        return self._kinds[kind](kind, body)

    @property
    def _kinds(self) -> dict[str, Callable[[str, JsonObject], Draft]]:
        return {
            "text": self._text,
            "interactive": self._interactive,
            "template": self._template,
            "reaction": self._reaction,
            **dict.fromkeys(ALLOWED, self._file),
        }

    def _text(self, kind: str, body: JsonObject) -> Draft:
        words = body.get("body")
        if not isinstance(words, str) or not words.strip():
            raise refused(100, "The parameter text['body'] is required.")
        if len(words) > _TEXT:
            raise refused(100, f"Param text['body'] must be at most {_TEXT} characters long.")
        return Draft(type=kind, body=body, shown={"text": words})

    def _file(self, kind: str, body: JsonObject) -> Draft:
        media_id = body.get("id")
        if body.get("link"):
            raise refused(131053, "The simulation is offline: upload the file and send its id.")
        if not isinstance(media_id, str) or not media_id:
            raise missing(f"{kind}.id")
        media = self.media.for_message(kind, media_id)
        shown: JsonObject = {}
        if kind in {"image", "document", "video"}:
            shown["text"] = optional_text(body, "caption", longest=_CAPTION, where=f"{kind}.")
        if kind == "document":
            shown["file_name"] = optional_text(body, "filename", longest=_FILE_NAME, where="document.") or media.name
        return Draft(type=kind, body=body, shown=shown, media=media)

    def _interactive(self, kind: str, body: JsonObject) -> Draft:
        shown, media = interactive.read(body, self.media)
        return Draft(type=kind, body=body, shown=shown, media=media)

    def _template(self, kind: str, body: JsonObject) -> Draft:
        name = text(body, "name", longest=512, where="template.")
        language = text(part(body, "language", where="template."), "code", longest=20, where="template.language.")
        template = self.templates.sendable(name, language)
        components = parts(body, "components", where="template.") if body.get("components") else []
        shown, media = filled(template, components, self.media)
        return Draft(type=kind, body=body, shown=shown, media=media, template=template)

    def _reaction(self, kind: str, body: JsonObject) -> Draft:
        text(body, "message_id", longest=256, where="reaction.")
        if not isinstance(body.get("emoji", ""), str) or len(body.get("emoji", "")) > 16:
            raise refused(131009, "reaction.emoji must be one emoji, or empty to take it back.")
        return Draft(type=kind, body=body)


def opaque_of(call: JsonObject) -> str | None:
    """`biz_opaque_callback_data`, which comes back in every status of the message."""
    return optional_text(call, "biz_opaque_callback_data", longest=_OPAQUE)
