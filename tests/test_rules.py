"""The rules file: what an office may change, and a clear word on every mistake."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.checking import RulesError
from handlers.rules import load_rules
from tests.process import ROOT

BUILT_IN = (ROOT / "handlers" / "rules.toml").read_text(encoding="utf-8")


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """The rules that come with the bot, with something replaced."""
    text = BUILT_IN
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(RulesError) as caught:
        load_rules(path)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_the_rules_that_come_with_the_bot_are_the_customary_ones() -> None:
    rules = load_rules()
    assert rules.target.remind_at == time(16, 30)
    assert (rules.board.weekday, rules.board.at) == (0, time(7, 30))
    assert (rules.deadlines.accept_hours, rules.deadlines.urgent_accept_hours) == (8, 4)
    assert (rules.deadlines.resolve_days, rules.deadlines.urgent_resolve_days) == (3, 1)
    assert rules.work.spans == ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
    assert len(rules.kinds) == 10


def test_an_office_may_have_rules_of_its_own(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        ("per_day = 1", "per_day = 3"),
        ('remind_at = "16:30"', "remind_at = 15:45:00"),
        ("free_days = []", "free_days = [2027-02-05]"),
        ('vi = "Rác thải"', 'vi = "Rác và phế thải"'),
    )
    rules = load_rules(path)
    assert (rules.target.per_day, rules.target.remind_at) == (3, time(15, 45))
    assert rules.work.free_days == {date(2027, 2, 5)}
    assert rules.kind("waste").name("vi") == "Rác và phế thải"


def test_working_hours_become_a_calendar(tmp_path: Path) -> None:
    path = changed(tmp_path, ("weekdays = [0, 1, 2, 3, 4]", "weekdays = [5]"))
    calendar = load_rules(path).work.calendar(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert calendar.is_workday(date(2026, 11, 21))
    assert not calendar.is_workday(date(2026, 11, 20))


def test_a_kind_that_was_removed_is_shown_as_the_last_resort() -> None:
    rules = load_rules()
    assert rules.kind("dragons").slug == "other"
    assert rules.reason("dragons") is None
    assert rules.reason("elsewhere") is not None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("per_day = 1", "per_day = -1", "target.per_day: "),
        ("per_day = 1", 'per_day = "many"', "target.per_day: "),
        ("per_day = 1", "per_day = 1\nper_week = 1", "target.per_week: Extra inputs are not"),
        ('remind_at = "16:30"', 'remind_at = "half past"', 'target.remind_at: a time such as "16'),
        ('remind_at = "16:30"', 'remind_at = "25:00"', 'target.remind_at: a time such as "16:30"'),
        ('remind_at = "16:30"', "remind_at = 1630", 'target.remind_at: a time such as "16:30"'),
        ('remind_at = "16:30"', 'remind_at = "16:30+07:00"', "target.remind_at: a time such as"),
        ("weekday = 0", "weekday = 7", "board.weekday: "),
        ('country = "VN"', 'country = "Vietnam"', "work: no public holidays are known for the"),
        (
            'spans = [["07:30", "11:30"], ["13:30", "17:00"]]',
            'spans = [["13:30", "17:00"], ["07:30", "11:30"]]',
            "work: working spans must be in order, apart and not empty",
        ),
        ('spans = [["07:30", "11:30"], ["13:30", "17:00"]]', "spans = []", "work: working spans"),
        ("weekdays = [0, 1, 2, 3, 4]", "weekdays = []", "work: weekdays must be some of"),
        ("weekdays = [0, 1, 2, 3, 4]", "weekdays = [1, 8]", "work: weekdays must be some of"),
        ("free_days = []", 'free_days = ["Tết"]', "work.free_days.0: "),
        ("accept_hours = 8.0", "accept_hours = 0", "deadlines.accept_hours: "),
        ("accept_hours = 8.0", "accept_hours = inf", "deadlines.accept_hours: "),
        ("accept_hours = 8.0", "accept_hours = nan", "deadlines.accept_hours: "),
        ("resolve_days = 3", "resolve_days = 1000000", "deadlines.resolve_days: "),
        ("max_photos = 10", "max_photos = 11", "intake.max_photos: "),
        ("reopen_days = 7", "", "closing.reopen_days: Field required"),
        ('slug = "other"', 'slug = "rest"', 'one of the kinds must have the slug "other"'),
        ('slug = "waste"', 'slug = "water"', "two kinds have the same slug"),
        ('slug = "nothing"', 'slug = "elsewhere"', "two reasons have the same slug"),
        ('slug = "waste"', 'slug = "Rác"', "kinds.1.slug: "),
        ('vi = "Rác thải"', 'vi = ""', "kinds.1.vi: "),
    ],
)
def test_a_mistake_is_one_line_that_says_where(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    (problem,) = problems(changed(tmp_path, (old, new)))
    assert problem.startswith(says)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = changed(tmp_path, ("per_day = 1", "per_day = -1"), ("weekday = 0", "weekday = 9"))
    assert [problem.partition(":")[0] for problem in problems(path)] == [
        "target.per_day",
        "board.weekday",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[target", "Expected ']'"),
        (b"per_day = ", "Invalid value"),
        (b"\xff", "codec can't decode"),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(content)
    (problem,) = problems(path)
    assert says in problem


@pytest.mark.parametrize("section", ["target", "recurring", "limits", "duplicates", "recheck"])
def test_a_section_that_is_missing_is_as_the_bot_has_it(tmp_path: Path, section: str) -> None:
    own = BUILT_IN.replace("resolve_days = 3", "resolve_days = 5")
    before, _, rest = own.partition(f"[{section}]")
    path = tmp_path / "rules.toml"
    path.write_text(before + rest[rest.index("\n[") :], encoding="utf-8")
    rules = load_rules(path)
    assert getattr(rules, section) == getattr(load_rules(), section)
    assert rules.deadlines.resolve_days == 5


def test_an_empty_file_changes_nothing_and_a_section_that_there_is_not_is_a_mistake(
    tmp_path: Path,
) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(b"")
    assert load_rules(path) == load_rules()
    path.write_text("[limit]\nfar_m = 1", encoding="utf-8")
    assert problems(path) == ["limit: Extra inputs are not permitted"]


@pytest.mark.parametrize("name", ["none.toml", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(RulesError, match=r"No such file|Is a directory"):
        load_rules(tmp_path / name)


def test_rules_cannot_be_changed_by_accident() -> None:
    target: Any = load_rules().target
    with pytest.raises(ValueError, match="frozen"):
        target.per_day = 2
