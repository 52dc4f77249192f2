"""The command line as a real process: what it says, and with which exit code."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.command import Finished, command
from tests.installation import fill, settings_for
from tests.process import ROOT, started
from tests.standin import StandIn
from tests.standin_control import free_port
from tests.ward_maps import inside, ward, write

Settings = dict[str, str]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
        "PHOTO_STORE": str(tmp_path / "photos"),
        "PORT": str(free_port()),
        "SANDBOX": "0",
    }


@pytest.fixture
async def filled(settings: Settings, tmp_path: Path) -> Settings:
    await fill(settings_for(settings["DATABASE_URL"], tmp_path))
    return settings


def complaint(done: Finished) -> str:
    """The one line of a command that failed as it should."""
    assert done.code == 1, done
    assert "Traceback" not in done.err, done.err
    (line,) = done.errors
    assert line.startswith("error: ")
    return line.removeprefix("error: ")


def findings(done: Finished) -> dict[str, tuple[str, str]]:
    """Mark and words of each line of the doctor, by what was looked at."""
    found = {}
    for line in done.lines:
        mark, what, says = line[:4].strip(), *line[6:].split(": ", 1)
        found[what] = (mark, says)
    return found


def test_a_start_loads_nothing_that_only_some_commands_need() -> None:
    """Each of them stays in memory for as long as the process runs."""
    code = "import sys, bot.cli, bot.process, bot.web; print(*filter(sys.modules.get, sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "structlog" in loaded
    assert not loaded & {"rich", "click", "pygments", "alembic", "openpyxl", "docxtpl", "lxml"}
    assert not loaded & {"segno"}, "nothing is drawn yet"
    assert "PIL.ImageDraw" not in done.stdout.split()


# Without arguments, with wrong ones


async def test_without_a_command_it_tells_all_of_them(settings: Settings, tmp_path: Path) -> None:
    done = await command(tmp_path, settings)
    assert done.code == 2
    for name in ("run", "tick", "doctor", "wards", "export", "backup", "restore"):
        assert name in done.out + done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("tick",),
        ("doctor",),
        ("wards", "list"),
        ("wards", "locate", "16", "108"),
        ("export", "--out", "x.csv"),
        ("backup", "x.zip"),
        ("restore", "x.zip"),
    ],
)
async def test_every_command_names_the_settings_that_are_wrong(
    settings: Settings, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    wrong = {"TIMEZONE": "Hanoi", "TELEGRAM_BOT_TOKEN": "secret words"}
    done = await command(tmp_path, settings | wrong, *arguments)
    assert done.code == 1
    assert done.out == ""
    assert done.errors == [
        "error: TELEGRAM_BOT_TOKEN: a token as BotFather gives it is expected, "
        "such as 123456:ABC-def",
        "error: TIMEZONE: no such time zone: 'Hanoi'",
    ]


@pytest.mark.parametrize("arguments", [("run",), ("tick",), ("wards", "list"), ("backup", "x.zip")])
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "sqlite:///file/bot.db"),
        ("DATABASE_URL", "sqlite:///file"),
        ("DATABASE_URL", "sqlite:////proc/bot.db"),
        ("DATABASE_URL", "postgresql://user:hunter22@127.0.0.1:1/bot"),
    ],
)
async def test_a_database_that_cannot_be_opened_is_one_line(
    settings: Settings, tmp_path: Path, setting: str, value: str, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("no database, and long enough to be looked at " * 20)
    done = await command(tmp_path, settings | {setting: value}, *arguments)
    assert complaint(done).startswith(f"{setting}: ")
    assert "hunter22" not in done.err


async def test_the_log_says_at_a_start_which_database_is_used(
    settings: Settings, tmp_path: Path
) -> None:
    here = settings | {"DATABASE_URL": "sqlite:///new/bot.db"}
    async with started(tmp_path, here) as bot:
        assert (await bot.says("started"))["database"] == "sqlite:///new/bot.db"


async def test_a_photo_store_that_cannot_be_opened_is_one_line(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    wrong = settings | {"PHOTO_STORE": "file"}
    for arguments in (("run",), ("tick",), ("backup", "x.zip")):
        assert complaint(await command(tmp_path, wrong, *arguments)).startswith("PHOTO_STORE: ")


async def test_rules_that_cannot_be_read_are_one_line(settings: Settings, tmp_path: Path) -> None:
    built_in = (ROOT / "handlers" / "rules.toml").read_text(encoding="utf-8")
    wrong = built_in.replace("per_day = 1", "per_day = -1")
    (tmp_path / "rules.toml").write_text(wrong, encoding="utf-8")
    for name, says in (("rules.toml", "target.per_day: "), ("none.toml", "No such file")):
        line = complaint(await command(tmp_path, settings | {"RULES": name}, "run"))
        assert line.startswith(f"RULES: {name}: ")
        assert says in line
    line = complaint(await command(tmp_path, settings | {"POINTS": "none.toml"}, "run"))
    assert line == "POINTS: none.toml: cannot be read: No such file or directory"


async def test_a_port_that_is_taken_is_one_line(settings: Settings, tmp_path: Path) -> None:
    async with StandIn() as tg:
        port = tg.url.rpartition(":")[2]
        done = await command(tmp_path, settings | {"PORT": port}, "run")
    assert complaint(done).startswith(f"HOST, PORT: cannot listen on 127.0.0.1:{port}")


async def test_a_database_of_a_newer_version_is_one_line(filled: Settings, tmp_path: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(tmp_path / "bot.db")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for arguments in (("run",), ("wards", "list"), ("export", "--out", "x.csv")):
        line = complaint(await command(tmp_path, filled, *arguments))
        assert "a newer version of the bot has worked on this database" in line


async def test_a_token_that_telegram_does_not_know_is_one_line(
    settings: Settings, tmp_path: Path
) -> None:
    async with StandIn() as tg:
        wrong = {"TELEGRAM_BOT_TOKEN": "999999:unknown-token", "TELEGRAM_API_URL": tg.url}
        done = await command(tmp_path, settings | wrong, "run")
    assert done.code == 1
    assert done.errors[-1] == "error: Telegram does not know this TELEGRAM_BOT_TOKEN"
    assert "unknown-token" not in done.err + done.out
    assert "Traceback" not in done.err


# Wards


async def test_wards_are_imported_listed_and_located(settings: Settings, tmp_path: Path) -> None:
    file = write(tmp_path / "wards.geojson", ward("1", "Phường Một"), ward("2", "Phường Hai", 1))
    done = await command(tmp_path, settings, "wards", "import", str(file))
    assert (done.code, done.err) == (0, "")
    assert done.lines == ["2 wards added, 0 updated", "2 wards are in force today"]
    listed = await command(tmp_path, settings, "wards", "list")
    assert listed.lines == [
        "1\tPhường Một\t… – …\tin force",
        "2\tPhường Hai\t… – …\tin force",
    ]
    lat, lon = inside(1)
    found = await command(tmp_path, settings, "wards", "locate", str(lat), str(lon))
    assert (found.code, found.lines) == (0, ["2\tPhường Hai"])


async def test_a_place_near_a_line_names_the_neighbour(settings: Settings, tmp_path: Path) -> None:
    file = write(tmp_path / "wards.geojson", ward("1", "Một"), ward("2", "Hai", 1))
    await command(tmp_path, settings, "wards", "import", str(file))
    found = await command(tmp_path, settings, "wards", "locate", "16.065", "108.2099")
    assert found.lines == ["1\tMột", "near\t2\tHai\t11 m"]


async def test_a_place_in_no_ward_is_told_with_the_nearest(
    settings: Settings, tmp_path: Path
) -> None:
    done = await command(tmp_path, settings, "wards", "locate", "-33.86", "-151.2")
    assert done.code == 1
    assert done.lines[0].startswith("in no ward; the nearest is ")
    assert done.lines[0].endswith(" km")
    assert done.err == ""


async def test_the_trial_map_says_that_it_is_approximate(
    settings: Settings, tmp_path: Path
) -> None:
    done = await command(tmp_path, settings, "wards", "list")
    assert len(done.lines) == 13
    assert all(line.endswith("in force, approximate") for line in done.lines)
    found = await command(tmp_path, settings, "wards", "locate", "16.0769", "108.2184")
    assert found.lines[0] == "20233\tThạch Thang (approximate map)"


@pytest.mark.parametrize(
    ("lat", "lon"), [("91", "0"), ("-91", "0"), ("0", "181"), ("nan", "0"), ("inf", "0")]
)
async def test_what_is_no_place_is_one_line(
    settings: Settings, tmp_path: Path, lat: str, lon: str
) -> None:
    done = await command(tmp_path, settings, "wards", "locate", lat, lon)
    assert complaint(done).startswith("not a place: latitude")


async def test_words_are_no_coordinates(settings: Settings, tmp_path: Path) -> None:
    done = await command(tmp_path, settings, "wards", "locate", "north", "108")
    assert done.code == 2
    assert "Invalid value for 'lat'" in done.err
    assert "Traceback" not in done.err


async def test_a_bad_ward_file_is_refused_with_every_problem(
    settings: Settings, tmp_path: Path
) -> None:
    file = write(tmp_path / "wards.geojson", ward("", "Một"), ward("2", "", 1))
    done = await command(tmp_path, settings, "wards", "import", str(file))
    assert done.code == 1
    assert [line.partition(":")[0] for line in done.errors] == ["error", "error"]
    assert "feature 1 (Một): no code" in done.errors[0]
    assert "feature 2: no name" in done.errors[1]
    listed = await command(tmp_path, settings, "wards", "list")
    assert len(listed.lines) == 13


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b"[]", "not a GeoJSON FeatureCollection"),
        (b"", "not JSON"),
    ],
)
async def test_what_is_no_ward_file_is_one_line(
    settings: Settings, tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "wards.geojson"
    file.write_bytes(content)
    done = await command(tmp_path, settings, "wards", "import", str(file))
    assert f"this is no file of wards: {says}" in complaint(done)


@pytest.mark.parametrize(
    ("name", "says"), [("none.geojson", "No such file or directory"), (".", "Is a directory")]
)
async def test_a_ward_file_that_cannot_be_read_is_one_line(
    settings: Settings, tmp_path: Path, name: str, says: str
) -> None:
    assert complaint(await command(tmp_path, settings, "wards", "import", name)).endswith(says)


async def test_wards_that_ended_are_used_with_a_warning(settings: Settings, tmp_path: Path) -> None:
    file = write(tmp_path / "wards.geojson", ward("1", "Một", valid_to="2020-01-01"))
    done = await command(tmp_path, settings, "wards", "import", str(file))
    assert done.lines[-1] == (
        "warning: no ward is in force today; those of … – 2020-01-01 are used meanwhile"
    )
    assert "in use" in (await command(tmp_path, settings, "wards", "list")).out


# The doctor


async def test_the_doctor_of_a_fresh_installation_warns(settings: Settings, tmp_path: Path) -> None:
    done = await command(tmp_path, settings, "doctor")
    assert done.code == 0
    found = findings(done)
    assert found["process"] == ("warn", "not running")
    assert found["telegram"][0] == "warn"
    assert "TELEGRAM_BOT_TOKEN is not set" in found["telegram"][1]
    assert found["database"] == ("ok", "sqlite")
    assert found["photo store"] == ("ok", "reads and writes")
    assert found["wards"][0] == "warn"
    assert "the approximate trial map is in use" in found["wards"][1]
    assert found["inbox"] == ("ok", "0 waiting")


async def test_the_doctor_is_content_with_a_sandbox(settings: Settings, tmp_path: Path) -> None:
    done = await command(tmp_path, settings | {"SANDBOX": ""}, "doctor")
    assert done.code == 0
    assert findings(done)["telegram"][0] == "ok"


async def test_the_doctor_asks_telegram(settings: Settings, tmp_path: Path) -> None:
    async with StandIn() as tg:
        real = {"TELEGRAM_BOT_TOKEN": tg.token, "TELEGRAM_API_URL": tg.url}
        done = await command(tmp_path, settings | real, "doctor")
        assert (done.code, findings(done)["telegram"]) == (0, ("ok", "@stand_in_bot"))
        wrong = real | {"TELEGRAM_BOT_TOKEN": "999999:unknown-token"}
        done = await command(tmp_path, settings | wrong, "doctor")
        assert (done.code, findings(done)["telegram"][0]) == (1, "FAIL")
        assert "Telegram does not know this TELEGRAM_BOT_TOKEN" in done.out


async def test_the_doctor_says_when_telegram_does_not_answer(
    settings: Settings, tmp_path: Path
) -> None:
    away = {
        "TELEGRAM_BOT_TOKEN": "123456:secret-token",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{free_port()}",
    }
    done = await command(tmp_path, settings | away, "doctor")
    assert done.code == 1
    assert findings(done)["telegram"][0] == "FAIL"
    assert findings(done)["telegram"][1].startswith("does not answer: ")
    assert "secret-token" not in done.out + done.err


async def test_the_doctor_says_what_keeps_the_bot_from_starting(
    settings: Settings, tmp_path: Path
) -> None:
    away = settings | {"DATABASE_URL": "postgresql://user:hunter22@127.0.0.1:1/bot"}
    done = await command(tmp_path, away, "doctor")
    assert done.code == 1
    (line,) = done.lines
    assert line.startswith("FAIL  start: DATABASE_URL: the database does not answer: ")
    assert "hunter22" not in done.out + done.err


async def test_the_doctor_hears_from_the_process_beside_it(
    settings: Settings, tmp_path: Path
) -> None:
    async with StandIn() as tg:
        real = settings | {"TELEGRAM_BOT_TOKEN": tg.token, "TELEGRAM_API_URL": tg.url}
        async with started(tmp_path, real) as bot:
            await bot.says("started")
            # Telegram holds an idle poll for 25 seconds; the first one does not wait.
            await tg.wait_for(lambda: tg.done["getUpdates"] > 0)
            done = await command(tmp_path, real, "doctor")
            assert done.code == 0, done.out
            found = findings(done)
            assert found["process"] == ("ok", "running")
            assert found["telegram"][0] == "ok"
            assert found["telegram"][1].startswith("last poll ")
            elsewhere = real | {"PORT": str(free_port())}
            done = await command(tmp_path, elsewhere, "doctor")
            assert done.code == 1
            assert findings(done)["process"][0] == "FAIL"
            assert "healthz does not answer" in findings(done)["process"][1]


# Ticks


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-01", "7:30", "2026-11-23T25:00"])
async def test_a_tick_at_no_time_is_one_line(settings: Settings, tmp_path: Path, at: str) -> None:
    done = await command(tmp_path, settings, "tick", "--at", at)
    assert complaint(done) == (
        f"--at: a time such as 2026-11-23T07:30:00+07:00 is expected, not {at!r}"
    )


@pytest.mark.parametrize("at", ["2026-11-23T07:30:00+07:00", "2026-11-23 07:30", "2026-11-23"])
async def test_a_tick_takes_a_time_with_and_without_a_zone(
    settings: Settings, tmp_path: Path, at: str
) -> None:
    done = await command(tmp_path, settings, "tick", "--at", at)
    assert done.code == 0, done


async def test_a_tick_on_a_moved_clock_does_what_is_due_then(
    settings: Settings, tmp_path: Path
) -> None:
    import sqlite3

    await command(tmp_path, settings, "tick", "--at", "2031-03-03T08:00:00+07:00")
    connection = sqlite3.connect(tmp_path / "bot.db")
    days = [row[0] for row in connection.execute("SELECT period FROM occasion")]
    connection.close()
    assert "2031-03-03" in days


async def test_a_tick_says_what_it_did(settings: Settings, tmp_path: Path) -> None:
    sandbox = settings | {"SANDBOX": "1"}

    async def tick(at: str) -> list[str]:
        done = await command(tmp_path, sandbox, "tick", "--at", at)
        assert done.code == 0, done
        return done.lines

    # Groups that were bound just now get no board of the past.
    assert await tick("2031-03-03T06:00:00+07:00") == ["as of 2031-03-03 06:00: nothing was due"]
    assert await tick("2031-03-03T16:30:00+07:00") == [
        "as of 2031-03-03 16:30: 1 branch reminded, 1 week's boards made final, "
        "15 groups given the weekly boards"
    ]
    assert await tick("2031-03-03T16:31:00+07:00") == ["as of 2031-03-03 16:31: nothing was due"]


async def test_the_help_of_tick_warns_that_what_is_due_is_really_sent(
    settings: Settings, tmp_path: Path
) -> None:
    done = await command(tmp_path, settings, "tick", "--help")
    said = " ".join(done.out.replace("│", " ").split())
    assert "It is no rehearsal: what is due by then is really sent to people" in said


async def test_a_tick_beside_the_running_process_leaves_the_delivery_to_it(
    settings: Settings, tmp_path: Path
) -> None:
    async with started(tmp_path, settings) as bot:
        await bot.says("started")
        done = await command(tmp_path, settings, "tick", "--at", "2031-03-03T06:00:00+07:00")
    assert done.lines == ["as of 2031-03-03 06:00: nothing was due; the running bot delivers"]


# Export


async def test_each_format_is_exported(filled: Settings, tmp_path: Path) -> None:
    for name in ("csv", "xlsx", "geojson"):
        out = tmp_path / f"all.{name}"
        done = await command(tmp_path, filled, "export", "--format", name, "--out", str(out))
        assert (done.code, done.out) == (0, f"4 reports written to {out}\n"), done
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 4
    assert load_workbook(tmp_path / "all.xlsx").active.max_row == 5
    found: Any = json.loads((tmp_path / "all.geojson").read_text(encoding="utf-8"))
    assert len(found["features"]) == 4


async def test_an_export_goes_on_beside_the_running_process(
    filled: Settings, tmp_path: Path
) -> None:
    async with started(tmp_path, filled) as bot:
        await bot.says("started")
        done = await command(tmp_path, filled, "export", "--out", "all.csv")
        assert done.out == "4 reports written to all.csv\n"


async def test_an_unknown_format_is_one_line(settings: Settings, tmp_path: Path) -> None:
    done = await command(tmp_path, settings, "export", "--format", "pdf", "--out", "x")
    assert complaint(done) == "--format: one of csv, xlsx, geojson is expected, not 'pdf'"


async def test_an_export_to_nowhere_is_one_line(settings: Settings, tmp_path: Path) -> None:
    done = await command(tmp_path, settings, "export", "--out", "nowhere/all.csv")
    assert complaint(done) == "the folder nowhere does not exist"
    assert complaint(await command(tmp_path, settings, "export", "--out", ".")).endswith(
        "is a folder; name a file"
    )


# Backup and restore


async def test_an_installation_comes_back_from_its_backup(filled: Settings, tmp_path: Path) -> None:
    done = await command(tmp_path, filled, "backup", "all.zip")
    assert done.code == 0
    assert done.out.startswith("4 reports and 2 photos written to all.zip")
    fresh = filled | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.db'}",
        "PHOTO_STORE": str(tmp_path / "fresh"),
    }
    done = await command(tmp_path, fresh, "restore", "all.zip")
    assert done.code == 0, done
    assert done.out.startswith("4 reports and 2 photos brought back as of ")
    for name, settings in (("a.csv", filled), ("b.csv", fresh)):
        await command(tmp_path, settings, "export", "--out", name)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    again = await command(tmp_path, fresh, "restore", "all.zip")
    assert complaint(again) == "the database holds 4 reports; --force replaces them"
    assert (await command(tmp_path, fresh, "restore", "all.zip", "--force")).code == 0


async def test_one_of_something_is_no_plural(filled: Settings, tmp_path: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(tmp_path / "bot.db")
    with connection:
        for table in ("outbox", "photo", "event"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM report WHERE id > 1")
    connection.close()
    done = await command(tmp_path, filled, "export", "--out", "all.csv")
    assert done.out == "1 report written to all.csv\n"
    done = await command(tmp_path, filled, "backup", "all.zip")
    assert done.out.startswith("1 report and 2 photos written to all.zip")
    again = await command(tmp_path, filled, "restore", "all.zip")
    assert complaint(again) == "the database holds 1 report; --force replaces it"
    file = write(tmp_path / "wards.geojson", ward("1", "Phường Một"))
    done = await command(tmp_path, filled, "wards", "import", str(file))
    assert done.lines[0] == "1 ward added, 0 updated"
    assert done.lines[-1] == "1 ward is in force today"


async def test_nothing_is_restored_under_the_running_process(
    filled: Settings, tmp_path: Path
) -> None:
    await command(tmp_path, filled, "backup", "all.zip")
    async with started(tmp_path, filled) as bot:
        await bot.says("started")
        done = await command(tmp_path, filled, "restore", "all.zip", "--force")
        assert f"another process (process {bot.pid}) works with the database" in complaint(done)


async def test_what_is_no_backup_is_one_line(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_text("no zip")
    for name, says in (
        ("all.zip", "all.zip: is no backup, or it was cut off"),
        ("none.zip", "none.zip: No such file or directory"),
    ):
        assert complaint(await command(tmp_path, settings, "restore", name)) == says


async def test_a_backup_to_nowhere_is_one_line(settings: Settings, tmp_path: Path) -> None:
    done = await command(tmp_path, settings, "backup", "nowhere/all.zip")
    assert complaint(done) == "the folder nowhere does not exist"
