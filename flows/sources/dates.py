"""Dates as feeds write them, in ISO form."""

from __future__ import annotations

from collections.abc import Sequence

import regex

ISO_DATE = regex.compile(
    r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01])(?:T[0-9:.]++\S*+)?+)?+)?+"
)
"""``2024``, ``2024-03``, ``2024-03-01``, ``2024-03-01T12:00:00Z``"""
YEAR_FIRST = regex.compile(
    r"""
    (?P<year>[0-9]{4})
    (?: (?P<month>[0-9]{2}) (?P<day>[0-9]{2})         # 20240301
      | [-/.\ ] (?P<month>[0-9]{1,2}|[A-Za-z]{3,9})   # 2024/3, 2024 March
        (?: [-/.\ ] (?P<day>[0-9]{1,2}) )?+           # 2024/3/1
    )?+
    (?![0-9])
    """,
    regex.VERBOSE,
)
"""A date that begins with its year, whatever follows it."""

DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?+"
"""``12``, ``1st``"""
MONTH = r"""
    (?P<month> jan(?:uary)?+ | feb(?:ruary)?+ | mar(?:ch)?+ | apr(?:il)?+ | may | june?+ | july?+
             | aug(?:ust)?+ | sep(?:t(?:ember)?+)?+ | oct(?:ober)?+ | nov(?:ember)?+ | dec(?:ember)?+ )
    (?![a-z]) \.?+
"""
"""``May``, ``Sept.``"""
PARTED = r"(?: \s*+ [-,./\u2013] \s*+ | \s++ (?:of\s++)?+ )"
"""What stands between the parts of a date: ``12-May-2021``, ``May, 2021``"""
TO = r"(?: \s*+ (?: [-/\u2013&] | and | to ) \s*+ [a-z0-9]{1,9}+ \.?+ (?: \s++ [a-z0-9]{1,9}+ \.?+ )?? )"
"""The end of a time of which the beginning counts: ``-14``, ``/June``, ``- 2 June``"""
YEAR_LAST = regex.compile(
    rf"""
    (?: (?:mon|tue|wed|thu|fri|sat|sun)[a-z]*+ \.?+ ,?+ \s++ )?+    # Mon,
    (?: {DAY} {TO}?? {PARTED} {MONTH} {TO}??                       # 12 May, 12-14 May
      | {MONTH} (?: {PARTED} {DAY} )? {TO}??                       # May, May 12, May/June
      | (?:spring|summer|autumn|fall|winter|q[1-4]) {TO}??         # Spring
    )
    {PARTED} (?P<year>[12][0-9]{{3}}) (?![0-9])
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
"""A date that ends with its year, its month a name; whatever follows it."""
LONGEST = 100
"""Characters of a text in which a date is looked for."""

MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(),  # noqa: SIM905
        start=1,
    )
}


def day_of(text: str | None) -> str | None:
    """The day of a mail-style date; other texts as they are.

    >>> day_of("Mon, 2 Apr 2007 19:18:42 GMT")
    '2007-04-02'
    """
    words = text.split() if text is not None else []
    if len(words) > 3 and words[2][:3].casefold() in MONTHS:
        return iso_date(words[3], words[2], words[1])
    return text


def iso_form(text: str) -> str | None:
    """A date as a record gives it, in ISO form, as precise as it is; None for what begins with none.

    Of a time from one day or month to another it is the first; of a season it is the year. Numbers
    alone with the year at their end are none: 3/4/2024 is a day in March or in April.

    >>> iso_form("2024-03-01T12:00:00Z"), iso_form("2024/3/1"), iso_form("in press")
    ('2024-03-01T12:00:00Z', '2024-03-01', None)
    >>> iso_form("12 May 2021"), iso_form("May 12, 2021"), iso_form("May/June 2021")
    ('2021-05-12', '2021-05-12', '2021-05')
    """
    text = text.strip()
    if len(text) <= LONGEST and ISO_DATE.fullmatch(text):
        return text
    found = YEAR_FIRST.match(text) or YEAR_LAST.match(text, endpos=LONGEST)
    return iso_date(*found.group("year", "month", "day")) if found else None


def iso_date(year: object, month: object = None, day: object = None) -> str | None:
    """A date of the parts that are there: ``2024``, ``2024-03``, ``2024-03-01``.

    Months may be names. None without a year of four digits.

    >>> iso_date("2018", "May", 7), iso_date(2020, None, 3)
    ('2018-05-07', '2020')
    """
    parts = [_number(year), _month(month), _number(day)]
    if parts[0] is None or not 1000 <= parts[0] <= 9999:
        return None
    text = f"{parts[0]:04d}"
    if parts[1] is None or not 1 <= parts[1] <= 12:
        return text
    text += f"-{parts[1]:02d}"
    if parts[2] is None or not 1 <= parts[2] <= 31:
        return text
    return f"{text}-{parts[2]:02d}"


def of_parts(value: object) -> str | None:
    """The date of a CSL or Crossref date: ``{"date-parts": [[2024, 3, 1]]}``."""
    if not isinstance(value, dict):
        return None
    listed = value.get("date-parts")
    if isinstance(listed, Sequence) and listed and isinstance(listed[0], list) and listed[0]:
        return iso_date(*listed[0][:3])
    raw = value.get("raw") or value.get("literal")
    return raw if isinstance(raw, str) else None


def _number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= 4 and value.strip().isdecimal():
        return int(value.strip())
    return None


def _month(value: object) -> int | None:
    if isinstance(value, str) and (named := MONTHS.get(value.strip()[:3].casefold())):
        return named
    return _number(value)
