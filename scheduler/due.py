"""Everything that may be due at a moment: what is due and was not done is done now."""

from collections.abc import Awaitable, Callable

from handlers.work import Work
from scheduler.board import post_boards
from scheduler.deadlines import remind_wards, tell_office
from scheduler.housekeeping import confirm_silent, prune
from scheduler.reminders import nudge_members, remind_units

DUTIES: tuple[Callable[[Work], Awaitable[None]], ...] = (
    remind_units,
    nudge_members,
    post_boards,
    remind_wards,
    tell_office,
    confirm_silent,
    prune,
)
"""each runs in a transaction of its own, so that one that fails does not stop the others"""
