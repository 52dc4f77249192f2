"""Words for and from Zalo: limits after NFC, quoted ids."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from bot.zalo_text import LIMIT, cut, quoted, words
from handlers.messages import Button, Outgoing


def test_length_is_counted_after_nfc() -> None:
    apart = unicodedata.normalize("NFD", "ế" * LIMIT)
    assert len(apart) > LIMIT
    assert cut(apart) == "ế" * LIMIT
    assert len(cut("ế" * (LIMIT + 1))) == LIMIT


def test_links_stand_under_the_text_and_are_never_cut() -> None:
    url = "https://example.org/" + "x" * 100
    message = Outgoing(
        title="#K7P2",
        text="a" * 3000,
        buttons=((Button("Bản đồ", url=url), Button("Nhận", "a:1")),),
    )
    said = words(message)
    assert said.startswith("#K7P2\naaa")
    assert said.endswith(f"…\nBản đồ: {url}")
    assert len(said) == LIMIT


def test_further_lines_follow_the_links_as_far_as_there_is_room() -> None:
    lines = [f"https://example.org/{number}" + "x" * 500 for number in range(5)]
    said = words(Outgoing(text="Ảnh"), lines)
    assert said.splitlines() == ["Ảnh", *lines[:3]]
    assert len(words(Outgoing(text="a" * 3000), lines)) == LIMIT
    assert words(Outgoing(text="a"), ["x" * LIMIT]) == "x" * LIMIT


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ({"quote_msg_id": "a1"}, "a1"),
        ({"quote_msg": {"msg_id": "a1"}}, "a1"),
        ({"reply_to": {"from": {"id": "x"}, "message_id": "a1"}}, "a1"),
        ({"quote": {"quoteMsgId": "a1"}}, "a1"),
        ({"msg_id": "b", "quote_msg_id": ""}, None),
        ({"msg_id": "b"}, None),
        (None, None),
    ],
)
def test_the_quoted_message_is_found_whatever_its_field_is_called(
    message: Any, found: str | None
) -> None:
    assert quoted(message) == found
