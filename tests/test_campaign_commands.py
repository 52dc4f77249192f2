"""The campaign commands: what they say, and a line for every mistake."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import update

from bot import campaign_commands, stores
from bot.errors import FileError
from bot.settings import Settings
from handlers.checking import RulesError
from handlers.contest_tables import NotYet
from storage.tables import Report
from tests.command import command
from tests.contests import EXAMPLE, SMALL, begun, changed, write
from tests.installation import fill, settings_for

LATER = (("2026-11-16", "2096-11-16"), ("2026-11-29", "2096-11-29"), ("2026-11-22", "2096-11-22"))
EARLIER = (("2026-11-16", "2020-11-16"), ("2026-11-29", "2020-11-29"), ("2026-11-22", "2020-11-22"))
SLUG = "thang-11"


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    found = settings_for(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path)
    await fill(found)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "campaign.toml"


async def over(settings: Settings) -> None:
    """Let there be a campaign whose days are over."""
    async with stores.database(settings) as db:
        await begun(db, changed(SMALL, *EARLIER))


async def test_a_campaign_is_taken_in_changed_until_it_begins_and_shown(
    settings: Settings, file: Path
) -> None:
    write(file, changed(SMALL, *LATER))
    added = ["thang-11 added: 2096-11-16 – 2096-11-29, 1 table"]
    assert await campaign_commands.add(settings, file) == added
    write(file, changed(SMALL, *LATER, ("tháng 11", "mùa đông")))
    assert "thang-11 changed" in (await campaign_commands.add(settings, file))[0]
    assert await campaign_commands.listing(settings) == [
        "thang-11\t2096-11-16 – 2096-11-29\tto come\tĐợt thi đua mùa đông"
    ]
    shown = await campaign_commands.show(settings, SLUG)
    assert any(line.startswith("rules\ttaken in on ") for line in shown)
    assert "  20\tsang-kien\tSáng kiến\tscored: 0 – 10" in shown
    assert "  +Chi đoàn Một" in shown
    with pytest.raises(NotYet, match="thang-11: it begins on 2096-11-16"):
        await campaign_commands.standing(settings, SLUG, None)


async def test_without_any_campaign_the_list_says_so(settings: Settings, tmp_path: Path) -> None:
    given = {"DATABASE_URL": settings.database_url, "SANDBOX": "0"}
    done = await command(tmp_path, given, "campaign", "list")
    assert done.lines == ["no campaign yet; `campaign add FILE` takes one in"]


async def test_rules_that_are_taken_in_late_are_told_to_be(settings: Settings, file: Path) -> None:
    write(file, changed(SMALL, *EARLIER))
    assert (await campaign_commands.add(settings, file))[1:] == [
        "its rules are taken in after the contest was over: posts and documents will say so"
    ]


async def test_one_that_has_begun_is_scored_closed_and_written_but_not_changed(
    settings: Settings, file: Path, tmp_path: Path
) -> None:
    await over(settings)
    write(file, changed(SMALL, *EARLIER))
    with pytest.raises(NotYet, match="its rules stay as they are"):
        await campaign_commands.add(settings, file)
    to = (settings, SLUG, "sang-kien", "chi doan mot")
    with pytest.raises(RulesError, match="a score from 0 to 10"):
        await campaign_commands.score(*to, "12", "", "An")
    given = await campaign_commands.score(*to, "8,5", "Hay", "An")
    assert given == "+Chi đoàn Một: Sáng kiến 8.5/10"
    standing = await campaign_commands.standing(settings, SLUG, None)
    assert standing[2].startswith("1\t+Chi đoàn Một\t17\t")
    # Nobody has looked at the reports yet: the bot does that while it runs.
    with pytest.raises(NotYet, match="still being counted"):
        await campaign_commands.close(settings, SLUG)
    async with stores.database(settings) as db, db.write() as session:
        await session.exec(update(Report).values(settle_at=None))
    out = tmp_path / "result.docx"
    with pytest.raises(NotYet, match="close it first"):
        await campaign_commands.publish(settings, SLUG)
    with pytest.raises(
        FileError, match=r"ends in \.docx, \.xlsx or \.json is expected, not 'result.pdf'"
    ):
        await campaign_commands.export(settings, SLUG, tmp_path / "result.pdf")
    said = await campaign_commands.export(settings, SLUG, out)
    assert said == f"thang-11 written to {out}; it is not closed yet"
    result = tmp_path / "result.json"
    with pytest.raises(NotYet, match=r"no result yet to write as \.json; close it first"):
        await campaign_commands.export(settings, SLUG, result)
    assert not result.exists()
    closed = (await campaign_commands.close(settings, SLUG))[-1]
    await campaign_commands.export(settings, SLUG, result)
    assert closed == f"thang-11 closed; result {sha256(result.read_bytes()).hexdigest()}"
    assert await campaign_commands.export(settings, SLUG, out) == f"thang-11 written to {out}"
    with pytest.raises(NotYet, match="closed already"):
        await campaign_commands.close(settings, SLUG)
    assert "\tclosed\t" in (await campaign_commands.listing(settings))[0]


async def test_one_that_has_not_begun_can_be_removed(settings: Settings, file: Path) -> None:
    write(file, changed(SMALL, *LATER))
    await campaign_commands.add(settings, file)
    await campaign_commands.score(settings, SLUG, "sang-kien", "chi doan mot", "8", "Hay", "An")
    assert await campaign_commands.remove(settings, SLUG) == "thang-11 removed"
    assert await campaign_commands.listing(settings) == []
    await over(settings)
    with pytest.raises(NotYet, match="thang-11: it began on 2020-11-16, and stays"):
        await campaign_commands.remove(settings, SLUG)


@pytest.mark.parametrize("name", ["Một", "nobody"])
async def test_who_and_what_is_scored_has_to_be_clear(settings: Settings, name: str) -> None:
    await over(settings)
    with pytest.raises(NotYet, match=r"by hand is expected \(chi-doan.sang-kien\), not 'diem'"):
        await campaign_commands.score(settings, SLUG, "diem", name, "1", "Hay", "An")
    if name == "nobody":
        with pytest.raises(NotYet, match="which one is 'nobody'"):
            await campaign_commands.score(settings, SLUG, "sang-kien", name, "1", "Hay", "An")
    else:
        done = await campaign_commands.score(
            settings, SLUG, "chi-doan.sang-kien", name, "1", "Hay", "An"
        )
        assert done.endswith("1/10")


async def test_a_name_that_nobody_has_is_told_with_the_file(settings: Settings, file: Path) -> None:
    write(file, changed(SMALL, ("units", 'units"\nwho = ["Lạ", "Xa"]\n#')))
    with pytest.raises(
        RulesError, match=rf"{file}: division chi-doan: no branch is called 'Lạ'"
    ) as told:
        await campaign_commands.add(settings, file)
    assert str(told.value).splitlines()[1:] == [
        f"{file}: division chi-doan: no branch is called 'Xa'"
    ]
    with pytest.raises(NotYet, match="there is no such campaign"):
        await campaign_commands.show(settings, "x")


async def test_the_example_can_be_taken_in_as_it_is(settings: Settings) -> None:
    assert "thi-dua-he-2027 added" in (await campaign_commands.add(settings, EXAMPLE))[0]


async def test_on_the_command_line_a_mistake_is_one_line(
    settings: Settings, file: Path, tmp_path: Path
) -> None:
    write(file, SMALL.replace("weight = 60", "weight = 59"))
    given = {"DATABASE_URL": settings.database_url, "SANDBOX": "0"}
    done = await command(tmp_path, given, "campaign", "add", str(file))
    assert done.code == 1
    (line,) = done.errors
    assert line == f"error: {file}: division.0: the weights have to add up to 100, not 99"
