"""What goes wrong on the stand-in Zalo on purpose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.zalo_bot_people import Json


@dataclass
class Call:
    """A request of the bot."""

    method: str
    fields: Json
    status: int = 200


@dataclass
class Fault:
    """What happens to the next calls of a method instead of, or after, what they ask for."""

    method: str
    times: int
    status: int = 0
    description: str = ""
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    after: bool = False
    chat: str | None = None


class Faults:
    """What a test can make go wrong, kept until it has happened."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def fail(
        self,
        method: str,
        status: int = 500,
        description: str = "",
        *,
        times: int = 1,
        **more: Any,
    ) -> None:
        """Refuse the next calls; ``after`` they took effect, ``cut`` without any answer."""
        self._faults.append(Fault(method, times, status, description, **more))

    def _struck(self, call: Call) -> Fault | None:
        for fault in self._faults:
            fits = fault.chat in (None, call.fields.get("chat_id"))
            if fault.times > 0 and fault.method == call.method and fits:
                fault.times -= 1
                return fault
        return None
