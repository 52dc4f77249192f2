"""What people type: plain text, codes, names of places, kinds."""

import random
import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import load_rules
from handlers.words import (
    CODE_ALPHABET,
    find_codes,
    marks,
    match_names,
    new_code,
    plain,
    propose_kinds,
)

WARDS = ["Hải Châu I", "Hải Châu II", "Thạch Thang", "Hòa An Đông", "Hòa An Tây", "Phường 1"]
KINDS = {
    "litter": ["rac", "rac thai", "xa rac"],
    "building": ["xa ban", "vat lieu"],
    "sidewalk": ["lan chiem", "via he"],
    "other": [""],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đã Xử Lý", "da xu ly"),
        ("ĐƯỜNG ướt", "duong uot"),
        (unicodedata.normalize("NFD", "Thạch Thang"), "thach thang"),
        ("  xong\u00a0\u2003rồi\n\tạ ", "xong roi a"),
        ("xo\u200bng", "xong"),
        ("Ðống rác", "dong rac"),
        ("a\x00b", "a b"),
        ("", ""),
        ("👍", "👍"),
    ],
)
def test_plain_text_has_no_marks_no_capitals_and_single_spaces(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text())
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_the_form_of_the_letters_does_not_matter(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert plain(composed) == plain(unicodedata.normalize("NFD", text))


def test_marks_are_the_same_wherever_they_were_put() -> None:
    assert marks("hoà") == marks("hòa") == marks(unicodedata.normalize("NFD", "hoà")) != ""
    assert marks("xữ") == marks("xử")
    assert marks("đón") != marks("dọn")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("#K7P2", ["K7P2"]),
        ("k7p2 xong", ["K7P2"]),
        ("xong #k7p2, #M4N5X.", ["K7P2", "M4N5X"]),
        ("K7P2 k7p2", ["K7P2"]),
        ("(K7P2)", ["K7P2"]),
        ("https://x.example/b/K7P2", ["K7P2"]),
        ("K7P2Z", ["K7P2Z"]),
        ("K7P2ZZ", []),
        ("AK7P2ạ", []),
        ("đK7P2", []),
        ("K7P2_", []),
        ("2345", []),
        ("KMPT", []),
        ("K0P2", []),
        ("KIP2", []),
        ("KLP2", []),
        ("KUP2", []),
        ("KOP2", []),
        ("K7P", []),
        ("xe 59X2-123.45 đậu", []),
        ("\u212a7P2", []),
        ("", []),
    ],
)
def test_codes_are_found_as_whole_words(text: str, codes: list[str]) -> None:
    assert find_codes(text) == codes


def test_the_alphabet_has_no_look_alikes() -> None:
    assert not set("01ILOU") & set(CODE_ALPHABET)
    assert len(CODE_ALPHABET) == 30 == len(set(CODE_ALPHABET))


@given(st.integers(), st.sampled_from([4, 5]), st.sampled_from(["{}", "#{}", "xong {}, nhé"]))
def test_a_new_code_is_always_found(seed: int, length: int, around: str) -> None:
    code = new_code(random.Random(seed), length)
    assert len(code) == length
    assert find_codes(around.format(code)) == [code]
    assert find_codes(around.format(code.lower())) == [code]


def test_the_same_randomness_makes_the_same_code() -> None:
    assert new_code(random.Random(7)) == new_code(random.Random(7))


def test_a_code_has_four_or_five_characters() -> None:
    with pytest.raises(ValueError, match="four or five"):
        new_code(random.Random(1), 3)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hai chau 1", ["Hải Châu I"]),
        ("Hải Châu I", ["Hải Châu I"]),
        ("phường hải châu ii", ["Hải Châu II"]),
        ("p. hai chau 2", ["Hải Châu II"]),
        ("p.haichau1", ["Hải Châu I"]),
        ("hai chau", ["Hải Châu I", "Hải Châu II"]),
        ("hai chau 3", []),
        ("thach thang", ["Thạch Thang"]),
        ("doan phuong thach thang", ["Thạch Thang"]),
        ("THẠCH THANG", ["Thạch Thang"]),
        ("thachthang", ["Thạch Thang"]),
        ("thach th", ["Thạch Thang"]),
        ("thang", ["Thạch Thang"]),
        ("thach thanh", ["Thạch Thang"]),
        ("Hoà An Đông", ["Hòa An Đông"]),
        ("hoa an", ["Hòa An Đông", "Hòa An Tây"]),
        ("an tay", ["Hòa An Tây"]),
        ("dong hoa an", ["Hòa An Đông"]),
        ("p1", ["Phường 1"]),
        ("phuong 01", ["Phường 1"]),
        ("1", ["Phường 1"]),
        ("phường", []),
        ("đoàn phường", []),
        ("", []),
        (" . ", []),
        ("nơi nào đó", []),
        ("hoa binh dong", []),
        ("x", []),
    ],
)
def test_names_are_matched_as_people_type_them(query: str, expected: list[str]) -> None:
    assert [WARDS[index] for index in match_names(query, WARDS)] == expected


