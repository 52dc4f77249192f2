"""The lot by which closings are drawn for a re-check, so that anybody can draw it again.

A secret is made before the week, and its SHA-256 shown; the week fills the pool; the seed is the
SHA-256 of both, so nobody can choose it: who knows the secret does not know the pool, and who fills
the pool does not know the secret. Where nothing ran in the week before, the secret is made during
the week, and it is shown when. In each ward those tickets are drawn that give the lowest SHA-256
together with the seed.
"""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from itertools import groupby
from random import Random

DAYS = 7
"""after the first day of a week it is drawn"""

Ticket = tuple[str, int]
"""a ward's code, and the number of a closing"""


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def new_secret(rng: Random) -> str:
    return rng.randbytes(32).hex()


def promise(secret: str) -> str:
    """What is shown of a secret before it is used."""
    return _hash(secret)


def pool_of(tickets: Iterable[Ticket]) -> str:
    """The pool as it is published: a line a ticket, in one order whoever writes it down."""
    return "".join(f"{ward} {number}\n" for ward, number in sorted(tickets))


def tickets_in(pool: str) -> list[Ticket]:
    lines = (line.split() for line in pool.splitlines())
    return [(ward, int(number)) for ward, number in lines]


def seed_of(secret: str, pool: str) -> str:
    return _hash(f"{secret}\n{pool}")


def draw(seed: str, pool: str, per_ward: int) -> list[Ticket]:
    """So many tickets of each ward, or all of a ward that has fewer."""
    drawn: list[Ticket] = []
    for _, of_ward in groupby(tickets_in(pool), key=lambda ticket: ticket[0]):
        drawn += sorted(of_ward, key=lambda ticket: _hash(f"{seed} {ticket[1]}"))[:per_ward]
    return drawn


def turn(seed: str, number: int, person_id: int) -> str:
    """Whose turn it is among those who may be asked: whoever has the lowest."""
    return _hash(f"{seed} {number} {person_id}")


def days_late(first_day: date, day: date) -> int:
    """How many days after the one on which it was due a week is drawn on a day."""
    return (day - first_day).days - DAYS
