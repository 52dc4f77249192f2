"""Events of a Zalo Official Account: each is read, left alone, or parked; none is in the way."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channel import Unreadable
from bot.zalo_oa_updates import raw, read
from handlers.messages import ChatRef, Membership, Message, PhotoRef, Place, Sender
from tests import zalo_oa_samples as samples
from tests.zalo_oa_samples import GROUP, USER, event

OWN = ChatRef("zalo_oa", USER, "private")
IN_GROUP = ChatRef("zalo_oa", GROUP, "group")
PHOTO = PhotoRef("http://f6.photo.talk.zdn.vn/f.jpg")
HERE = Place(10.7923119, 106.7820651)


def understood(value: Any, name: str = "") -> Any:
    return read(raw(value).body, name)


def message(value: Any, name: str = "") -> Message:
    found = understood(value, name)
    assert isinstance(found, Message)
    return found


@pytest.mark.parametrize(
    ("sample", "chat", "number", "said"),
    [
        (samples.TEXT, OWN, "96d3cdf3af150460909", {"text": "message"}),
        (samples.TEXT_LIVE, OWN, "cb31dff1c39642cc1b83", {"text": "Chào A4B"}),
        (
            samples.PLACE,
            ChatRef("zalo_oa", "8309393969855402319", "private"),
            "b8de7d84fa1b3043690c",
            {"text": "", "place": Place(HERE.lat, HERE.lon, label="Quán cà phê")},
        ),
        (samples.IMAGE, OWN, "96d3cdf3af150460910", {"text": "", "photo": PHOTO}),
        (
            samples.QUOTE,
            OWN,
            "96d3cdf3af150460911",
            {"text": "xong", "reply_to": "705efa85665a0d03544c"},
        ),
        (samples.GROUP_TEXT, IN_GROUP, "96d3cdf3af150460912", {"text": "xong A12"}),
        (samples.GROUP_IMAGE, IN_GROUP, "96d3cdf3af150460913", {"text": "", "photo": PHOTO}),
        (samples.GROUP_PLACE, IN_GROUP, "96d3cdf3af150460914", {"text": "", "place": HERE}),
    ],
)
def test_what_people_send_is_read(
    sample: Any, chat: ChatRef, number: str, said: dict[str, Any]
) -> None:
    found = message(sample)
    assert (found.chat, found.message_id) == (chat, number)
    assert found.sender == Sender(sample["sender"]["id"])
    nothing = {"text": "", "photo": None, "place": None, "reply_to": None}
    assert {name: getattr(found, name) for name in nothing} == nothing | said


@pytest.mark.parametrize(
    "sample",
    [
        samples.FOLLOW,
        samples.UNFOLLOW,
        samples.SUBMIT,
        samples.RECEIPT,
        samples.SEEN,
        samples.ECHO,
        samples.ECHO_BY_HAND,
        samples.ECHO_GROUP,
        samples.TEXT | {"event_name": "anonymous_send_text"},
        samples.RECEIPT | {"event_name": "user_reacted_message"},
        {"event_name": "user_join_group", "group_id": GROUP},
        {"event_name": "something_new"},
    ],
)
def test_receipts_and_own_echoes_are_no_business_of_ours(sample: Any) -> None:
    assert understood(sample) is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "text",
        7,
        {},
        {"event_name": None},
        {"event_name": "user_send_text"},
        {"event_name": "user_send_text", "message": None, "sender": "x"},
        {"event_name": "user_send_text", "sender": {"id": USER}, "message": {"text": "no id"}},
        {"event_name": "user_send_group_text", "sender": {"id": USER}, "message": {"msg_id": "1"}},
        {"event_name": "create_group"},
        event("user_send_location", {"msg_id": "1", "attachments": [{"type": "location"}]}),
        event("user_send_image", {"msg_id": "1", "attachments": 7}),
    ],
)
def test_what_cannot_be_read_is_parked(value: Any) -> None:
    with pytest.raises(Unreadable):
        understood(value)


@pytest.mark.parametrize(
    "place", [{"latitude": "91", "longitude": "1"}, {"latitude": "0", "longitude": "0"}, {}, "x"]
)
def test_a_place_that_is_nowhere_is_parked(place: Any) -> None:
    part = {"type": "location", "payload": {"coordinates": place}}
    with pytest.raises(Unreadable):
        understood(event("user_send_location", {"msg_id": "1", "attachments": [part]}))


def test_a_mention_in_a_group_is_taken_out() -> None:
    said = event("user_send_group_text", {"text": "@tổ\u00a0TRẬT tự  xong K7P2", "msg_id": "1"},
                 group=GROUP)  # fmt: skip
    found = message(said, "Tổ Trật Tự")
    assert (found.text, found.named) == ("xong K7P2", True)
    assert not message(samples.GROUP_TEXT, "Tổ Trật Tự").named


@pytest.mark.parametrize("name", ["gif", "audio", "video", "sticker", "business_card"])
def test_what_the_bot_cannot_use_comes_as_a_message_without_content(name: str) -> None:
    part = {"type": name, "payload": {"url": "https://f.zdn.vn/x"}}
    said = message(event(f"user_send_{name}", {"msg_id": "1", "attachments": [part]}))
    assert (said.text, said.photo, said.place) == ("", None, None)


def test_a_photo_sent_as_a_file_may_keep_its_metadata() -> None:
    payload = {"url": "https://f.zdn.vn/x", "name": "IMG_1.HEIC", "size": "7", "type": "heic"}
    said = message(
        event(
            "user_send_file", {"msg_id": "1", "attachments": [{"type": "file", "payload": payload}]}
        )
    )
    assert said.photo == PhotoRef("https://f.zdn.vn/x", 7, as_file=True)
    paper = {"type": "file", "payload": payload | {"name": "a.pdf", "type": "pdf"}}
    assert message(event("user_send_file", {"msg_id": "1", "attachments": [paper]})).photo is None


def test_a_shared_link_is_read_as_words() -> None:
    part = {"type": "link", "payload": {"url": "https://maps.app.goo.gl/x", "description": "d"}}
    said = message(event("user_send_link", {"text": "ở đây", "msg_id": "1", "attachments": [part]}))
    assert said.text == "ở đây\nhttps://maps.app.goo.gl/x"


@pytest.mark.parametrize(
    "field", [{"quote_msg": {"msg_id": "9"}}, {"quote_msg_id": "9"}, {"reply_message_id": 9}]
)
def test_a_quote_is_found_in_groups_whatever_its_field(field: dict[str, Any]) -> None:
    said = event("user_send_group_text", {"text": "xong", "msg_id": "1"} | field, group=GROUP)
    assert message(said).reply_to == "9"


@pytest.mark.parametrize(
    "where",
    [
        {"recipient": {"id": GROUP}},
        {"recipient": {"group_id": GROUP, "id": samples.OA}},
        {"recipient": {"id": samples.OA}, "group_id": GROUP},
        {"recipient": {"id": samples.OA}, "group": {"group_id": GROUP}},
        {"recipient": {"id": samples.OA}, "group_info": {"group_id": GROUP}},
    ],
)
def test_the_group_is_found_wherever_it_stands(where: dict[str, Any]) -> None:
    said = event("user_send_group_text", {"text": "xong", "msg_id": "1"}, group=GROUP) | where
    assert message(said).chat == IN_GROUP
    assert raw(said).lane == GROUP


def test_a_group_of_the_account_begins_and_ends() -> None:
    made = {"event_name": "create_group", "oa_id": samples.OA, "group_id": GROUP}
    assert understood(made) == Membership(IN_GROUP, None, True, is_admin=True)
    ended = made | {"event_name": "delete_group"}
    assert understood(ended) == Membership(IN_GROUP, None, False, is_admin=False)


@pytest.mark.parametrize("odd", ["soon", None, "9" * 30, [], "-1"])
def test_a_time_that_cannot_be_read_does_not_lose_the_message(odd: Any) -> None:
    assert message(samples.TEXT | {"timestamp": odd}).at.year < 2000


def test_times_are_milliseconds_in_a_string() -> None:
    assert message(samples.TEXT_LIVE).at == datetime(2023, 11, 3, 9, 31, 21, 354000, tzinfo=UTC)


def test_an_event_that_comes_again_is_the_same_row() -> None:
    again = samples.TEXT | {"timestamp": "1"}
    assert raw(samples.TEXT).event_id == raw(again).event_id
    assert raw(samples.RECEIPT).event_id == raw(samples.RECEIPT).event_id
    assert raw(samples.RECEIPT).event_id != raw(samples.SEEN).event_id


def test_a_persons_events_are_handled_in_order() -> None:
    assert raw(samples.TEXT).lane == raw(samples.IMAGE).lane == USER
    assert raw(samples.GROUP_TEXT).lane == GROUP


def test_half_characters_and_nul_do_not_stop_the_database() -> None:
    said = event("user_send_text", {"text": "a\ud83d\x00b", "msg_id": "1"})
    body = raw(json.loads(json.dumps(said))).body
    body.encode()
    found = read(body)
    assert isinstance(found, Message)
    assert "\x00" not in found.text
