"""Message templates: listed page by page, created, edited, deleted.

Source: https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates.
"""

import base64
from typing import Any

from starlette.requests import Request

from sandbox.whatsapp.errors import JsonObject, not_creatable, refused
from sandbox.whatsapp.methods.calls import expect, read_body
from sandbox.whatsapp.templates import Template, TemplateStatus
from sandbox.whatsapp.whatsapp import WhatsApp

_PAGE, _MOST = 25, 6_000
_FILTERS = ("language", "status", "category")


async def list_templates(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`GET /{account}/message_templates`, with `limit`, `after`, `fields`, and the filters by a part of the name and by
    language, status and category, each of which may name several.
    """
    expect(request, whatsapp.waba_id)
    asked = request.query_params
    rows = [
        template.as_json()
        for template in whatsapp.templates.all()
        if asked.get("name", "") in template.name
        and all(str(getattr(template, name)) in asked[name].split(",") for name in _FILTERS if name in asked)
    ]
    limit, start = _number(asked.get("limit"), _PAGE), _place(asked.get("after"))
    page = rows[start : start + limit]
    body: JsonObject = {"data": [_picked(row, asked.get("fields")) for row in page]}
    if "summary" in asked:
        body["summary"] = _summary(whatsapp, asked["summary"], total=len(rows))
    if page:
        after = _cursor(start + len(page))
        body["paging"] = {"cursors": {"before": _cursor(start), "after": after}}
        if start + limit < len(rows):
            body["paging"]["next"] = str(request.url.include_query_params(after=after))
    return body


async def create_template(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`POST /{account}/message_templates`; the review follows."""
    expect(request, whatsapp.waba_id)
    template = whatsapp.templates.create(await read_body(request), now=whatsapp.now)
    answer = {"id": template.id, "status": template.status, "category": template.category}
    _review(whatsapp, template)
    return answer


async def edit_template(whatsapp: WhatsApp, template: Template, request: Request) -> JsonObject:
    """`POST /{template}`; the review follows."""
    edited = whatsapp.templates.edit(template, await read_body(request), now=whatsapp.now)
    _review(whatsapp, edited)
    return {"success": True, "id": edited.id, "name": edited.name, "category": edited.category}


async def delete_template(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`DELETE /{account}/message_templates?name=…[&hsm_id=…]`."""
    expect(request, whatsapp.waba_id)
    asked = request.query_params
    if "name" not in asked:
        raise refused(100, "The parameter name is required.")
    if not whatsapp.templates.delete(asked["name"], template_id=asked.get("hsm_id")):
        words = f"{asked['name']} wasn't found."
        raise not_creatable(2593002, "Message template not found", words)
    return {"success": True}


def _review(whatsapp: WhatsApp, template: Template) -> None:
    if whatsapp.account.approve_templates:
        whatsapp.judge(template, status=TemplateStatus.APPROVED)


def _summary(whatsapp: WhatsApp, wanted: str, *, total: int) -> JsonObject:
    """https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates"""
    known = {
        "total_count": total,
        "message_template_count": len(whatsapp.templates.all()),
        "message_template_limit": _MOST,
        "are_translations_complete": False,
    }
    return {name: value for name, value in known.items() if name in wanted.split(",")}


def _picked(row: JsonObject, fields: str | None) -> JsonObject:
    wanted = {"id", *fields.split(",")} if fields else set(row)
    return {name: value for name, value in row.items() if name in wanted}


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(str(place).encode()).decode()


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return max(0, int(base64.urlsafe_b64decode(cursor)))
    except ValueError as error:
        raise refused(100, "Invalid cursor.") from error


def _number(value: Any, otherwise: int) -> int:
    return max(1, int(value)) if isinstance(value, str) and value.isdecimal() else otherwise
