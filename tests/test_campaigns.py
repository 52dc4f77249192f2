"""The file of a campaign: what it may say, and a clear word on every mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.campaigns import Criterion, load_campaign, score_of
from handlers.checking import RulesError
from tests.contests import EXAMPLE, SMALL, campaign_rules, changed, read_file


def test_the_example_is_a_campaign_of_branches_wards_and_members() -> None:
    rules, body = load_campaign(EXAMPLE)
    assert [one.kind for one in rules.divisions] == ["units", "wards", "members"]
    assert [phase.name for phase in rules.phases] == ["Giai đoạn 1", "Giai đoạn 2"]
    assert body == EXAMPLE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name = ", "nmae = ", "nmae: Extra inputs are not permitted"),
        ("last_day = 2026-11-29", "last_day = 2026-11-15", "last_day has to come after first_day"),
        ("last_day = 2026-11-22", "last_day = 2026-12-22", "phases have to end between"),
        ("weight = 60", "weight = 50", "division.0: the weights have to add up to 100, not 90"),
        ('slug = "ngay"', 'slug = "diem"', "division.0: two criteria have the same slug"),
        ("scored = 10", "", "division.0.criterion.2: either counted"),
        ('counted = "days"', 'counted = "taken"', "division.0: of units one of points, days"),
        ('counted = "days"', 'counted = "days"\nfull = 3', "full is for one of points, valid"),
        ('tie = ["diem"]', 'tie = ["x"]', "division.0: tie: no criterion is called 'x'"),
        ('slug = "thang-11"', 'slug = "Tháng 11"', "slug: String should match pattern"),
        ("count = 1", "count = 0", "division.0.reward.0.count: Input should be greater"),
        ('of = "units"', 'of = "members"', "division.0: of members one of points, valid"),
        ("[[phase]]", "[[phase", "Expected ']]'"),
        (
            "first_day = 2026-11-16",
            "first_day = 0001-01-01",
            "first_day: Input should be greater than or equal to 2000-01-01",
        ),
        ("last_day = 2026-11-29", "last_day = 9999-12-31", "last_day: Input should be less than"),
        ("scored = 10", f"scored = 1{'0' * 5000}", "campaign.toml: a number has too many digits"),
        ("scored = 10", f"scored = {'[' * 3000}", "campaign.toml: brackets stand too deep"),
        (
            'counted = "points"',
            'counted = "points"\nfull = 0.001',
            "division.0.criterion.0: full: hundredths are the finest",
        ),
        (
            'counted = "days"',
            'counted = "valid"\nfull = 0.5',
            "division.0.criterion.1: full: whole numbers are the finest",
        ),
        ('"Điểm"', '" "', "division.0.criterion.0.name: a name is expected, not blanks alone"),
        ('"Sáng kiến"', r'"S\u0000k"', "division.0.criterion.2.name: the sign U+0000 cannot be"),
        ('"Giải Nhất"', r'"\u001b[31mNhất"', "division.0.reward.0.name: the sign U+001B"),
        ('"Bảng chi đoàn"', r'"\u202enàođ"', "division.0.name: the sign U+202E"),
        ('"Tuần đầu"', r'"Tuần\nđầu"', "phase.0.name: the sign U+000A"),
    ],
)
def test_every_mistake_is_one_line_that_says_where(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(RulesError) as caught:
        read_file(tmp_path, changed(SMALL, (old, new)))
    (line,) = [line for line in str(caught.value).splitlines() if "Field required" not in line]
    assert line.startswith(f"{tmp_path / 'campaign.toml'}: ")
    assert said in line


def test_there_are_at_most_as_many_tables_as_the_document_numbers(tmp_path: Path) -> None:
    head, table = SMALL.split("[[division]]")
    tables = [f"[[division]]{table}".replace("chi-doan", f"c{n}") for n in range(13)]
    assert len(read_file(tmp_path, head + "".join(tables[:12])).divisions) == 12
    with pytest.raises(RulesError, match="division: Tuple should have at most 12 items"):
        read_file(tmp_path, head + "".join(tables))


def test_a_name_may_hold_an_emoji_of_several_signs(tmp_path: Path) -> None:
    name = "Chi đoàn 👩‍🚒"
    rules = read_file(tmp_path, changed(SMALL, ("Bảng chi đoàn", name)))
    assert rules.divisions[0].name == name


@pytest.mark.parametrize("full", [0.07, 0.29, 1.15, 200])
def test_a_full_amount_is_in_hundredths_of_a_point(tmp_path: Path, full: float) -> None:
    text = changed(SMALL, ('counted = "points"', f'counted = "points"\nfull = {full}'))
    assert read_file(tmp_path, text).divisions[0].criteria[0].amount == round(full * 100)


def test_a_tier_goes_to_so_many_places_and_to_all_who_share_one() -> None:
    division = campaign_rules().divisions[0]
    assert [division.reward(rank) for rank in (1, 2, 3, None)] == ["Giải Nhất", "Giải Nhì", "", ""]


@pytest.mark.parametrize(("said", "score"), [("8", 800), ("8,5", 850), ("0", 0), ("10", 1000)])
def test_a_score_is_typed_with_a_comma_or_a_point(said: str, score: int) -> None:
    criterion = campaign_rules().divisions[0].criteria[2]
    assert score_of(said, criterion) == score


@pytest.mark.parametrize("said", ["11", "-1", "tốt", "nan", "inf", ""])
def test_a_score_beyond_its_scale_is_no_score(said: str) -> None:
    criterion = Criterion(slug="x", name="X", weight=10, scored=10)
    with pytest.raises(RulesError, match="x: a score from 0 to 10 is expected"):
        score_of(said, criterion)
