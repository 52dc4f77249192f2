"""What the ledger has to say about a report to its member and branch: a pure function of facts and
rules. What it says about wards is `judging`'s."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, hypot, radians

from handlers.points import WHOLE, Version
from storage.ledger import Sent

PUBLIC = "web"
"""the channel on which nobody has an account: there a branch counts as one member"""

VALID_STATES = frozenset({"accepted", "resolved", "confirmed", "reopened"})
VALID = ("report", "half", "over", "clear", "fixed")
"""rules of valid reports: with all points, with some, with none, and of the two other sorts"""
MEMBER = (*VALID, "refused", "duplicate")
"""rules of what a report says about its member and branch: one of them"""
CONFIRMED = ("confirmed-reporter", "confirmed-recheck", "confirmed-silence")
RATED = ("rated-good", "rated-fair", "rated-bad")
"""rules of what reporters said to closings: of these nobody is told which report they are about"""
RULES = (
    "day", *MEMBER, "found",
    "done", "done-late", "taken", "taken-late", "closed", *CONFIRMED, "reopened", "false-closing",
    *RATED, "adjust", "adjust-day",
)  # fmt: skip
"""all of them, in the order in which they are told; the last two are decisions of the office"""
METRES_A_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger as it should be."""

    rule: str
    about: date
    points: int = 0
    unit_id: int | None = None
    ward_id: int | None = None
    person_id: int | None = None
    minutes: int | None = None
    event_id: int | None = None


def is_valid(sent: Sent) -> bool:
    """Whether a report counts as useful: a problem once its ward took it; of the other sorts, which
    ask nobody to act, what is believed, until somebody refuses it. One whose photo may have been
    there before counts when the office said that it was not."""
    if sent.doubt:
        return False
    return sent.state in VALID_STATES or (sent.state == "noted" and sent.believed_at is not None)


def is_met(counts: Counter[str], target: int) -> bool:
    """Whether a branch's reports of a day, by sort, meet its target: by their number, or because
    somebody went and found nothing wrong. Of such rounds those count that got their points."""
    return counts.total() >= target or counts["clear"] > 0


def owner(sent: Sent) -> tuple[str, int]:
    """Whose daily cap it falls under."""
    if sent.channel == PUBLIC and sent.unit_id is not None:
        return ("unit", sent.unit_id)
    return ("person", sent.person_id)


def metres(one: Sent, other: Sent) -> float:
    """The distance of two places that are near each other."""
    shrink = cos(radians((one.lat + other.lat) / 2))
    return METRES_A_DEGREE * hypot(one.lat - other.lat, (one.lon - other.lon) * shrink)


def member_line(sent: Sent, others: Iterable[Sent], rules: Version) -> Line | None:
    """What a report is worth to its member and branch, beside the valid ones of its owner's day
    and of its place; None while nobody has decided."""

    def line(rule: str, points: int = 0) -> Line:
        return Line(rule, sent.day, points, unit_id=sent.unit_id, person_id=sent.person_id)

    if sent.sort != "problem" and sent.believed_at is None:
        # Nobody of the branch stands behind it, so it says nothing of the branch either.
        return None
    if sent.state == "refused":
        return line("refused", rules.points.refused)
    if sent.state == "duplicate":
        return line("duplicate")
    if not is_valid(sent):
        return None
    before = [other for other in others if is_valid(other) and is_earlier(other, sent)]
    same_day = [o for o in before if o.day == sent.day and owner(o) == owner(sent)]
    clear = sum(other.sort == "clear" for other in same_day)
    if len(same_day) >= rules.cap or (sent.sort == "clear" and clear >= rules.clear_cap):
        return line("over")
    points = base(sent, rules)
    if any(is_repeat(sent, other, rules) for other in before):
        return line("half", (points * rules.same_spot.value + WHOLE // 2) // WHOLE)
    return line("report" if sent.sort == "problem" else sent.sort, points)


def base(sent: Sent, rules: Version) -> int:
    """The points of a report by itself."""
    if sent.sort == "clear":
        return rules.points.clear
    if sent.sort == "fixed":
        return rules.points.fixed
    more = rules.points.urgent if sent.urgent else 0
    return rules.kinds.get(sent.kind, rules.points.report) + more


def is_repeat(sent: Sent, earlier: Sent, rules: Version) -> bool:
    """Whether a report is of the same spot as an earlier one of the same member or branch."""
    if "clear" in (sent.sort, earlier.sort):
        return False
    same = sent.person_id == earlier.person_id or (
        sent.unit_id is not None and sent.unit_id == earlier.unit_id
    )
    return (
        same
        and sent.created_at - earlier.created_at <= timedelta(days=rules.same_spot.days)
        and metres(sent, earlier) <= rules.same_spot.metres
    )


def is_earlier(one: Sent, other: Sent) -> bool:
    """Within a second by their codes, and never by which of them was handled first."""
    return (one.created_at, one.code) < (other.created_at, other.code)


def touches(changed: Sent, other: Sent, rules: Version) -> bool:
    """Whether the worth of a report depends on one that changed."""
    same_day = changed.day == other.day and owner(changed) == owner(other)
    later = is_valid(other) and is_earlier(changed, other)
    return later and (same_day or is_repeat(other, changed, rules))
