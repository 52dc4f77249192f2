"""Mentions of the bot are taken out of what people write, however they are spelled."""

from __future__ import annotations

import unicodedata

import pytest

from bot.mentions import unnamed, without_mention

NAME = "Bot Đường Phố"


@pytest.mark.parametrize(
    "text",
    [
        "@Bot Đường Phố xong K7P2",
        "@bot đường phố xong K7P2",
        "@Bot\u00a0Đường\u00a0Phố xong K7P2",
        unicodedata.normalize("NFD", "@Bot Đường Phố xong K7P2"),
        "@Bot Đường Phố: xong K7P2",
        "xong K7P2 @Bot Đường Phố",
        "xong @Bot Đường Phố K7P2",
        "\u200b@ Bot Đường  Phố  xong K7P2 ",
    ],
)
def test_a_mention_is_taken_out_however_it_is_spelled(text: str) -> None:
    assert without_mention(text, [NAME]) == "xong K7P2"


@pytest.mark.parametrize("text", ["a@Bot Đường Phố", "@Bot Đường Phốn xong", "Bot Đường Phố xong"])
def test_what_is_no_mention_of_the_bot_stays(text: str) -> None:
    assert without_mention(text, [NAME]) == text


def test_lines_of_a_text_stay_lines() -> None:
    assert without_mention("@Bot rác\nở góc đường", ["Bot"]) == "rác\nở góc đường"


def test_words_that_name_nobody_stay_as_they_were_typed() -> None:
    assert unnamed("rác  ở\tgóc ", "street_bot") == ("rác  ở\tgóc ", False)
    assert unnamed("/homnay@street_bot", "street_bot") == ("/homnay@street_bot", False)
    assert unnamed("@Street_Bot", "street_bot") == ("", True)
