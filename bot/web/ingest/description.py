"""The OpenAPI 3.1 description, made from the models, so that it can't say anything else than they do."""

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from bot.web.ingest import models
from bot.web.ingest.problems import MEDIA_TYPE, Kind

PREFIX = "/ingest/v1"
_GIVEN = (models.NoticesIn, models.LinkIn)
_ANSWERED = (models.Results, models.LinkOut, models.Statuses, models.ProblemOut)
_SIGNED = (Kind.SIGNATURE, Kind.TIMESTAMP, Kind.NOT_FOUND, Kind.REPEATED, Kind.TOO_LARGE, Kind.BUSY, Kind.UNAVAILABLE)
_WITH_BODY = (*_SIGNED, Kind.MALFORMED, Kind.MEDIA, Kind.INVALID)
_HEADERS = {
    "keyId": ("Buzon-Key-Id", "Which key signs: `bk_` and 12 hexadecimal digits."),
    "timestamp": ("Buzon-Timestamp", "Milliseconds since 1970, 13 digits; at most five minutes off."),
    "signature": (
        "Buzon-Signature",
        "`v1=` and, in hexadecimal, the HMAC-SHA256 of `<timestamp>.<METHOD> <path and query>\\n<body>`.",
    ),
}


@cache
def description() -> dict[str, Any]:
    """The whole of it."""
    schemas, defined = models_json_schema(
        [*((one, "validation") for one in _GIVEN), *((one, "serialization") for one in _ANSWERED)],
        ref_template="#/components/schemas/{model}",
    )
    refs = {model: schemas[model, mode] for model, mode in schemas}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Official ingest",
            "version": "1",
            "description": "For an institution that brings its notices itself. Every request is signed, each attempt "
            "anew; a repeat of a notice changes nothing.",
        },
        "paths": {
            f"{PREFIX}/notices": {
                "post": _operation(
                    "pushNotices",
                    "Bring up to 500 notices. Each has its own result; the batch as a whole is kept or is not.",
                    refs[models.Results],
                    takes=refs[models.NoticesIn],
                )
            },
            f"{PREFIX}/links": {
                "post": _operation(
                    "makeCode",
                    "A code for one of your people, who types it in the chat. An earlier unused one stops working.",
                    refs[models.LinkOut],
                    takes=refs[models.LinkIn],
                    status=201,
                )
            },
            f"{PREFIX}/statuses": {
                "get": _operation(
                    "readStatuses",
                    "What became of links and notices, in order, after a cursor. Kept for ninety days.",
                    refs[models.Statuses],
                    query=(
                        _query("after", {"type": "integer", "minimum": 0, "maximum": 2**53, "default": 0}),
                        _query("limit", {"type": "integer", "minimum": 1, "maximum": 1_000, "default": 200}),
                    ),
                )
            },
        },
        "security": [{name: [] for name in _HEADERS}],
        "components": {
            "schemas": defined["$defs"],
            "securitySchemes": {
                name: {"type": "apiKey", "in": "header", "name": header, "description": what}
                for name, (header, what) in _HEADERS.items()
            },
        },
    }


def _operation(
    name: str,
    summary: str,
    answers: dict[str, Any],
    *,
    takes: dict[str, Any] | None = None,
    status: int = 200,
    query: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    kinds = _WITH_BODY if takes else (*_SIGNED, Kind.INVALID)
    answered: dict[str, Any] = {str(status): {"description": "Done.", "content": _json(answers)}}
    for kind in sorted(kinds, key=lambda kind: kind.status):
        _, number, title = kind.value
        said = answered.setdefault(str(number), {"description": title, "content": problem})
        if title not in said["description"]:
            said["description"] += f" {title}"
    body = {"requestBody": {"required": True, "content": _json(takes)}} if takes else {}
    return {"operationId": name, "summary": summary, "parameters": list(query), **body, "responses": answered}


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
