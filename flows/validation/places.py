"""Where the rows of a part stand in its documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from flows.validation.arrow import Floats, Integers, Mask, integers, mask, pc

_FAR = 2**31
"""Beyond the end of any text."""


@dataclass(frozen=True)
class Places:
    """The rows of sentences, quantities or urls with the documents that they point into."""

    table: pa.Table
    documents: pa.Table
    number: str
    """The column that numbers the rows of a document."""

    @cached_property
    def document(self) -> Integers:
        """Row of each row's document; -1 where there is none."""
        rows = pc.index_in(self.table.column("doc_id"), self.documents.column("doc_id"))
        return np.asarray(pc.fill_null(rows, -1).to_numpy(), dtype=np.int64)

    @cached_property
    def in_title(self) -> Mask:
        """Whether each row points into the title."""
        return mask(pc.equal(self.table.column("section"), "title"))

    @cached_property
    def start(self) -> Integers:
        """Where each row's text begins."""
        return integers(self.table, "start")

    @cached_property
    def end(self) -> Integers:
        """Where each row's text ends."""
        return integers(self.table, "end")

    @cached_property
    def _lengths(self) -> Integers:
        """Length of the section that each row points into; -1 without a document."""
        of_section = [
            pc.fill_null(pc.utf8_length(self.documents.column(name)), 0).to_numpy()
            for name in ("abstract", "title")
        ]
        if not self.documents.num_rows:
            return np.full(len(self.document), -1)
        at = self.document.clip(min=0)
        lengths = np.where(self.in_title, of_section[1][at], of_section[0][at])
        return np.where(self.document < 0, -1, lengths)

    def beyond_text(self, first: Floats, last: Floats) -> Mask:
        """One boolean a row: whether first to last is not within the row's section."""
        return np.asarray((first < 0) | (last > self._lengths), dtype=bool)

    @cached_property
    def _section(self) -> Integers:
        """Index of each row's section among ``_texts``; -1 without a document."""
        offset = np.where(self.in_title, self.documents.num_rows, 0)
        return np.asarray(np.where(self.document < 0, -1, self.document + offset), dtype=np.int64)

    @cached_property
    def _texts(self) -> list[str]:
        """All abstracts, then all titles, then a text for rows without a document."""
        abstracts, titles = (
            pc.fill_null(self.documents.column(name), "").to_pylist()
            for name in ("abstract", "title")
        )
        return [*abstracts, *titles, ""]

    def section_texts(self) -> list[str]:
        """The text of the section that each row points into; empty without a document."""
        texts = self._texts
        return [texts[at] for at in self._section.tolist()]

    def misplaced(self) -> Mask:
        """One boolean a row: whether its text is not what stands between its offsets."""
        wrong = [
            section[start:end] != text
            for section, start, end, text in zip(
                self.section_texts(),
                self.start.tolist(),
                self.end.tolist(),
                self.table.column("text").to_pylist(),
                strict=True,
            )
        ]
        return np.asarray(wrong, dtype=bool) | (self.end > self._lengths) | (self.document < 0)

    def misnumbered(self) -> Mask:
        """One boolean a row: whether its number does not follow from the row before it.

        The rows of a document are numbered from 0 in reading order, the title's before the abstract's.
        """
        number = integers(self.table, self.number)
        if not len(number):
            return np.zeros(0, dtype=bool)
        new = np.empty(len(number), dtype=bool)
        new[0] = True
        new[1:] = self.document[1:] != self.document[:-1]
        expected = np.empty_like(number)
        expected[0] = 0
        expected[1:] = number[:-1] + 1
        expected[new] = 0
        wrong: Mask = number != expected
        same = ~new[1:]
        later = self.in_title[1:].astype(int) > self.in_title[:-1].astype(int)
        backwards = (self.in_title[1:] == self.in_title[:-1]) & (self.start[1:] < self.start[:-1])
        wrong[1:] |= same & (later | backwards)
        return wrong

    def outside(self, sentences: Places, *, whole: bool) -> Mask:
        """One boolean a row: whether its sentence does not exist or does not hold it.

        ``whole`` asks for all of the row's text within the sentence, otherwise for its beginning.
        """
        if not len(sentences.start):
            return np.ones(len(self.start), dtype=bool)
        width = int(max(sentences.document.max(initial=0), self.document.max(initial=0))) + 2
        key = _pair(sentences.document, integers(sentences.table, sentences.number), width)
        order = np.argsort(key, kind="stable")
        wanted = _pair(self.document, integers(self.table, "sentence_id"), width)
        at = np.searchsorted(key[order], wanted).clip(max=len(order) - 1)
        row = order[at]
        end = self.end if whole else self.start + 1
        return np.asarray(
            (key[row] != wanted)
            | (self.in_title != sentences.in_title[row])
            | (self.start < sentences.start[row])
            | (end > sentences.end[row]),
            dtype=bool,
        )

    def documents_with_gaps(self) -> Mask:
        """One boolean a document: whether text other than white space lies outside these rows."""
        gaps = np.zeros(self.documents.num_rows, dtype=bool)
        if not len(gaps):
            return gaps
        order = np.lexsort((self.start, self._section))
        order = order[self._section[order] >= 0]
        section, start, end = self._section[order], self.start[order], self.end[order]
        first = np.ones(len(section), dtype=bool)
        first[1:] = section[1:] != section[:-1]
        done = np.zeros(len(section), dtype=np.int64)
        done[1:] = np.where(first[1:], 0, end[:-1])
        between = start > done
        last = np.roll(first, -1)
        # Sections without any row lie outside from their first character.
        empty = np.setdiff1d(np.arange(2 * len(gaps)), section)
        places = [
            (section[between], done[between], start[between]),
            (section[last], end[last], np.full(int(last.sum()), _FAR)),
            (empty, np.zeros(len(empty), np.int64), np.full(len(empty), _FAR)),
        ]
        texts = self._texts
        at, left, right = (
            np.concatenate(columns).tolist() for columns in zip(*places, strict=True)
        )
        for index, begin, stop in zip(at, left, right, strict=True):
            outside = texts[index][begin:stop]
            if outside and not outside.isspace():
                gaps[index % len(gaps)] = True
        return gaps


def _pair(document: Integers, number: Integers, width: int) -> Integers:
    return np.asarray(number * width + document, dtype=np.int64)


def overlapping(places: Sequence[Places]) -> list[Mask]:
    """For each of the tables one boolean a row: whether it overlaps a row of any of them."""
    document = np.concatenate([p.document for p in places])
    section = np.concatenate([p.in_title for p in places])
    start = np.concatenate([p.start for p in places])
    end = np.concatenate([p.end for p in places])
    order = np.lexsort((end, start, section, document))
    overlaps = np.zeros(len(order), dtype=bool)
    if len(order) > 1:
        one, other = order[:-1], order[1:]
        met = (
            (document[one] == document[other])
            & (section[one] == section[other])
            & (end[one] > start[other])
            & (document[one] >= 0)
        )
        overlaps[one[met]] = True
        overlaps[other[met]] = True
    sizes = np.cumsum([len(p.start) for p in places])[:-1]
    return list(np.split(overlaps, sizes))
