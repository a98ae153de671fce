"""What ends a run."""

from __future__ import annotations


class InputError(Exception):
    """Arguments or input that cannot be used at all; the command line prints it and exits with 2.

    The message is one line: what is wrong, and what to do about it.
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class StageError(Exception):
    """A mistake of the program in one of the stages. Its message holds no text that was read.

    What was raised may quote the document in hand. Prefect's database is no place for that: the
    traceback is kept with the run, and this says where.
    """

    def __init__(self, stage: str, error: Exception, address: str) -> None:
        super().__init__(f"{type(error).__name__} in {stage}; its traceback is in {address}")


class WorkerLostError(Exception):
    """The process that had a part in hand is gone, killed for want of memory perhaps."""

    def __init__(self, message: str = "the worker process died in the middle of a part") -> None:
        super().__init__(message)
