"""Structured logs: one line an event, never a token."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET = re.compile(r"\d{3,}:[A-Za-z0-9_-]{8,}|(?<=bot)\d{3,}:[^/\s\"']+")
_known: set[str] = set()


def hide(secret: str) -> None:
    """Never let this string reach a log."""
    if len(secret) >= 6:
        _known.add(secret)


def redact(text: str) -> str:
    """The text without anything that looks like, or is known to be, a secret."""
    for secret in _known:
        text = text.replace(secret, "***")
    return _SECRET.sub("***", text)


def _redact_event(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {k: redact(v) if isinstance(v, str) else v for k, v in event.items()}


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def set_up(level: str = "INFO") -> None:
    """Log to standard error: key=value lines on a terminal and JSON elsewhere."""
    renderer = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact_event,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_Redacting("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # httpx logs every URL at INFO, and a bot's URLs hold its token.
    for name in ("httpx", "httpcore", "telegram", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)


def log(**context: Any) -> Any:
    return structlog.get_logger(**context)
