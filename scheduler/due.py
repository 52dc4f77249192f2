"""Everything that may be due at a moment: what is due and was not done is done now."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.held import file_unanswered
from handlers.settling import settle
from handlers.work import Work
from scheduler.board import freeze_weeks, post_boards, tell_draft
from scheduler.contests import tell_contests
from scheduler.deadlines import remind_wards, tell_office
from scheduler.flags import remind_of_flags
from scheduler.gathering import gather_cards
from scheduler.housekeeping import clear, confirm_silent, prune
from scheduler.mergers import tell_of_ended
from scheduler.plans import begin_plans, warn_of_plans
from scheduler.ratings import remind_raters
from scheduler.rechecks import ask_visitors, draw_lots
from scheduler.reminders import nudge_members, remind_units


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do when it is due, and what the operator is told that it did."""

    do: Callable[[Work], Awaitable[int]]
    one: str
    many: str


DUTIES = (
    Duty(file_unanswered, "report filed without an answer", "reports filed without an answer"),
    Duty(settle, "report counted", "reports counted"),
    Duty(remind_units, "branch reminded", "branches reminded"),
    Duty(nudge_members, "member reminded in private", "members reminded in private"),
    Duty(tell_draft, "group told its draft", "groups told their drafts"),
    Duty(freeze_weeks, "week's boards made final", "weeks' boards made final"),
    Duty(post_boards, "group given the weekly boards", "groups given the weekly boards"),
    Duty(tell_contests, "group told of a contest", "groups told of contests"),
    Duty(remind_wards, "missed deadline told to its ward", "missed deadlines told to their wards"),
    Duty(tell_office, "late report told to the office", "late reports told to the office"),
    Duty(tell_of_ended, "ended ward told to the office", "ended wards told to the office"),
    Duty(remind_raters, "reporter asked once more", "reporters asked once more"),
    Duty(remind_of_flags, "question put to the office", "questions put to the office"),
    Duty(draw_lots, "closing drawn for a re-check", "closings drawn for re-checks"),
    Duty(ask_visitors, "person asked to re-check", "people asked to re-check"),
    Duty(confirm_silent, "closing confirmed by silence", "closings confirmed by silence"),
    Duty(gather_cards, "post with the cards of an hour", "posts with the cards of an hour"),
    Duty(warn_of_plans, "plan nearly used up", "plans nearly used up"),
    Duty(begin_plans, "chat tried again in a new month", "chats tried again in a new month"),
    Duty(clear, "unused photo deleted", "unused photos deleted"),
    Duty(prune, "old update forgotten", "old updates forgotten"),
)
"""each runs in a transaction of its own, so that one that fails does not stop the others"""
