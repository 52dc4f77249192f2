"""Transactions that are shared: what arrives while one is written goes into the next, all of it.

On a small machine the wait for the disk at each commit costs more than all that is written, and
SQLite lets only one transaction write at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

T = TypeVar("T")
R = TypeVar("R")


class Together(Generic[T, R]):
    """Does something with items in a transaction, with several in the same one."""

    def __init__(
        self,
        do: Callable[[Sequence[T]], Awaitable[Sequence[R]]],
        *,
        at_once: int = 1,
        order: Callable[[T], Any] | None = None,
    ) -> None:
        """``do`` commits, and returns what came of each item; where it raises, it is called again
        for each item alone. ``at_once`` is how many transactions may be under way, ``order`` the
        key by which the items of one are sorted."""
        self._do, self._at_once, self._order = do, at_once, order
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, item: T) -> R:
        """Do it for this item; what came of it once that is on disk. Raises what doing it, or
        committing it, raised."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        # One that has ended may not be discarded yet.
        if sum(not task.done() for task in self._tasks) < self._at_once:
            task = asyncio.create_task(self._work_off())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(future)

    async def stop(self, patience: float) -> None:
        """Wait so many seconds for what is being written."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work_off(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            if self._order is not None:
                order = self._order
                batch.sort(key=lambda one: order(one[0]))
            if len(batch) == 1 or not await self._write(batch, alone=False):
                # One bad item must not undo the others for good.
                for one in batch:
                    await self._write([one], alone=True)

    async def _write(self, batch: list[tuple[T, asyncio.Future[R]]], *, alone: bool) -> bool:
        try:
            results = await self._do([item for item, _ in batch])
        except Exception as error:
            for _, future in batch if alone else ():
                if not future.done():
                    future.set_exception(error)
            return False
        for (_, future), result in zip(batch, results, strict=True):
            if not future.done():
                future.set_result(result)
        return True


async def one_by_one(
    session: AsyncSession, items: Sequence[T], do: Callable[[T], Awaitable[R]]
) -> Sequence[R]:
    """Do something for each item of a transaction; what came of each."""
    results = []
    for item in items:
        results.append(await do(item))
        # The next one reads what is in the database by then.
        await session.flush()
        session.expunge_all()
    return results
