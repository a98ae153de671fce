"""Sentence ends: tables of examples, what always holds, and the score on the reference.

In the examples a bar marks where one sentence ends and the next begins: "|" stands for a blank, "‖" for nothing.
"""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from extractors.lexicon.loading import sections
from extractors.sentences import split

IN_THE_WILD = [
    "We study ranking.|Our method is fast.|It needs no labels.",
    "The error fell by 3.5 points.|In 2021, 4.2M samples were added.",
    "See Fig. 3 and Eq. (2) for details.|Tab. 1 lists the rest.",
    "Other losses, e.g. BCE or Dice, i.e. Overlap, did worse.|We drop them.",
    "This extends Kim et al. [3] and Rossi et al. (2019).|We add a prior.",
    "It is faster than that of Kim et al.|The margin is small.",
    "We test cars, drones, boats, etc.|All of them moved.",
    "Parts such as legs, wheels, etc. can be attached.",
    "Dr. Weber and Prof. Lund met Ms. Okoye.",
    "A survey by A. Lund, P. Q. Weber and S.-H. Kim was used.",
    "The work of J. Weber (U.S. Army) is cited.|The rest is new.",
    "The samples are i.i.d.|The bound is tight.",
    "We compare BERT vs. GPT at approx. 5 ms.|No. 7 won.",
    "The answer was no.|Version 2 said yes.",
    'He asked "why?"|Nobody knew.',
    "She named it “one shot.”|The name stuck.",
    "It works (see the appendix.)|We show why.",
    "Can it be learned?|We say yes!|Then we prove it.",
    "Is it open? and if so, when",
    "We answer: (i) what it is.|(ii) how it grows.|We stop there.",
    "Three parts: 1. Read the text.|2. Split it.",
    "It has been shown before.13|However, nobody knew why.",
    "It has been shown.[2,3]|We go on.",
    "The loss is $L$.|$L$ is convex.",
    "The robot walks.|iSAM2 maps the hall.|k-means groups the rest.",
    "BACKGROUND: Maps age.|METHODS: We drove 30 km.|RESULTS: They held.",
    "© 2020 Lund Press Ltd.|All rights reserved.",
    "2020 Lund Press Ltd. All rights reserved.",
    "It draws 5 V.|The noise is 18 dB.|The field is 6.1 mT.|We go on.",
    "It is trained on Yahoo! Answers and tested on GraspIt! scenes.",
]

MENDED = [
    "We fit the magnitude.‖The rest follows.",
    "We release the data.‖Code is on the web.",
    "It gains 4.1%.‖We explain why.",
    "It beats BERT.‖To see why, we probe it.",
    "Does it help the user?‖To find out, we ask.",
    "It fails in the dark.|we add a lamp.",
    "It ran .|The rest stood still.",
    "A first thought...|A second one.",
]

LINES = [
    "Wrapped lines\nare one sentence.\n‖The next begins here.",
    "A title without a stop\n\n‖The text begins.",
    "A title\r\n \r\n‖The text begins.",
    "BACKGROUND\n‖We walk.\n‖MAIN RESULTS\n‖We ran.",
    "We offer:\n‖• a map of roads\n‖• a map of rails",
    "We offer:\n‖- maps of roads\n‖- maps of rails",
]

OTHER_SCRIPTS = [
    "我们提出一种方法。‖它很快！‖为什么？",
    "यह तेज़ है।|यह छोटा है।",
    "Это быстро.|Оно мало.",
    "¿Es rápido?|Sí.",
]

NEGATIVE = [
    "The code is at https://example.org/a.b/C.html and www.Example.org.",
    "Install torch.nn and use Node.js 3.5.1 with v2.0.",
    "The mean was 0.5 (std. 0.1; min. 0.2) of 1,200.5 runs",
    "Mail a.Lund@Example.org for Dr. Lund",
    "An error of 2. 5 cm",
    "The sequence x_1, ..., x_n is finite",
    "Malicious software, a.k.a. malware, w.r.t. the user",
    "Given in Sec. IV, Vol. 3, pp. 5-7, no. 4",
]

SYNTHETIC = [
    "",
    " \n\t ",
    ".",
    "...",
    "a",
    " a.",
    "One.   |Two.",
]

