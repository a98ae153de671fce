"""The run: shares the time among the targets, or tries single inputs again.

    make fuzz SECONDS=600                       all targets, ten minutes in all
    make fuzz SECONDS=600 ARGS=readers          one target
    make fuzz ARGS=out/fuzz/readers/finds/...   an input that was found, tried again and shown

What leads somewhere is kept in out/fuzz/TARGET/corpus, where the next run goes on. Ends with 1 where
an input breaks something, after saying where that input lies and how to try it again.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from fuzz.target import Target

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "out" / "fuzz"
TARGETS = ("readers", "extractors")
ROUND = 100_000
"""Inputs that one process tries: atheris lets go of little of what it compares."""


def target_of(name: str) -> Target:
    """The target of that name."""
    target: Target = importlib.import_module(f"fuzz.{name}").TARGET
    return target


def engine(name: str, *arguments: str | Path) -> int:
    """Run one target in a process of its own; its exit code."""
    command = [sys.executable, "-m", "fuzz.engine", name, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def search(name: str, seconds: int) -> list[Path]:
    """Look for ``seconds``; the inputs that were found."""
    target = target_of(name)
    folders = {kind: OUT / name / kind for kind in ("corpus", "seeds", "finds")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds:
        (folders["seeds"] / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    dictionary = OUT / name / "dictionary"
    dictionary.write_text(_dictionary(target.pieces, target.encoding), encoding="ascii")
    started = time.time()
    end = time.monotonic() + seconds
    code = 0
    while not code and (left := int(end - time.monotonic())) > 0:
        code = engine(
            name,
            f"-max_total_time={left}",
            f"-runs={ROUND}",
            f"-artifact_prefix={folders['finds']}/",
            f"-dict={dictionary}",
            "-print_final_stats=1",
            folders["corpus"],
            folders["seeds"],
        )
    found = sorted(path for path in folders["finds"].iterdir() if path.stat().st_mtime >= started)
    if code and not found:
        sys.exit(f"paperfacts: the search of {name} ended with exit code {code}")
    return found


def _dictionary(pieces: Mapping[str, Sequence[str]], encoding: tuple[str, str]) -> str:
    """The pieces in libFuzzer's form, a quoted one a line; it takes up to 64 bytes."""
    texts = {piece for kind in pieces.values() for piece in kind if piece}
    tokens = sorted({text.encode(*encoding)[:64] for text in texts})
    return "".join('"' + "".join(f"\\x{byte:02X}" for byte in t) + '"\n' for t in tokens)


def again(path: Path) -> int:
    """Try a single input again, and show it."""
    name = path.resolve().relative_to(OUT).parts[0]
    print(target_of(name).show(path.read_bytes()), flush=True)
    return engine(name, path)


def main() -> int:
    """The exit code: 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("what", nargs="*", default=TARGETS, help="targets, or inputs to try again")
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    arguments = parser.parse_args()
    files = [Path(what) for what in arguments.what if what not in TARGETS]
    if files:
        codes = [again(path) for path in files]
        return int(any(codes))
    found = [
        path
        for name in arguments.what
        for path in search(name, arguments.seconds // len(arguments.what))
    ]
    for path in found:
        print(f"found: {path}\n  try it again: make fuzz ARGS={path.relative_to(ROOT)}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
