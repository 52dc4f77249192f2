"""People's words are cleaned and made to fit before they are drawn."""

import pytest

from handlers.pictures.fonts import (
    ELLIPSIS,
    LEADING,
    Weight,
    clean,
    ellipsis,
    fit,
    font,
    name,
    narrowest,
    shrink,
    width,
    wrap,
)

LONG = "Phường Hòa Khánh Nam – Liên chi đoàn Trường Cao đẳng Lương thực Thực phẩm"
FACE = font(30)


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("Hội An Tây 🔥🔥", "Hội An Tây"),
        ("🏆 Bảng\nxếp  hạng", "Bảng xếp hạng"),
        ("𝓝𝓰𝓾𝔂𝓮̂̃𝓷", "Nguyễn"),
        ("👨‍👩‍👧\ufe0f", ""),
        ("李明", ""),
        ("100% · 5₫ – …", "100% · 5₫ – …"),
    ],
)
def test_only_characters_the_font_has_are_kept(written: str, drawn: str) -> None:
    assert clean(written) == drawn


def test_letters_with_loose_marks_become_whole_letters() -> None:
    loose = "E\u0302\u0303 a\u0306\u0323 u\u031b\u0303"
    assert clean(loose) == "Ễ ặ ữ"


def test_every_vietnamese_letter_has_a_glyph() -> None:
    vowels = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
    assert clean(vowels + vowels.upper()) == vowels + vowels.upper()


@pytest.mark.parametrize("weight", ["Regular", "Medium", "SemiBold", "Bold", "ExtraBold"])
@pytest.mark.parametrize("text", [LONG, "AV To V. T, y A – 1/7", "", " "])
def test_a_line_is_as_wide_as_its_words_and_spaces(text: str, weight: Weight) -> None:
    face = font(23, weight)
    assert width(text, face) == pytest.approx(face.getlength(text))


@pytest.mark.parametrize("limit", [60, 150, 400, 900])
def test_ellipsis_never_exceeds_its_limit(limit: int) -> None:
    cut = ellipsis(LONG, FACE, limit)
    assert width(cut, FACE) <= limit
    assert cut.endswith(ELLIPSIS)


def test_text_that_fits_is_left_alone() -> None:
    assert ellipsis("An Khê", FACE, 300) == "An Khê"
    assert fit("An Khê", 30, "Regular", 300).lines == ("An Khê",)


def test_nothing_takes_no_lines_and_no_height() -> None:
    assert wrap("", FACE, 300, 2) == ()
    assert fit("", 30, "Regular", 300).height == 0


@pytest.mark.parametrize("limit", [120, 250, 420])
def test_wrapped_lines_stay_inside_and_are_counted(limit: int) -> None:
    lines = wrap(LONG, FACE, limit, 2)
    assert len(lines) == 2
    assert all(width(line, FACE) <= limit for line in lines)


def test_a_word_without_spaces_is_broken() -> None:
    lines = wrap("liênchiđoàntrườngcaođẳnglươngthực", FACE, 200, 3)
    assert len(lines) == 3
    assert "".join(lines) == "liênchiđoàntrườngcaođẳnglươngthực"


def test_no_line_starts_with_a_dash() -> None:
    for limit in range(200, 700, 10):
        assert not any(line.startswith("–") for line in wrap(LONG, FACE, limit, 3))


def test_text_becomes_smaller_before_it_is_cut() -> None:
    limit = width(LONG, font(30)) * 0.43
    fitted = fit(LONG, 30, "Regular", limit)
    assert fitted.font.size < 30
    assert " ".join(fitted.lines) == LONG


def test_two_lines_are_of_about_equal_length() -> None:
    text = "Cập nhật bảy giờ ba mươi sáng thứ Hai hằng tuần"
    first, second = fit(text, 30, "Regular", width(text, FACE) * 0.95).lines
    assert width(second, FACE) > width(first, FACE) * 0.6


def test_a_name_a_little_too_long_stays_on_one_line() -> None:
    limit = width("Phường Ngũ Hành Sơn", FACE) * 0.9
    assert len(name("Phường Ngũ Hành Sơn", 30, "Regular", limit).lines) == 1


def test_shrinking_stops_at_the_smallest_size() -> None:
    fitted = shrink(LONG, 40, "Bold", 200, 20)
    assert fitted.font.size == 20
    assert width(fitted.lines[0], fitted.font) <= 200


def test_narrowest_width_holds_the_label_in_two_lines() -> None:
    room = narrowest("Đúng hạn cả tuần", FACE)
    assert room < width("Đúng hạn cả tuần", FACE)
    assert " ".join(wrap("Đúng hạn cả tuần", FACE, room, 2)) == "Đúng hạn cả tuần"


@pytest.mark.parametrize("size", [23, 36, 58])
def test_marks_below_one_line_do_not_touch_marks_above_the_next(size: int) -> None:
    face = font(size)
    above = -face.getbbox("Ễ", anchor="ls")[1]
    below = face.getbbox("ặ", anchor="ls")[3]
    assert above + below <= size * LEADING
