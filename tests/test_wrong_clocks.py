"""Messages whose date cannot be true count as sent now."""

import pytest

from tests.harness import Bot


@pytest.mark.parametrize("date", [1, 4_000_000_000])
async def test_a_date_that_cannot_be_true_is_taken_for_now(bot: Bot, date: int) -> None:
    ward = await bot.ward()
    an = bot.person("An")
    private = bot.private(an)
    said = await private.photo(an)
    shared = await private.place(an, ward.inside)
    binh = bot.person("Bình")
    room = bot.private(binh)
    user = {"id": binh.id, "is_bot": False, "first_name": "Bình"}
    where = {"id": room.id, "type": "private", "first_name": "Bình"}
    file_id = bot.new_photo()
    sizes = [{**size, "file_id": file_id} for size in said.body["photo"]]
    for number, body in enumerate(({**said.body, "photo": sizes}, shared.body)):
        message = {**body, "message_id": 500 + number, "date": date, "chat": where, "from": user}
        await bot.tg.raw({"message": message})
    await bot.settle()
    first, second = await bot.reports()
    assert second.created_at == bot.process.clock.now() == first.created_at
