"""The outbox: keys, contents that change before, while and after sending, order, giving up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy import text as sql
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import delivery, outbox, people
from storage.database import Database
from storage.delivery import Head
from storage.tables import Chat, Outbox

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
Put = Callable[..., Awaitable[Outbox | None]]


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
async def chat(db: Database) -> int:
    return await a_chat(db, "-100", "group")


async def a_chat(db: Database, address: str, kind: str = "private") -> int:
    async with db.write() as session:
        made = await people.chat_at(session, "telegram", address, kind)
        assert made.id is not None
        return made.id


async def put(db: Database, chat: int, text: str, **more: Any) -> int | None:
    async with db.write() as session:
        return await outbox.put(session, chat, {"text": text}, now=NOW, **more)


async def all_rows(db: Database) -> Sequence[Outbox]:
    async with db.read() as session:
        return (await session.exec(select(Outbox).order_by(col(Outbox.id)))).all()


async def heads(db: Database, at: datetime = NOW + timedelta(seconds=1)) -> list[Head]:
    async with db.read() as session:
        return await delivery.heads(session, at)


async def taken(db: Database, row_id: int) -> Outbox:
    """A row as the sender has it in hand: it knows nothing of what happens to it meanwhile."""
    async with db.read() as session:
        row, _ = (await delivery.rows(session, [row_id]))[row_id]
        return row


async def sent(db: Database, row: Outbox, message_id: str | None = "7", seconds: float = 1) -> None:
    await sent_together(db, [(row, message_id)], later(seconds))


async def sent_together(
    db: Database, rows: Sequence[tuple[Outbox, str | None]], at: datetime
) -> None:
    async with db.write() as session:
        plain = [one for one in rows if one[0].kind != "edit"]
        changed = await delivery.record_unchanged(session, plain, at) if plain else ()
        for row, message_id in rows:
            if row.kind == "edit" or row.id in changed:
                await delivery.record_sent(session, row, message_id, at)


async def failed(db: Database, row: Outbox, retry_at: datetime | None = None) -> None:
    async with db.write() as session:
        await delivery.record_failure(session, row, "no", NOW, retry_at)


async def change(db: Database, row_id: int, **payload: Any) -> None:
    async with db.write() as session:
        post = await session.get_one(Outbox, row_id)
        await outbox.change(session, post, payload, NOW)


async def deliver(db: Database, row_id: int, message_id: str | None = "7") -> None:
    await sent(db, await taken(db, row_id), message_id)


def the(row: int | None) -> int:
    assert row is not None
    return row


async def test_who_sends_is_told_of_a_post_for_now_once_it_is_committed(
    db: Database, chat: int
) -> None:
    told: list[str] = []
    db.on_news = lambda: told.append("news")
    await put(db, chat, "later", due=later(1.1))
    assert told == []
    async with db.write() as session:
        await outbox.put(session, chat, {"text": "now"}, now=NOW)
        await outbox.put(session, chat, {"text": "and again"}, now=NOW)
        assert told == []
    assert told == ["news"]
    row = (await all_rows(db))[0]
    await sent(db, row)
    await change(db, row.id or 0, text="changed")
    assert told == ["news", "news"]


async def test_nobody_is_told_of_what_is_rolled_back(db: Database, chat: int) -> None:
    told: list[str] = []
    db.on_news = lambda: told.append("news")

    async def fails() -> None:
        async with db.write() as session:
            await outbox.put(session, chat, {"text": "now"}, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert told == []


async def test_what_stands_unsent_under_a_key_is_replaced(db: Database, chat: int) -> None:
    first = the(await put(db, chat, "one", key="k"))
    second = await put(db, chat, "two", key="k", due=later(5))
    assert the(second) == first
    (row,) = await all_rows(db)
    assert row.payload == {"text": "two"}
    assert (row.version, row.due_at) == (1, later(5))


async def test_what_was_sent_under_a_key_is_not_sent_again(db: Database, chat: int) -> None:
    await deliver(db, the(await put(db, chat, "one", key="k")))
    assert await put(db, chat, "two", key="k") is None
    assert len(await all_rows(db)) == 1


async def test_what_was_refused_under_a_key_is_not_tried_again(db: Database, chat: int) -> None:
    await failed(db, await taken(db, the(await put(db, chat, "one", key="k"))))
    assert await put(db, chat, "two", key="k") is None
    assert await heads(db) == []


async def test_without_a_key_everything_is_a_post_of_its_own(db: Database, chat: int) -> None:
    assert the(await put(db, chat, "same")) != the(await put(db, chat, "same"))


async def test_a_change_before_sending_makes_no_edit(db: Database, chat: int) -> None:
    post = the(await put(db, chat, "one"))
    await change(db, post, text="two")
    (row,) = await all_rows(db)
    assert (row.payload, row.kind, row.version) == ({"text": "two"}, "message", 1)


async def test_edits_of_a_sent_post_are_gathered_in_one(db: Database, chat: int) -> None:
    post = the(await put(db, chat, "one"))
    await deliver(db, post)
    for text in ("two", "three", "four"):
        await change(db, post, text=text)
    edit = (await all_rows(db))[1:]
    assert [(row.kind, row.payload, row.original_id) for row in edit] == [
        ("edit", {"text": "four"}, post)
    ]


async def test_after_an_edit_was_sent_the_next_is_a_new_one(db: Database, chat: int) -> None:
    post = the(await put(db, chat, "one"))
    await deliver(db, post)
    await change(db, post, text="two")
    await deliver(db, (await heads(db))[0].id, None)
    await change(db, post, text="three")
    (head,) = await heads(db)
    assert (await taken(db, head.id)).payload == {"text": "three"}
    assert (await all_rows(db))[0].message_id == "7"


async def test_after_an_edit_was_refused_the_next_is_tried(db: Database, chat: int) -> None:
    post = the(await put(db, chat, "one"))
    await deliver(db, post)
    await change(db, post, text="two")
    await failed(db, await taken(db, (await heads(db))[0].id))
    await change(db, post, text="three")
    (head,) = await heads(db)
    assert (await taken(db, head.id)).payload == {"text": "three"}


async def test_a_change_while_it_is_under_way_follows_as_an_edit(db: Database, chat: int) -> None:
    post = await taken(db, the(await put(db, chat, "one")))
    await change(db, the(post.id), text="two")
    await sent(db, post)
    (head,) = await heads(db)
    edit = await taken(db, head.id)
    assert (edit.kind, edit.payload, edit.original_id) == ("edit", {"text": "two"}, post.id)


async def test_a_change_while_an_edit_is_under_way_follows_too(db: Database, chat: int) -> None:
    post = the(await put(db, chat, "one"))
    await deliver(db, post)
    await change(db, post, text="two")
    edit = await taken(db, (await heads(db))[0].id)
    await change(db, post, text="three")
    await sent(db, edit, None)
    (head,) = await heads(db)
    assert head.id != edit.id
    assert (await taken(db, head.id)).payload == {"text": "three"}


async def test_a_change_while_it_was_refused_gets_a_try_of_its_own(db: Database, chat: int) -> None:
    post = await taken(db, the(await put(db, chat, "bad", key="k")))
    await put(db, chat, "good", key="k")
    await failed(db, post)
    (head,) = await heads(db)
    assert (await taken(db, head.id)).payload == {"text": "good"}


@pytest.mark.parametrize("joins", ["c", "b"])
async def test_a_photo_that_joins_an_album_under_way_follows_alone(
    db: Database, chat: int, joins: str
) -> None:
    """Also one of which the album has a copy."""
    async with db.write() as session:
        row = await outbox.put(session, chat, {"more_photos": ["a", "b"]}, now=NOW, key="more")
    under_way = await taken(db, the(row))
    await change(db, the(row), more_photos=["a", "b", joins])
    await sent(db, under_way)
    (head,) = await heads(db)
    assert (await taken(db, head.id)).payload == {"more_photos": [joins]}


async def test_an_album_counts_as_many_as_its_photos(db: Database, chat: int) -> None:
    async with db.write() as session:
        await outbox.put(session, chat, {"more_photos": ["a", "b", "c"]}, now=NOW)
    assert [head.items for head in await heads(db)] == [3]
    other = await a_chat(db, "5")
    await put(db, other, "words")
    assert [head.items for head in await heads(db)] == [3, 1]


async def test_what_was_taken_back_is_not_sent_and_its_key_is_free(db: Database, chat: int) -> None:
    await put(db, chat, "one", key="k")
    async with db.write() as session:
        await outbox.drop_unsent(session, "k", NOW)
    assert await heads(db) == []
    the(await put(db, chat, "two", key="k"))
    assert len(await heads(db)) == 1


async def test_what_was_sent_cannot_be_taken_back(db: Database, chat: int) -> None:
    await deliver(db, the(await put(db, chat, "one", key="k")))
    async with db.write() as session:
        await outbox.drop_unsent(session, "k", NOW)
    (row,) = await all_rows(db)
    assert (row.key, row.dead_at) == ("k", None)


async def test_what_is_taken_back_while_under_way_was_sent_and_no_edit_follows(
    db: Database, chat: int
) -> None:
    post = await taken(db, the(await put(db, chat, "one", key="k")))
    async with db.write() as session:
        await outbox.drop_unsent(session, "k", NOW)
    await sent(db, post)
    (row,) = await all_rows(db)
    assert (row.sent_at, row.dead_at, row.message_id) == (later(1), None, "7")


async def test_of_many_that_were_delivered_at_once_each_is_recorded_as_it_was(
    db: Database,
) -> None:
    chats = [await a_chat(db, str(n)) for n in range(4)]
    rows = [
        await taken(db, the(await put(db, chat, "one", key=f"k{n}")))
        for n, chat in enumerate(chats)
    ]
    await change(db, the(rows[1].id), text="two")
    async with db.write() as session:
        await outbox.drop_unsent(session, "k2", NOW)
    await sent_together(db, [(row, str(n)) for n, row in enumerate(rows)], later(1))
    *posts, edit = await all_rows(db)
    assert [(row.message_id, row.sent_at, row.dead_at) for row in posts] == [
        (str(n), later(1), None) for n in range(4)
    ]
    assert (edit.kind, edit.original_id, edit.payload) == ("edit", rows[1].id, {"text": "two"})


async def test_recording_again_after_a_commit_whose_answer_was_lost_makes_no_edit(
    db: Database,
) -> None:
    rows = [await taken(db, the(await put(db, await a_chat(db, str(n)), "one"))) for n in range(2)]
    for seconds in (1, 2):
        await sent_together(db, [(row, row.payload["text"]) for row in rows], later(seconds))
    assert [(row.message_id, row.sent_at) for row in await all_rows(db)] == [("one", later(2))] * 2


async def test_heads_are_the_oldest_due_of_each_chat(db: Database, chat: int) -> None:
    other = await a_chat(db, "5")
    late = the(await put(db, chat, "later", due=later(10)))
    first = the(await put(db, chat, "first"))
    await put(db, chat, "second")
    private = the(await put(db, other, "private"))
    assert [head.id for head in await heads(db)] == [first, private]
    assert [head.is_group for head in await heads(db)] == [True, False]
    assert [head.id for head in await heads(db, later(10))] == [late, private]


async def test_answers_to_presses_and_probes_have_a_lane_of_their_own(
    db: Database, chat: int
) -> None:
    message = the(await put(db, chat, "message"))
    toast = the(await put(db, chat, "toast", kind="toast", lifetime=timedelta(seconds=60)))
    await put(db, chat, "probe", kind="probe")
    assert [(head.id, head.aside) for head in await heads(db)] == [(message, False), (toast, True)]


async def test_a_failed_message_holds_its_chat_and_no_other(db: Database, chat: int) -> None:
    other = await a_chat(db, "5")
    bad = the(await put(db, chat, "bad"))
    await put(db, other, "fine")
    await failed(db, await taken(db, bad), later(30))
    waiting, free = await heads(db)
    assert (waiting.id, waiting.not_before) == (bad, later(30))
    assert free.not_before is None
    assert (await taken(db, bad)).attempts == 1


async def test_forgotten_message_ids_make_the_next_edit_a_fresh_post(
    db: Database, chat: int
) -> None:
    post = the(await put(db, chat, "one"))
    await deliver(db, post, "7")
    async with db.write() as session:
        await delivery.forget_messages(session, chat)
    await change(db, post, text="two")
    # The sender finds no id to edit, posts afresh, and brings the new id.
    await deliver(db, (await heads(db))[0].id, "1")
    async with db.read() as session:
        found = await outbox.by_message(session, chat, "1")
    assert found is not None
    assert found.id == post


async def test_a_chat_that_is_gone_gets_nothing_and_may_get_it_when_it_is_back(
    db: Database, chat: int
) -> None:
    shown = the(await put(db, chat, "shown", key="card:1"))
    await deliver(db, shown)
    await change(db, shown, text="changed")
    await put(db, chat, "unsent", key="card:2")
    async with db.write() as session:
        await delivery.stop_chat(session, chat, NOW, "kicked")
    assert await heads(db) == []
    await put(db, chat, "unsent", key="card:2")
    await change(db, shown, text="changed again")
    assert len(await heads(db)) == 1
    assert [row.payload["text"] for row in (await all_rows(db))[-2:]] == ["unsent", "changed again"]


async def test_recent_is_what_counts_against_limits(db: Database, chat: int) -> None:
    for seconds, kind in ((1, "message"), (2, "toast"), (3, "probe"), (4, "message")):
        row = await taken(db, the(await put(db, chat, "x", kind=kind)))
        await sent(db, row, "7", seconds)
    async with db.read() as session:
        assert await delivery.recent(session, later(2)) == [(chat, "telegram", later(4))]


async def test_the_backlog_knows_what_is_due_and_what_was_given_up(db: Database, chat: int) -> None:
    await put(db, chat, "later", due=later(50))
    await put(db, chat, "due")
    await put(db, chat, "back", key="back")
    async with db.write() as session:
        await outbox.drop_unsent(session, "back", NOW)
    await failed(db, await taken(db, the(await put(db, chat, "refused"))))
    await failed(db, await taken(db, the(await put(db, chat, "too late", kind="toast"))))
    async with db.read() as session:
        assert await delivery.backlog(session, later(1)) == (1, NOW, 1)
        assert await delivery.next_due(session, later(-1)) == NOW
        assert await delivery.next_due(session, NOW) == later(50)


async def test_nothing_is_lost_between_a_change_and_the_record(db: Database, chat: int) -> None:
    """Many changes race with many records; each post ends up with its last contents on the way."""

    async def race(n: int) -> None:
        post = await taken(db, the(await put(db, chat, "old", key=f"k{n}")))
        await asyncio.gather(change(db, the(post.id), text=f"new {n}"), sent(db, post))

    await asyncio.gather(*(race(n) for n in range(40)))
    rows = await all_rows(db)
    edits = {row.original_id: row.payload["text"] for row in rows if row.kind == "edit"}
    for row in rows:
        if row.kind == "message":
            assert edits.get(row.id) == f"new {(row.key or '')[1:]}"


async def test_changes_of_a_post_and_records_of_its_edits_never_wait_for_each_other(
    db: Database, chat: int
) -> None:
    async def race(n: int) -> None:
        post = the(await put(db, chat, "one", key=f"k{n}"))
        await deliver(db, post)
        for text in ("two", "three", "four", "five"):
            await change(db, post, text=text)
            (edit,) = [
                row for row in await all_rows(db) if row.original_id == post and row.sent_at is None
            ]
            await asyncio.gather(
                change(db, post, text=f"{text}, corrected"),
                sent(db, await taken(db, edit.id or 0), None),
            )
            for row in await all_rows(db):
                if row.original_id == post and row.sent_at is None:
                    await deliver(db, row.id or 0, None)

    await asyncio.gather(*(race(n) for n in range(12)))


async def test_the_same_key_in_two_transactions_at_once_is_one_post(
    db: Database, chat: int
) -> None:
    async def one(text: str) -> None:
        async with db.write() as session:
            await outbox.put(session, chat, {"text": text}, now=NOW, key="k")
            await session.flush()
            await asyncio.sleep(0)

    await asyncio.gather(*(one(str(n)) for n in range(8)))
    (row,) = await all_rows(db)
    assert row.version == 7


async def test_nothing_of_a_rolled_back_transaction_is_sent(db: Database, chat: int) -> None:
    async def half(session: AsyncSession) -> None:
        await outbox.put(session, chat, {"text": "half"}, now=NOW, key="k")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        async with db.write() as session:
            await half(session)
    assert await all_rows(db) == []
    async with db.read() as session:
        assert (await session.exec(select(Chat))).one().id == chat


async def test_a_post_is_taken_back_by_its_key_and_not_searched_for_in_all_that_waits(
    db: Database, chat: int
) -> None:
    """An installation that was measured while nothing waited believes that to look through it is
    the cheapest there is, also in the middle of a flood."""
    async with db.write() as session:
        for n in range(2000):
            session.add(Outbox(chat_id=chat, payload={}, key=f"k{n}", created_at=NOW, due_at=NOW,
                               sent_at=NOW))  # fmt: skip
    async with db.write() as session:
        await session.exec(sql("ANALYZE"))  # type: ignore[call-overload]
        said: list[tuple[str, Any]] = []

        @event.listens_for(session.get_bind(), "before_cursor_execute")
        def note(_: object, __: object, statement: str, params: Any, *___: object) -> None:
            said.append((statement, params))

        await outbox.drop_unsent(session, "k1", NOW)
        (statement, params), *_ = said
        explain = "EXPLAIN QUERY PLAN" if db.is_sqlite else "EXPLAIN"
        plan = await session.run_sync(
            lambda sync: sync.connection().exec_driver_sql(f"{explain} {statement}", params).all()
        )
    assert "ix_outbox_pending" not in str(plan)
    assert "uq_outbox_key" in str(plan) or "sqlite_autoindex_outbox" in str(plan)
