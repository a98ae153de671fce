"""What ends a run before it begins."""

from __future__ import annotations


class InputError(Exception):
    """Arguments or input that cannot be used at all; the command line prints it and exits with 2.

    The message is one line: what is wrong, and what to do about it.
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))
