"""The catalogs: complete in both languages, used, short where they must be, and free of markup."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor
from hypothesis import given
from hypothesis import strategies as st

from handlers.drafts import BadPhoto
from handlers.objections import OFFICE_ANSWERS
from handlers.scoring import RULES
from handlers.states import ALLOWED
from handlers.texts import LANGUAGES, TextError, say
from storage.closings import MOOD

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    path for floor in ("handlers", "scheduler") for path in (ROOT / floor).rglob("*.py")
)
DAYS = [str(day) for day in range(7)]
DEADLINES = ["accept", "resolve"]
REOPENED = ["reporter", "office", "recheck"]
FAMILIES = {
    "day-": DAYS,
    "state-": sorted(ALLOWED),
    "word-": sorted(ALLOWED),
    "sort-": ["clear", "fixed", "problem"],
    "understood-": ["accepted", "resolved", "refused", "passed", "duplicate"],
    "followed-": ["resolved", "reopened"],
    "photo-": [reason.replace("_", "-") for reason in get_args(get_type_hints(BadPhoto)["reason"])],
    "button-": ["accept", "done", "refuse", "pass", *MOOD],
    "mood-": MOOD,
    "confirmed-": ["reporter", "recheck", "silence"],
    **dict.fromkeys(("told-reopened-", "reopened-ward-", "card-reopened-"), REOPENED),
    "doubt-": [
        "same-file",
        "alike",
        "like-before",
        "made-with",
        "old",
        "far",
        "reporter",
        "recheck",
    ],
    "recheck-thanks-": ["done", "not", "unclear"],
    "button-found-": ["done", "not", "unclear"],
    "flag-": ["fine", "reopened", "over", "upheld"],
    "due-": DEADLINES,
    "due-word-": DEADLINES,
    "rule-": list(RULES),
    "contest-": ["units", "wards"],
    "decline-": list(OFFICE_ANSWERS),
}
"""the ids that the sources put together, by what they begin with"""
KEY_AT = {"say": 1, "Mistake": 0, "NotNow": 0, "tell": 3, "_reply": 3}
"""functions that take a text's id, and at which place"""
GIVEN = {
    "NotNow": set[str](),
    "tell": {"code", "ward", "who", "state", "due", "days", "reason", "other"},
    "_reply": set[str](),
}
"""what they hand to the text besides the caller's own keywords"""
HOSTILE = (
    "{ $code } { say } {",
    "} *[other] x",
    "dòng một\n    .attr = hai\n# ba\n[bốn]",
    "<b>đậm</b> &amp; <script>alert(1)</script>",
    "*đậm* _nghiêng_ `mã` [liên kết](https://example.org) \\",
    "",
)


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


@cache
def catalog(lang: str) -> dict[str, frozenset[str]]:
    """Every id with the variables of its text."""
    source = (ROOT / "handlers" / "texts" / f"{lang}.ftl").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for entry in FluentParser().parse(source).body:
        assert not isinstance(entry, ftl.Junk), f"{lang}: cannot be read: {entry.content}"
        if isinstance(entry, ftl.Message):
            assert entry.id.name not in found, f"{lang}: {entry.id.name} stands there twice"
            variables = _Variables()
            variables.visit(entry)
            found[entry.id.name] = frozenset(variables.names)
    return found


