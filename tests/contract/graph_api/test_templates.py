"""Template management as pywa sees it, and parameters that do not fit their template."""

from typing import Any

import pytest
from pywa_async import types
from pywa_async.types import templates as tpl

from tests.contract.graph_api.desk import Desk
from tests.contract.graph_api.with_pywa import Ear

BODY = {"type": "BODY", "text": "Hola {{1}}: tienes {{2}} avisos.", "example": {"body_text": [["Rosa", "2"]]}}
WHOLE: dict[str, Any] = {"name": "aviso", "language": "es", "category": "UTILITY", "components": [BODY]}


def said(*values: str, kind: str = "text") -> list[dict[str, Any]]:
    return [{"type": "body", "parameters": [{"type": kind, kind: value} for value in values]}]


def sending(components: list[dict[str, Any]], *, language: str = "es") -> dict[str, Any]:
    return {"type": "template", "template": {"name": "aviso", "language": {"code": language}, "components": components}}


async def create(desk: Desk, **changes: Any) -> tuple[int, Any]:
    return await desk.call("POST", f"/{desk.whatsapp.waba_id}/message_templates", WHOLE | changes)


async def test_pywa_turns_the_pages_and_filters(desk: Desk, ear: Ear) -> None:
    """Templates come page by page with cursors, and narrowed by status."""
    for number in range(5):
        assert (await create(desk, name=f"aviso_{number}"))[1]["status"] == "PENDING"
    await desk.patch("/templates/aviso_3", status="APPROVED")
    pages = await ear.client.get_templates(pagination=types.Pagination(limit=2))
    names = [template.name for template in pages]
    while pages.has_next:
        pages = await pages.next()
        names += [template.name for template in pages]
    assert names == [f"aviso_{number}" for number in range(5)]
    (approved,) = await ear.client.get_templates(statuses=[tpl.TemplateStatus.APPROVED])
    assert (approved.name, approved.quality_score.score) == ("aviso_3", tpl.QualityScoreType.UNKNOWN)


async def test_a_template_is_read_edited_and_deleted(desk: Desk, ear: Ear) -> None:
    """An edit sends it back to review; deleted, it is gone in every language."""
    template_id = (await create(desk))[1]["id"]
    await create(desk, language="en")
    await desk.patch(f"/templates/{template_id}", status="APPROVED")
    template = await ear.client.get_template(template_id)
    assert (template.language, template.status) == (tpl.TemplateLanguage.SPANISH, tpl.TemplateStatus.APPROVED)
    edited = [{"type": "BODY", "text": "Tienes un aviso."}]
    assert (await desk.call("POST", f"/{template_id}", {"components": edited}))[1]["success"]
    template = await ear.client.get_template(template_id)
    assert (template.components[0].text, template.status) == ("Tienes un aviso.", tpl.TemplateStatus.PENDING)
    assert "error" in (await desk.call("POST", f"/{template_id}", {"components": edited}))[1], "it is under review"
    await desk.patch(f"/templates/{template_id}", status="APPROVED")
    assert "error" in (await desk.call("POST", f"/{template_id}", {"components": edited}))[1], "once a day"
    await desk.post("/clock", {"forward_seconds": 24 * 3600}, status=200)
    assert (await desk.call("POST", f"/{template_id}", {"components": edited}))[1]["success"]
    assert await ear.client.delete_template("aviso")
    assert await desk.get("/templates") == []


@pytest.mark.parametrize(
    ("subcode", "changes"),
    [
        (2388072, {"name": "Aviso Nuevo"}),
        (None, {"category": "NEWS"}),
        (2388043, {"components": [{"type": "BODY", "text": "Hola {{1}}."}]}),
        (2388299, {"components": [BODY | {"text": "{{1}} tiene {{2}} avisos."}]}),
        (2388040, {"components": [{"type": "BODY", "text": "x" * 1025}]}),
        (2388040, {"components": [BODY, {"type": "FOOTER", "text": "x" * 61}]}),
        (2388040, {"components": [BODY, {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "x" * 26}]}]}),
        (2388047, {"components": [{"type": "FOOTER", "text": "x"}]}),
        (2388024, {}),
    ],
)
async def test_what_no_review_would_pass_is_refused(desk: Desk, subcode: int | None, changes: dict[str, Any]) -> None:
    """Names, categories, lengths, examples and duplicates are checked before a review."""
    if not changes:
        await create(desk)
    status, body = await create(desk, **changes)
    assert (status, body["error"]["code"], body["error"].get("error_subcode")) == (400, 100, subcode)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (132000, sending(said("Rosa"))),
        (132000, sending([])),
        (132000, sending(said("Rosa", "2", "3"))),
        (132012, sending(said("Rosa", "2", kind="payload"))),
        (132012, sending(said("Rosa", "uno\ndos"))),
        (132012, sending(said("Rosa", "uno     dos"))),
        (131008, sending(said("Rosa", ""))),
        (132005, sending(said("x" * 1000, "y" * 10))),
        (132001, sending(said("Rosa", "2"), language="en")),
    ],
)
async def test_parameters_that_do_not_fit_are_refused(desk: Desk, code: int, message: dict[str, Any]) -> None:
    """Too few, too many, of another kind, with line breaks, too long, or for another language."""
    await create(desk)
    await desk.patch("/templates/aviso", status="APPROVED")
    assert await desk.refusal(await desk.person(), **message) == code


@pytest.mark.parametrize(
    ("fate", "code"), [("PENDING", 132001), ("REJECTED", 132001), ("PAUSED", 132015), ("DISABLED", 132016)]
)
async def test_only_an_approved_template_is_sent(desk: Desk, fate: str, code: int) -> None:
    """Each state has its refusal; approved again it passes."""
    await create(desk)
    await desk.patch("/templates/aviso", status=fate)
    person = await desk.person(wrote=False)
    assert await desk.refusal(person, **sending(said("Rosa", "2"))) == code
    await desk.patch("/templates/aviso", status="APPROVED")
    assert (await desk.send(person, **sending(said("Rosa", "2"))))[0] == 200


async def test_named_parameters_fill_by_name(desk: Desk) -> None:
    """A template with names takes its values in any order, and none but those."""
    named = BODY | {"text": "Hola {{nombre}}: tienes {{avisos}} avisos."}
    await create(desk, components=[named], parameter_format="NAMED")
    await desk.patch("/templates/aviso", status="APPROVED")
    values = [("avisos", "2"), ("nombre", "Rosa")]
    parameters = [{"type": "text", "parameter_name": name, "text": value} for name, value in values]
    person = await desk.person()
    assert (await desk.send(person, **sending([{"type": "body", "parameters": parameters}])))[0] == 200
    assert (await desk.messages(person))[-1]["text"] == "Hola Rosa: tienes 2 avisos."
    parameters[0]["parameter_name"] = "cartas"
    assert await desk.refusal(person, **sending([{"type": "body", "parameters": parameters}])) == 132012
