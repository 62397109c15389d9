"""What Meta tells the bot: the pieces of a webhook body, and how several of them go into one.

Sources: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components and, for the identifiers,
https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.whatsapp.errors import JsonObject, as_failure
from sandbox.whatsapp.faults import Faults
from sandbox.whatsapp.people import Message, Person, Status
from sandbox.whatsapp.templates import Template, TemplateStatus

_LISTS = ("messages", "statuses")


@dataclass(frozen=True, eq=False)
class Notification:
    """One thing to tell; `owner` is the person it is about (0 for nobody), `born` Unix seconds."""

    field: str
    value: JsonObject
    owner: int
    born: float


def body_of(waba_id: str, notifications: Iterable[Notification]) -> JsonObject:
    """One webhook body: messages next to messages and statuses next to statuses share a value, the rest does not."""
    changes: list[JsonObject] = []
    about_account = False
    born = 0.0
    for one in notifications:
        born = one.born
        about_account = about_account or one.field != "messages"
        shared = next((name for name in _LISTS if name in one.value), None)
        last = changes[-1]["value"] if changes else {}
        if shared is not None and shared in last:
            last[shared] = [*last[shared], *one.value[shared]]
            contacts = last.get("contacts", []) + one.value.get("contacts", [])
            if contacts:
                last["contacts"] = [
                    contact for place, contact in enumerate(contacts) if contact not in contacts[:place]
                ]
        else:
            changes.append({"value": dict(one.value), "field": one.field})
    entry: JsonObject = {"id": waba_id}
    if about_account:
        entry["time"] = int(born)
    return {"object": "whatsapp_business_account", "entry": [entry | {"changes": changes}]}


def heard(message: Message, person: Person, *, business: str, faults: Faults) -> JsonObject:
    """A person's message: the value's `contacts` and `messages`. `business` is the business's number in digits."""
    with_phone = not person.phone_hidden and not faults.without_wa_id
    told: JsonObject = {"id": message.id, "timestamp": str(int(message.at)), "type": message.type}
    if with_phone:
        told["from"] = person.phone
    if not faults.without_user_id:
        told["from_user_id"] = person.user_id
    if message.context is not None:
        told["context"] = {"from": business, "id": message.context}
    # These two stand in the message itself, not in an object under its type.
    told |= message.body if message.type in {"unsupported", "contacts"} else {message.type: message.body}
    contact = person.as_contact(with_phone=with_phone, with_user_id=not faults.without_user_id)
    without = faults.without_contacts or message.type == "system"  # Meta's own system messages have none
    return ({} if without else {"contacts": [contact]}) | {"messages": [told]}


def stated(message: Message, person: Person, *, status: Status, now: float, faults: Faults) -> JsonObject:
    """How far a message of the business came: the value's `contacts` and `statuses`.

    Of a failed one Meta tells neither contacts nor, when it went to a phone number, the user id.
    """
    failed = status is Status.FAILED
    with_phone = (message.by_phone or not person.phone_hidden) and not faults.without_wa_id
    with_user_id = not faults.without_user_id
    told: JsonObject = {"id": message.id, "status": status, "timestamp": str(int(now))}
    if with_phone:
        told["recipient_id"] = person.phone
    if with_user_id and not (failed and message.by_phone and not faults.contacts_when_failed):
        told["recipient_user_id"] = person.user_id
    if message.opaque is not None:
        told["biz_opaque_callback_data"] = message.opaque
    if failed:
        told["errors"] = [as_failure(message.error or 131000)]
    elif status is not Status.READ:
        told["pricing"] = _pricing(message)
    if faults.without_contacts or (failed and not faults.contacts_when_failed):
        return {"statuses": [told]}
    contact = person.as_contact(
        with_phone=with_phone, with_user_id=with_user_id, with_username=status is not Status.SENT
    )
    return {"contacts": [contact], "statuses": [told]}


def judged(template: Template) -> JsonObject:
    """Where a template stands now: https://developers.facebook.com/docs/whatsapp/business-management-api/webhooks."""
    value: JsonObject = {
        "event": template.status,
        **_named(template),
        "message_template_category": template.category,
        "reason": template.reason,
    }
    if template.status is TemplateStatus.DISABLED:
        value["disable_info"] = {"disable_date": template.judged_at}
    if template.status is TemplateStatus.PAUSED:
        words = "Your WhatsApp message template has been paused for 3 hours because it had low quality."
        value["other_info"] = {"title": "FIRST_PAUSE", "description": words}
    return value


def rated(template: Template, *, before: str) -> JsonObject:
    """A template's quality, which was `before`."""
    return {"previous_quality_score": before, "new_quality_score": template.quality, **_named(template)}


def _named(template: Template) -> JsonObject:
    return {
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
    }


def _pricing(message: Message) -> JsonObject:
    """Per message since July 2025: https://developers.facebook.com/docs/whatsapp/pricing."""
    return {
        "billable": message.billable,
        "pricing_model": "PMP",
        "category": (message.category or "service").lower(),
        "type": "regular" if message.billable else "free_customer_service",
    }
