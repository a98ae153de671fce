"""One target under atheris: `python -m fuzz.engine NAME [libFuzzer's options, folders, files]`."""

from __future__ import annotations

import importlib
import random
import sys

import atheris

from fuzz.mutation import mutated

INSTRUMENTED = {"readers": "flows", "extractors": "extractors"}
"""The targets, and the package whose branches lead the search of each."""
BLIND = 8
"""Of how many changes one is left to libFuzzer, which knows bytes and compared values only."""


def main(arguments: list[str]) -> None:
    """Never returns: libFuzzer ends the process."""
    name = arguments[1]
    if INSTRUMENTED[name] == "flows":
        # Not the checks, which lead nowhere.
        importlib.import_module("flows.validation.contract")
    with atheris.instrument_imports(include=[INSTRUMENTED[name]]):
        target = importlib.import_module(f"fuzz.{name}").TARGET
    encoding, errors = target.encoding

    def changed(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if rng.randrange(BLIND) == 0:
            return atheris.Mutate(data, most)
        head, rest = data[: target.head], data[target.head :]
        if head and rng.randrange(6) == 0:
            head = bytes(rng.choice((byte, rng.randrange(32))) for byte in head)
        text = mutated(rest.decode(encoding, errors), target.pieces, rng)
        return (head + text.encode(encoding, errors))[:most]

    options = [f"-max_len={target.longest}", "-timeout=60", "-rss_limit_mb=3000"]
    atheris.Setup([*arguments[:1], *options, *arguments[2:]], target.check, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