KNOWN_FAILURES = [
    # A lone capital before the stop is read as an initial or an abbreviation.
    "The paths lie in G.|From there they go on.",
    "We survey the IoT.|We find gaps.",
    # An import path looks like two glued sentences.
    "We call torch.Tensor in each step.",
    # A quotation of several sentences is one sentence of the text.
    "The rule “Read. Then write.” is old.",
]


def told(example: str) -> tuple[str, list[str]]:
    """The text of an example, and its sentences."""
    parts = regex.split(r"[|‖]", example)
    text = example.replace("|", " ").replace("‖", "")
    return text, [part.strip() for part in parts if part.strip()]


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    "example", IN_THE_WILD + MENDED + LINES + OTHER_SCRIPTS + NEGATIVE + SYNTHETIC
)
def test_examples(example: str) -> None:
    text, expected = told(example)
    assert sentences(text) == expected


@pytest.mark.parametrize("example", KNOWN_FAILURES)
@pytest.mark.xfail(strict=True)
def test_known_failures(example: str) -> None:
    text, expected = told(example)
    assert sentences(text) == expected


# Pieces that meet the rules more often than arbitrary text would.
PIECES = st.sampled_from(
    [*"aA1.?!,;:()[]\"'”’“$*-–—©•&… \n\t。！", "word", "Fig.", "et al.", "e.g.", "U.S.", "The", "The end", "\n\n", ". ",
     "iOS", "2. ", "All rights reserved", "https://a.B/c."]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_spans_are_trimmed_in_order_and_cover_the_text(text: str) -> None:
    spans = split(text)
    assert all(start < end and text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(
        text.split()
    )


@given(st.lists(PIECES).map("".join))
def test_a_paragraph_is_split_as_it_is_alone(text: str) -> None:
    framed = f"Before it.\n\n{text}\n\nAfter it."
    assert sentences(framed) == ["Before it.", *sentences(text), "After it."]


def test_an_abbreviation_has_one_class() -> None:
    lexicon = sections("abbreviations.txt")
    classes = [set(lexicon[name]) for name in ("inside", "numbering", "either")]
    assert not classes[0] & classes[1] | classes[1] & classes[2] | classes[0] & classes[2]


RUNS = [
    ".", ". ", "1", "1.", "1. ", "1.5", "A.", "A. ", "a.b.", "abc.Abc,", "?! ", ".)", ".) ] ", "abc.[1", "abc.12,3",
    "。", "好。", "\n", "a\n\n", " ", "\n• a", "\n  ", "AB C\n", "A", "e.g. ", "et al. ", ". (((", ". - ", "a. & 2",
    "Inc. All rights reserved © ", "abcd. a", "\t.\t", ".\"", "No. IX",
]  # fmt: skip
GROWTH = 2.5  # twice the length takes twice the time; what is above leaves room for noise
NOTHING = 0.02  # seconds of CPU: too little to tell growth from noise
TRIES = 10  # of which one counts: what else the machine does shows in a few at a time


def seconds(text: str) -> float:
    """The least CPU time that splitting the text took."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        split(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_twice_the_length_takes_no_more_than_twice_the_time(run: str) -> None:
    text = run * (200_000 // len(run))
    growth = []
    for _ in range(TRIES):
        whole = seconds(text)
        growth.append(0.0 if whole < NOTHING else whole / seconds(text[: len(text) // 2]))
        if growth[-1] < GROWTH:
            break
    assert min(growth) < GROWTH


def test_reference(shared: Path) -> None:
    """Annotators' sentences, joined by blanks: the inner boundaries must be found."""
    hits = expected = found = 0
    for line in (shared / "sentences" / "csabstruct-train.jsonl").open(encoding="utf-8"):
        parts = [part.strip() for part in json.loads(line)["sentences"]]
        text = " ".join(parts)
        told_ends = {len(" ".join(parts[:count])) for count in range(1, len(parts))}
        ends = {end for _, end in split(text)} - {len(text)}
        hits, expected, found = (
            hits + len(told_ends & ends),
            expected + len(told_ends),
            found + len(ends),
        )
    assert 2 * hits / (expected + found) >= 0.993
