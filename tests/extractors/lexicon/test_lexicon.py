"""The lexicon files agree with their grammar, with themselves, with each other, with Pint and with the tables."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from extractors.lexicon import loading, units
from extractors.lexicon.loading import LexiconError, lines, sections, values, words
from extractors.quantities.dimensions import normal
from schemas.vocabularies import BOUNDS, QUANTITY_KINDS

FOLDER = Path(str(files("extractors.lexicon")))
OWN_GRAMMAR = {"units.txt", "field_units.txt"}
IN_SECTIONS = sorted(path.name for path in FOLDER.glob("*.txt") if path.name not in OWN_GRAMMAR)

# Signs that a prefix could make, too, and what their own line says they mean.
CHOSEN = {"kt": "knot", "Gy": "gray", "mHz": "megahertz"}


def prefixed_signs() -> dict[str, set[str]]:
    """Each sign that a prefix makes, with the names of all the units that it could stand for."""
    made: dict[str, set[str]] = {}
    for _, line in lines("units.txt"):
        name, _, signs, _, prefixes = (field.strip() for field in line.split(";"))
        for letter in prefixes:
            spelled, spoken = units._PREFIXES[letter]
            for sign in signs.split():
                if sign.isalpha():
                    made.setdefault(spelled + sign, set()).add(spoken + name)
    return made


# ---- each file by itself


@pytest.mark.parametrize("name", [*IN_SECTIONS, *sorted(OWN_GRAMMAR)])
def test_every_file_tells_its_form_at_its_head(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", IN_SECTIONS)
def test_every_file_parses_and_no_section_is_empty(name: str) -> None:
    assert sections(name)
    for section, entries in sections(name).items():
        assert set(entries) - {""}, section


@pytest.mark.parametrize("name", IN_SECTIONS)
def test_white_space_within_an_entry_is_single(name: str) -> None:
    for entries in sections(name).values():
        for entry in entries:
            assert entry == " ".join(entry.split())


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("numbers.txt", "one = 1\n", r"numbers\.txt:1: an entry stands before the first"),
        ("numbers.txt", "[a]\none = 1\n\none = 2\n", r"numbers\.txt:4: 'one' has two values"),
        ("numbers.txt", "[a]\none, two = 1\ntwo = 2\n", r"numbers\.txt:3: 'two' has two values"),
    ],
)
def test_a_broken_file_is_told_with_its_line(
    name: str, text: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(loading, "files", lambda package: tmp_path)
    with pytest.raises(LexiconError, match=complaint):
        sections.__wrapped__(name)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("tile ; meter ; ti\n", r"units\.txt:1: 3 fields, five expected"),
        (
            "# head\ntile ; meter ; ti ; tile ;\nbrick ; meter ; ti ; brick ;\n",
            r"units\.txt:3: 'ti' means 'tile'",
        ),
        (
            "tile ; meter ; ti ; tile ;\nbrick ; meter ; br ; tiles ;\n",
            r"units\.txt:2: 'tiles' means 'tile'",
        ),
    ],
)
def test_a_broken_table_of_units_is_told_with_its_line(
    text: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "units.txt").write_text(text, encoding="utf-8")
    monkeypatch.setattr(loading, "files", lambda package: tmp_path)
    with pytest.raises(LexiconError, match=complaint):
        units._lexicon.__wrapped__()


def test_a_repeated_entry_with_the_same_value_is_none_the_worse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "numbers.txt").write_text("[a]\none = 1 # first\none = 1\n", encoding="utf-8")
    monkeypatch.setattr(loading, "files", lambda package: tmp_path)
    assert sections.__wrapped__("numbers.txt") == {"a": {"one": "1"}}


# ---- units

MEANINGS = sorted(
    {
        unit.meaning
        for table in (units.signs(), units.names())
        for unit in table.values()
        if unit.meaning
    }
)


@pytest.mark.parametrize("meaning", MEANINGS)
def test_pint_understands_the_meaning_of_every_unit(meaning: str) -> None:
    assert normal(meaning) is not None


def test_every_prefix_is_one_that_is_known() -> None:
    for number, line in lines("units.txt"):
        assert set(line.split(";")[4].strip()) <= set(units._PREFIXES), number


def test_no_two_units_make_the_same_sign_by_their_prefixes() -> None:
    assert {sign: names for sign, names in prefixed_signs().items() if len(names) > 1} == {}


def test_a_line_of_its_own_takes_the_sign_of_a_prefix_only_where_that_is_chosen() -> None:
    taken = {
        sign: units.signs()[sign].name
        for sign, names in prefixed_signs().items()
        if units.signs()[sign].name not in names
    }
    assert taken == CHOSEN


def test_the_name_of_a_unit_is_singular_and_lower_case_but_for_levels() -> None:
    for unit in {*units.signs().values(), *units.names().values()}:
        assert unit.name == unit.name.lower() or unit.name in {"dBm", "dBi"}


def test_names_are_looked_up_in_lower_case() -> None:
    assert all(name == name.lower() for name in units.names())


def test_one_name_has_one_meaning() -> None:
    meanings: dict[str, set[str | None]] = {}
    for table in (units.signs(), units.names()):
        for unit in table.values():
            meanings.setdefault(unit.name, set()).add(unit.meaning)
    several = {name: found for name, found in meanings.items() if len(found) > 1}
    dimensions = {
        name: {
            (found := normal(meaning)) and (found.dimension, found.factor)
            for meaning in known
            if meaning
        }
        for name, known in several.items()
    }
    assert {name: found for name, found in dimensions.items() if len(found) > 1} == {}


# ---- nouns, numbers, modifiers, names


@pytest.mark.parametrize(
    "name", ["modifiers.txt", "names.txt", "nouns.txt", "numbers.txt", "phrases.txt"]
)
def test_no_entry_ends_in_a_comma(name: str) -> None:
    assert [entry for section in sections(name).values() for entry in section if "," in entry] == []


def test_every_kind_is_one_of_the_column() -> None:
    assert set(values("nouns.txt", "kinds").values()) <= set(QUANTITY_KINDS.values)


def test_no_noun_is_both_a_plural_and_a_singular_in_s() -> None:
    assert not set(values("nouns.txt", "plurals")) & words("nouns.txt", "singular in s")


def test_no_plural_ends_a_noun_phrase() -> None:
    ends = words("phrases.txt", "function words") | words("phrases.txt", "verbs")
    assert not ends & set(values("nouns.txt", "plurals"))


def test_no_word_for_a_number_has_two_parts() -> None:
    sections_of_words = (
        "units", "tens", "multipliers", "short multipliers", "letters", "plurals", "fractions",
    )  # fmt: skip
    found = Counter(
        word for section in sections_of_words for word in values("numbers.txt", section)
    )
    assert [word for word, times in found.items() if times > 1] == []


def test_every_value_of_a_number_is_a_number() -> None:
    for entries in sections("numbers.txt").values():
        for word, value in entries.items():
            assert float(value) >= 0, word


def test_a_letter_for_a_multiplier_is_a_unit_only_where_the_rules_tell_them_apart() -> None:
    both = {letter for letter in values("numbers.txt", "letters") if letter in units.signs()}
    assert both == {"K", "M", "T"}  # kelvin, molar, tesla


@pytest.mark.parametrize("section", ["before", "after"])
def test_a_modifier_says_approximate_or_one_of_the_bounds(section: str) -> None:
    assert set(values("modifiers.txt", section).values()) <= {"approximate", *BOUNDS.values}


def test_what_may_come_between_is_no_modifier_itself() -> None:
    assert not words("modifiers.txt", "between") & set(values("modifiers.txt", "before"))


def test_what_reaches_across_a_noun_phrase_is_a_bound() -> None:
    assert words("modifiers.txt", "reaching") <= set(values("modifiers.txt", "before"))


@pytest.mark.parametrize("name", ["names.txt", "modifiers.txt", "phrases.txt", "nouns.txt"])
def test_words_are_written_as_they_are_looked_up(name: str) -> None:
    for section, entries in sections(name).items():
        if name == "nouns.txt" and section == "kinds":
            continue
        assert [entry for entry in entries if entry != entry.lower()] == [], section