def test_a_number_does_not_begin_another_number() -> None:
    assert match_names("phuong 1", ["Phường 10", "Phường 12"]) == []


def test_the_kind_of_place_decides_between_places_of_one_name() -> None:
    names = ["Phường Bến Sông", "Xã Bến Sông"]
    assert match_names("xã bến sông", names) == [1]
    assert match_names("x. ben song", names) == [1]
    assert match_names("bến sông", names) == [0, 1]


def test_marks_decide_between_names_that_are_one_without_them() -> None:
    names = ["Bến Thạnh", "Phường Bến Thành"]
    assert match_names("ben thanh", names) == [0, 1]
    assert match_names("bến thành", names) == [1]
    assert match_names("bến thánh", names) == [0, 1]


def test_a_name_made_of_a_prefix_word_is_found_too() -> None:
    assert match_names("doan ket", ["Đoàn Kết", "Bến Sông"]) == [0]
    assert match_names("xa x", ["Xã X", "Xã Y"]) == [0]


def test_the_closest_spelling_comes_first() -> None:
    names = ["Đồng Xuân Hạ", "Đồng Xuân Hạc"]
    assert match_names("dong xuam hac", names) == [1, 0]


@given(st.text(), st.lists(st.text(max_size=12), max_size=6))
def test_matching_any_text_gives_indexes_once_each(query: str, names: list[str]) -> None:
    found = match_names(query, names)
    assert len(set(found)) == len(found)
    assert set(found) <= set(range(len(names)))


@given(st.sampled_from(WARDS), st.sampled_from(["", "p. ", "phường ", "Đoàn phường "]))
def test_a_name_without_its_marks_is_found(name: str, prefix: str) -> None:
    assert WARDS[match_names(prefix + plain(name), WARDS)[0]] == name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Rác thải chất đống", "litter"),
        ("xà bần đổ trộm", "building"),
        ("XÀ-BẦN", "building"),
        ("lấn chiếm vỉa hè", "sidewalk"),
        ("rác trên vỉa hè", "sidewalk"),
        ("rac va xa ban", "building"),
        ("xả rác, vỉa hè dơ", "litter"),
        ("vỉa hè bị xả rác", "sidewalk"),
        ("tìm hiểu thưra", None),
        ("trac dia", None),
        ("", None),
    ],
)
def test_the_longest_keyword_proposes_the_kind(text: str, kind: str | None) -> None:
    assert next(iter(propose_kinds(text, KINDS)), None) == kind


def test_every_kind_with_a_word_in_the_text_is_told_best_first() -> None:
    assert propose_kinds("rác và xà bần trên vỉa hè", KINDS) == ["building", "sidewalk", "litter"]
    assert propose_kinds("trac dia", KINDS) == []


def test_of_two_keywords_of_one_length_the_first_in_the_text_wins() -> None:
    kinds = {"light": ["den"], "tree": ["cay"]}
    assert propose_kinds("cây che đèn", kinds) == ["tree", "light"]
    assert propose_kinds("đèn bị cây che", kinds) == ["light", "tree"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("rác trước cổng chợ", "waste"),
        ("nghẹt cống trước nhà", "water"),
        ("nghet cong", "water"),
        ("hàng quán gây mất trật tự", "other"),
        ("cành cây gãy", "trees"),
        ("cô gái bán hoa hồng trên vỉa hè", "pavement"),
        ("be\u0309 ống", "other"),
        ("bể ống", "damage"),
    ],
)
def test_marks_tell_words_apart_that_are_spelt_alike(text: str, kind: str) -> None:
    kinds = {kind.slug: kind.keywords for kind in load_rules().kinds}
    assert (propose_kinds(text, kinds) or ["other"])[0] == kind


def test_a_keyword_that_the_end_of_the_text_cuts_off_is_none() -> None:
    assert propose_kinds("chỗ này xà", KINDS) == []


def test_a_long_text_is_not_read_again_for_each_keyword() -> None:
    long = "hang quan gay mat trat tu " * 150
    many = {f"kind{n}": [f"den duong {n}"] for n in range(200)}
    propose_kinds("x", many)  # keywords are taken apart once
    alone = _calls(lambda: propose_kinds(long, {}))
    keywords = _calls(lambda: propose_kinds("x", many))
    assert _calls(lambda: propose_kinds(long, many)) <= alone + keywords


def _calls(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls: what it takes, and the same on every machine."""
    count = 0

    def called(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("cần xử lý gấp", True),
        ("can xu ly gap", True),
        ("ở đây tôi gặp nhiều rác", False),
        ("bán khăn lấn vỉa hè", False),
    ],
)
def test_what_only_sounds_urgent_is_not(text: str, urgent: bool) -> None:
    keywords = {"urgent": load_rules().urgent.keywords}
    assert bool(propose_kinds(text, keywords)) == urgent
