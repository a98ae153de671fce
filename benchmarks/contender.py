"""One peer in a process of its own, timed on the same texts.

    python -m benchmarks.contender PEER TEXTS.jsonl COUNT

prints one JSON object: CPU seconds a text, start-up not counted, and what it finds in the texts of
the reference annotations.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.peers import PEERS
from benchmarks.texts import abstracts, gold


def main() -> None:
    name, path, count = sys.argv[1:]
    texts = abstracts(Path(path), int(count))
    run = PEERS[name].load()
    run(texts[:20])
    start = time.process_time()
    run(texts)
    cpu = (time.process_time() - start) / len(texts)
    found = {
        file: dict(
            zip((row["id"] for row in rows), run([row["text"] for row in rows]), strict=True)
        )
        for file, rows in gold().items()
    }
    print(json.dumps({"cpu": cpu, "texts": len(texts), "found": found}))


if __name__ == "__main__":
    main()
