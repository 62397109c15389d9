"""The form's layout, which Meta keeps, and its words, which we send: they belong together, in both languages."""

import json
import re
from typing import Any

import pytest

from bot.channels.whatsapp.flow_screen import SCREEN, layout, screen
from handlers.questions.identity import FIELDS
from handlers.questions.identity_form import Unfit
from handlers.speech import phrase
from handlers.words import LANGUAGES, words
from sandbox.whatsapp.flows import faults

REFERENCE = re.compile(r"\$\{data\.(\w+)\}")

# developers.facebook.com/docs/whatsapp/flows/reference/components: the longest of each.
LABEL, HINT, TITLE, SEND, ERROR, BODY, BUTTON = 20, 80, 30, 35, 30, 4096, 20


def parts() -> list[dict[str, Any]]:
    """What is on the screen, from the top."""
    [shown] = json.loads(layout())["screens"]
    [form] = shown["layout"]["children"]
    return [form, *form["children"]]


def test_its_examples_are_the_spanish_words() -> None:
    """What Meta's reviewers see is what people see; and nothing is declared that we do not send, or the reverse."""
    [shown] = json.loads(layout())["screens"]
    sent = screen("es")
    assert shown["id"] == sent["screen"] == SCREEN
    assert {name: about["__example__"] for name, about in shown["data"].items()} == sent["data"]


def test_all_that_is_shown_is_sent() -> None:
    declared = set(screen("es")["data"])
    assert set(REFERENCE.findall(layout())) == declared


def test_the_seven_data_are_asked_for_in_the_portals_order_and_no_password() -> None:
    names = [part["name"] for part in parts() if part["type"] in {"TextInput", "Dropdown"}]
    assert names == list(FIELDS)
    footer = parts()[-1]["on-click-action"]
    assert footer == {"name": "data_exchange", "payload": {name: f"${{form.{name}}}" for name in FIELDS}}
    assert {part["name"] for part in parts() if part.get("required") is False} == {"maternal_surname"}
    assert "passcode" not in layout()
    assert '"password"' not in layout()


def test_the_sandbox_takes_it_as_meta_would() -> None:
    """And does not take everything: a label that is too long, a word that is not declared, a component of nobody's."""
    assert faults(layout()) == []
    for old, new in (
        ('"__example__": "Nombres"', '"__example__": "Todos los nombres, sin apellidos"'),
        ("${data.send}", "${data.nothing}"),
        ('"TextCaption"', '"Marquee"'),
        ('"__example__": "Enviar mis datos"', '"example": "Enviar mis datos"'),
        ('"data_api_version": "3.0"', '"data_api_version": "1.0"'),
    ):
        assert old in layout()
        assert faults(layout().replace(old, new)), new
    assert faults("no JSON")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_longer_than_whatsapp_shows(language: str) -> None:
    everything = Unfit({name: phrase("refused-a-question") for name in FIELDS})
    data = screen(language, {}, everything)["data"]
    for name in FIELDS:
        assert len(data[f"{name}_label"]) <= LABEL, name
        assert len(data[f"{name}_hint"]) <= HINT, name
        assert len(data["error_messages"][name]) <= ERROR, name
    assert all(len(kind["title"]) <= TITLE for kind in data["document_types"])
    assert len(data["send"]) <= SEND
    assert len(data["intro"]) <= BODY
    button = words(language, phrase("button-fill-form"))
    assert len(button) <= BUTTON
    assert button.replace(" ", "").isalpha()  # Meta takes no emoji there


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_is_said_without_markup_and_without_what_a_form_can_not_do(language: str) -> None:
    """In the chat one may write «cancelar» instead of an answer; here that would be another wrong answer."""
    data = screen(language, {"given_names": "¿por qué?"}, Unfit({"given_names": phrase("refused-a-question")}))["data"]
    assert "<" not in data["intro"]
    assert "cancel" not in data["intro"]
    assert data["init_values"] == {"given_names": "¿por qué?"}


def test_every_kind_of_document_can_be_chosen_the_usual_ones_first() -> None:
    kinds = [kind["id"] for kind in screen("es")["data"]["document_types"]]
    assert kinds[:5] == ["CPP", "CE", "PAS", "CIP", "PTP"]
    assert len(kinds) == len(set(kinds)) == 10
