"""Boards as messages: nothing is cut off, and every ward of a week can be found."""

from datetime import date

import pytest

from bot.telegram_messages import CAPTION, TEXT, words
from handlers import boards
from handlers.boards import Week, in_words, messages, unit_picture, ward_picture
from handlers.messages import Outgoing
from handlers.pictures import draw
from handlers.pictures.table import MOST_ROWS
from handlers.ranking import UnitFigures, WardFigures, rank_units, rank_wards
from handlers.texts import LANGUAGES, say

WEEK = Week(date(2026, 11, 16))
LONG = "Phường Đồi Thông Xanh – Liên chi đoàn Trường Cao đẳng Lương thực Thực phẩm"
LATE = "⏰ Gửi muộn, lẽ ra lúc 07:30 thứ Hai 23/11.\n"
languages = pytest.mark.parametrize("lang", LANGUAGES)


def busy(name: str) -> WardFigures:
    return WardFigures(name, 1234, 1000, 1200, 1000, 1200, 12.5)


def quiet(name: str) -> WardFigures:
    return WardFigures(name, 0, 0, 0, 0, 0, None)


def branch(name: str, sent: int = 1) -> UnitFigures:
    return UnitFigures(name, min(sent, 7), 7, sent, sent)


def shown(message: Outgoing) -> str:
    """What Telegram shows of a message."""
    return words(message, CAPTION if message.picture else TEXT)[0]


def texts(figures: list[WardFigures], lang: str = "vi") -> list[str]:
    return [shown(one) for one in messages(ward_picture(rank_wards(figures), WEEK, lang), LATE)]


def nothing_drawn(key: str) -> bytes:
    raise LookupError(key)


def test_wards_without_reports_share_one_line() -> None:
    (text,) = texts([busy("Bến Sông"), *(quiet(f"Phường {n} Đông Bắc") for n in range(9))])
    assert text.splitlines()[-2:] == [
        "1. Bến Sông: 1234 · 1000/1200 · 1000/1200 · 12,5",
        "Chưa có phản ánh: 9 phường",
    ]


def test_a_few_of_them_are_named() -> None:
    (text,) = texts([busy("Bến Sông"), quiet("Ấp Mới"), quiet("Cầu Gỗ")])
    assert text.endswith("\nChưa có phản ánh: 2 phường (Ấp Mới, Cầu Gỗ)")


def test_a_ward_whose_reports_are_not_decided_yet_keeps_its_own_line() -> None:
    waiting = WardFigures("Cầu Gỗ", 2, 0, 0, 0, 0, None)
    (text,) = texts([busy("Bến Sông"), waiting])
    assert text.endswith("\n– Cầu Gỗ: 2 · – · – · –")


@languages
def test_a_week_without_any_report_says_so_once(lang: str) -> None:
    figures = [quiet(f"Phường {n} Đông Bắc") for n in range(94)]
    board = ward_picture(rank_wards(figures), WEEK, lang)
    assert not board.rows
    (message,) = messages(board)
    line = say(lang, "board-quiet", count=94)
    assert message.text == line
    assert message.picture is not None
    assert draw(message.picture, nothing_drawn)


def test_a_map_without_wards_is_another_matter() -> None:
    assert texts([])[0].endswith("Chưa có phường nào.")


def test_the_line_is_in_the_picture() -> None:
    few = [busy("Bến Sông"), busy("Đồi Cao")]
    plain, summed = (
        ward_picture(rank_wards(wards), WEEK, "vi") for wards in (few, [*few, quiet("Cầu Gỗ")])
    )
    assert len(plain.rows) == len(summed.rows)
    drawn = [messages(board)[0].picture for board in (plain, summed)]
    assert drawn[0] is not None
    assert drawn[1] is not None
    assert draw(drawn[0], nothing_drawn) != draw(drawn[1], nothing_drawn)


def test_a_picture_stored_before_there_was_such_a_line_is_still_drawn() -> None:
    picture = messages(ward_picture(rank_wards([busy("Bến Sông")]), WEEK, "vi"))[0].picture
    assert picture is not None
    del picture["rest"]
    assert draw(picture, nothing_drawn)


@languages
@pytest.mark.parametrize("silent", [0, 47, 94])
def test_no_ward_of_many_with_long_names_is_cut_off(lang: str, silent: int) -> None:
    figures = [(quiet if n < silent else busy)(f"{LONG} {n:02}") for n in range(94)]
    ranked = rank_wards(figures)
    posted = [shown(one) for one in messages(ward_picture(ranked, WEEK, lang), LATE)]
    assert not [text for text in posted if text.endswith("…")]
    missing = [one.name for one in figures if not any(one.name in text for text in posted)]
    assert missing == [one.name for one in figures[:silent]]
    # Asked for, the board names each of them.
    asked = [
        shown(one)
        for one in in_words(
            ward_picture(ranked, WEEK, lang, everyone=True), say(lang, "board-wards-arithmetic")
        )
    ]
    assert not [text for text in asked if text.endswith("…")]
    together = " ".join(" ".join(asked).split())
    assert not [one.name for one in figures if one.name not in together]
    assert asked[-1].endswith(say(lang, "board-wards-arithmetic").splitlines()[-1])


def test_a_branch_without_a_valid_report_gets_no_medal() -> None:
    board = unit_picture(rank_units([branch("Đội A", 0), branch("Đội B", 2)]), WEEK, "vi")
    assert [row.rank for row in board.rows] == [1, None]
    (message,) = messages(board)
    assert message.text.splitlines()[-2:] == ["1. Đội B: 2/7 · 2 · 2", "– Đội A: 0/7 · 0 · 0"]


@languages
def test_no_branch_of_many_with_long_names_is_cut_off(lang: str) -> None:
    figures = [branch(f"{LONG} {n:03}", n) for n in range(150)]
    posted = [shown(one) for one in messages(unit_picture(rank_units(figures), WEEK, lang), LATE)]
    assert not [text for text in posted if text.endswith("…")]
    assert not [one.name for one in figures if not any(one.name in text for text in posted)]


@pytest.mark.parametrize("number", [7, 60])
def test_no_name_of_signs_that_count_twice_is_cut_off(number: int) -> None:
    figures = [branch(f"{'🌸' * 90} {n:03}", n) for n in range(number)]
    posted = [shown(one) for one in messages(unit_picture(rank_units(figures), WEEK, "vi"), LATE)]
    assert not [text for text in posted if text.endswith("…")]
    assert not [one.name for one in figures if not any(one.name in text for text in posted)]


def test_more_branches_than_a_picture_can_show_are_told_in_words() -> None:
    figures = [branch(f"Chi đoàn {n:03}", n) for n in range(MOST_ROWS + 1)]
    posted = messages(unit_picture(rank_units(figures), WEEK, "vi"), LATE)
    assert not [one for one in posted if one.picture]
    assert posted[0].text.startswith(LATE)
    assert not [one.name for one in figures if not any(one.name in text.text for text in posted)]


def test_a_line_longer_than_a_message_goes_on_in_the_next() -> None:
    wards = [quiet(f"{'Đ' * 90} {n:03}") for n in range(94)]
    pages = in_words(ward_picture(rank_wards(wards), WEEK, "vi", everyone=True))
    assert len(pages) > 1
    assert max(len(page.text) for page in pages) <= boards.LONG
