"""Structured logs: one line an event, never a token."""

import json
import logging
import re
import sys
from typing import Any
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor

_SECRET = re.compile(
    r"\d{3,}(?::|%3[Aa])[A-Za-z0-9_-]{8,}"  # a bot's token
    r"|(?<=bot)\d{3,}:[^/\s\"']+"  # and one in an address, however odd
    r"|(?<=://)[^/\s@:]*:[^/\s@]+(?=@)"  # user and password in an address
)
_known: set[str] = set()


def hide(secret: str) -> None:
    """Never let this string reach a log."""
    if len(secret) >= 6:
        # Also as it looks in JSON and in an address.
        _known.update((secret, json.dumps(secret, ensure_ascii=False)[1:-1], quote(secret, "")))


def redact(text: str) -> str:
    """The text without anything that looks like, or is known to be, a secret."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, "***")
    return _SECRET.sub("***", text)


class _Renderer:
    """Renders, and redacts the whole line, because a secret may stand in a list or an object."""

    def __init__(self, terminal: bool) -> None:
        self._render: Any = (
            structlog.dev.ConsoleRenderer()
            if terminal
            else structlog.processors.JSONRenderer(ensure_ascii=False)
        )

    def __call__(self, logger: Any, name: str, event: EventDict) -> str:
        return redact(self._render(logger, name, event))


def set_up(level: str = "INFO") -> None:
    """Log to standard error: key=value lines on a terminal and JSON elsewhere."""
    renderer = _Renderer(sys.stderr.isatty())
    first: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*first, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    # Libraries log the standard way; their lines come out in the same form.
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *first],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    # What logging says of its own failures repeats the arguments as they are.
    logging.raiseExceptions = False
    # httpx logs every URL at INFO, and a bot's URLs hold its token.
    for name in ("httpx", "httpcore", "telegram", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)


def log(**context: Any) -> Any:
    return structlog.get_logger(**context)