def ids(key: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The ids that an expression may come to: a literal, one of two, a family, a local name."""
    match key:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=yes, orelse=no):
            yield from ids(yes, assigned)
            yield from ids(no, assigned)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue()]):
            yield from (start + end for end in FAMILIES.get(start, ["?"]))
        case ast.Name(id=name):
            for value in assigned.get(name, []):
                if not isinstance(value, ast.Name):
                    yield from ids(value, assigned)


@cache
def uses() -> list[tuple[str, str, frozenset[str] | None]]:
    """Where the sources name a text: place, id, and what the text is given if that is seen."""
    found: list[tuple[str, str, frozenset[str] | None]] = []
    for path in SOURCES:
        file = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        for scope in [tree, *(n for n in ast.walk(tree) if isinstance(n, functions))]:
            # A name is looked up in its own function, never in the whole module.
            assigned: dict[str, list[ast.expr]] = {}
            for node in ast.walk(scope) if scope is not tree else ():
                match node:
                    case ast.Assign(targets=[ast.Name(id=name)], value=value):
                        assigned.setdefault(name, []).append(value)
            for node in ast.walk(scope):
                match node:
                    case ast.Call(func=ast.Name(id=name)) if name in KEY_AT:
                        if len(node.args) <= KEY_AT[name]:
                            continue
                        key = node.args[KEY_AT[name]]
                        words = {word.arg for word in node.keywords if word.arg}
                        seen = len(words) == len(node.keywords) and not isinstance(
                            key, ast.JoinedStr
                        )
                        given_ = frozenset(words | GIVEN.get(name, set())) if seen else None
                        place = f"{file}:{node.lineno}"
                        found += [(place, text, given_) for text in ids(key, assigned)]
                    case ast.Constant(value=str(text)) if text.startswith("toast-"):
                        found.append((f"{file}:{node.lineno}", text, frozenset()))
    return sorted(set(found), key=str)


@cache
def mentioned() -> frozenset[str]:
    """Every string that stands in the sources as it is."""
    return frozenset(
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def shown_at_a_button() -> set[str]:
    refusals = {
        text
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "NotNow"
        for text in ids(node.args[0], {})
    }
    return refusals | {text for text in catalog("vi") if text.startswith("toast-")}


def test_both_languages_have_the_same_texts() -> None:
    assert sorted(catalog("vi")) == sorted(catalog("en"))


def test_both_languages_put_the_same_things_into_a_text() -> None:
    differ = {
        text: (sorted(variables), sorted(catalog("en").get(text, ())))
        for text, variables in catalog("vi").items()
        if variables != catalog("en").get(text)
    }
    assert not differ


def test_the_search_for_texts_in_the_sources_finds_every_way_of_naming_one() -> None:
    found = {text for _, text, _ in uses()}
    literal, either, family, name = "hello-group", "today-met", "word-new", "words-kept-photo"
    refusal, told, replied, toast = "undo-late", "told-passed", "undone", "toast-thanks"
    assert {literal, either, family, name, refusal, told, replied, toast} <= found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_that_the_sources_name_is_there(lang: str) -> None:
    missing = [f"{place} {text}" for place, text, _ in uses() if text not in catalog(lang)]
    assert not missing


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_given_what_it_puts_in(lang: str) -> None:
    short = [
        f"{place} {text} lacks {sorted(catalog(lang)[text] - given_)}"
        for place, text, given_ in uses()
        if given_ is not None and text in catalog(lang) and not catalog(lang)[text] <= given_
    ]
    assert not short


def test_texts_shown_at_a_button_need_nothing_put_in() -> None:
    assert {text: catalog("vi")[text] for text in shown_at_a_button() if catalog("vi")[text]} == {}


def test_no_text_is_there_for_nothing() -> None:
    families = {start + end for start, ends in FAMILIES.items() for end in ends}
    unused = set(catalog("vi")) - mentioned() - families
    assert not unused


def test_a_text_that_is_missing_or_lacks_a_word_is_an_error() -> None:
    with pytest.raises(TextError, match="no-such-text"):
        say("vi", "no-such-text")
    with pytest.raises(TextError, match="told-passed"):
        say("vi", "told-passed", code="K7P2")


def test_a_language_that_is_not_there_is_answered_in_vietnamese() -> None:
    assert say("fr", "button-done") == "Đã xong"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_pressed_button_answers_is_never_cut_off(lang: str) -> None:
    long = {text: said for text in shown_at_a_button() if len(said := say(lang, text)) >= 190}
    assert not long


@pytest.mark.parametrize("lang", LANGUAGES)
def test_buttons_fit_a_phone(lang: str) -> None:
    ward = "Phường Đồi Thông Xanh"
    said = [
        say(lang, text, ward=ward, code="K7P2")
        for text in catalog(lang)
        if text.startswith("button-")
    ]
    assert [label for label in said if len(label) >= 40 or "\n" in label] == []


def test_the_words_that_were_agreed_on_are_used() -> None:
    buttons = ["accept", "done", "refuse", "pass", "withdraw", "good", "fair", "bad", "undo", "map"]
    assert [say("vi", f"button-{name}") for name in buttons] == [
        "Nhận xử lý", "Đã xong", "Từ chối", "Chuyển phường",
        "Thu hồi", "😀 Ổn rồi", "😐 Tạm được", "☹️ Chưa xong", "Hoàn tác", "🗺 Bản đồ",
    ]  # fmt: skip
    assert "hôm nay: 2/1 – đã đạt" in say("vi", "today-met", unit="Đoàn A", count=2, target=1)
    assert "hôm nay: 0/1 – chưa đạt" in say("vi", "today-open", unit="Đoàn A", count=0, target=1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_reporter_is_told_begins_with_the_code(lang: str) -> None:
    told = [text for text in catalog(lang) if text.startswith("told-")]
    words = {
        "code": "K7P2",
        "ward": "Đồi Cao",
        "who": "Đồi Cao",
        "state": "mới",
        "due": "16:30",
        "reason": "trùng",
        "days": 7,
        "other": "M3Q8",
    }
    assert told
    assert all(say(lang, text, **words).startswith("#K7P2 ") for text in told)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_makes_anything_of_the_words_that_are_put_in(lang: str, words: str) -> None:
    for text, variables in catalog(lang).items():
        marked = {name: f"‹{name}›{words}‹/{name}›" for name in variables}
        said = say(lang, text, **marked)
        assert [name for name, value in marked.items() if value not in said] == [], text


@given(st.text(max_size=400))
def test_whatever_a_person_wrote_comes_through_unchanged(words: str) -> None:
    assert say("vi", "card-words", words=words) == f"“{words}”"


@given(st.integers(0, 999))
def test_english_counts_agree_with_their_nouns(count: int) -> None:
    said = say("en", "card-photos", count=count)
    assert said == f"🖼 {count} photo{'' if count == 1 else 's'}"
