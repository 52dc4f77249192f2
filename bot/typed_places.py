"""Places that stand in the words of a message, found before it is handled: by reading it, by
following a link, by asking for an address."""

from dataclasses import replace

from bot.geocoder import Geocoder
from bot.short_links import follow
from handlers import named_places
from handlers.messages import Incoming, Message
from handlers.places import read_place, short_link
from handlers.work import World
from storage.database import Database


async def with_place(
    incoming: Incoming | None, db: Database, world: World, geocoder: Geocoder | None
) -> Incoming | None:
    """A message with the place that stands in its words, or with those that they may mean."""
    if not isinstance(incoming, Message) or incoming.place is not None or incoming.edited:
        return incoming
    place = read_place(incoming.text)
    link = short_link(incoming.text)
    if place is None and link is not None and not incoming.sender.is_bot:
        steps = await follow(link)
        place = next(filter(None, map(read_place, steps)), None)
    if place is not None:
        return replace(incoming, place=place, typed=True)
    return incoming if geocoder is None else await _with_addresses(incoming, db, world, geocoder)


async def _with_addresses(
    message: Message, db: Database, world: World, geocoder: Geocoder
) -> Message:
    bounds = world.wards.map.bounds
    async with db.read() as session:
        chat = await named_places.wanted_in(session, world, message)
    if chat is None or bounds is None:
        return message
    found = await geocoder.find(message.text, bounds, chat.lang)
    return replace(message, addresses=tuple(found))
