"""Every payload of the Zalo Bot Platform that is known of is understood, ignored or parked."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Unreadable
from bot.zalo_bot_updates import Me, raws, read
from handlers.messages import Message, PhotoRef

ME_ID = "1459232241454765289"
ME = Me(ids=(ME_ID,), names=("Bot Phuong Sach", "bot.VDKyGxQvc"))
GROUP = "zgr-f8a7101d77709e2ec761"
LAN = "6ede9afa66b88fe6d6a9"
DAY = datetime(2025, 6, 19, 6, 55, 31, 602000, tzinfo=UTC)


def said(text: str = "xong K7P2", chat: str = GROUP, **more: Any) -> dict[str, Any]:
    """An update as it comes flat."""
    return {
        "event_name": "message.text.received",
        "message": {
            "from": {"id": LAN, "display_name": "Lan", "is_bot": False},
            "chat": {"id": chat, "chat_type": "GROUP" if chat.startswith("zgr") else "PRIVATE"},
            "text": text,
            "message_id": "2d758cb5e222177a4e35",
            "date": 1750316131602,
            **more,
        },
    }


def wrapped(update: Any) -> dict[str, Any]:
    return {"ok": True, "result": update}


def understood(body: Any, me: Me = ME) -> Message:
    [raw] = raws(body)
    message = read(raw.body, me)
    assert isinstance(message, Message)
    return message


# Payloads as documentation, live traffic and other projects' tests have them

KNOWN: list[tuple[str, str, dict[str, Any]]] = [
    (
        "text, wrapped",
        '{"ok":true,"result":{"message":{"from":{"id":"6ede9afa66b88fe6d6a9","display_name":"Ted",'
        '"is_bot":false},"chat":{"id":"6ede9afa66b88fe6d6a9","chat_type":"PRIVATE"},'
        '"text":"Xin chào","message_id":"2d758cb5e222177a4e35","date":1750316131602},'
        '"event_name":"message.text.received"}}',
        {"text": "Xin chào", "name": "Ted", "kind": "private", "at": DAY},
    ),
    (
        "text, flat",
        '{"event_name":"message.text.received","message":{"from":{"id":"6ede9afa66b88fe6d6a9",'
        '"display_name":"Nguyen Van A","is_bot":false},"chat":{"id":"6ede9afa66b88fe6d6a9",'
        '"chat_type":"PRIVATE"},"text":"/gia btc","message_id":"2d758cb5e222177a4e35",'
        '"date":1750316131602}}',
        {"text": "/gia btc", "chat": LAN, "number": "2d758cb5e222177a4e35"},
    ),
    (
        "image with photo_url",
        '{"event_name":"message.image.received","message":{"date":1774086023728,"chat":{'
        '"chat_type":"PRIVATE","id":"chat-123"},"caption":"","message_id":"msg-123",'
        '"message_type":"CHAT_PHOTO","from":{"id":"user-123","is_bot":false,'
        '"display_name":"Test User"},"photo_url":"https://example.com/test-image.jpg"}}',
        {"photo": "https://example.com/test-image.jpg", "text": "", "chat": "chat-123"},
    ),
    (
        "image with photo",
        '{"ok":true,"result":{"event_name":"message.image.received","message":{"from":{"id":"u1",'
        '"display_name":"Minh","is_bot":false},"chat":{"id":"u1","chat_type":"PRIVATE"},'
        '"photo":"https://cdn.zalo.me/abc.jpg","caption":"bien lai cua em","message_id":"m1",'
        '"date":1750316131602}}}',
        {"photo": "https://cdn.zalo.me/abc.jpg", "text": "bien lai cua em"},
    ),
    (
        "group text",
        '{"event_name":"message.text.received","message":{"from":{"id":"u-9","display_name":"Ed",'
        '"is_bot":false},"chat":{"id":"g-new","chat_type":"GROUP"},"text":"@bot hello",'
        '"message_id":"m-g1","date":1750316131602}}',
        {"kind": "group", "text": "@bot hello", "chat": "g-new"},
    ),
    (
        "group text with a display name",
        '{"event_name":"message.text.received","message":{"from":{"id":"6ede9afa66b88fe6d6a9",'
        '"display_name":"Lan","is_bot":false},"chat":{"id":"zgr-f8a7101d77709e2ec761",'
        '"chat_type":"GROUP"},"text":"@Bot ultty AI orders gui 10 ghe felix",'
        '"message_id":"16f6366b3f02645a3d15","date":1783404428055}}',
        {"kind": "group", "text": "@Bot ultty AI orders gui 10 ghe felix"},
    ),
    (
        "group photo with a mention",
        '{"event_name":"message.image.received","message":{"date":1783404428055,"chat":{'
        '"chat_type":"GROUP","id":"zgr-f8a7101d77709e2ec761"},'
        '"caption":"@Bot Phuong Sach rac o 12 Le Loi","message_id":"aa59b6d5b2b9e1e7b8a8",'
        '"message_type":"CHAT_PHOTO","from":{"id":"6ede9afa66b88fe6d6a9","is_bot":false,'
        '"display_name":"Lan"},"photo_url":"https://example.com/p.jpg"}}',
        {"kind": "group", "text": "rac o 12 Le Loi", "photo": "https://example.com/p.jpg"},
    ),
    (
        "unsupported",
        '{"ok":true,"result":{"event_name":"message.unsupported.received","message":{"from":{'
        '"id":"u5","is_bot":false},"chat":{"id":"u5","chat_type":"PRIVATE"},"message_id":"m5",'
        '"date":1750316131602}}}',
        {"text": "", "photo": None, "name": "", "kind": "private"},
    ),
    (
        "sender with a name, date in seconds",
        '{"event_name":"message.text.received","message":{"from":{"id":"user-1",'
        '"name":"Test User"},"chat":{"id":"chat-1","chat_type":"PRIVATE"},"message_id":"msg-1",'
        '"date":1774086023,"text":"hello from zalo"}}',
        {"name": "Test User", "at": datetime.fromtimestamp(1774086023, UTC)},
    ),
    (
        "getUpdates",
        '{"ok":true,"result":{"message":{"from":{"id":"e4ea2cd5189df1c3a88c",'
        '"display_name":"Nguyen","is_bot":false},"chat":{"id":"e4ea2cd5189df1c3a88c",'
        '"chat_type":"PRIVATE"},"text":"hello","message_id":"16f6366b3f02645a3d15",'
        '"date":1766619597466},"event_name":"message.text.received"}}',
        {"text": "hello", "chat": "e4ea2cd5189df1c3a88c"},
    ),
]


@pytest.mark.parametrize(
    ("body", "expected"), [case[1:] for case in KNOWN], ids=[case[0] for case in KNOWN]
)
def test_a_known_payload_is_understood(body: str, expected: dict[str, Any]) -> None:
    message = understood(json.loads(body))
    found = {
        "text": message.text,
        "photo": message.photo.ref if message.photo else None,
        "kind": message.chat.kind,
        "chat": message.chat.address,
        "name": message.sender.name,
        "number": message.message_id,
        "at": message.at,
    }
    assert found | expected == found
    assert message.reply_to is None


def test_a_message_without_sender_and_number_is_parked() -> None:
    body = {
        "message": {
            "chat": {"id": "g1", "chat_type": "GROUP", "title": "Kho"},
            "from": {"display_name": "A"},
        }
    }
    [raw] = raws(body)
    assert raw.lane == "g1"
    assert len(raw.event_id) == 32
    with pytest.raises(Unreadable):
        read(raw.body, ME)


@pytest.mark.parametrize(
    "body",
    [{"ok": True}, {"ok": True, "result": {}}, {"ok": True, "result": []}, {}, [], None],
    ids=str,
)
def test_an_empty_answer_makes_no_row(body: Any) -> None:
    assert raws(body) == []


@pytest.mark.parametrize("body", ["5", '"x"', "[1]", "{", '{"message":[]}', '{"a":1}', "[" * 9999])
def test_garbage_is_parked(body: str) -> None:
    with pytest.raises(Unreadable):
        read(body, ME)


def test_an_event_without_a_message_is_no_business_of_ours() -> None:
    [raw] = raws({"event_name": "bot.added.to.group", "chat": {"id": GROUP}})
    assert read(raw.body, ME) is None


# What is the same although it looks different


def test_flat_wrapped_and_listed_updates_are_the_same_row() -> None:
    update = said()
    assert raws(update) == raws(wrapped(update)) == raws(wrapped([update])) == raws([update])
    [raw] = raws(update)
    assert (raw.event_id, raw.lane) == (f"{GROUP}:2d758cb5e222177a4e35", GROUP)


def test_a_list_makes_a_row_for_each() -> None:
    found = raws(wrapped([said(), said(message_id="16f6366b3f02645a3d15"), 7]))
    assert [raw.lane for raw in found] == [GROUP, GROUP, ""]


def test_without_a_number_the_same_body_is_the_same_row() -> None:
    one, other = said(message_id=None), said("khác", message_id=None)
    assert raws(one) == raws(one)
    assert raws(one)[0].event_id != raws(other)[0].event_id
    assert understood(one).message_id == understood(one).message_id != understood(other).message_id


# Groups


@pytest.mark.parametrize(
    "text",
    [
        "@Bot Phuong Sach xong K7P2",
        "@bot\xa0phuong\xa0sach\xa0xong K7P2",
        "xong K7P2 @Bot Phuong Sach",
        "@bot.VDKyGxQvc xong K7P2",
        unicodedata.normalize("NFD", "@BOT PHUONG SACH xong K7P2"),
    ],
)
def test_the_mention_is_taken_out_of_what_is_said_in_groups(text: str) -> None:
    assert understood(said(text)).text == "xong K7P2"
    assert understood(said("@Bot Phuong Sach ơi", chat=LAN)).text == "@Bot Phuong Sach ơi"


def test_where_the_name_is_not_known_a_command_is_found_all_the_same() -> None:
    assert understood(said("@Bot Hoa Mai /ganphuong Một"), Me()).text == "/ganphuong Một"
    assert understood(said("@Bot Hoa Mai xong K7P2"), Me()).text == "@Bot Hoa Mai xong K7P2"


def test_a_group_is_known_by_its_number_alone() -> None:
    bare = said()
    bare["message"]["chat"] = {"id": GROUP}
    assert understood(bare).chat.kind == "group"


def test_what_bots_say_is_ignored() -> None:
    for sender in ({"id": "u2", "is_bot": True}, {"id": ME_ID, "is_bot": False}):
        update = said()
        update["message"]["from"] = sender
        [raw] = raws(update)
        assert read(raw.body, ME) is None


@pytest.mark.parametrize(
    "more",
    [
        {"quote_msg_id": "82599fa32f56d00e8941"},
        {"quote": {"message_id": "82599fa32f56d00e8941", "from": {"id": LAN}}},
        {"reply_to_message": {"from": {"id": LAN}, "message_id": "82599fa32f56d00e8941"}},
        {"context": {"deep": [{"from": {"id": LAN}, "mid": "82599fa32f56d00e8941"}]}},
    ],
)
def test_a_quoted_message_is_found_anywhere(more: dict[str, Any]) -> None:
    assert understood(said(**more)).reply_to == "82599fa32f56d00e8941"


# Odd ones


def test_a_shared_link_is_read_as_words() -> None:
    link = "https://maps.app.goo.gl/abc"
    assert understood(said("", url=link)).text == link
    assert understood(said("ở đây", url=link)).text == f"ở đây\n{link}"
    assert understood(said("", url=link, sticker="s1")).text == ""


def test_a_photo_is_not_sent_on_by_its_address() -> None:
    message = understood(said("", photo="https://f.zdn.vn/1.jpg"))
    assert message.photo == PhotoRef("https://f.zdn.vn/1.jpg", as_file=True)
    odd: Any
    for odd in (5, {}, ["x"], " ", None):
        assert understood(said("", photo=odd)).photo is None


@pytest.mark.parametrize("date", [None, "x", float("inf"), 1e300, -1e300, {}, "1750316131602"])
def test_an_odd_date_raises_nothing(date: Any) -> None:
    assert understood(said(date=date)).at.tzinfo is UTC


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(said()["message"], _JSON))
    | st.dictionaries(st.text(), _JSON, max_size=3)
)
def test_nothing_raises(message: dict[str, Any]) -> None:
    for body in ({"message": message}, wrapped({"message": message}), message):
        for raw in raws(body):
            assert "\0" not in raw.event_id + raw.lane
            raw.body.encode()
            try:
                read(raw.body, ME)
            except Unreadable:
                continue
