"""What WhatsApp posts, taken apart: every kind is known, and nothing well-formed is lost for what is not."""

import copy
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp.hook import Announced, Arrived, Contents, Person, Renumbered, Told, read
from handlers.speech import Media, Oddity, Tap, Text
from tests.bot.whatsapp.samples import (
    KINDS,
    PHONE,
    PHONE_ID,
    USER,
    Json,
    announcement,
    body,
    contact,
    message,
    status,
)


def contents(posted: Any) -> Contents:
    return read(orjson.dumps(posted), phone_id=PHONE_ID)


def only(posted: Any) -> Any:
    found = contents(posted)
    assert (len(found.things), found.unread) == (1, 0)
    return found.things[0]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("text", Text("hola, ¿tengo algo nuevo?")),
        ("button_reply", Tap("d:ab12:q:sí")),
        ("list_reply", Tap("c:notificaciones")),
        ("template_button", Tap("v:17")),
        ("image", Media("photo", "1479537139650973", None, "mi hoja")),
        ("document", Media("document", "1479537139650974")),
        ("sticker", Media("sticker")),
        ("audio", Media("audio")),
        ("video", Media("video")),
        ("location", Media("location")),
        ("contacts", Media("contact")),
        ("order", Media("order")),
        ("unsupported", Media("unsupported")),
        ("unknown", Media("unknown")),
        ("nfm_reply", Oddity()),
        ("reaction", Oddity()),
        ("edit", Oddity()),
        ("revoke", Oddity()),
        ("identity", Oddity()),
        ("request_welcome", Text("/start")),
    ],
)
def test_every_kind_of_message_becomes_what_it_is_on_any_channel(kind: str, what: object) -> None:
    arrived = only(body(message(kind)))
    assert isinstance(arrived, Arrived)
    assert (arrived.what, arrived.person, arrived.id) == (what, Person(USER, PHONE), f"wamid.{kind}")


def test_there_is_a_sample_of_every_kind() -> None:
    """The list above and the samples agree, so that a kind that is added is not forgotten."""
    assert len(KINDS) == 21


def test_three_messages_in_one_post_are_three() -> None:
    """pywa's issue #229: it hands on the first and answers 200 for all."""
    found = contents(body(message("text", id="1"), message("image", id="2"), message("button_reply", id="3")))
    assert [thing.id for thing in found.things if isinstance(thing, Arrived)] == ["1", "2", "3"]


def test_messages_come_in_the_order_they_were_written() -> None:
    """Whatever order the body has them in; those of one second stay as they are."""
    posted = body(message("text", id="b", at="200"), message("text", id="c", at="200"), message("text", id="a", at="9"))
    assert [thing.id for thing in contents(posted).things if isinstance(thing, Arrived)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("contacts", "person"),
    [
        ([contact()], Person(USER, PHONE)),
        ([contact(user=None)], Person(None, PHONE)),
        ([contact(phone=None)], Person(USER, PHONE)),
        ([], Person(None, PHONE)),
        ([contact(phone="51900000000", user="PE.other"), contact()], Person(USER, PHONE)),
        ([contact(phone="51900000000", user="PE.other")], Person(None, PHONE)),
    ],
)
def test_who_wrote_is_told_by_whatever_is_there(contacts: list[Json], person: Person) -> None:
    """A contact of somebody else never lends its id."""
    assert only(body(message("text"), contacts=contacts)).person == person


def test_somebody_without_a_phone_number_is_known_by_their_id() -> None:
    posted = body(message("text", **{"from": ""}), contacts=[contact(phone=None)])
    assert only(posted).person == Person(USER, None)
    assert only(posted).person.address == USER


def test_somebody_without_an_id_is_known_by_their_number() -> None:
    assert only(body(message("text"), contacts=[])).person.address == f"+{PHONE}"


def test_nobody_at_all_is_counted_and_not_answered() -> None:
    found = contents(body(message("text", **{"from": None}), contacts=[]))
    assert (found.things, found.unread) == ((), 1)


def test_a_message_without_an_id_is_the_same_when_it_comes_again() -> None:
    first = only(body({**message("text"), "id": None}))
    again = only(body({**message("text"), "id": None}))
    other = only(body({**message("text", at="1"), "id": None}))
    assert first.id == again.id != other.id


def test_another_number_of_the_same_account_is_not_ours() -> None:
    posted = body(message("text"))
    posted["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "2"
    assert contents(posted) == Contents(())


@pytest.mark.parametrize("state", ["sent", "delivered", "read", "failed", "played", "deleted"])
def test_what_became_of_a_message_names_its_row(state: str) -> None:
    told = only(body(statuses=(status(state, delivery=17, code=131026 if state == "failed" else None),)))
    assert isinstance(told, Told)
    assert (told.delivery, told.state, told.code) == (17, state, 131026 if state == "failed" else None)


@pytest.mark.parametrize("row", ["", "d:17", "-1", "9" * 30, "٣"])
def test_a_row_that_is_none_of_ours_is_no_row(row: str) -> None:
    assert only(body(statuses=(status("read", biz_opaque_callback_data=row),))).delivery is None


def test_a_changed_number_says_who_it_was_and_who_it_is() -> None:
    assert only(body(message("system"))) == Renumbered(
        "wamid.system", Person(USER, PHONE), Person("PE.new", "51911111111")
    )


def test_what_is_announced_names_the_template_and_nobody() -> None:
    posted = announcement(
        "message_template_status_update",
        event="PAUSED",
        message_template_name="buzon_notificacion",
        message_template_language="es",
        reason="NONE",
    )
    assert only(posted) == Announced("template buzon_notificacion es", "PAUSED", alarming=True)


def test_good_news_is_no_alarm() -> None:
    assert not only(announcement("message_template_status_update", event="APPROVED")).alarming


@pytest.mark.parametrize("posted", [b"", b"[]", b"null", b"7", b"{", b'"x"'])
def test_what_is_no_object_is_an_error(posted: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read(posted, phone_id=PHONE_ID)


_JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in below for place in _places(inner, (*path, key)))]


@given(st.data(), st.sampled_from(KINDS))
def test_a_broken_message_takes_no_other_with_it(data: st.DataObject, kind: str) -> None:
    """Whatever is put in whatever place of one message, the one before and the one after arrive."""
    broken: Any = copy.deepcopy(message(kind, id="broken"))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(_places(broken)[1:] or [("type",)]))
        place = broken
        for key in way:
            place = place[key]
        if data.draw(st.booleans()) and isinstance(place, dict):
            place.pop(last, None)
        else:
            place[last] = data.draw(_JUNK)
    whole = contents(body(message("text", id="before"), broken, message("text", id="after")))
    ids = [thing.id for thing in whole.things if isinstance(thing, Arrived)]
    assert {"before", "after"} <= set(ids)
    assert len(whole.things) + whole.unread == 3


@given(_JUNK, st.data())
def test_junk_around_the_messages_breaks_nothing(junk: Any, data: st.DataObject) -> None:
    """Beside entries, changes and values that are none, what is well-formed arrives."""
    good = body(message("text", id="good"))
    posted = {**good, "entry": [junk, {"changes": junk}, {"changes": [junk, {"value": junk}]}, *good["entry"]]}
    assert "good" in [thing.id for thing in contents(posted).things if isinstance(thing, Arrived)]


@given(_JUNK)
def test_any_object_has_an_outcome(junk: Any) -> None:
    assert isinstance(contents({"entry": junk}), Contents)
