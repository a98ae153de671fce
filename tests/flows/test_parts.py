"""Parts that are staged again after an error: each is handed on once, of the same input."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.errors import InputError
from flows.parts import Part, Parts, load
from flows.staging import Staging
from schemas import Document


def document(number: int, text: str = "We count 3 owls.") -> Document:
    return Document(f"d{number}", "", text, "test", "file:///in")


class Faulty:
    """Documents that break off once, after ``after`` of them; later ones state ``text``."""

    def __init__(self, after: int, text: str = "We count 3 owls.") -> None:
        self.after, self.text, self.tries = after, text, 0

    def __iter__(self) -> Iterator[Document]:
        self.tries += 1
        for number in range(7):
            if self.tries == 1 and number == self.after:
                raise OSError("the store is away")
            yield document(number, self.text if self.tries > 1 else "We count 3 owls.")


def taken(parts: Parts) -> list[Part]:
    found: list[Part] = []
    try:
        found.extend(parts)
    except OSError:
        found.extend(parts)
    return found


@pytest.mark.parametrize("after", range(7))
def test_each_part_is_handed_on_once(tmp_path: Path, after: int) -> None:
    staging = Staging(str(tmp_path))
    parts = taken(Parts(Faulty(after), staging, run_id="r", size=3))
    assert [(part.number, part.documents) for part in parts] == [(0, 3), (1, 3), (2, 1)]
    assert [d.doc_id for part in parts for d in load(part.number, staging)] == [
        f"d{number}" for number in range(7)
    ]


def test_an_input_that_changed_meanwhile_is_told_of(tmp_path: Path) -> None:
    parts = Parts(Faulty(4, "We count 4 owls."), Staging(str(tmp_path)), run_id="r", size=3)
    with pytest.raises(InputError, match="changed while it was read"):
        taken(parts)
