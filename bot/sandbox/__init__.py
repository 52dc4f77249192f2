"""The sandbox: one more channel, whose platform is a page on this machine."""

from bot.sandbox.channel import Sandbox

__all__ = ["Sandbox"]
