"""Measurements, each beside something to compare it with; never part of the tests."""

# As in the process of the bot, numpy is to have one thread: before anything here imports it.
import bot  # noqa: F401
