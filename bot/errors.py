"""What an operator can mend: each is one clear line on the command line, never a traceback."""


class StartError(Exception):
    """The process cannot start; the message says why in words for the operator."""


class FileError(Exception):
    """A file cannot be written; the message says which and why."""


class ArchiveError(Exception):
    """A backup cannot be written or brought back; the message says why."""
