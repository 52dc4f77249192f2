"""Settings from the environment or .env: what each means, checked before anything starts."""

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.limits import Pace
from storage.database import normal_url

OTHERS = re.compile(r"aws_\w+|(https?|all|no)_proxy", re.IGNORECASE)
"""names that others read from the environment, which a service may fill from the same file"""


_PLAIN = {
    "int_parsing": "a whole number is expected",
    "bool_parsing": "1 (yes) or 0 (no) is expected",
    "greater_than_equal": "{ge} or more is expected",
    "less_than_equal": "{le} or less is expected",
}
"""what pydantic says of numbers and truths, in words for an operator"""


class SettingsError(Exception):
    """A setting cannot be used; the message says which and why."""


class Settings(BaseSettings):
    """Everything an operator can set. Empty values mean the default."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        # Of the file alone: what else is in the environment is never read.
        extra="forbid",
        str_strip_whitespace=True,
    )

    telegram_bot_token: str = ""
    telegram_api_url: str = "https://api.telegram.org"
    telegram_pace: Annotated[Pace, NoDecode] = Pace()
    zalo_bot_token: str = ""
    zalo_bot_api_url: str = "https://bot-api.zaloplatforms.com"
    zalo_bot_name: str = ""
    zalo_bot_webhook_secret: str = ""
    zalo_bot_photo_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    zalo_oa_app_id: str = ""
    zalo_oa_app_secret: str = ""
    zalo_oa_secret_key: str = ""
    zalo_oa_refresh_token: str = Field("", validate_default=True)
    zalo_oa_api_url: str = "https://openapi.zalo.me"
    zalo_oa_oauth_url: str = "https://oauth.zaloapp.com"
    zalo_bot_monthly: int = Field(3000, ge=0)
    zalo_bot_groups: int = Field(3, ge=0)
    zalo_oa_monthly: int = Field(0, ge=0)
    database_url: str = "sqlite:///data/bot.db"
    photo_store: str = "data/photos"
    public_url: str = ""
    webhook: bool | None = None
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    admins: Annotated[tuple[tuple[str, str], ...], NoDecode] = ()
    behind_proxy: bool = False
    map_tiles: str = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    geocoder: str = ""
    timezone: str = "Asia/Ho_Chi_Minh"
    sandbox: bool | None = None
    rules: Path | None = None
    points: Path | None = None
    office_name: str = ""
    office_superior: str = ""
    office_symbol: str = ""
    office_place: str = ""
    signer: str = ""
    signer_title: str = ""
    result_template: Path | None = None
    log_level: str = "INFO"

    @model_validator(mode="before")
    @classmethod
    def _without_what_others_read(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if not OTHERS.fullmatch(name)}

    @field_validator("admins", mode="before")
    @classmethod
    def _read_admins(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        accounts = []
        for part in value.replace(";", ",").split(","):
            if not part.strip():
                continue
            channel, colon, address = part.strip().partition(":")
            if not colon or not channel or not address:
                raise ValueError(f"telegram:456 is the form of an account, not {part.strip()!r}")
            if channel == "telegram" and not address.lstrip("-").isdigit():
                raise ValueError(f"a Telegram account is a number such as 456, not {address!r}")
            accounts.append((channel, address))
        return tuple(accounts)

    @field_validator("telegram_pace", mode="before")
    @classmethod
    def _read_pace(cls, value: Any) -> Any:
        return Pace.parse(value) if isinstance(value, str) else value

    @field_validator("telegram_bot_token")
    @classmethod
    def _a_token(cls, value: str) -> str:
        if value and not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", value):
            raise ValueError("a token as BotFather gives it is expected, such as 123456:ABC-def")
        return value

    @field_validator("zalo_bot_token")
    @classmethod
    def _a_zalo_token(cls, value: str) -> str:
        if not re.fullmatch(r"[^\s/?#]*", value):
            raise ValueError("a token as Zalo sends it is expected, such as 123456:abc")
        return value

    @field_validator("zalo_bot_webhook_secret")
    @classmethod
    def _a_secret(cls, value: str) -> str:
        if not re.fullmatch(r"([!-~]{8,256})?", value):
            raise ValueError("8 to 256 letters, digits and signs are expected")
        return value

    @field_validator("zalo_bot_photo_hosts", mode="before")
    @classmethod
    def _read_hosts(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        hosts = tuple(part.strip().lower() for part in value.split(",") if part.strip())
        for host in hosts:
            if not re.fullmatch(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*", host):
                raise ValueError(f"*.zdn.vn is the form of hosts, not {host!r}")
        return hosts

    @field_validator("map_tiles")
    @classmethod
    def _a_map(cls, value: str) -> str:
        if value.lower() == "none":
            return ""
        if value and not re.fullmatch(r"https?://[^\s;,'\"?#]+", value):
            raise ValueError(
                "an address such as https://tile.example.org/{z}/{x}/{y}.png is expected, or none, "
                f"not {value!r}"
            )
        return value

    @field_validator(
        "telegram_api_url", "zalo_bot_api_url", "zalo_oa_api_url", "zalo_oa_oauth_url",
        "public_url", "geocoder",
    )  # fmt: skip
    @classmethod
    def _an_address(cls, value: str) -> str:
        value = value.rstrip("/")
        if value and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            raise ValueError(f"an address such as https://example.org is expected, not {value!r}")
        return value

    @field_validator("webhook")
    @classmethod
    def _a_reachable_webhook(cls, value: bool | None, info: ValidationInfo) -> bool | None:
        tokens = ("telegram_bot_token", "zalo_bot_token", "zalo_oa_app_id")
        if value and info.data.get("public_url") == "" and any(map(info.data.get, tokens)):
            raise ValueError(
                "PUBLIC_URL has to be set as well: it is where messages are delivered to"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, value: str) -> str:
        forms = "sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
        try:
            url = make_url(normal_url(value))
        except (ArgumentError, ValueError):
            # The value itself is not repeated: it may hold a password.
            raise ValueError(f"{forms} is expected") from None
        if url.drivername not in ("sqlite+direct", "postgresql+asyncpg"):
            raise ValueError(f"{forms} is expected, not {url.drivername}")
        if url.drivername.startswith("sqlite") and url.database in (None, "", ":memory:"):
            raise ValueError("SQLite needs a file: sqlite:///PATH")
        return value

    @field_validator("photo_store")
    @classmethod
    def _a_store(cls, value: str) -> str:
        if "://" in value and not re.match("s3://[^/]", value):
            raise ValueError(f"a folder or s3://bucket/prefix is expected, not {value!r}")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"no such time zone: {value!r}") from None
        return value

    @field_validator("zalo_oa_app_id")
    @classmethod
    def _an_app(cls, value: str) -> str:
        if not re.fullmatch(r"\d*", value):
            # It is not repeated: it may be the secret, in the wrong place.
            raise ValueError("a number is expected, as the app's page shows it")
        return value

    @field_validator("log_level")
    @classmethod
    def _a_level(cls, value: str) -> str:
        if value not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError(f"DEBUG, INFO, WARNING or ERROR is expected, not {value!r}")
        return value

    @field_validator("zalo_oa_refresh_token")
    @classmethod
    def _a_whole_account(cls, value: str, info: ValidationInfo) -> str:
        known = info.data.get("zalo_oa_app_id"), info.data.get("zalo_oa_app_secret"), value
        if any(known) and not all(known):
            names = "ZALO_OA_APP_ID, ZALO_OA_APP_SECRET and ZALO_OA_REFRESH_TOKEN"
            raise ValueError(f"an account needs all of {names}")
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown or logged."""
        password = make_url(normal_url(self.database_url)).password
        tokens = (self.telegram_bot_token, self.zalo_bot_token, self.zalo_bot_webhook_secret)
        account = (self.zalo_oa_app_secret, self.zalo_oa_secret_key, self.zalo_oa_refresh_token)
        return tuple(filter(None, (*tokens, *account, password)))

    @property
    def has_token(self) -> bool:
        return bool(self.telegram_bot_token or self.zalo_bot_token or self.zalo_oa_app_id)

    @property
    def sandbox_on(self) -> bool:
        """The sandbox is for trying out: off as soon as a real token is set, unless asked for."""
        return not self.has_token if self.sandbox is None else self.sandbox

    @property
    def webhook_on(self) -> bool:
        return self.webhook if self.webhook is not None else self.public_url.startswith("https://")


def load_settings(**overrides: Any) -> Settings:
    """The settings. Raises `SettingsError` with one line for each that is wrong."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = []
        for e in error.errors():
            name = str(e["loc"][0]).upper() if e["loc"] else "settings"
            said = e["msg"].removeprefix("Value error, ")
            if plain := _PLAIN.get(e["type"]):
                said = f"{plain.format(**e.get('ctx', {}))}, not {str(e['input'])!r}"
            lines.append(f"{name}: {_unknown(name) if e['type'] == 'extra_forbidden' else said}")
        raise SettingsError("\n".join(lines)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f".env: cannot be read: {error}") from None


def _unknown(name: str) -> str:
    near = get_close_matches(name, map(str.upper, Settings.model_fields), n=1)
    return "no such setting in .env" + (f"; is {near[0]} meant?" if near else "")
