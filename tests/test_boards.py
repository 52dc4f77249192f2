"""Boards as messages: nothing is cut off, and every ward of a week can be found."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.telegram_messages import CAPTION, TEXT, words
from handlers import boards
from handlers.boards import in_words, messages, unit_picture, ward_picture
from handlers.figures import Standing
from handlers.messages import Outgoing
from handlers.periods import Week
from handlers.pictures import MOST_ROWS, Board
from handlers.pictures.drawing import draw
from handlers.points import load_points
from handlers.ranking import UnitFigures, WardFigures, rank_units, rank_wards, ward_score
from handlers.texts import LANGUAGES, say

WEEK = Week(date(2026, 11, 16))
LONG = "Phường Đồi Thông Xanh – Liên chi đoàn Trường Cao đẳng Lương thực Thực phẩm"
LATE = "⏰ Gửi muộn, lẽ ra lúc 07:30 thứ Hai 23/11.\n"
languages = pytest.mark.parametrize("lang", LANGUAGES)


RULES = load_points().versions[0]


def busy(name: str) -> WardFigures:
    ward = WardFigures(
        1, name, 1000, 1200, by_reporter=300, by_silence=500, contradicted=100,
        median_minutes=750, good=90, rated=95, open=9, oldest_days=12,
    )  # fmt: skip
    return replace(ward, score=ward_score(ward, RULES.wards))


def quiet(name: str) -> WardFigures:
    return WardFigures(1, name)


def branch(name: str, sent: int = 1) -> UnitFigures:
    return UnitFigures(1, name, min(sent, 7), 7, sent * 100, sent, sent, 0)


def of_units(figures: list[UnitFigures], lang: str = "vi", **more: Any) -> Board:
    return unit_picture(Standing(WEEK, RULES, rank_units(figures), [], **more), lang)


def of_wards(figures: list[WardFigures], lang: str = "vi", *, everyone: bool = False) -> Board:
    standing = Standing(WEEK, RULES, [], rank_wards(figures))
    return ward_picture(standing, lang, everyone=everyone)


def shown(message: Outgoing) -> str:
    """What Telegram shows of a message."""
    return words(message, CAPTION if message.picture else TEXT)[0]


def texts(figures: list[WardFigures], lang: str = "vi") -> list[str]:
    return [shown(one) for one in messages(of_wards(figures, lang), LATE)]


def nothing_drawn(key: str) -> bytes:
    raise LookupError(key)


def test_wards_without_reports_share_one_line() -> None:
    (text,) = texts([busy("Bến Sông"), *(quiet(f"Phường {n} Đông Bắc") for n in range(9))])
    assert text.splitlines()[-2:] == [
        "1. Bến Sông: 1000/1200 · 800/900 · 12,5 · 90/95 · 12 · 83,3",
        "Chưa có việc nào: 9 phường",
    ]


def test_a_few_of_them_are_named() -> None:
    (text,) = texts([busy("Bến Sông"), quiet("Ấp Mới"), quiet("Cầu Gỗ")])
    assert text.endswith("\nChưa có việc nào: 2 phường (Ấp Mới, Cầu Gỗ)")


def test_a_ward_whose_reports_are_not_decided_yet_keeps_its_own_line() -> None:
    waiting = WardFigures(1, "Cầu Gỗ", open=2, oldest_days=1)
    (text,) = texts([busy("Bến Sông"), waiting])
    assert text.endswith(
        "\n– Cầu Gỗ: – · – · – · – · 1 · –\nChưa đủ số liệu (dưới 5 việc): 1 phường (Cầu Gỗ)"
    )


def test_a_ward_with_few_cases_is_shown_without_a_rank_and_says_that_it_is_too_few() -> None:
    few = WardFigures(1, "Cầu Gỗ", 2, 2, by_reporter=2, median_minutes=60)
    board = of_wards([busy("Bến Sông"), few])
    assert [row.rank for row in board.rows] == [1, None]
    assert board.rows[1].cells == ("Cầu Gỗ", "2/2", "2/2", "1", "–", "–", "–")
    assert board.rest == "Chưa đủ số liệu (dưới 5 việc): 1 phường (Cầu Gỗ)"


@languages
def test_a_week_without_any_report_says_so_once(lang: str) -> None:
    figures = [quiet(f"Phường {n} Đông Bắc") for n in range(94)]
    board = of_wards(figures, lang)
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
    plain, summed = (of_wards(wards) for wards in (few, [*few, quiet("Cầu Gỗ")]))
    assert len(plain.rows) == len(summed.rows)
    drawn = [messages(board)[0].picture for board in (plain, summed)]
    assert drawn[0] is not None
    assert drawn[1] is not None
    assert draw(drawn[0], nothing_drawn) != draw(drawn[1], nothing_drawn)


def test_a_picture_stored_before_there_was_such_a_line_is_still_drawn() -> None:
    picture = messages(of_wards([busy("Bến Sông")]))[0].picture
    assert picture is not None
    del picture["rest"]
    assert draw(picture, nothing_drawn)


@languages
@pytest.mark.parametrize("silent", [0, 47, 94])
def test_no_ward_of_many_with_long_names_is_cut_off(lang: str, silent: int) -> None:
    figures = [(quiet if n < silent else busy)(f"{LONG} {n:02}") for n in range(94)]
    posted = [shown(one) for one in messages(of_wards(figures, lang), LATE)]
    assert not [text for text in posted if text.endswith("…")]
    missing = [one.name for one in figures if not any(one.name in text for text in posted)]
    assert missing == [one.name for one in figures[:silent]]
    # Asked for, the board names each of them.
    asked = [
        shown(one)
        for one in in_words(
            of_wards(figures, lang, everyone=True), say(lang, "board-wards-arithmetic")
        )
    ]
    assert not [text for text in asked if text.endswith("…")]
    together = " ".join(" ".join(asked).split())
    assert not [one.name for one in figures if one.name not in together]
    assert asked[-1].endswith(say(lang, "board-wards-arithmetic").splitlines()[-1])


def test_a_branch_without_a_valid_report_gets_no_medal() -> None:
    board = of_units([branch("Đội A", 0), branch("Đội B", 2)])
    assert [row.rank for row in board.rows] == [1, None]
    (message,) = messages(board)
    lines = message.text.splitlines()[-2:]
    assert lines == ["1. Đội B: 2/7 · 2 · 2/2 · 0", "– Đội A: 0/7 · 0 · – · 0"]


def test_a_ward_with_a_score_of_nothing_keeps_its_place_and_gets_no_medal() -> None:
    failed = replace(WardFigures(1, "Cầu Gỗ", 0, 9), score=0)
    board = of_wards([busy("Bến Sông"), failed])
    assert [(row.rank, row.medal) for row in board.rows] == [(1, True), (2, False)]


@languages
def test_one_sentence_under_each_table_says_how_it_comes_about(lang: str) -> None:
    for board in (of_units([branch("Đội A")], lang), of_wards([busy("Bến Sông")], lang)):
        assert in_words(board)[-1].text.endswith(board.footer)
    footers = of_units([], lang).footer, of_wards([], lang).footer
    for footer, figures in zip(footers, (("50%", "10"), ("60%", "40%", "95/100")), strict=True):
        assert all(figure in footer for figure in figures)


def test_a_board_says_whether_it_is_a_draft_or_final() -> None:
    draft, final = of_units([], draft=True), of_units([], sha256="3f9a1c2b" + "0" * 56)
    assert draft.subtitle == "Tuần 16/11 – 22/11 · dự thảo"
    assert final.subtitle == "Tuần 16/11 – 22/11 · đã chốt, mã 3f9a1c2b"


@languages
def test_no_branch_of_many_with_long_names_is_cut_off(lang: str) -> None:
    figures = [branch(f"{LONG} {n:03}", n) for n in range(150)]
    posted = [shown(one) for one in messages(of_units(figures, lang), LATE)]
    assert not [text for text in posted if text.endswith("…")]
    assert not [one.name for one in figures if not any(one.name in text for text in posted)]


@pytest.mark.parametrize("number", [7, 60])
def test_no_name_of_signs_that_count_twice_is_cut_off(number: int) -> None:
    figures = [branch(f"{'🌸' * 90} {n:03}", n) for n in range(number)]
    posted = [shown(one) for one in messages(of_units(figures), LATE)]
    assert not [text for text in posted if text.endswith("…")]
    assert not [one.name for one in figures if not any(one.name in text for text in posted)]


def test_more_branches_than_a_picture_can_show_are_told_in_words() -> None:
    figures = [branch(f"Chi đoàn {n:03}", n) for n in range(MOST_ROWS + 1)]
    posted = messages(of_units(figures), LATE)
    assert not [one for one in posted if one.picture]
    assert posted[0].text.startswith(LATE)
    assert not [one.name for one in figures if not any(one.name in text.text for text in posted)]


def test_a_line_longer_than_a_message_goes_on_in_the_next() -> None:
    wards = [quiet(f"{'Đ' * 90} {n:03}") for n in range(94)]
    pages = in_words(of_wards(wards, everyone=True))
    assert len(pages) > 1
    assert max(len(page.text) for page in pages) <= boards.LONG
