"""Backup and restore of a whole installation in one file."""

from bot.errors import ArchiveError

__all__ = ["ArchiveError"]
