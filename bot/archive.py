"""Backup and restore of a whole installation in one file."""


class ArchiveError(Exception):
    """A backup cannot be written or brought back; the message says why."""
