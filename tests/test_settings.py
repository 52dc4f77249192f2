"""Settings: every mistake is one clear line, every setting is explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.doubts import doubts
from bot.limits import Pace
from bot.settings import Settings, SettingsError, load_settings
from tests.process import ROOT

NAMES = sorted(name.upper() for name in Settings.model_fields)


@pytest.fixture(autouse=True)
def _nothing_inherited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def mistakes(**settings: Any) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(**settings)
    return str(caught.value).splitlines()


def test_without_settings_it_is_a_sandbox_on_this_machine() -> None:
    settings = load_settings()
    assert settings.sandbox_on
    assert not settings.webhook_on
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.database_url == "sqlite:///data/bot.db"
    assert str(settings.zone) == "Asia/Ho_Chi_Minh"


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PORT=1\nHOST=10.0.0.1\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "2")
    settings = load_settings()
    assert (settings.host, settings.port) == ("10.0.0.1", 2)


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")
    assert load_settings() == Settings.model_construct()


def test_blanks_around_a_value_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", " 123456:ABC-def_1 \n")
    assert load_settings().telegram_bot_token == "123456:ABC-def_1"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TELEGRAM_BOT_TOKEN", "my token", "a token as BotFather gives it is expected"),
        ("TELEGRAM_BOT_TOKEN", "ABC:123", "a token as BotFather gives it is expected"),
        ("TELEGRAM_BOT_TOKEN", "123456:ABC def", "a token as BotFather gives it is expected"),
        ("TELEGRAM_API_URL", "api.telegram.org", "an address such as https://example.org"),
        ("TELEGRAM_PACE", "25,1", "three numbers such as 25,1,18 are expected, not '25,1'"),
        ("TELEGRAM_PACE", "fast", "three numbers such as 25,1,18 are expected, not 'fast'"),
        ("TELEGRAM_PACE", "nan,1,1", "three numbers such as 25,1,18"),
        ("TELEGRAM_PACE", "-1,1,1", "three numbers such as 25,1,18"),
        ("ZALO_OA_APP_ID", "my app", "a number is expected, as the app's page shows it"),
        ("ZALO_OA_REFRESH_TOKEN", "abc", "an account needs all of ZALO_OA_APP_ID, ZALO_OA_APP_S"),
        ("ZALO_OA_API_URL", "openapi.zalo.me", "an address such as https://example.org"),
        ("DATABASE_URL", "bot.db", "sqlite:///PATH or postgresql://"),
        ("DATABASE_URL", "mysql://root@localhost/bot", "is expected, not mysql"),
        ("DATABASE_URL", "postgresql://u:p@h:port/x", "sqlite:///PATH or postgresql://"),
        ("DATABASE_URL", "sqlite://", "SQLite needs a file"),
        ("DATABASE_URL", "sqlite:///:memory:", "SQLite needs a file"),
        ("PHOTO_STORE", "ftp://host/photos", "a folder or s3://bucket/prefix is expected"),
        ("PHOTO_STORE", "s3://", "a folder or s3://bucket/prefix is expected"),
        ("PUBLIC_URL", "bot.example.org", "an address such as https://example.org is expected"),
        ("PUBLIC_URL", "https://bot.example.org?x", "an address such as https://example.org"),
        ("WEBHOOK", "perhaps", "1 (yes) or 0 (no) is expected, not 'perhaps'"),
        ("SANDBOX", "perhaps", "1 (yes) or 0 (no) is expected, not 'perhaps'"),
        ("PORT", "http", "a whole number is expected, not 'http'"),
        ("PORT", "65536", "65535 or less is expected, not '65536'"),
        ("ADMINS", "456", "telegram:456 is the form of an account, not '456'"),
        ("ADMINS", "telegram:", "telegram:456 is the form of an account"),
        ("TIMEZONE", "Hanoi", "no such time zone: 'Hanoi'"),
        ("TIMEZONE", "Asia", "no such time zone: 'Asia'"),
        ("TIMEZONE", "../../etc/passwd", "no such time zone"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING or ERROR is expected, not 'LOUD'"),
        ("ZALO_BOT_TOKEN", "my token", "a token as Zalo sends it is expected"),
        ("ZALO_BOT_API_URL", "zalo", "an address such as https://example.org"),
        ("ZALO_BOT_WEBHOOK_SECRET", "short", "8 to 256 letters, digits and signs"),
        ("ZALO_BOT_PHOTO_HOSTS", "https://f.zdn.vn", "*.zdn.vn is the form of hosts"),
        ("ZALO_BOT_PHOTO_HOSTS", "*.zdn.vn, f.*.vn", "*.zdn.vn is the form of hosts"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    (line,) = mistakes()
    assert line.startswith(f"{name}: ")
    assert says in line


def test_all_mistakes_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("TIMEZONE", "x")
    assert [line.partition(":")[0] for line in mistakes()] == ["PORT", "TIMEZONE"]


@pytest.mark.parametrize("name", ["TELEGRAM_BOT_TOKEN", "ZALO_BOT_TOKEN", "DATABASE_URL"])
def test_a_mistake_does_not_repeat_a_secret(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "postgresql://user:hunter22@host:port/name")
    assert "hunter22" not in "\n".join(mistakes())


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"HOST=\xff\xfe\n")
    (line,) = mistakes()
    assert line.startswith(".env: ")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (
            "TELEGRAM_BOT_TOKN=123456:ABC",
            "TELEGRAM_BOT_TOKN: no such setting in .env; is TELEGRAM_BOT_TOKEN meant?",
        ),
        ("zalo_bot_tocken=9:abc", "ZALO_BOT_TOCKEN: no such setting in .env; is ZALO_BOT_TOKEN me"),
        ("COLOUR=blue", "COLOUR: no such setting in .env"),
    ],
)
def test_a_name_in_the_file_that_is_no_setting_is_told_with_the_nearest_one(
    tmp_path: Path, written: str, says: str
) -> None:
    (tmp_path / ".env").write_text(f"PORT=1\n{written}\n", encoding="utf-8")
    (line,) = mistakes()
    assert line.startswith(says)
    assert written.partition("=")[2] not in line


def test_names_in_the_file_that_others_read_are_no_mistakes(tmp_path: Path) -> None:
    others = "AWS_ACCESS_KEY_ID=a\nAWS_ENDPOINT=b\nHTTPS_PROXY=c\nno_proxy=d\n"
    (tmp_path / ".env").write_text(f"{others}PORT=1\n", encoding="utf-8")
    assert load_settings().port == 1


def test_names_in_the_environment_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKN", "123456:ABC")
    assert load_settings() == Settings.model_construct()


@pytest.mark.parametrize("token", [{"telegram_bot_token": "1:A"}, {"zalo_bot_token": "9:abc"}])
def test_a_webhook_with_a_token_needs_an_address(token: dict[str, str]) -> None:
    assert mistakes(webhook=True, **token) == [
        "WEBHOOK: PUBLIC_URL has to be set as well: it is where messages are delivered to"
    ]
    assert not load_settings(webhook=False, **token).webhook_on
    assert load_settings(webhook=True).webhook_on


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///bot.db",
        "sqlite+aiosqlite:////srv/bot.db",
        "postgresql://u:p@host/name",
        "postgresql+asyncpg://u@/name?host=/run/postgresql",
        "postgres://u@host/name",
    ],
)
def test_both_forms_of_a_database_are_taken(url: str) -> None:
    assert load_settings(database_url=url).database_url == url


def test_admins_are_accounts_of_any_channel() -> None:
    settings = load_settings(admins=" telegram:456, zalo_bot:6ede:1; ")
    assert settings.admins == (("telegram", "456"), ("zalo_bot", "6ede:1"))


def test_a_pace_is_three_numbers() -> None:
    assert load_settings(telegram_pace="30, 2,0").telegram_pace == Pace(30, 2, 0)


def test_addresses_lose_their_last_slash() -> None:
    settings = load_settings(
        public_url="https://bot.example.org/", telegram_api_url="http://127.0.0.1:8081/"
    )
    assert settings.public_url == "https://bot.example.org"
    assert settings.telegram_api_url == "http://127.0.0.1:8081"


@pytest.mark.parametrize(
    ("public_url", "webhook", "expected"),
    [
        ("", None, False),
        ("https://bot.example.org", None, True),
        ("http://bot.example.org", None, False),
        ("http://bot.example.org", True, True),
        ("https://bot.example.org", False, False),
    ],
)
def test_a_webhook_is_used_where_it_can_be(
    public_url: str, webhook: bool | None, expected: bool
) -> None:
    assert load_settings(public_url=public_url, webhook=webhook).webhook_on is expected


@pytest.mark.parametrize(
    ("token", "sandbox", "expected"),
    [
        ("", None, True),
        ("", False, False),
        ("123:ABC", None, False),
        ("123:ABC", True, True),
    ],
)
def test_the_sandbox_ends_with_a_real_token(
    token: str, sandbox: bool | None, expected: bool
) -> None:
    assert load_settings(telegram_bot_token=token, sandbox=sandbox).sandbox_on is expected
    assert load_settings(zalo_bot_token=token, sandbox=sandbox).sandbox_on is expected


def test_what_is_secret_is_known() -> None:
    settings = load_settings(
        telegram_bot_token="123456:ABCdef", database_url="postgresql://u:p%40ss@h/n"
    )
    assert settings.secrets == ("123456:ABCdef", "p@ss")
    zalo = load_settings(zalo_bot_token="9:abc", zalo_bot_webhook_secret="long-enough")
    assert zalo.secrets == ("9:abc", "long-enough")
    assert load_settings().secrets == ()


# What is written about them


def example() -> list[tuple[str, str, str]]:
    """(setting, value, comment) of each setting in .env.example."""
    found, comment = [], ""
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            comment += line.lstrip("# ") + " "
        elif match := re.fullmatch(r"([A-Z_]+)=(.*)", line):
            found.append((match[1], match[2], comment))
        else:
            assert not line, f"neither a comment nor a setting: {line}"
            comment = ""
    return found


def test_every_setting_is_in_the_example_and_explained() -> None:
    assert sorted(name for name, _, _ in example()) == NAMES
    for name, _, comment in example():
        assert len(comment) > 20, name


def test_the_example_holds_the_defaults() -> None:
    values = {name.lower(): value for name, value, _ in example() if value}
    settings = load_settings(**values)
    assert settings == Settings.model_construct()
    unset = {name.lower() for name, value, _ in example() if not value}
    for name in unset:
        assert Settings.model_fields[name].default in ("", None, ()), name


def test_every_setting_is_in_the_readme() -> None:
    words = set(re.findall(r"\b[A-Z][A-Z_]+\b", (ROOT / "README.md").read_text("utf-8")))
    assert not set(NAMES) - words


ACCOUNT = {
    "zalo_oa_app_id": "1",
    "zalo_oa_app_secret": "app-secret",
    "zalo_oa_refresh_token": "refresh",
}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, []),
        ({"zalo_bot_token": "123456:abc"}, []),
        ({"zalo_bot_token": "hello"}, ["ZALO_BOT_TOKEN"]),
        (ACCOUNT, ["PUBLIC_URL", "ZALO_OA_SECRET_KEY"]),
        (ACCOUNT | {"public_url": "https://a.example", "zalo_oa_secret_key": "key"}, []),
        (
            ACCOUNT
            | {"public_url": "https://a.example", "zalo_oa_secret_key": "key", "webhook": False},
            ["WEBHOOK"],
        ),
    ],
)
def test_settings_with_which_zalo_will_not_work_start_and_are_told(
    settings: dict[str, Any], named: list[str]
) -> None:
    said = doubts(load_settings(**settings))
    assert [line.partition(": ")[0] for line in said] == named
